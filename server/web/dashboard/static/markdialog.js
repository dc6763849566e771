/**
 * The dialog in which a mark is chosen and told what it needs.
 * @module
 * @import { Dialog } from "./dialog.js"
 * @import { Place } from "./marks.js"
 * @import { MarkType, State, Values } from "../feed"
 */
import { openDialog } from "./dialog.js";
import { button, fill, h, tame } from "./dom.js";
import * as marks from "./marks.js";
import { messageWords, title } from "./sentences.js";
import { LOOKS, markWord, stateWord } from "./states.js";
import { day, dayName, inZone, known, offset, offsetText, zoneName } from "./times.js";
import { failed } from "./toasts.js";

const GROUPS = /** @type {const} */ ([["you", "What you did"], ["they", "What they did"], ["this", "About this process"]]);
const LENGTHS = [["", "not known"], ["30", "half an hour"], ["45", "45 minutes"], ["60", "an hour"], ["90", "an hour and a half"], ["120", "two hours"], ["240", "half a day"], ["480", "a day"]];

/** All marks to choose from. @param {Place} place */
export function chooseMark(place) {
  const dialog = openDialog("What happened?", `What happened? ${title(place.process)}`);
  const named = h("p", { class: "about" }, h("bdi", {}, title(place.process)));
  const groups = GROUPS.map(([group, heading]) => {
    const kinds = /** @type {MarkType[]} */ (Object.keys(marks.KINDS)).filter((what) => marks.KINDS[what].group === group);
    const items = kinds.map((what) => h("li", {}, button(marks.label(what), () => show(what, place, dialog, true), { "data-mark": what })));
    return h("section", {}, h("h3", {}, heading), h("ul", { class: "choices" }, ...items));
  });
  fill(dialog.body, named, ...groups);
  dialog.show();
}

/** The form of one mark. @param {MarkType} what @param {Place} place */
export function askMark(what, place) {
  const dialog = openDialog(markWord(what), `${markWord(what)}: ${title(place.process)}`);
  show(what, place, dialog, false);
  dialog.show();
}

/** @param {MarkType} what @param {Place} place @param {Dialog} dialog @param {boolean} chosen */
async function show(what, place, dialog, chosen) {
  const kind = marks.KINDS[what];
  dialog.name(markWord(what));
  const inputs = await fields(what, place).catch(failed);
  if (!inputs) return dialog.close();
  const form = h("form", { class: "ask", "data-mark": what });
  const wrong = h("p", { class: "wrong", role: "alert" });
  const save = h("button", { type: "submit", class: "main" }, "Save");
  const back = button(chosen ? "Back" : "Cancel", () => {
    dialog.close();
    if (chosen) chooseMark(place);
  });
  form.append(
    h("p", { class: "about" }, h("bdi", {}, title(place.process))),
    ...(kind.hint ? [h("p", { class: "hint" }, kind.hint)] : []),
    ...inputs,
    ...(kind.dated ? [whenField(what, place)] : []),
    wrong,
    h("div", { class: "buttons" }, save, back),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = read(what, place, form);
    wrong.textContent = typeof told === "string" ? told : "";
    if (typeof told === "string") return;
    save.disabled = true;
    try {
      await marks.make(place.process, what, told.value, told.at);
      dialog.close();
    } catch (error) {
      wrong.textContent = error instanceof Error ? error.message : String(error);
      save.disabled = false;
    }
  });
  fill(dialog.body, form);
  (/** @type {HTMLElement | null} */ (form.querySelector("input, select")) ?? save).focus();
}

/** @param {string} text @param {HTMLElement} field */
function labelled(text, field) {
  return h("label", {}, h("span", {}, text), field);
}

/** The inputs of a mark. @param {MarkType} what @param {Place} place @returns {Promise<HTMLElement[]>} */
async function fields(what, place) {
  const { process, present } = place;
  const kind = marks.KINDS[what];
  const today = day(present.now, present.zone);
  switch (kind.asks) {
    case "time":
      return timeFields(place, today);
    case "day":
      return [labelled(kind.optional ? "Day (may stay empty)" : "Day", h("input", { type: "date", name: "day", required: !kind.optional, min: what === "snooze_until" ? today : null }))];
    case "state": {
      const states = /** @type {State[]} */ (Object.keys(LOOKS)).filter((state) => state !== "not_hiring");
      const select = h("select", { name: "state" }, ...states.map((state) => h("option", { value: state }, `${stateWord(state)}: ${LOOKS[state].long.toLowerCase()}`)));
      select.value = process.state;
      return [labelled("It stands at", select)];
    }
    case "process": {
      const options = place.others.filter((other) => other.id !== process.id).map((other) => h("option", { value: other.id }, title(other)));
      return [labelled("It is the same as", h("select", { name: "process", required: true }, h("option", { value: "" }, "Choose …"), ...options))];
    }
    case "names":
      return [
        labelled("Company", h("input", { name: "company", maxlength: 200, value: process.company ?? "", dir: "auto", autocomplete: "off" })),
        labelled("Role", h("input", { name: "role", maxlength: 200, value: process.role ?? "", dir: "auto", autocomplete: "off" })),
      ];
    case "messages":
      return [await messageField(place)];
    default:
      return [];
  }
}

