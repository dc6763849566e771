/**
 * Mail pages for which the user allowed Afterview, by a click on the page itself. The browser's own list of granted
 * hosts is the only record, so what the user takes back in the browser's settings is gone here too.
 */
import "../platform.js";
import { CONTENT_FILES } from "../content/files.js";

const ID = "mail-pages";
const SERVER = "http://127.0.0.1/*";

/** The match pattern of a page's site; a pattern has no port. Null for what is no web page. @param {string | undefined} url */
export function pattern(url) {
  try {
    const { protocol, hostname } = new URL(url ?? "");
    return protocol === "https:" || protocol === "http:" ? `${protocol}//${hostname}/*` : null;
  } catch {
    return null;
  }
}

/** Hosts granted by the user, without those of the manifest. */
async function granted() {
  const { origins = [] } = await afterview.api.permissions.getAll();
  const fixed = afterview.api.runtime.getManifest().content_scripts?.flatMap((entry) => entry.matches ?? []) ?? [];
  return origins.filter((origin) => origin !== SERVER && !fixed.includes(origin));
}

/** Makes the registered content scripts agree with the granted hosts. */
export async function agree() {
  const { scripting } = afterview.api;
  const matches = await granted();
  const before = await scripting.getRegisteredContentScripts({ ids: [ID] });
  if (matches.length === 0) {
    if (before.length > 0) await scripting.unregisterContentScripts({ ids: [ID] });
    return;
  }
  const script = {
    id: ID, matches, js: CONTENT_FILES, allFrames: true, runAt: /** @type {"document_end"} */ ("document_end"), persistAcrossSessions: true
  };
  if (before.length > 0) await scripting.updateContentScripts([script]);
  else await scripting.registerContentScripts([script]);
}

/** Starts the content scripts in a tab that is open already. @param {number} tabId */
export async function inject(tabId) {
  await afterview.api.scripting.executeScript({ target: { tabId, allFrames: true }, files: CONTENT_FILES });
}

/** Starts them in every open tab that they may run in: after an installation or an update the old ones are dead. */
export async function injectEverywhere() {
  const manifest = afterview.api.runtime.getManifest().content_scripts?.flatMap((entry) => entry.matches ?? []) ?? [];
  await injectInto([...(await granted()), ...manifest]);
}

/** Starts them in the open tabs of these sites. @param {string[]} url match patterns */
export async function injectInto(url) {
  if (url.length === 0) return;
  for (const tab of await afterview.api.tabs.query({ url })) {
    if (tab.id !== undefined) await inject(tab.id).catch(() => undefined); // a tab that is closing, or an error page
  }
}
