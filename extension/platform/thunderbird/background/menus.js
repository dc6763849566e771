/**
 * Marks by the context menu of the message list, for several messages at once, and of the button in a message's header.
 * The menu says first what it is about; a mark is made once for each process, however many of its messages are chosen.
 */
import "../platform.js";
import "../shared/states.js";
import "../shared/texts.js";
import * as keeper from "./keeper.js";
import * as server from "./server.js";
import * as store from "./store.js";
import { all, displayed, isTrackable, keyOf, processOf } from "./displayed.js";
import { messenger } from "./messenger.js";
import { tell } from "./telling.js";

/** @typedef {import("./displayed.js").Header} Header */
/** @typedef {{known: Process[], unknown: Header[], connection: Connection}} Chosen */

const CONTEXTS = /** @type {const} */ (["message_list", "message_display_action"]);
const ABOUT = "about";
const TRACK = "track";
const NEUTRAL = "Afterview";

/** Marks that need nothing but a click; those that ask for a day or a time are in the card. */
function plainMarks() {
  const { MARKS } = afterview.states;
  return /** @type {MarkType[]} */ (Object.keys(MARKS)).filter((what) => !MARKS[what]?.asks);
}

/** Makes what is missing of the menu: the program keeps menus over a restart. */
export function make() {
  /** @param {object} item */
  const create = (item) => messenger.menus.create({ contexts: [...CONTEXTS], ...item }, () => void messenger.runtime.lastError);
  create({ id: ABOUT, title: NEUTRAL, enabled: false });
  create({ id: "line", type: "separator" });
  for (const what of plainMarks()) create({ id: what, title: afterview.states.MARKS[what]?.button });
  create({ id: TRACK, title: "Track this" });
}

/** What a click would be about. @param {messenger.menus.OnClickData | messenger.menus.OnShowData} info @param {messenger.tabs.Tab | undefined} tab @returns {Promise<Chosen>} */
async function chosen(info, tab) {
  const list = /** @type {messenger.messages.MessageList | undefined} */ (info.selectedMessages);
  const headers = list ? await all(list) : tab?.id === undefined ? [] : await displayed(tab.id);
  const { feed, connection } = await keeper.current();
  /** @type {Map<string, Process>} */
  const known = new Map();
  const unknown = [];
  for (const header of headers) {
    const process = processOf(feed, header);
    if (process) known.set(process.id, process);
    else if (isTrackable(feed, header)) unknown.push(header);
  }
  return { known: [...known.values()], unknown, connection };
}

/** The first line of the menu. @param {Chosen} what */
function about({ known, unknown, connection }) {
  const { texts } = afterview;
  if (connection.state !== "ok") return texts.connectionWords(connection).title;
  if (known.length > 1) return `${known.length} hiring processes`;
  if (known.length === 1) return `${texts.title(known[0])}: ${texts.stateWord(known[0])}`;
  return unknown.length > 1 ? "No hiring processes yet" : "Not a hiring process yet";
}

/** @param {messenger.menus.OnShowData} info @param {messenger.tabs.Tab} tab */
export async function shown(info, tab) {
  if (!info.menuIds.includes(ABOUT)) return;
  const found = await chosen(info, tab);
  const ready = found.connection.state === "ok";
  const { menus } = messenger;
  const many = found.unknown.length;
  await Promise.all([
    menus.update(ABOUT, { title: about(found).replace(/&/g, "&&") }), // an ampersand names an access key
    menus.update(TRACK, { title: many > 1 ? `Track these ${many} messages` : "Track this", visible: many > 0 || found.known.length === 0, enabled: ready && many > 0 }),
    ...plainMarks().map((what) => menus.update(what, { visible: found.known.length > 0, enabled: ready }))
  ]);
  await menus.refresh();
}

/** Forgets what the menu was about: the next one must not begin with the words of this. */
export async function hidden() {
  await messenger.menus.update(ABOUT, { title: NEUTRAL });
}

/** @param {messenger.menus.OnClickData} info @param {messenger.tabs.Tab | undefined} tab */
export async function clicked(info, tab) {
  const what = String(info.menuItemId);
  const found = await chosen(info, tab);
  /** @type {string[]} */
  const failures = [];
  if (what === TRACK) {
    for (const header of found.unknown) {
      if (processOf((await keeper.current()).feed, header)) continue; // came along with another message
      await send({ message: { match: [keyOf(header)] }, what: TRACK }, header.subject, failures);
    }
  } else if (plainMarks().includes(/** @type {MarkType} */ (what))) {
    for (const process of found.known) {
      await send({ process: process.id, what: /** @type {MarkType} */ (what) }, afterview.texts.title(process), failures);
    }
  }
  if (failures.length > 0) await tell(failures);
}

/** @param {MarkRequest} request @param {string} about @param {string[]} failures gets a sentence where it failed */
async function send(request, about, failures) {
  const answer = await server.act(await store.settings(), "POST", "marks", { value: {}, ...request });
  if (answer.ok) await keeper.refresh();
  else failures.push(`${afterview.texts.tame(about, 100)}: ${answer.detail}`);
}
