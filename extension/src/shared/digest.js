"use strict";
/**
 * SHA-256 (FIPS 180-4) that answers at once: a row must be named while the list is drawn, and the browser's own digest
 * answers later, and on secure pages only.
 */
var afterviewDigest = (() => {
  const BLOCK = 64;
  const WORD = 2 ** 32;

  /** The first so many primes. @param {number} count */
  function primes(count) {
    /** @type {number[]} */
    const found = [];
    for (let n = 2; found.length < count; n += 1) if (found.every((prime) => n % prime !== 0)) found.push(n);
    return found;
  }

  /** The first 32 bits of a number's fraction. @param {number} value */
  const fraction = (value) => ((value % 1) * WORD) | 0;

  const START = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));
  const ROUNDS = Int32Array.from(primes(BLOCK), (prime) => fraction(Math.cbrt(prime)));
  const encoder = new TextEncoder();
  const words = new Int32Array(BLOCK);
  const state = new Int32Array(START.length);

  /** Room for texts of the usual length, made once: a list of mails has hundreds. */
  const usual = new Uint8Array(16 * BLOCK);

  /** @param {number} word @param {number} by */
  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  /** A text's UTF-8 with its end marked and its length in bits (section 5.1.1), in whole blocks. @param {string} text */
  function padded(text) {
    const room = 3 * text.length + 9 > usual.length ? new Uint8Array(Math.ceil((3 * text.length + 9) / BLOCK) * BLOCK) : usual;
    const { written } = encoder.encodeInto(text, room);
    const length = Math.ceil((written + 9) / BLOCK) * BLOCK;
    room.fill(0, written, length);
    room[written] = 0x80;
    const whole = new DataView(room.buffer, 0, length);
    whole.setUint32(length - 8, Math.floor(written / (WORD / 8)));
    whole.setUint32(length - 4, written * 8);
    return whole;
  }

  /** One block's work on the state (section 6.2.2). @param {DataView} data @param {number} at */
  function mix(data, at) {
    for (let n = 0; n < 16; n += 1) words[n] = data.getInt32(at + 4 * n);
    for (let n = 16; n < BLOCK; n += 1) {
      const x = words[n - 15];
      const y = words[n - 2];
      const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      words[n] = words[n - 16] + low + words[n - 7] + high;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let n = 0; n < BLOCK; n += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[n] + words[n]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }

  /** The digest of a text's UTF-8 in hexadecimal. @param {string} text @param {number} [digits] so many from its beginning */
  function sha256(text, digits = 64) {
    const data = padded(text);
    state.set(START);
    for (let at = 0; at < data.byteLength; at += BLOCK) mix(data, at);
    let made = "";
    for (let n = 0; 8 * n < digits; n += 1) made += (state[n] >>> 0).toString(16).padStart(8, "0");
    return made.slice(0, digits);
  }

  return { sha256 };
})();
afterview.digest = afterviewDigest;
