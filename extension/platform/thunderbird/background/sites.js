/**
 * Where the card stands: in the message that Thunderbird displays. There are no sites to be chosen here; the names are
 * those that the common background uses for mail pages.
 */
import "../platform.js";
import { CONTENT_FILES } from "../content/files.js";
import { messenger } from "./messenger.js";

const ID = "message";

/** A displayed message is no site. @param {string | undefined} _url @returns {string | null} */
export function pattern(_url) {
  return null;
}

/** Makes sure that displayed messages get the card's script. */
export async function agree() {
  const display = /** @type {any} */ (afterview.api.scripting).messageDisplay;
  if ((await display.getRegisteredScripts({ ids: [ID] })).length > 0) return;
  try {
    await display.registerScripts([{ id: ID, js: CONTENT_FILES, runAt: "document_idle" }]);
  } catch {
    // registered by another start of the background in the meantime
  }
}

/** Starts the card's script in the message that a tab shows. @param {number} tabId */
export async function inject(tabId) {
  await afterview.api.scripting.executeScript({ target: { tabId }, files: CONTENT_FILES });
}

/** Starts it in every displayed message: after an installation or an update the old scripts are dead. */
export async function injectEverywhere() {
  for (const tab of await mailTabs()) {
    if (tab.id !== undefined) await inject(tab.id).catch(() => undefined); // nothing is displayed there
  }
}

/** @param {string[]} _url */
export async function injectInto(_url) {}

/** Tabs and windows that can display a message. */
export async function mailTabs() {
  return messenger.tabs.query({ type: ["mail", "messageDisplay"] });
}
