/** What failed of a choice in a menu, said above the list. */
import "../platform.js";
import "../shared/dom.js";

const { api } = afterview;
const { h } = afterview.dom;
const KEY = "said";

const place = /** @type {HTMLElement} */ (document.getElementById("told"));

async function show() {
  const sentences = /** @type {string[]} */ ((await api.storage.session.get({ [KEY]: [] }))[KEY]);
  place.hidden = sentences.length === 0;
  if (place.hidden) return place.replaceChildren();
  const close = h("button", { type: "button" }, "Close");
  close.addEventListener("click", () => void api.storage.session.remove(KEY));
  place.replaceChildren(h("p", {}, "This could not be noted:"), h("ul", {}, ...sentences.map((text) => h("li", {}, text))), close);
}

api.storage.session.onChanged.addListener(() => void show());
void show();
