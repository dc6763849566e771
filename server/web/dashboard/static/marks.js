/**
 * What the user says by hand: which marks there are, what each asks for, and the buttons for them.
 * @module
 * @import { HistoryMessage, MarkType, Present, Process, Values } from "../feed"
 */
import * as api from "./api.js";
import { button } from "./dom.js";
import { askMark, chooseMark } from "./markdialog.js";
import { title } from "./sentences.js";
import { look, markWord } from "./states.js";
import { failed, toast } from "./toasts.js";

/**
 * `asks`: what a mark needs to be told. `field`: where that goes. `dated`: it happened on a day that may be past.
 * @typedef {{group: "you" | "they" | "this", asks?: "time" | "day" | "state" | "process" | "messages" | "names",
 *   field?: string, optional?: boolean, dated?: boolean, hint?: string}} MarkKind
 */

/** @type {Record<MarkType, MarkKind>} */
export const KINDS = {
  answered: { group: "you", dated: true },
  thanked: { group: "you", dated: true },
  followed_up: { group: "you", dated: true },
  accepted: { group: "you", dated: true },
  declined: { group: "you", dated: true },
  withdrawn: { group: "you", dated: true },
  interviewed_at: { group: "they", asks: "time", field: "start", hint: "An interview that lies ahead, or one that took place." },
  promised_by: { group: "they", asks: "day", field: "day", dated: true, hint: "The day by which they want to write." },
  offer: { group: "they", asks: "day", field: "deadline", optional: true, dated: true, hint: "The day by which they want your answer, if they named one." },
  on_hold: { group: "they", asks: "day", field: "until", optional: true, dated: true, hint: "Until when, if they said so." },
  rejected: { group: "they", dated: true },
  set_state: { group: "this", asks: "state", field: "state", hint: "Afterview goes on from there." },
  snooze_until: { group: "this", asks: "day", field: "day", hint: "Until then it counts as nothing due." },
  track: { group: "this", asks: "names", hint: "Keeps it in view, and corrects what it is called." },
  merge: { group: "this", asks: "process", field: "process", hint: "The mails of both become one process." },
  split: { group: "this", asks: "messages", field: "messages", hint: "Choose the mails that belong to another process." },
  done: { group: "this", hint: "It goes to the archive." },
  not_hiring: { group: "this", hint: "It goes to the archive, and is not taken for a hiring process again." },
};

/**
 * What a mark is made on, and what its form can offer.
 * @typedef {{process: Process, present: Present, others: Process[], messages: () => Promise<HistoryMessage[]>}} Place
 */

/**
 * Make a mark, and say so with a way back. Throws what the server refuses.
 * @param {Process} process @param {MarkType} what @param {Values} [value] @param {string} [at]
 */
export async function make(process, what, value, at) {
  const { mark } = await api.mark(process.id, what, value, at);
  toast(`Noted for ${title(process)}: ${lower(markWord(what))}.`, { undo: () => undo(mark.id) });
}

/** Take a mark back. @param {string} id */
export async function undo(id) {
  try {
    await api.undo(id);
    toast("Undone.");
  } catch (error) {
    failed(error);
  }
}

/** @param {string} text */
function lower(text) {
  return text.startsWith("I ") ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

/** What a mark's button says. @param {MarkType} what */
export function label(what) {
  return KINDS[what].asks ? `${markWord(what)} …` : markWord(what);
}

/** The button of a mark: makes it at once, or asks for what it needs. @param {MarkType} what @param {() => Place} place @param {string} [look] */
export function markButton(what, place, look = "") {
  const act = () => (KINDS[what].asks ? askMark(what, place()) : make(place().process, what).catch(failed));
  return button(label(what), act, { class: look || null, "data-key": `mark-${what}`, "aria-haspopup": KINDS[what].asks ? "dialog" : null });
}

/** The marks that fit the state, and the way to all others. @param {Process} process @param {() => Place} place */
export function markButtons(process, place) {
  const first = look(process.state).first.map((what, number) => markButton(what, place, number === 0 ? "main" : ""));
  const all = button("Something else …", () => chooseMark(place()), { "data-key": "mark-all", "aria-haspopup": "dialog" });
  return [...first, all];
}