/** @param {Place} place @param {string} today */
function timeFields({ process, present }, today) {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const theirs = process.interviews.map((entry) => entry.timezone ?? "").filter((zone) => zone && known(zone));
  const zones = [...new Set([present.zone, own, ...theirs, "UTC"])];
  /** @param {string} zone */
  const words = (zone) => {
    const there = offsetText(offset(present.now, zone));
    const name = /^[+-]/.test(zone) ? `UTC${there}` : `${zoneName(zone)} (UTC${there} today)`;
    return zone === present.zone ? `${name}, yours` : name;
  };
  return [
    h(
      "div",
      { class: "together" },
      labelled("Day", h("input", { type: "date", name: "day", required: true, value: today })),
      labelled("Begins at", h("input", { type: "time", name: "time", required: true, value: "10:00" })),
      labelled("Lasts", h("select", { name: "length" }, ...LENGTHS.map(([minutes, name]) => h("option", { value: minutes }, name)))),
    ),
    labelled("Time zone", h("select", { name: "zone" }, ...zones.map((zone) => h("option", { value: zone }, words(zone))))),
  ];
}

/** @param {Place} place */
async function messageField({ messages, present }) {
  const all = await messages();
  const boxes = all.map((message) =>
    h(
      "label",
      { class: "tick" },
      h("input", { type: "checkbox", name: "messages", value: message.id }),
      h("span", {}, ...messageWords(message), h("small", {}, ` ${dayName(message.date, present)} · `, h("bdi", {}, tame(message.subject)))),
    ),
  );
  return h("fieldset", {}, h("legend", {}, "Mails that leave"), ...(boxes.length > 0 ? boxes : ["It has no mail."]));
}

/** @param {MarkType} what @param {Place} place */
function whenField(what, { present }) {
  const today = day(present.now, present.zone);
  const text = marks.KINDS[what].group === "you" ? "I did so on" : "They said so on";
  return labelled(text, h("input", { type: "date", name: "when", value: today, max: today, required: true }));
}

/**
 * What the form holds, or a sentence where something is missing.
 * @param {MarkType} what @param {Place} place @param {HTMLFormElement} form
 * @returns {{value: Values, at?: string} | string}
 */
function read(what, { present }, form) {
  const data = new FormData(form);
  const get = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
  const { asks, field = "" } = marks.KINDS[what];
  /** @type {Values} */
  const value = {};
  if (asks === "time") {
    const wall = `${get("day")}T${get("time").slice(0, 5)}`;
    const start = inZone(wall, get("zone"));
    if (!start) return "Please give the day and the time.";
    value.start = start;
    const end = get("length") ? inZone(wall, get("zone"), Number(get("length"))) : null;
    if (end) value.end = end;
  } else if (asks === "messages") {
    const left = data.getAll("messages").map(String);
    if (left.length === 0) return "Please choose at least one mail.";
    if (left.length === form.querySelectorAll("[name=messages]").length) return "At least one mail has to stay.";
    value.messages = left.join(" ");
  } else if (asks === "names") {
    for (const name of ["company", "role"]) if (get(name)) value[name] = get(name);
  } else if (asks) {
    const told = get(asks);
    if (told) value[field] = told;
  }
  const when = get("when");
  // The end of a past day: what was done on the day of an interview was done after it.
  if (when && when !== day(present.now, present.zone)) return { value, at: inZone(`${when}T23:59`, present.zone) ?? undefined };
  return { value };
}

/** Make a process by hand. @param {(company: string, role: string, state: string) => Promise<void>} made */
export function askProcess(made) {
  const dialog = openDialog("New process", "New process");
  const wrong = h("p", { class: "wrong", role: "alert" });
  const states = /** @type {State[]} */ (Object.keys(LOOKS)).filter((state) => state !== "not_hiring");
  const state = h("select", { name: "state" }, ...states.map((name) => h("option", { value: name }, `${stateWord(name)}: ${LOOKS[name].long.toLowerCase()}`)));
  state.value = "applied";
  const save = h("button", { type: "submit", class: "main" }, "Add it");
  const form = h(
    "form",
    { class: "ask" },
    h("p", { class: "hint" }, "For a process of which there is no mail: an application on paper, a phone call, a meeting."),
    labelled("Company", h("input", { name: "company", required: true, maxlength: 200, dir: "auto", autocomplete: "off" })),
    labelled("Role (may stay empty)", h("input", { name: "role", maxlength: 200, dir: "auto", autocomplete: "off" })),
    labelled("It stands at", state),
    wrong,
    h("div", { class: "buttons" }, save, button("Cancel", () => dialog.close())),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const get = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
    if (!get("company")) {
      wrong.textContent = "Please name the company.";
      return;
    }
    save.disabled = true;
    try {
      await made(get("company"), get("role"), get("state"));
      dialog.close();
    } catch (error) {
      wrong.textContent = error instanceof Error ? error.message : String(error);
      save.disabled = false;
    }
  });
  fill(dialog.body, form);
  dialog.show();
}

