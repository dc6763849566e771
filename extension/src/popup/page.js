/** The part of the popup about the page in front: track its open message, or show advice on this site from now on. */
import "../platform.js";
import "../shared/states.js";
import "../shared/dom.js";
import "../shared/texts.js";
import "../shared/digest.js";
import "../shared/match.js";
import "../shared/track.js";
import { act } from "../shared/ask.js";
import { pattern } from "../background/sites.js";
import { CONTENT_FILES } from "../content/files.js";

const { api, texts } = afterview;
const { h } = afterview.dom;

/** A message may still be on its way when the popup opens, and nothing tells when it is there. */
const AGAIN_MILLISECONDS = 500;

/** What was shown last: an update of the feed must not take a half-filled form away. */
let shown = "";
let again = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

/** The adapters and what they stand on: run in the page in front when the popup is opened there. */
const RECOGNISING_FILES = CONTENT_FILES.filter((name) => /^(?:platform|shared\/(?:dom|digest|match)|content\/(?:moments|adapters\/.*))\.js$/.test(name));

/** Runs in the page: whether an adapter knows it. */
function isKnown() {
  return afterview.adapters.find((adapter) => adapter.recognises(document, location))?.name !== "none";
}

/**
 * @param {HTMLElement} place
 * @param {{connection: Connection, feed: Feed | null}} answer
 */
export async function showPage(place, answer) {
  clearTimeout(again);
  const [tab] = await api.tabs.query({ active: true, currentWindow: true });
  const message = tab?.id === undefined ? null : await openMessage(tab.id);
  const site = pattern(tab?.url);
  if (message) return showMessage(place, message, answer);
  if (tab?.id !== undefined && site && (await canBeEnabled(tab.id, site))) return showSite(place, tab.id, site);
  hide(place);
  if (!site || !(await api.permissions.contains({ origins: [site] }))) return; // there is nobody to ask
  clearTimeout(again); // another call's
  again = setTimeout(() => void showPage(place, answer), AGAIN_MILLISECONDS);
}

/** @param {HTMLElement} place */
function hide(place) {
  place.hidden = true;
  place.replaceChildren();
  shown = "";
}

/** @param {number} tab @returns {Promise<OpenMessage | null>} */
async function openMessage(tab) {
  try {
    return (await api.tabs.sendMessage(tab, { type: "open message" })) ?? null;
  } catch {
    return null; // no content script in this tab
  }
}

/** Whether this is a webmail that we know and may not act on yet. @param {number} tab @param {string} site */
async function canBeEnabled(tab, site) {
  if (await api.permissions.contains({ origins: [site] })) return false;
  try {
    const target = { tabId: tab };
    await api.scripting.executeScript({ target, files: RECOGNISING_FILES });
    const [found] = await api.scripting.executeScript({ target, func: isKnown });
    return Boolean(found?.result);
  } catch {
    return false; // a page of the browser's own
  }
}

/** @param {HTMLElement} place @param {OpenMessage} message @param {{connection: Connection, feed: Feed | null}} answer */
function showMessage(place, message, answer) {
  const known = message.process && answer.feed?.processes.some((process) => process.id === message.process);
  const target = answer.feed && afterview.match.target(answer.feed, message);
  if (known || answer.connection.state !== "ok" || !target) return hide(place);
  const key = JSON.stringify(target);
  if (shown === key) return;
  shown = key;
  const form = afterview.track.form(target, (request) => act({ type: "track", request }));
  place.replaceChildren(
    h("h2", {}, h("bdi", {}, texts.tame(message.subject, 100) || "This message")),
    h("p", { class: "muted" }, "Not one of your hiring processes yet."),
    form
  );
  place.hidden = false;
}

/** @param {HTMLElement} place @param {number} tab @param {string} site */
function showSite(place, tab, site) {
  if (shown === site) return;
  shown = site;
  const host = new URL(site.slice(0, -1)).hostname;
  const button = h("button", { type: "button", class: "main" }, "Show advice on this site");
  button.addEventListener("click", async () => {
    // Must be the first thing that a click does: the browser asks only then.
    if (!(await api.permissions.request({ origins: [site] }))) return;
    await act({ type: "enable", tab });
    hide(place);
  });
  place.replaceChildren(
    h("h2", {}, host),
    h("p", { class: "muted" }, "This looks like your webmail. Afterview can mark its rows and show advice in its messages. It reads this page only to find which mails they are."),
    h("div", { class: "row tight" }, button)
  );
  place.hidden = false;
}
