/**
 * One process in the list: its head, and the detail below it while it is open.
 * @module
 * @import { Present, Process } from "../feed"
 * @import { Place } from "./marks.js"
 */
import { makeDetail } from "./detail.js";
import { button, fill, h, shape, time } from "./dom.js";
import { snoozed } from "./heaps.js";
import { askMark } from "./markdialog.js";
import { make, markButton } from "./marks.js";
import { due, lastWriter, title, titleParts } from "./sentences.js";
import { look, probable, stateText, stateWord } from "./states.js";
import { dayName, dueWords } from "./times.js";
import { failed } from "./toasts.js";

/** @type {Record<string, string>} Notes that show beside the state. */
const FLAGS = { scam: "May be a scam", junk: "In the junk folder", deadline_passed: "Deadline passed" };

/**
 * @typedef {ReturnType<typeof makeRow>} Row
 * @param {(process: Process) => Place} place
 */
export function makeRow(place) {
  const head = h("div", { class: "head" });
  const element = h("li", { class: "process" }, head);
  let process = /** @type {Process | null} */ (null);
  let present = /** @type {Present | null} */ (null);
  let signature = "";
  let detail = /** @type {ReturnType<typeof makeDetail> | null} */ (null);

  /** @param {boolean} open */
  function toggle(open) {
    if (!process || !present || open === Boolean(detail)) return;
    if (open) {
      detail = makeDetail(() => place(/** @type {Process} */ (process)));
      detail.element.id = `detail-${process.id}`;
      element.append(detail.element);
      detail.update(process, present);
    } else {
      detail?.element.remove();
      detail = null;
    }
    element.classList.toggle("open", open);
    signature = "";
    update(process, present);
  }

  /** @param {Process} current @param {Present} now */
  function update(current, now) {
    process = current;
    present = now;
    element.dataset.process = current.id;
    element.className = `process ${look(current.state).tint}${detail ? " open" : ""}`;
    const when = due(current, now);
    const writer = lastWriter(current, now);
    const said = h("p", { class: writer.human ? "last human" : "last" }, ...writer.parts);
    const fresh = JSON.stringify([current, when, said.textContent, detail !== null]);
    if (fresh === signature) return;
    signature = fresh;
    const active = element.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    fill(head, ...headParts(current, now, said, detail !== null));
    detail?.update(current, now);
    if (active && !active.isConnected) (keyed(active.dataset.key) ?? keyed("toggle"))?.focus();
  }

  /** The control of that name, drawn anew. @param {string | undefined} key @returns {HTMLElement | null} */
  function keyed(key) {
    return key ? element.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
  }

  /** @param {Process} current @param {Present} now @param {HTMLElement} said @param {boolean} open */
  function headParts(current, now, said, open) {
    const id = current.id;
    const toggler = button("", () => toggle(!detail), {
      class: "toggle",
      "data-key": "toggle",
      "aria-expanded": String(open),
      "aria-describedby": `state-${id} when-${id}`,
      "aria-controls": open ? `detail-${id}` : null,
    });
    fill(toggler, ...titleParts(current));
    return [
      h("div", { class: "state-column" }, pill(current, `state-${id}`), ...flags(current)),
      h("div", { class: "who" }, h("h3", {}, toggler), said, ...alsoParts(current, now)),
      whenPart(current, now),
      h("span", { class: "chevron" }, chevron()),
      hints(current),
      doubtPart(current),
      quickPart(current, open),
    ];
  }

  /** One click for the mark that fits best, where it is the user's turn. @param {Process} current @param {boolean} open */
  function quickPart(current, open) {
    const [what] = look(current.state).first;
    if (open || !current.live || !what || look(current.state).tint !== "act" || probable(current)) return null;
    return h("div", { class: "quick" }, markButton(what, () => place(/** @type {Process} */ (process))));
  }

  /** @param {Process} current */
  function doubtPart(current) {
    if (!probable(current)) return null;
    const confirm = () => make(current, "set_state", { state: current.state }).catch(failed);
    const yes = button("Yes, that is right", confirm, { "data-key": "confirm" });
    const no = button("No, correct it …", () => askMark("set_state", place(current)), { class: "quiet", "data-key": "correct", "aria-haspopup": "dialog" });
    return h("div", { class: "doubt" }, h("span", {}, `Afterview is not quite sure. Is “${stateWord(current.state)}” right?`), yes, no);
  }

  return {
    element,
    update,
    toggle,
    focus: (/** @type {string | undefined} */ key) => (keyed(key) ?? keyed("toggle"))?.focus(),
    isOpen: () => detail !== null,
    process: () => process,
  };
}

/** The state as word, shape and colour. @param {Process} process @param {string} [id] */
export function pill(process, id) {
  const { tint, shape: name, long } = look(process.state);
  return h("span", { class: `state ${tint}${probable(process) ? " unsure" : ""}`, id, title: long }, shape(name), h("span", {}, stateText(process)));
}

/** @param {Process} process */
function flags(process) {
  return (process.notes ?? []).flatMap((note) => (FLAGS[note] ? [h("span", { class: `flag ${note}` }, FLAGS[note])] : []));
}

/** @param {Process} process @param {Present} present */
function alsoParts(process, present) {
  const also = process.also_due.map((entry) => `Also: ${stateWord(entry.what).toLowerCase()}${entry.due ? `, due ${dueWords(entry.due, present)}` : ""}`);
  if (snoozed(process, present)) also.push(`Snoozed until ${dayName(/** @type {string} */ (process.snoozed_until), present)}`);
  return also.map((text) => h("p", { class: "also" }, text));
}

/** @param {Process} process @param {Present} present */
function whenPart(process, present) {
  const when = due(process, present);
  const id = `when-${process.id}`;
  if (!when) return h("div", { class: "when", id }, h("span", { class: "what" }, `since ${dayName(process.since, present)}`));
  const words = time(/** @type {string} */ (process.next_action_due), when.words, when.exact);
  return h("div", { class: `when${when.late ? " late" : ""}`, id }, words, h("span", { class: "what" }, when.what));
}

/** The first do and the first don't. @param {Process} process */
function hints(process) {
  const [first] = process.advice.do;
  const [never] = process.advice.dont;
  if (!first && !never) return null;
  return h(
    "ul",
    { class: "hints", "aria-label": `In short, for ${title(process)}` },
    first && h("li", { class: "do" }, shape("check"), h("span", {}, first.text)),
    never && h("li", { class: "dont" }, shape("cross"), h("span", {}, never.text)),
  );
}

function chevron() {
  const drawn = shape("cross");
  drawn.firstElementChild?.setAttribute("d", "M2 3.800 6 7.800l4-4 1 1-5 5-5-5z");
  return drawn;
}
