/**
 * What must outlive the worker. `local` (kept on disk by the browser, readable by whoever reads its profile): the port
 * and this browser's token. `session` (memory of the browser): the feed, its ETag, the connection, who is signed in where.
 */
import "../platform.js";
import { START } from "./connection.js";

export const DEFAULT_PORT = 8717;

/** @returns {Promise<import("./server.js").Settings>} */
export async function settings() {
  const { port, token } = await afterview.api.storage.local.get({ port: DEFAULT_PORT, token: null });
  return { port: Number(port), token: typeof token === "string" ? token : null };
}

/** @param {Partial<import("./server.js").Settings>} change */
export async function setSettings(change) {
  await afterview.api.storage.local.set(change);
}

/** @typedef {{feed: Feed | null, etag: string | null, connection: Connection}} Known */

/** @returns {Promise<Known>} */
export async function known() {
  const { feed, etag, connection } = await afterview.api.storage.session.get({ feed: null, etag: null, connection: START });
  return /** @type {Known} */ ({ feed, etag, connection });
}

/** @param {Partial<Known>} change */
export async function setKnown(change) {
  try {
    await afterview.api.storage.session.set(change);
  } catch {
    // Over the browser's quota: the feed is asked for again after the next stop.
    await afterview.api.storage.session.remove(["feed", "etag"]);
  }
}

/** @param {string} site @returns {Promise<string | null>} */
export async function userOf(site) {
  const key = `user ${site}`;
  const found = (await afterview.api.storage.session.get({ [key]: null }))[key];
  return typeof found === "string" && found ? found : null;
}

/** @param {string} site @param {string} user */
export async function setUser(site, user) {
  await afterview.api.storage.session.set({ [`user ${site}`]: user.slice(0, 320) });
}
