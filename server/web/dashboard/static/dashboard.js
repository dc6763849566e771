/**
 * The dashboard: puts the feed on the page and the user's hand to it.
 * @module
 * @import { Feed, Present, Process } from "../feed"
 * @import { Connection } from "./live.js"
 * @import { Place } from "./marks.js"
 */
import * as api from "./api.js";
import { connect } from "./connect.js";
import { button, counted, fill, h, part } from "./dom.js";
import { emptyPart, endedPart } from "./empty.js";
import { archiveHeaps, dueNow, liveHeaps, matches } from "./heaps.js";
import { listen } from "./keys.js";
import { makeList } from "./list.js";
import { follow } from "./live.js";
import { askProcess } from "./markdialog.js";
import { undo } from "./marks.js";
import { active, begin } from "./session.js";
import { showSync } from "./syncview.js";
import { failed, toast } from "./toasts.js";

const MINUTE = 60_000;

const main = part("main");
const heaps = h("div", { class: "heaps", tabindex: "-1" });
const empty = h("div", { class: "nothing" });
const list = makeList(heaps, placeOf);
const search = h("input", { type: "search", id: "search", placeholder: "Company, role, person …", "aria-label": "Filter", autocomplete: "off", spellcheck: "false", "aria-keyshortcuts": "/" });
const tabs = { live: tab("live", "Live"), archive: tab("archive", "Archive") };

let feed = /** @type {Feed | null} */ (null);
let archive = false;
let following = false;

/** @returns {Present} */
function present() {
  return { now: Date.now(), zone: feed?.timezone ?? "UTC" };
}

/** @param {Process} process @returns {Place} */
function placeOf(process) {
  const messages = async () => (await api.history(process.id)).messages;
  return { process, present: present(), others: feed?.processes ?? [], messages };
}

/** @param {"live" | "archive"} name @param {string} label */
function tab(name, label) {
  const count = h("span", { class: "count" });
  const made = button("", () => {
    archive = name === "archive";
    render();
  }, { class: "tab", "aria-pressed": String(name === "live") });
  fill(made, `${label} `, count);
  return { button: made, count };
}

/** Everything that the feed, the clock and the user's choices decide. */
function render() {
  if (!feed) return;
  const now = present();
  const found = feed.processes.filter((process) => matches(process, search.value));
  const live = found.filter((process) => process.live);
  const shown = archive ? archiveHeaps(found) : liveHeaps(found, now);
  list.show(shown, now);
  fill(empty, shown.every((heap) => heap.processes.length === 0) && emptyPart(feed, { archive, sought: search.value, clear }));
  tabs.live.count.textContent = String(live.length);
  tabs.archive.count.textContent = String(found.length - live.length);
  tabs.live.button.setAttribute("aria-pressed", String(!archive));
  tabs.archive.button.setAttribute("aria-pressed", String(archive));
  showSync(feed, now);
  summary(feed.processes, now);
}

/** @param {Process[]} processes @param {Present} now */
function summary(processes, now) {
  const live = processes.filter((process) => process.live).length;
  const due = processes.filter((process) => dueNow(process, now)).length;
  const all = counted(live, "One hiring process is under way.", "hiring processes are under way.");
  const turn = due === 0 ? "Nothing is due now." : counted(due, "One waits for you.", "wait for you.");
  const text = live === 0 ? "No hiring process is under way." : `${all} ${turn}`;
  if (part("status").textContent !== text) part("status").textContent = text;
  document.title = due > 0 ? `(${due}) Afterview` : "Afterview";
}

function clear() {
  search.value = "";
  render();
  search.focus();
}

function newProcess() {
  askProcess(async (company, role, state) => {
    const { mark, process_id: id } = await api.make(company, role);
    if (state !== "applied") await api.mark(id, "set_state", { state });
    toast(`Added ${company}.`, { undo: () => undo(mark.id) });
  });
}

/** @param {Connection} connection */
function showConnection({ state, detail }) {
  document.body.classList.toggle("lost", state !== "ok");
  if (state === "ended") return showEnded(detail);
  const banner = part("banner");
  if (state === "ok") return fill(banner);
  const text =
    state === "lost"
      ? ["The connection to Afterview is lost. This is what was known last; the page comes back by itself once ", h("code", {}, "afterview serve"), " runs again."]
      : [`Afterview has trouble: ${detail} It is tried again.`];
  if (banner.dataset.state !== state + detail || !banner.hasChildNodes()) fill(banner, h("p", {}, ...text));
  banner.dataset.state = state + detail;
}

/** @param {string} [detail] */
function showEnded(detail) {
  feed = null;
  for (const id of ["banner", "sync", "toolbar", "actions", "foot"]) fill(part(id));
  part("status").textContent = "";
  document.title = "Afterview";
  fill(main, endedPart(detail));
}

function layOut() {
  fill(
    part("actions"),
    button("New process", newProcess, { "aria-keyshortcuts": "n", "aria-haspopup": "dialog" }),
    button("Connect extension", () => connect(present), { "aria-haspopup": "dialog" }),
  );
  fill(part("toolbar"), h("div", { class: "tabs", role: "group", "aria-label": "Which processes" }, tabs.live.button, tabs.archive.button), search);
  fill(main, heaps, empty);
  const key = (/** @type {string} */ name) => h("kbd", {}, name);
  fill(
    part("foot"),
    h("p", {}, "Keys: ", key("j"), " ", key("k"), " move, ", key("Enter"), " opens, ", key("Esc"), " closes, ", key("/"), " filters, ", key("n"), " adds a process, ", key("u"), " undoes."),
    h("p", {}, `Afterview ${document.body.dataset.version}. Everything stays on this computer; your mail is only read, never changed or sent.`),
  );
}

async function start() {
  try {
    await begin();
  } catch (error) {
    if (!active()) return showEnded(error instanceof Error ? error.message : String(error));
    failed(error);
  }
  if (!active()) return showEnded();
  if (following) return;
  following = true;
  layOut();
  await follow({
    feed: (fresh) => {
      feed = fresh;
      render();
    },
    connection: showConnection,
  });
  following = false;
}

search.addEventListener("input", render);
window.addEventListener("hashchange", start);
setInterval(render, MINUTE);
listen({ list, search, newProcess });
await start();
