/**
 * Which process a message belongs to, by its Message-ID: exact, and the same in every account and folder. Thunderbird's
 * own ids of messages die with the program and are never kept.
 */
import "../platform.js";
import "../shared/match.js";
import { messenger } from "./messenger.js";

/** @typedef {{headerMessageId: string, subject: string, external: boolean}} Header */

/** The most messages that one click acts on. */
const MOST = 500;

/** @type {WeakMap<Feed, ReturnType<typeof afterviewMatch.index>>} */
const indexes = new WeakMap();

/** The key of a message in the feed. @param {Header} header */
export function keyOf(header) {
  return `mid:<${header.headerMessageId}>`;
}

/** @param {Feed} feed */
function keysOf(feed) {
  let index = indexes.get(feed);
  if (!index) {
    const rows = /** @type {any[]} */ (feed.processes.filter((process) => process.state !== "not_hiring"));
    index = afterview.match.index({ timezone: feed.timezone, accounts: [], processes: rows });
    indexes.set(feed, index);
  }
  return index.keys;
}

/** The process that a message belongs to; null also where two have it. @param {Feed | null} feed @param {Header} header @returns {Process | null} */
export function processOf(feed, header) {
  const found = feed && keysOf(feed).get(keyOf(header));
  return found ? feed.processes.find((process) => process.id === found.id) ?? null : null;
}

/** Whether no process has a message that one could be made of. @param {Feed | null} feed @param {Header} header */
export function isTrackable(feed, header) {
  return feed !== null && header.headerMessageId !== "" && !header.external && !keysOf(feed).has(keyOf(header));
}

/** Every message of a list that comes in pages. @param {messenger.messages.MessageList} list @returns {Promise<Header[]>} */
export async function all(list) {
  const found = [...list.messages];
  for (let { id } = list; id && found.length < MOST; ) {
    const page = await messenger.messages.continueList(id);
    found.push(...page.messages);
    id = page.id;
  }
  return found.slice(0, MOST);
}

/** The messages that a tab displays. @param {number} tabId @returns {Promise<Header[]>} */
export async function displayed(tabId) {
  const list = /** @type {unknown} */ (await messenger.messageDisplay.getDisplayedMessages(tabId));
  return all(/** @type {messenger.messages.MessageList} */ (list));
}
