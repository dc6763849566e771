/**
 * Connecting browser extensions: a code to type, who is connected, and shutting them out.
 * @module
 * @import { Client, Present } from "../feed"
 */
import * as api from "./api.js";
import { openDialog } from "./dialog.js";
import { button, fill, h, tame } from "./dom.js";
import { clientId } from "./session.js";
import { ago, dayName } from "./times.js";
import { failed, toast } from "./toasts.js";

const LOOK = 2_000;

/** @param {() => Present} present */
export function connect(present) {
  const code = h("div", { class: "code" });
  const list = h("div", { class: "clients" });
  let ended = false;
  let expires = 0;
  let before = /** @type {Set<string> | null} */ (null);
  let shown = "";
  const dialog = openDialog("Connect a browser extension", "Connect a browser extension", () => {
    ended = true;
    clearInterval(ticking);
  });
  const left = h("p", { class: "left" });
  const ticking = window.setInterval(tick, 500);

  async function fresh() {
    try {
      const made = await api.pairingCode();
      expires = Date.parse(made.expires);
      const letters = h("output", { class: "letters", "aria-label": `Code: ${Array.from(made.code).join(" ")}` }, made.code);
      fill(code, letters, left);
      tick();
    } catch (error) {
      fill(code, h("p", { class: "wrong", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
  }

  function tick() {
    if (!expires) return;
    const seconds = Math.round((expires - Date.now()) / 1000);
    if (seconds > 0) {
      const minutes = Math.floor(seconds / 60);
      left.textContent = `Works once, for another ${minutes}:${String(seconds % 60).padStart(2, "0")} minutes.`;
      return;
    }
    expires = 0;
    fill(code, h("p", {}, "The code is too old now."), button("Show a new code", fresh, { class: "main" }));
  }

  async function watch() {
    while (!ended) {
      try {
        showClients(await api.clients());
      } catch (error) {
        fill(list, h("p", { class: "wrong" }, error instanceof Error ? error.message : String(error)));
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }

  /** @param {Client[]} clients */
  function showClients(clients) {
    const extensions = clients.filter((client) => client.kind === "extension");
    const joined = extensions.find((client) => before !== null && !before.has(client.id));
    if (joined) {
      expires = 0;
      fill(code, h("p", { class: "joined" }, "Connected: ", h("bdi", {}, tame(joined.name, 80))), button("Connect another", fresh));
      toast(`Connected: ${tame(joined.name, 80)}.`);
    }
    before = new Set(extensions.map((client) => client.id));
    const now = present();
    const signature = JSON.stringify([clients, now.now - (now.now % 60_000)]);
    if (signature === shown) return;
    shown = signature;
    const pages = clients.filter((client) => client.kind === "dashboard");
    const key = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key;
    fill(
      list,
      h("h3", {}, "Connected browsers"),
      extensions.length > 0 ? h("ul", {}, ...extensions.map((client) => clientPart(client, now))) : h("p", { class: "hint" }, "None yet."),
      h("h3", {}, "Open dashboards"),
      h("ul", {}, ...pages.map((client) => clientPart(client, now))),
    );
    if (key && document.activeElement === document.body) /** @type {HTMLElement | null} */ (list.querySelector(`[data-key="${key}"]`))?.focus();
  }

  /** @param {Client} client @param {Present} now */
  function clientPart(client, now) {
    const mine = client.id === clientId();
    const seen = client.last_seen ? `last seen ${ago(client.last_seen, now)}` : "not seen yet";
    const name = tame(client.name, 80);
    const words = mine ? "this page" : `since ${dayName(client.created, now)}, ${seen}`;
    let sure = false;
    const end = mine
      ? null
      : button(client.kind === "extension" ? "Disconnect" : "Close", async (self) => {
          if (!sure) {
            sure = true;
            self.textContent = "Really?";
            self.classList.add("danger");
            return;
          }
          try {
            await api.revoke(client.id);
            toast(`${name} is disconnected.`);
            showClients(await api.clients());
          } catch (error) {
            failed(error);
          }
        }, { "data-key": client.id, "aria-label": `Disconnect ${name}` });
    return h("li", {}, h("span", {}, h("bdi", {}, name), h("small", {}, ` ${words}`)), end);
  }

  fill(
    dialog.body,
    h(
      "ol",
      { class: "steps" },
      h("li", {}, "Get the extension: ", h("code", {}, "afterview extension export chromium FOLDER"), " (or ", h("code", {}, "firefox"), ") writes it and says how to load it."),
      h("li", {}, "Open its settings, and type this code:"),
    ),
    code,
    list,
  );
  dialog.show();
  fresh();
  watch();
}
