/**
 * The feed, kept current by held requests for as long as somebody looks at the page.
 * @module
 * @import { Feed } from "../feed"
 */
import { ApiError, call, LostError } from "./session.js";

const WAIT = 25;
const SHORTEST = 1_000;
const LONGEST = 15_000;

/**
 * `ok`; `lost`: no answer; `trouble`: an answer that is an error; `ended`: the session is over.
 * @typedef {{state: "ok" | "lost" | "trouble" | "ended", detail: string}} Connection
 */

/**
 * Follow the feed until the session ends. Rests while the tab is hidden; comes back by itself after a fault.
 * @param {{feed: (feed: Feed) => void, connection: (connection: Connection) => void}} tell
 */
export async function follow(tell) {
  let etag = "";
  let faults = 0;
  for (;;) {
    await shown();
    const began = Date.now();
    const atOnce = faults > 0 || !etag;
    try {
      const answer = await ask(etag, atOnce);
      if (!answer) continue;
      faults = 0;
      tell.connection({ state: "ok", detail: "" });
      if (answer.status === 200) {
        const feed = await answer.json();
        etag = answer.headers.get("ETag") ?? "";
        tell.feed(feed);
      }
      // Past the allowed number of waiters the server answers at once: do not run in circles.
      else if (!atOnce && Date.now() - began < SHORTEST) await rest(5_000);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return tell.connection({ state: "ended", detail: error.message });
      faults += 1;
      const detail = error instanceof Error ? error.message : String(error);
      tell.connection({ state: error instanceof ApiError ? "trouble" : "lost", detail });
      if (!(error instanceof ApiError || error instanceof LostError || error instanceof TypeError)) console.error(error);
      await rest(Math.min(LONGEST, SHORTEST * 1.6 ** (faults - 1)));
    }
  }
}

/**
 * One request, held by the server unless `atOnce`; null where the tab was hidden meanwhile.
 * @param {string} etag @param {boolean} atOnce @returns {Promise<Response | null>}
 */
async function ask(etag, atOnce) {
  const stop = new AbortController();
  const hidden = () => {
    if (document.hidden) stop.abort();
  };
  document.addEventListener("visibilitychange", hidden);
  try {
    const path = atOnce ? "/feed" : `/feed?wait=${WAIT}`;
    return await call("GET", path, { headers: etag ? { "If-None-Match": etag } : {}, signal: stop.signal });
  } catch (error) {
    if (stop.signal.aborted) return null;
    throw error;
  } finally {
    document.removeEventListener("visibilitychange", hidden);
  }
}

/** Until the tab is shown. @returns {Promise<void>} */
function shown() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", function look() {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    });
  });
}

/** A pause, cut short when the tab is shown again or the network returns. @param {number} time @returns {Promise<void>} */
function rest(time) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", done);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, time);
    document.addEventListener("visibilitychange", done);
    window.addEventListener("online", done);
  });
}
