/**
 * The background: the only part that talks to the server. It may be stopped at any moment and keeps nothing in
 * variables that it could not lose.
 */
import "../platform.js";
import "../shared/times.js";
import "../shared/due.js";
import * as keeper from "./keeper.js";
import * as server from "./server.js";
import * as sites from "./sites.js";
import * as store from "./store.js";
import * as toolbar from "./toolbar.js";

const { api } = afterview;
const SERVER = "http://127.0.0.1/*";
const ALARM = "look";
const ALARM_MINUTES = 1;
const HIGHEST_PORT = 65_535;

/** @param {Feed} feed @returns {View} */
function view(feed) {
  return {
    timezone: feed.timezone,
    accounts: feed.accounts ?? [],
    processes: feed.processes.filter((process) => process.state !== "not_hiring").map(rowOf)
  };
}

/** @param {Process} process @returns {RowProcess} */
function rowOf(process) {
  const { id, state, confidence, live, next_action_due, snoozed_until, company, match, account_ids, subjects = [process.subject] } = process;
  return { id, state, confidence, live, next_action_due, snoozed_until, company, match, account_ids, subjects };
}

/** Tells sites and kinds of windows apart: who is signed in on one says nothing of another. @param {chrome.runtime.MessageSender} sender */
function siteOf(sender) {
  const origin = sender.origin ?? (sender.url ? new URL(sender.url).origin : "");
  const tab = /** @type {{incognito?: boolean, cookieStoreId?: string} | undefined} */ (sender.tab);
  return `${origin} ${tab?.cookieStoreId ?? ""} ${tab?.incognito ? "private" : ""}`;
}

/** @type {Record<string, (message: any, sender: chrome.runtime.MessageSender) => Promise<unknown>>} */
const FROM_PAGES = {
  /** Owed until something changed. */
  async view(message, sender) {
    const user = await store.userOf(siteOf(sender));
    const answer = await keeper.newerThan(String(message.version ?? ""));
    return /** @type {ViewAnswer} */ ({
      version: answer.version,
      connection: answer.connection,
      view: answer.feed && view(answer.feed),
      user,
      pause: 0
    });
  },

  async user(message, sender) {
    await store.setUser(siteOf(sender), String(message.user));
  },

  async process(message) {
    const { feed } = await keeper.current();
    return feed?.processes.find((process) => process.id === message.id) ?? null;
  },

  async mark(message) {
    const { process, what, value } = message.request;
    return changing("POST", "marks", { process, what, ...(value ? { value } : {}) });
  },

  async undo(message) {
    return changing("DELETE", `marks/${encodeURIComponent(String(message.id))}`);
  },

  /** Makes a process of a message on screen. */
  async track(message) {
    const { message: { match, shown }, value } = message.request;
    return changing("POST", "marks", { message: { match, shown }, what: "track", value }, server.LOOK_UP_TIMEOUT);
  },

  async dashboard() {
    const answer = await server.act(await store.settings(), "POST", "session-codes", {});
    if (!answer.ok) return answer;
    const url = new URL(answer.value.url);
    if (url.hostname !== "127.0.0.1" && url.hostname !== "localhost") return { ok: false, detail: "The server named a strange address." };
    await api.tabs.create({ url: url.href });
    return { ok: true, value: null };
  }
};

/** What the popup and the options alone may ask. @type {typeof FROM_PAGES} */
const FROM_OURSELVES = {
  /** Everything for the popup; with `now` it asks the server first, else it is owed until something changed. */
  async feed(message) {
    if (message.now) await keeper.refresh();
    return keeper.newerThan(message.now ? "" : String(message.version ?? ""));
  },

  async pair(message) {
    const answer = await server.act(await store.settings(), "POST", "pair", { code: String(message.code), name: await ownName() });
    if (!answer.ok) return answer;
    await store.setSettings({ token: String(answer.value.token) });
    await keeper.restart();
    return { ok: true, value: null };
  },

  async settings() {
    const { port, token } = await store.settings();
    return { port, paired: token !== null };
  },

  async port(message) {
    const port = Number(message.port);
    if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT) return { ok: false, detail: "A port is a number from 1 to 65535." };
    await store.setSettings({ port });
    await keeper.restart();
    return { ok: true, value: null };
  },

  async unpair() {
    await store.setSettings({ token: null });
    await keeper.restart();
    return { ok: true, value: null };
  },

  async enable(message) {
    await sites.agree();
    await sites.inject(Number(message.tab));
    return { ok: true, value: null };
  }
};

/** @param {"POST" | "DELETE"} method @param {string} path @param {unknown} [body] @param {number} [timeout] */
async function changing(method, path, body, timeout) {
  const answer = await server.act(await store.settings(), method, path, body, timeout);
  if (answer.ok) await keeper.refresh();
  return answer;
}

/** What the dashboard calls this client: "Firefox on Linux". */
async function ownName() {
  const systems = /** @type {Record<string, string>} */ ({ mac: "macOS", win: "Windows", linux: "Linux", android: "Android", cros: "ChromeOS" });
  const { os } = await api.runtime.getPlatformInfo();
  const agent = navigator.userAgent;
  const browser = agent.includes("Firefox/") ? "Firefox" : agent.includes("Edg/") ? "Edge" : "Chromium";
  return `${afterview.program ?? browser} on ${systems[os] ?? os}`;
}

api.runtime.onMessage.addListener((message, sender, respond) => {
  if (sender.id !== api.runtime.id) return false;
  const ours = sender.url?.startsWith(api.runtime.getURL("")) ?? false;
  const type = String(message?.type);
  const answer = Object.hasOwn(FROM_PAGES, type) ? FROM_PAGES[type] : ours && Object.hasOwn(FROM_OURSELVES, type) ? FROM_OURSELVES[type] : null;
  if (!answer) return false;
  answer(message, sender).then(respond, (error) => {
    console.error("Afterview:", error);
    respond({ ok: false, detail: "Something went wrong in the extension." });
  });
  return true;
});

keeper.onChange((feed, connection) => {
  const due = feed && connection.state === "ok" ? afterview.due.heaps(feed.processes, Date.now(), feed.timezone).now.length : 0;
  void toolbar.showDue(due, connection.state === "no_permission");
});

api.alarms.onAlarm.addListener((alarm) => {
  if (alarm.name === ALARM) void keeper.refreshQuietly();
});

function wake() {
  void toolbar.ready();
  void api.alarms.create(ALARM, { periodInMinutes: ALARM_MINUTES });
  void sites.agree();
  void keeper.refreshQuietly();
}

api.runtime.onInstalled.addListener(() => {
  wake();
  void sites.injectEverywhere();
});
api.runtime.onStartup.addListener(wake);
api.permissions.onAdded.addListener(async ({ origins = [] }) => {
  void keeper.refresh();
  await sites.agree();
  await sites.injectInto(origins.filter((origin) => origin !== SERVER)); // the question may have closed the popup that asked
});
api.permissions.onRemoved.addListener(() => {
  void keeper.refresh();
  void sites.agree();
});
