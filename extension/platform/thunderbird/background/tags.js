/**
 * Tags on the rows of live processes, only where the user asked for them: a tag is a keyword that Thunderbird writes into
 * the mailbox. Other tags are read first and written back as they are. What was written last is kept by Message-ID, so
 * that a tag which the user takes off stays off until the process moves.
 */
import "../platform.js";
import { messenger } from "./messenger.js";
import { PREFIX, RIGHTS, TAGS, changes, retagged, tagKey, wanted } from "./tagplan.js";

/** Older messages are left alone: looking for them would mean to look through the whole mailbox. */
const DAYS = 365;
const DAY = 86_400_000;

/** While a process has mail as young as this, messages that Thunderbird does not have yet are looked for again. */
const YOUNG = 3_600_000;

/** One change of tags after the other: two at once would undo each other. */
let line = Promise.resolve();

/** Whether the user turned tags on, and the rights are still there. @returns {Promise<boolean>} */
export async function areOn() {
  const { tags } = await messenger.storage.local.get({ tags: false });
  return Boolean(tags) && (await messenger.permissions.contains({ permissions: RIGHTS }));
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
function inLine(work) {
  const done = line.then(work);
  line = done.then(
    () => undefined,
    () => undefined
  );
  return done;
}

/** Turns tags on or off. @param {boolean} on @param {Feed | null} feed @param {Connection} connection */
export function turn(on, feed, connection) {
  return inLine(async () => {
    await messenger.storage.local.set({ tags: on });
    if (on) await write(feed, connection);
    else await removeAll();
  });
}

/** Brings the tags up to date with the feed, where they are on. @param {Feed | null} feed @param {Connection} connection */
export function agree(feed, connection) {
  return inLine(async () => {
    if (await areOn()) await write(feed, connection);
  });
}

/** Whether some process has mail so new that Thunderbird may not have it yet. @param {Feed | null} feed */
export function expectsMail(feed) {
  return (feed?.processes ?? []).some(({ last_message }) => last_message && Date.now() - Date.parse(last_message.date) < YOUNG);
}

/** @param {Feed | null} feed @param {Connection} connection */
async function write(feed, connection) {
  if (connection.state === "unpaired" || connection.state === "unauthorised") return removeAll();
  if (connection.state !== "ok" || !feed) return; // what was known last stays
  const { tagged } = await messenger.storage.local.get({ tagged: {} });
  const written = new Map(Object.entries(/** @type {Record<string, string>} */ (tagged)));
  const open = changes(wanted(feed.processes), written);
  if (open.size === 0) return;
  await makeTags();
  for await (const message of messages({ fromDate: new Date(Date.now() - DAYS * DAY) })) {
    const key = open.get(message.headerMessageId);
    if (key === undefined) continue;
    await setTag(message, key);
    if (key) written.set(message.headerMessageId, key);
    else written.delete(message.headerMessageId);
  }
  for (const [id, key] of open) if (!key) written.delete(id); // gone from the mailbox, or too old to look for
  await messenger.storage.local.set({ tagged: Object.fromEntries(written) });
}

/** Takes every tag of Afterview's off every message, then out of Thunderbird's list. */
async function removeAll() {
  const own = (await messenger.messages.tags.list()).map(({ key }) => key).filter((key) => key.startsWith(PREFIX));
  if (own.length > 0) {
    const tags = Object.fromEntries(own.map((key) => [key, true]));
    for await (const message of messages({ tags: { tags, mode: "any" } })) await setTag(message, null);
    for (const key of own) await messenger.messages.tags.delete(key);
  }
  await messenger.storage.local.remove("tagged");
}

/** Every message that answers a query. @param {object} query */
async function* messages(query) {
  let page = /** @type {messenger.messages.MessageList} */ (/** @type {unknown} */ (await messenger.messages.query(query)));
  for (;;) {
    yield* page.messages;
    if (!page.id) return;
    page = await messenger.messages.continueList(page.id);
  }
}

/** @param {messenger.messages.MessageHeader} message @param {string | null} key */
async function setTag(message, key) {
  try {
    const { tags } = await messenger.messages.get(message.id); // as they are now: the list may be a while old
    const now = retagged(tags, key);
    if (now) await messenger.messages.update(message.id, { tags: now });
  } catch {
    // deleted or moved meanwhile, or a folder that takes no keywords
  }
}

async function makeTags() {
  const known = new Set((await messenger.messages.tags.list()).map(({ key }) => key));
  for (const [state, look] of Object.entries(TAGS)) {
    if (!known.has(tagKey(state))) await messenger.messages.tags.create(tagKey(state), look.tag, look.color);
  }
}
