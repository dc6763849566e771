/** The settings page: pairing, port, and the mail pages that were allowed. */
import "../platform.js";
import "../shared/times.js";
import "../shared/states.js";
import "../shared/texts.js";
import "../shared/dom.js";
import "../shared/styles.js";
import { act, ask } from "../shared/ask.js";
import { followSystemTone, pairingForm } from "../shared/pairing.js";

const { api, styles, texts } = afterview;
const { h } = afterview.dom;

/** @param {string} id @returns {HTMLElement} */
const get = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

async function showConnection() {
  const { connection } = /** @type {{connection: Connection}} */ (await ask({ type: "feed", now: true }));
  const words = texts.connectionWords(connection);
  get("state").textContent = [words.title, words.text].filter(Boolean).join(". ");
  const { paired, port } = await ask({ type: "settings" });
  /** @type {HTMLInputElement} */ (get("port")).defaultValue = String(port); // what the user typed meanwhile stays
  showPairing(paired && connection.state !== "unauthorised");
}

/** Puts up the code form or the button to disconnect; leaves what is there already, with what was typed. @param {boolean} paired */
function showPairing(paired) {
  const place = get("pairing");
  if (place.dataset.paired === String(paired)) return;
  place.dataset.paired = String(paired);
  if (!paired) return place.replaceChildren(pairingForm(() => void showConnection()));
  const forget = h("button", { type: "button" }, `Disconnect ${texts.here()}`);
  forget.addEventListener("click", async () => {
    await act({ type: "unpair" });
    await showConnection();
  });
  place.replaceChildren(forget);
}

async function showSites() {
  const place = document.getElementById("sites");
  if (!place) return; // a platform without mail pages
  const fixed = ["http://127.0.0.1/*", ...(api.runtime.getManifest().content_scripts?.flatMap((entry) => entry.matches ?? []) ?? [])];
  const { origins = [] } = await api.permissions.getAll();
  const items = origins.filter((origin) => !fixed.includes(origin)).map((origin) => {
    const remove = h("button", { type: "button", class: "quiet" }, "Remove");
    remove.addEventListener("click", () => void api.permissions.remove({ origins: [origin] }));
    return h("li", {}, h("code", {}, origin.replace("/*", "")), remove);
  });
  place.replaceChildren(...(items.length > 0 ? items : [h("li", { class: "muted" }, "None yet.")]));
}

/** @type {HTMLFormElement} */ (get("port-form")).addEventListener("submit", async (event) => {
  event.preventDefault();
  const port = Number(/** @type {HTMLInputElement} */ (get("port")).value);
  const answer = await act({ type: "port", port });
  get("port-said").textContent = answer.ok ? "Saved." : answer.detail;
  get("port-said").classList.toggle("failed", !answer.ok);
  await showConnection();
});

api.permissions.onAdded.addListener(() => void showSites());
api.permissions.onRemoved.addListener(() => void showSites());
followSystemTone();
styles.adopt(document, styles.TOKENS, styles.STATE, styles.PANEL);
void showConnection();
void showSites();
