/**
 * Which processes stand together, and which of them a filter finds.
 * @module
 * @import { Present, Process, State } from "../feed"
 */
import { stateWord } from "./states.js";
import { distance, isMoment } from "./times.js";

/** @type {readonly State[]} The user's turn. */
const TURN = ["reply_due", "thank_you_due", "follow_up_due", "offer"];
/** @type {readonly State[]} */
const ENDED = ["accepted", "declined", "withdrawn", "rejected"];
const SOON_DAYS = 7;

/** @typedef {{name: string, title: string, note: string, processes: Process[]}} Heap */

/** @param {Process} process @param {Present} present */
export function snoozed(process, present) {
  return process.snoozed_until !== null && distance(process.snoozed_until, present) > 0;
}

/** A sortable moment; a day counts as its end. @param {string | null} due */
function moment(due) {
  if (!due) return Number.POSITIVE_INFINITY;
  return Date.parse(isMoment(due) ? due : `${due}T23:59:59Z`);
}

/** @param {Process} a @param {Process} b */
function byDue(a, b) {
  const [one, other] = [moment(a.next_action_due), moment(b.next_action_due)];
  return one === other ? byNews(a, b) : one - other;
}

/** @param {Process} a @param {Process} b */
function byNews(a, b) {
  return Date.parse(b.last_message?.date ?? b.since) - Date.parse(a.last_message?.date ?? a.since);
}

/** Whether something is to be done about it today. @param {Process} process @param {Present} present */
export function dueNow(process, present) {
  if (!process.live || snoozed(process, present)) return false;
  const days = process.next_action_due ? distance(process.next_action_due, present) : Number.POSITIVE_INFINITY;
  return TURN.includes(process.state) || (process.state === "scheduled" && days <= 0);
}

/** Live processes by what is due. @param {Process[]} processes @param {Present} present @returns {Heap[]} */
export function liveHeaps(processes, present) {
  const live = processes.filter((process) => process.live).sort(byDue);
  /** @type {Map<string, Process[]>} */
  const heaps = new Map([["now", []], ["soon", []], ["waiting", []], ["snoozed", []]]);
  for (const process of live) heaps.get(heapOf(process, present))?.push(process);
  return [
    { name: "now", title: "Due now", note: "your turn", processes: heaps.get("now") ?? [] },
    { name: "soon", title: "Coming up", note: "within a week", processes: heaps.get("soon") ?? [] },
    { name: "waiting", title: "Waiting", note: "nothing to do but keep applying", processes: heaps.get("waiting") ?? [] },
    { name: "snoozed", title: "Snoozed", note: "you asked to be reminded later", processes: heaps.get("snoozed") ?? [] },
  ];
}

/** @param {Process} process @param {Present} present */
function heapOf(process, present) {
  if (snoozed(process, present)) return "snoozed";
  if (dueNow(process, present)) return "now";
  return process.next_action_due && distance(process.next_action_due, present) <= SOON_DAYS ? "soon" : "waiting";
}

/** Everything else, newest first. @param {Process[]} processes @returns {Heap[]} */
export function archiveHeaps(processes) {
  const rest = processes.filter((process) => !process.live).sort(byNews);
  const other = rest.filter((process) => process.state === "not_hiring");
  const ended = rest.filter((process) => ENDED.includes(process.state));
  const quiet = rest.filter((process) => !other.includes(process) && !ended.includes(process));
  return [
    { name: "ended", title: "Ended", note: "a yes or a no was said", processes: ended },
    { name: "quiet", title: "Done or gone quiet", note: "no news for 60 days, or closed by you", processes: quiet },
    { name: "other", title: "No hiring matter", note: "shown so that you can say otherwise", processes: other },
  ];
}

/** @param {string} text */
function plain(text) {
  return text.slice(0, 500).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether every word of `sought` is found in what the process is about. @param {Process} process @param {string} sought */
export function matches(process, sought) {
  const words = plain(sought).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const people = process.people.flatMap((person) => [person.name, person.address]);
  const about = [process.company, process.role, process.subject, stateWord(process.state), process.last_message?.name, ...people];
  const text = about.map((entry) => plain(entry ?? "")).join("\n");
  return words.every((word) => text.includes(word));
}
