/**
 * Keeps the feed fresh while somebody looks. All tabs share one waiting request. A worker that waits for itself is
 * stopped by the browser after half a minute; one that owes a page an answer lives on. So there is no loop here: each
 * page that is visible asks "anything new since this version?", and the answer is owed until there is, or for a while.
 */
import "../platform.js";
import { START, next, trust } from "./connection.js";
import * as server from "./server.js";
import * as store from "./store.js";

/** How long a page's question stays open. */
const ANSWER_WITHIN = 25_000;

/** A held request that comes back unchanged sooner than this was not held: the server had no room to wait. */
const TOO_SOON = 1000;
const NO_ROOM_PAUSE = 5000;

const HOST = "http://127.0.0.1/*";

/** @type {store.Known} */
let known = { feed: null, etag: null, connection: START };
/** @type {Promise<void> | null} */
let loaded = null;
/** @type {Promise<void> | null} */
let step = null;
let stop = new AbortController();
/** @type {Set<() => void>} */
const waiting = new Set();
/** @type {Set<(feed: Feed | null, connection: Connection) => void>} */
const listeners = new Set();

/** What is known, read back from the session once a life. */
function load() {
  loaded ??= store.known().then((before) => {
    known = before;
  });
  return loaded;
}

/** @param {(feed: Feed | null, connection: Connection) => void} listener */
export function onChange(listener) {
  listeners.add(listener);
}

export async function current() {
  await load();
  return known;
}

/** Names what is known; changes whenever a page has something new to show. */
function version() {
  return `${known.connection.state} ${known.connection.detail ?? ""} ${trust(known.connection) === "none" ? "" : known.etag}`;
}

/** @param {Partial<store.Known>} change */
async function keep(change) {
  const before = version();
  known = { ...known, ...change };
  const changed = version() !== before;
  if (changed) {
    for (const wake of [...waiting]) wake();
    for (const listener of listeners) listener(known.feed, known.connection);
  }
  await store.setKnown(change);
}

/** @param {boolean} held @param {AbortSignal} [signal] */
async function fetchFeed(held, signal) {
  const settings = await store.settings();
  if (!(await afterview.api.permissions.contains({ origins: [HOST] }))) {
    return keep({ connection: next(known.connection, { type: "no_permission" }, Date.now()) });
  }
  if (!settings.token) {
    const running = await server.ping(settings);
    return keep({ connection: next(known.connection, { type: "no_token", running }, Date.now()), feed: null, etag: null });
  }
  const asked = Date.now();
  const answer = await server.feed(settings, known.feed ? known.etag : null, held, signal);
  if (signal?.aborted) return;
  const connection = next(known.connection, answer.outcome, Date.now());
  if (answer.outcome.type === "ok" && !answer.feed && held && Date.now() - asked < TOO_SOON) {
    connection.retryAt = Date.now() + NO_ROOM_PAUSE;
  }
  if (answer.feed) await keep({ connection, feed: answer.feed, etag: answer.etag });
  else if (answer.outcome.type === "refused") await keep({ connection, feed: null, etag: null });
  else await keep({ connection });
}

/** One wait for news, shared by all who ask. */
function oneStep() {
  step ??= (async () => {
    const { signal } = stop;
    const pause = known.connection.retryAt - Date.now();
    if (pause > 0) await sleep(pause, signal);
    if (!signal.aborted) await fetchFeed(true, signal);
  })().finally(() => {
    step = null;
  });
  return step;
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
function sleep(ms, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** Resolves at the next change, or after a while. @param {number} ms @returns {Promise<void>} */
function change(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      waiting.delete(done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    waiting.add(done);
  });
}

/** Asks at once, because the user wants it or something was changed here; ends a pause. */
export async function refresh() {
  await load();
  await fetchFeed(false);
}

/** Asks at once unless a failure says to wait: for alarms. */
export async function refreshQuietly() {
  await load();
  if (!step && known.connection.retryAt <= Date.now()) await fetchFeed(false);
}

/** Forgets what was known under other settings, and starts again. */
export async function restart() {
  await load();
  stop.abort();
  stop = new AbortController();
  await keep({ feed: null, etag: null, connection: START });
  await fetchFeed(false);
}

/**
 * Answers when there is something newer than `seen`, or nothing for a while.
 * @param {string} seen @returns {Promise<{version: string, connection: Connection, feed: Feed | null}>}
 */
export async function newerThan(seen) {
  await load();
  const until = Date.now() + ANSWER_WITHIN;
  if (known.connection.state === "unknown") await fetchFeed(false);
  while (version() === seen && Date.now() < until) {
    // The step may outlast this question: whoever asks next shares it.
    await Promise.race([oneStep(), change(until - Date.now())]);
  }
  const shown = trust(known.connection) === "none" ? null : known.feed;
  return { version: version(), connection: known.connection, feed: shown };
}
