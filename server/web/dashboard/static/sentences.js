/**
 * Sentences about a process, made from the feed alone. What strangers wrote stands in elements of its own.
 * @module
 * @import { HistoryMessage, Interview, MarkEvent, Mark, Present, Process, Sync } from "../feed"
 * @import { Child } from "./dom.js"
 */
import { h, tame, theirs, time } from "./dom.js";
import { markWord, stateWord } from "./states.js";
import { ago, clock, dayName, distance, dueWords, exact, isMoment, known, offset, offsetText, zoneName } from "./times.js";

/** @type {Record<string, string>} */
export const PARTS = {
  recruiter: "recruiter",
  hiring_manager: "hiring manager",
  interviewer: "interviewer",
  coordinator: "coordinator",
  agency: "agency",
  ats: "automatic sender",
};

/** @type {Record<string, string>} What the sender of a message did with it. */
const KINDS = {
  application_received: "confirmed your application",
  recruiter_outreach: "wrote to you first",
  interview_invite: "invited you to an interview",
  interview_scheduled: "fixed an interview",
  interview_rescheduled: "moved the interview",
  interview_cancelled: "called the interview off",
  assessment_request: "set you a task",
  info_request: "asked you something",
  status_update: "told you where things stand",
  rejection: "said no",
  offer: "made an offer",
  hiring_reply: "replied",
  not_hiring: "wrote about something else",
  application: "applied",
  availability_reply: "named times that suit you",
  thank_you: "said thank you",
  follow_up: "asked where things stand",
  info_reply: "answered",
  accept_offer: "accepted the offer",
  decline_offer: "declined the offer",
  withdraw: "withdrew",
  out_other: "wrote",
};

/** What a process is called, in plain text. @param {Process} process */
export function title(process) {
  const company = process.company ? tame(process.company, 80) : "";
  const role = process.role ? tame(process.role, 100) : "";
  if (role && company) return `${role} at ${company}`;
  return role || company || tame(process.subject, 120) || "A hiring process";
}

/** The same as elements. @param {Process} process @returns {Child[]} */
export function titleParts(process) {
  const company = process.company ? tame(process.company, 80) : "";
  const role = process.role ? tame(process.role, 100) : "";
  if (role && company) return [h("bdi", {}, role), h("span", { class: "at" }, " at ", h("bdi", {}, company))];
  return [h("bdi", {}, title(process))];
}

/**
 * When something is due: in words, and what it is with the exact day. Null where nothing is.
 * @param {Process} process @param {Present} present @returns {{words: string, what: string, late: boolean, exact: string} | null}
 */
export function due(process, present) {
  const at = process.next_action_due;
  if (!at) return null;
  const late = distance(at, present) < 0;
  /** @type {Partial<Record<string, [string, string]>>} Before the day, after it. */
  const what = {
    scheduled: ["Interview", "Interview was"],
    waiting: ["Right to ask from", "Right to ask since"],
    follow_up_due: ["Right to ask from", "Right to ask since"],
    offer: ["Answer by", "Answer was due"],
    on_hold: ["Ask again from", "Ask again since"],
  };
  const words = (what[process.state] ?? ["Due", "Was due"])[late ? 1 : 0];
  return { words: dueWords(at, present), what: `${words} ${dayName(at, present)}`, late, exact: exact(at, present) };
}

/**
 * Who wrote last: a person by name and part, anything automatic as that.
 * @param {Process} process @param {Present} present @returns {{human: boolean, parts: Child[]}}
 */
export function lastWriter(process, present) {
  const last = process.last_message;
  if (!last) return { human: false, parts: ["No mail yet: made by hand"] };
  const when = time(last.date, ago(last.date, present), exact(last.date, present));
  if (last.direction === "out" || last.sender === "self") return { human: false, parts: ["You wrote last, ", when] };
  const name = tame(last.name, 60);
  if (last.sender === "ats" || last.sender === "calendar") {
    const what = last.sender === "calendar" ? "Calendar mail" : "Automatic mail";
    return { human: false, parts: [what, name && " from ", name && h("bdi", {}, name), ", ", when] };
  }
  const person = process.people.find((entry) => entry.name && entry.name === last.name);
  const part = PARTS[last.part ?? person?.part ?? ""] ?? (last.sender === "agency" ? "agency" : "");
  return {
    human: true,
    parts: [name ? h("bdi", { class: "name" }, name) : "A person", part && `, ${part},`, process.state === "outreach" ? " wrote " : " replied ", when],
  };
}

