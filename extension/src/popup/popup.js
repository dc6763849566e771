/** The toolbar popup: what is due now, whether the server is there, and what can be done with the page in front. */
import "../platform.js";
import "../shared/times.js";
import "../shared/states.js";
import "../shared/texts.js";
import "../shared/dom.js";
import "../shared/styles.js";
import "../shared/panel.js";
import "../shared/due.js";
import { act, ask } from "../shared/ask.js";
import { followSystemTone, pairingForm } from "../shared/pairing.js";
import { showPage } from "./page.js";
import { showSelfCheck } from "./selfcheck.js";

const { api, styles, texts } = afterview;
const { h } = afterview.dom;

/** @typedef {{version: string, connection: Connection, feed: Feed | null}} Answer */

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const status = /** @type {HTMLElement} */ (document.getElementById("status"));

/** Panels by process, kept over updates so that what the user is doing in one is not lost. @type {Map<string, {panel: ReturnType<typeof afterviewPanel.make>, entry: HTMLDetailsElement, item: HTMLLIElement}>} */
const entries = new Map();

/** @type {Parameters<typeof afterviewPanel.make>[0]} */
const actions = {
  mark: (request) => act({ type: "mark", request }),
  undo: (mark) => act({ type: "undo", id: mark.id }),
  dashboard: openDashboard
};

/** @returns {Promise<Done<null>>} */
async function openDashboard() {
  const answer = await act({ type: "dashboard" });
  if (answer.ok && !("stays" in document.body.dataset)) window.close();
  return answer;
}

/** @param {Process} process @param {Answer} answer @param {string} zone */
function entryOf(process, answer, zone) {
  const made = entries.get(process.id) ?? newEntry(process);
  const now = Date.now();
  const due = texts.due(process, now, zone);
  const first = process.advice.do[0]?.text ?? "";
  made.entry.className = `entry ${afterview.states.look(process.state).tint}`;
  const summary = h(
    "summary",
    {},
    h("bdi", { class: "name" }, texts.title(process)),
    afterview.panel.pill(process.state, process, answer.connection.state !== "ok"),
    due && h("span", { class: "hint when" }, due),
    first && h("span", { class: "hint what" }, first)
  );
  const before = made.entry.querySelector(":scope > summary");
  const focused = before === document.activeElement;
  if (before?.textContent !== summary.textContent) {
    before ? before.replaceWith(summary) : made.entry.prepend(summary);
    if (focused) summary.focus();
  }
  made.panel.update(process, { now, zone, connection: answer.connection, foreign: false });
  return made;
}

/** @param {Process} process */
function newEntry(process) {
  const panel = afterview.panel.make(actions, texts.title(process));
  const entry = h("details", {}, panel.element);
  const made = { panel, entry, item: h("li", {}, entry) };
  entries.set(process.id, made);
  return made;
}

/** @param {string} title @param {Process[]} processes @param {Answer} answer @param {string} zone */
function heap(title, processes, answer, zone) {
  if (processes.length === 0) return [];
  return [h("h2", {}, title), h("ul", { class: "entries" }, ...processes.map((process) => entryOf(process, answer, zone).item))];
}

/** @param {Feed} feed @param {Answer} answer */
function showFeed(feed, answer) {
  const heaps = afterview.due.heaps(feed.processes, Date.now(), feed.timezone);
  const nodes = [
    ...heap("Due now", heaps.now, answer, feed.timezone),
    ...heap("In the next days", heaps.soon, answer, feed.timezone)
  ];
  if (heaps.now.length === 0) nodes.unshift(h("p", { class: "empty" }, "Nothing is due now. Keep applying: nothing is official until an offer is made and accepted."));
  if (heaps.rest.length > 0) {
    const count = heaps.rest.length;
    nodes.push(h("p", { class: "empty muted" }, `${count} more ${count === 1 ? "process" : "processes"} with nothing due soon: see the dashboard.`));
  }
  for (const sync of feed.sync) if (sync.error) nodes.push(h("p", { class: "notice" }, texts.tame(sync.error, 300)));
  replaceKeepingFocus(nodes);
}

/** Moving an element in the document takes its focus away; so it is given back. @param {Node[]} nodes */
function replaceKeepingFocus(nodes) {
  const focused = document.activeElement instanceof HTMLElement && main.contains(document.activeElement) ? document.activeElement : null;
  main.replaceChildren(...nodes);
  if (focused?.isConnected && focused !== document.activeElement) focused.focus();
}

/** @param {Connection} connection */
function explain(connection) {
  const words = texts.connectionWords(connection);
  /** @type {HTMLElement[]} */
  const parts = [h("h2", {}, words.title), h("p", { class: "muted" }, words.text)];
  if (connection.state === "not_running") {
    const command = "afterview serve";
    const copy = h("button", { type: "button" }, "Copy");
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(command);
      copy.textContent = "Copied";
    });
    parts.push(h("div", { class: "command" }, h("code", {}, command), copy));
    if (connection.detail) parts.push(h("p", { class: "notice" }, connection.detail));
  }
  if (connection.state === "unpaired" || connection.state === "unauthorised") {
    const form = main.querySelector("form.pair") ?? pairingForm(() => void show(true));
    parts.push(/** @type {HTMLElement} */ (form));
    parts.push(h("p", { class: "muted" }, "No dashboard open? This command prints a code too: ", h("code", {}, "afterview pair")));
  }
  if (connection.state === "no_permission") {
    const allow = h("button", { type: "button", class: "main" }, "Allow 127.0.0.1");
    allow.addEventListener("click", async () => {
      if (await api.permissions.request({ origins: ["http://127.0.0.1/*"] })) void show(true);
    });
    parts.push(allow);
  }
  replaceKeepingFocus([h("div", { class: "explain" }, ...parts)]);
}

/** @param {Answer} answer */
function render(answer) {
  const { connection, feed } = answer;
  status.dataset.state = connection.state;
  status.textContent = connection.state === "ok" ? "Connected" : connection.state === "unknown" ? "Looking…" : "Not connected";
  if (feed && connection.state === "ok") showFeed(feed, answer);
  else explain(connection);
  const button = document.getElementById("dashboard");
  if (button) button.hidden = connection.state !== "ok";
}

/** @param {boolean} now @param {string} [version] @returns {Promise<Answer>} */
async function show(now, version = "") {
  const answer = /** @type {Answer} */ (await ask({ type: "feed", now, version }));
  render(answer);
  void showPage(/** @type {HTMLElement} */ (document.getElementById("page")), answer);
  return answer;
}

async function follow() {
  let answer = await show(true);
  for (;;) {
    answer = await show(false, answer.version);
  }
}

followSystemTone();
styles.adopt(document, styles.TOKENS, styles.STATE, styles.PANEL);
document.getElementById("dashboard")?.addEventListener("click", () => void openDashboard());
document.getElementById("options")?.addEventListener("click", () => api.runtime.openOptionsPage());
const check = document.getElementById("check");
if (check) void showSelfCheck(check); // not on a platform without pages to check
void follow();
