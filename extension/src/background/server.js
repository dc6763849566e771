/**
 * Requests to the server on this computer, and what came of them. Nothing here throws for what a network does: every
 * failure is a value.
 */

const REQUEST_TIMEOUT = 10_000;
/** For what the server may have to look up in every mailbox first; Chromium ends a worker that waits for 30 seconds. */
export const LOOK_UP_TIMEOUT = 27_000;
const WAIT_SECONDS = 25;
const HELD_TIMEOUT = (WAIT_SECONDS + 10) * 1000;

/** The longest sentence of the server's that is passed on. */
const LONGEST_DETAIL = 600;

/** @typedef {{port: number, token: string | null}} Settings */

/** @param {Settings} settings @param {string} path */
function address(settings, path) {
  return `http://127.0.0.1:${settings.port}/api/v1/${path}`;
}

/** @param {Settings} settings @param {Record<string, string>} [more] */
function headers(settings, more = {}) {
  return settings.token ? { Authorization: `Bearer ${settings.token}`, ...more } : more;
}

/** The sentence of a problem document (RFC 9457), or null. @param {Response} response @returns {Promise<string | null>} */
async function problem(response) {
  try {
    const body = await response.json();
    const text = body.detail ?? body.title;
    return typeof text === "string" ? text.slice(0, LONGEST_DETAIL) : null;
  } catch {
    return null;
  }
}

/**
 * One request, never following a redirect away from this computer.
 * @param {Settings} settings @param {string} path @param {RequestInit} init @param {number} timeout @param {AbortSignal} [signal]
 * @returns {Promise<Response | null>} null where nothing answered
 */
async function request(settings, path, init, timeout, signal) {
  const signals = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
  try {
    return await fetch(address(settings, path), {
      ...init,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.any(signals)
    });
  } catch {
    return null;
  }
}

/** Whether an Afterview server answers; needs no token. @param {Settings} settings @returns {Promise<boolean>} */
export async function ping(settings) {
  const response = await request({ ...settings, token: null }, "ping", {}, REQUEST_TIMEOUT);
  return Boolean(response?.ok);
}

/**
 * Asks for the feed. With `held` the server answers when something changes, or at the end of the wait.
 * @param {Settings} settings @param {string | null} etag @param {boolean} held @param {AbortSignal} [signal]
 * @returns {Promise<{outcome: Outcome, feed: Feed | null, etag: string | null}>} `feed` is null where it has not changed
 */
export async function feed(settings, etag, held, signal) {
  /** @param {Outcome} outcome */
  const failed = (outcome) => ({ outcome, feed: null, etag });
  const wait = held && etag;
  const response = await request(
    settings,
    wait ? `feed?wait=${WAIT_SECONDS}` : "feed",
    { headers: headers(settings, etag ? { "If-None-Match": etag } : {}) },
    wait ? HELD_TIMEOUT : REQUEST_TIMEOUT,
    signal
  );
  if (!response) return failed({ type: "unreachable" });
  if (response.status === 304) return failed({ type: "ok" });
  if (response.status === 401 || response.status === 403) return failed({ type: "refused", detail: await problem(response) });
  if (response.status === 404) return failed({ type: "stranger" });
  if (!response.ok) return failed({ type: "trouble", detail: await problem(response) });
  try {
    const body = await response.json();
    if (!Array.isArray(body?.processes)) return failed({ type: "stranger" });
    return { outcome: { type: "ok" }, feed: body, etag: response.headers.get("ETag") };
  } catch {
    return failed({ type: "stranger" });
  }
}

/**
 * A request that changes something.
 * @param {Settings} settings @param {"POST" | "DELETE"} method @param {string} path @param {unknown} [body]
 * @param {number} [timeout]
 * @returns {Promise<Done<any>>}
 */
export async function act(settings, method, path, body, timeout = REQUEST_TIMEOUT) {
  const response = await request(
    settings,
    path,
    {
      method,
      headers: headers(settings, body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    },
    timeout
  );
  if (!response) return { ok: false, detail: "Afterview is not running. Start it with: afterview serve" };
  if (!response.ok) return { ok: false, detail: (await problem(response)) ?? `The server answered with status ${response.status}.` };
  if (response.status === 204) return { ok: true, value: null };
  try {
    return { ok: true, value: await response.json() };
  } catch {
    return { ok: false, detail: "The server's answer could not be read." };
  }
}
