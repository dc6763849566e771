/**
 * How each state looks, and which marks make sense in it first. Tint and shape are those of the badges in the webmail;
 * the words come from the server. A state is told apart three ways (word, shape, colour), so that none carries it alone.
 * @module
 * @import { MarkType, Process, State, Words } from "../feed"
 */

/**
 * `act`: the user's turn, now. `soon`: something fixed lies ahead. `wait`: the other side's turn. `good`, `over`: ended.
 * @typedef {"act" | "soon" | "wait" | "good" | "over"} Tint
 * @typedef {{tint: Tint, shape: keyof typeof SHAPES, long: string, first: MarkType[]}} Look
 */

/** Paths within a square of 12 by 12; drawn, not typed, so that no font can change them. */
export const SHAPES = {
  arrow: "M5.2 2 1.5 5.7l3.7 3.7V7.1c2.6 0 4.2.8 5.3 2.9 0-3.300-1.800-5.600-5.300-5.800z",
  calendar: "M3.500 1v1H2v8.500h8V2H8.500V1h-1v1h-3V1zM3 4.500h6v5H3zM4 5.500h2v2H4z",
  heart: "M6 10.500 1.900 6.300a2.600 2.600 0 0 1 0-3.700 2.500 2.500 0 0 1 3.600 0l.5.500.5-.500a2.500 2.500 0 0 1 3.600 0 2.600 2.600 0 0 1 0 3.700z",
  hourglass: "M2.500 1h7v1.200L7 6l2.500 3.800V11h-7V9.800L5 6 2.500 2.200zM4.200 2.300 6 5l1.800-2.700z",
  bell: "M6 1a3.300 3.300 0 0 0-3.300 3.300v2.500L1.500 8.700h9L9.300 6.800V4.300A3.300 3.300 0 0 0 6 1zM4.700 9.500a1.300 1.300 0 0 0 2.600 0z",
  star: "M6 .9l1.500 3.200 3.500.4-2.600 2.400.7 3.500L6 8.700l-3.100 1.700.7-3.500L1 4.500l3.500-.4z",
  check: "M4.700 9.700 1.300 6.300l1.200-1.200 2.200 2.200 4.800-4.900 1.200 1.200z",
  cross: "M2.600 1.500 6 4.900l3.400-3.400 1.100 1.100L7.100 6l3.400 3.400-1.100 1.100L6 7.100l-3.400 3.400-1.100-1.100L4.900 6 1.500 2.600z",
  pause: "M2.500 2h2.500v8H2.500zM7 2h2.500v8H7z",
  paper: "M2 1h5l3 3v7H2zM6.500 2.200V4.500h2.300z",
  wave: "M1 2.500h10v7H6.500L4 11.500v-2H1zM3 4.500v1h6v-1zM3 6.500v1h4v-1z",
  sent: "M1 1.500 11 6 1 10.500 2.500 6.600 7 6 2.500 5.400z",
};

/** @type {Record<State, Look>} */
export const LOOKS = {
  not_hiring: { tint: "over", shape: "cross", long: "Not about a job of yours", first: [] },
  outreach: { tint: "soon", shape: "wave", long: "A recruiter wrote to you first", first: ["answered", "withdrawn"] },
  applied: { tint: "wait", shape: "paper", long: "Your application is with them", first: ["interviewed_at", "rejected"] },
  reply_due: { tint: "act", shape: "arrow", long: "They asked you something", first: ["answered", "interviewed_at"] },
  scheduled: { tint: "soon", shape: "calendar", long: "An interview is fixed", first: ["interviewed_at"] },
  thank_you_due: { tint: "act", shape: "heart", long: "A thank-you note is due", first: ["thanked", "promised_by"] },
  waiting: { tint: "wait", shape: "hourglass", long: "It is their turn", first: ["promised_by", "interviewed_at"] },
  follow_up_due: { tint: "act", shape: "bell", long: "Time to ask once where things stand", first: ["followed_up", "promised_by"] },
  followed_up: { tint: "wait", shape: "sent", long: "You asked; leave it there", first: ["interviewed_at", "rejected"] },
  offer: { tint: "good", shape: "star", long: "An offer waits for your answer", first: ["accepted", "declined"] },
  accepted: { tint: "good", shape: "check", long: "You accepted the offer", first: ["done"] },
  declined: { tint: "over", shape: "cross", long: "You declined the offer", first: ["done"] },
  withdrawn: { tint: "over", shape: "cross", long: "You left this process", first: ["done"] },
  rejected: { tint: "over", shape: "cross", long: "They decided for somebody else", first: ["done"] },
  on_hold: { tint: "wait", shape: "pause", long: "They paused the role", first: ["interviewed_at", "rejected"] },
};

/** Below this a state is said with "probably". */
const SURE = 0.6;

/** @type {Words} */
const words = JSON.parse(document.getElementById("words")?.textContent || '{"states": {}, "marks": {}}');

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A state of a newer server is shown by its own name. @param {string} state @returns {Look} */
export function look(state) {
  return LOOKS[/** @type {State} */ (state)] ?? { tint: "wait", shape: "paper", long: "", first: [] };
}

/** @param {string} state */
export function stateWord(state) {
  return capital(words.states[state] ?? state.replace(/_/g, " "));
}

/** @param {string} what */
export function markWord(what) {
  return capital(words.marks[what] ?? what.replace(/_/g, " "));
}

/** @param {{confidence: number}} process */
export function probable(process) {
  return process.confidence < SURE;
}

/** The state as a word, with doubt said. @param {Process} process */
export function stateText(process) {
  const word = stateWord(process.state);
  return probable(process) ? `Probably ${word.charAt(0).toLowerCase()}${word.slice(1)}` : word;
}
