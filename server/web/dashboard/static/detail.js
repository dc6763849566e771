/**
 * Everything about one process: advice with its reasons, evidence, dates, people, marks and what happened.
 * @module
 * @import { Advice, History, MarkEvent, Present, Process } from "../feed"
 * @import { Child } from "./dom.js"
 * @import { Place } from "./marks.js"
 */
import * as api from "./api.js";
import { button, fill, h, shape, tame, theirs, time } from "./dom.js";
import { markButtons, undo } from "./marks.js";
import { interviewWords, markWords, messageWords, PARTS, title } from "./sentences.js";
import { stateWord } from "./states.js";
import { ago, clock, dayName, dueWords, exact } from "./times.js";

/** @type {Record<string, string>} */
const INTERVIEWS = { proposed: "proposed", fixed: "fixed", moved: "moved to another time", cancelled: "cancelled", over: "over" };
const SHOWN = 30;

/** @param {() => Place} place */
export function makeDetail(place) {
  const element = h("div", { class: "detail", role: "region" });
  const main = h("div", { class: "columns" });
  const past = h("section", { class: "past" });
  const bar = h("div", { class: "bar", role: "group", "aria-label": "Say what happened" });
  element.append(bar, main, past);
  let known = "";
  let asked = 0;

  /** @param {Process} process @param {Present} present */
  function update(process, present) {
    element.setAttribute("aria-label", title(process));
    fill(bar, ...markButtons(process, place));
    fill(main, ...advice(process), h("div", {}, reasons(process)), h("div", { class: "facts" }, ...facts(process, present, place)));
    const fresh = JSON.stringify(process);
    if (fresh !== known) {
      known = fresh;
      load(process.id, present);
    }
  }

  /** @param {string} id @param {Present} present */
  async function load(id, present) {
    asked += 1;
    const mine = asked;
    if (!past.hasChildNodes()) fill(past, h("p", { class: "quiet" }, "Looking at what happened …"));
    try {
      const history = await api.history(id);
      if (mine !== asked) return;
      const open = Boolean(past.querySelector("details[open]"));
      fill(past, ...happened(history, present, place, open));
    } catch (error) {
      if (mine === asked) fill(past, h("p", { class: "quiet" }, error instanceof Error ? error.message : String(error)));
    }
  }

  return { element, update };
}

/** @param {string} heading @param {...Child} children */
function section(heading, ...children) {
  return h("section", {}, h("h4", {}, heading), ...children);
}

/** @param {Process} process */
function advice(process) {
  /** @param {string} heading @param {"do" | "dont"} name @param {Advice[]} items */
  const list = (heading, name, items) =>
    items.length > 0 &&
    section(
      heading,
      h(
        "ul",
        { class: `advice ${name}` },
        ...items.map((item) => h("li", {}, shape(name === "do" ? "check" : "cross"), h("div", {}, h("p", {}, item.text), item.why && h("p", { class: "why" }, item.why)))),
      ),
    );
  return [list("Do", "do", process.advice.do), list("Don’t", "dont", process.advice.dont)];
}

/** @param {Process} process */
function reasons(process) {
  if (process.reasons.length === 0) return null;
  const items = process.reasons.map((reason) => h("li", {}, theirs(reason.text, 400)));
  return section(`Why “${stateWord(process.state).toLowerCase()}”?`, h("ul", { class: "reasons" }, ...items));
}

/** @param {Process} process @param {Present} present @param {() => Place} place @returns {Child[]} */
function facts(process, present, place) {
  const { interviews, promise, deadline, people } = process;
  return [
    interviews.length > 0 &&
      section(
        "Interviews",
        h("ul", {}, ...interviews.map((entry) => h("li", { class: `interview ${entry.status}` }, ...interviewWords(entry, present), h("span", { class: "status" }, INTERVIEWS[entry.status] ?? entry.status)))),
      ),
    deadline && section("Deadline", h("p", {}, time(deadline, exact(deadline, present), dueWords(deadline, present)), `, ${dueWords(deadline, present)}`)),
    promise && section("They said they would write", promisePart(promise, present)),
    people.length > 0 && section("People", h("ul", {}, ...people.map(personPart))),
    process.marks.length > 0 && section("You said", marksPart(process, present, place)),
    process.subject && section("Mail", h("p", { class: "quiet" }, theirs(process.subject, 200))),
    section(`“${stateWord(process.state)}” since`, h("p", {}, time(process.since, dayName(process.since, present), exact(process.since, present)))),
  ];
}