/** @param {HistoryMessage} message @returns {Child[]} */
export function messageWords(message) {
  const kind = KINDS[message.kind] ?? message.kind.replace(/_/g, " ");
  if (message.direction === "out") return [h("b", {}, "You"), ` ${kind}`];
  const automatic = message.sender === "ats" ? " (automatic)" : message.sender === "calendar" ? " (calendar)" : "";
  return [h("b", {}, message.name ? theirs(message.name, 60) : "Somebody"), `${automatic} ${kind}`];
}

/** An interview with its zone made plain. @param {Interview} interview @param {Present} present @returns {Child[]} */
export function interviewWords(interview, present) {
  const { start, end } = interview;
  const until = end ? `–${clock(end, present.zone)}` : "";
  const mine = `${dayName(start, present)}, ${clock(start, present.zone)}${until}`;
  const yours = h("span", { class: "zone" }, ` your time, ${zoneName(present.zone)}`);
  return [time(start, mine, exact(start, present)), yours, elsewhere(interview, present)];
}

/** The time as the other side wrote it, where that is another. @param {Interview} interview @param {Present} present */
function elsewhere(interview, present) {
  const zone = interview.timezone;
  if (!zone || !known(zone)) return null;
  const at = Date.parse(interview.start);
  const there = offset(at, zone);
  if (there === offset(at, present.zone)) return null;
  const name = /^[+-]/.test(zone) ? `UTC${offsetText(there)}` : `${zoneName(zone)}, UTC${offsetText(there)}`;
  return h("span", { class: "there" }, ` = ${clock(interview.start, zone)} as they wrote it (${name})`);
}

/** A mark with what it holds. @param {Mark | MarkEvent} mark @param {Present} present @param {(id: string) => string} named */
export function markWords(mark, present, named) {
  const { value } = mark;
  const moment = value.start ?? value.day ?? value.deadline ?? value.until;
  /** @type {string[]} */
  const more = [];
  if (moment) more.push(isMoment(moment) ? exact(moment, present) : dayName(moment, present));
  if (value.state) more.push(stateWord(value.state).toLowerCase());
  if (value.process) more.push(named(value.process));
  if (value.messages) more.push(`${value.messages.split(" ").length} of its mails`);
  if (value.company) more.push(tame(value.role ? `${value.role} at ${value.company}` : value.company, 120));
  else if (value.role) more.push(tame(value.role, 120));
  return more.length > 0 ? `${markWord(mark.what)}: ${more.join(", ")}` : markWord(mark.what);
}

/** @type {Record<Sync["state"], string>} */
const SYNCS = {
  connecting: "Connecting to your mail …",
  syncing: "Reading your mail, the newest first",
  watching: "Up to date",
  offline: "Mail cannot be reached at the moment",
  refused: "The mail server refused the sign-in",
  failed: "Mail cannot be read",
};

/** @param {Sync} sync @param {Present} present */
export function syncWords(sync, present) {
  const words = SYNCS[sync.state] ?? sync.state;
  if (sync.state === "syncing" && sync.total > 0) {
    const folder = sync.folder ? `${tame(sync.folder, 60)}, ` : "";
    return `${words}: ${folder}${sync.done.toLocaleString("en-GB")} of ${sync.total.toLocaleString("en-GB")}`;
  }
  if (sync.state === "watching" && sync.last_sync) return `${words}, checked ${ago(sync.last_sync, present)}`;
  if (sync.state !== "watching" && sync.last_sync && sync.error) return `${words}. Last read ${ago(sync.last_sync, present)}.`;
  return words;
}
