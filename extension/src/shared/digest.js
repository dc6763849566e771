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

  const START = primes(8).map((prime) => fraction(Math.sqrt(prime)));
  const ROUNDS = primes(BLOCK).map((prime) => fraction(Math.cbrt(prime)));
  const encoder = new TextEncoder();
  const words = new Int32Array(BLOCK);

  /** @param {number} word @param {number} by */
  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  /** The bytes with their end marked and their length in bits (section 5.1.1). @param {Uint8Array} bytes */
  function padded(bytes) {
    const whole = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK));
    new Uint8Array(whole.buffer).set(bytes);
    whole.setUint8(bytes.length, 0x80);
    whole.setUint32(whole.byteLength - 8, Math.floor(bytes.length / (WORD / 8)));
    whole.setUint32(whole.byteLength - 4, bytes.length * 8);
    return whole;
  }

  /** One block's work on the state (section 6.2.2). @param {number[]} state @param {DataView} data @param {number} at */
  function mix(state, data, at) {
    for (let n = 0; n < 16; n += 1) words[n] = data.getInt32(at + 4 * n);
    for (let n = 16; n < BLOCK; n += 1) {
      const x = words[n - 15];
      const y = words[n - 2];
      const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      words[n] = words[n - 16] + low + words[n - 7] + high;
    }
    let [a, b, c, d, e, f, g, h] = state;
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
    const mixed = [a, b, c, d, e, f, g, h];
    for (let n = 0; n < mixed.length; n += 1) state[n] = (state[n] + mixed[n]) | 0;
  }

  /** The digest of a text's UTF-8 in hexadecimal. @param {string} text */
  function sha256(text) {
    const data = padded(encoder.encode(text));
    const state = [...START];
    for (let at = 0; at < data.byteLength; at += BLOCK) mix(state, data, at);
    return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  return { sha256 };
})();
afterview.digest = afterviewDigest;