/** @param {NonNullable<Process["promise"]>} promise @param {Present} present */
function promisePart({ earliest, latest, text }, present) {
  const days = earliest === latest ? `by ${dayName(latest, present)}` : `between ${dayName(earliest, present)} and ${dayName(latest, present)}`;
  return h("p", {}, days, text && h("span", { class: "quiet" }, " (“", theirs(text, 120), "”)"));
}

/** @param {Process["people"][number]} person */
function personPart({ name, address, part }) {
  const words = PARTS[part];
  return h("li", {}, theirs(name || address, 80), words && `, ${words}`, name && address && h("span", { class: "address" }, theirs(address, 120)));
}

/** @param {Process} process @param {Present} present @param {() => Place} place */
function marksPart(process, present, place) {
  const named = namer(place);
  const items = [...process.marks].reverse().map((mark) =>
    h(
      "li",
      { class: "mark" },
      h("span", {}, markWords(mark, present, named), h("span", { class: "quiet" }, ", ", time(mark.at, ago(mark.at, present), exact(mark.at, present)))),
      button("Undo", () => undo(mark.id), { class: "quiet", "data-key": `undo-${mark.id}`, "aria-label": `Undo: ${markWords(mark, present, named)}` }),
    ),
  );
  return h("ul", {}, ...items);
}

/** What other processes are called. @param {() => Place} place */
function namer(place) {
  return (/** @type {string} */ id) => {
    const other = place().others.find((entry) => entry.id === id);
    return other ? title(other) : "another process";
  };
}

/** @param {History} history @param {Present} present @param {() => Place} place @param {boolean} open @returns {Child[]} */
function happened({ messages, marks }, present, place, open) {
  const undone = marks.filter((mark) => mark.undone !== null);
  /** @type {{at: string, node: HTMLElement}[]} */
  const entries = [
    ...messages.map((message) => ({ at: message.date, node: messagePart(message, present) })),
    ...marks.filter((mark) => mark.undone === null).map((mark) => ({ at: mark.at, node: eventPart(mark, present, place) })),
  ];
  if (entries.length === 0 && undone.length === 0) return [];
  entries.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const nodes = entries.map((entry) => entry.node);
  const rest = nodes.slice(SHOWN);
  return [
    h("h4", {}, "What happened"),
    h("ol", { class: "timeline" }, ...nodes.slice(0, SHOWN)),
    rest.length > 0 && h("details", { open }, h("summary", {}, `Show ${rest.length} earlier ones`), h("ol", { class: "timeline" }, ...rest)),
    undone.length > 0 && h("p", { class: "quiet" }, `Undone by you: ${undone.map((mark) => markWords(mark, present, namer(place))).join("; ")}.`),
  ];
}

/** @param {History["messages"][number]} message @param {Present} present */
function messagePart(message, present) {
  const [evidence] = message.evidence;
  return h(
    "li",
    { class: message.direction },
    h("p", {}, ...messageWords(message), !message.moves && h("span", { class: "quiet" }, ", which changes nothing"), h("span", { class: "at" }, whenPart(message.date, present))),
    h("p", { class: "subject" }, theirs(message.subject || "(no subject)", 200)),
    evidence && tame(evidence.text) !== tame(message.subject) && h("blockquote", { dir: "auto" }, tame(evidence.text, 300)),
  );
}

/** @param {MarkEvent} mark @param {Present} present @param {() => Place} place */
function eventPart(mark, present, place) {
  return h("li", { class: "by-hand" }, h("p", {}, h("b", {}, "You"), " said by hand: ", h("bdi", {}, markWords(mark, present, namer(place))), h("span", { class: "at" }, whenPart(mark.at, present))));
}

/** @param {string} at @param {Present} present */
function whenPart(at, present) {
  return time(at, `${dayName(at, present)}, ${clock(at, present.zone)}`, exact(at, present));
}
