/** The form for the code that pairs this browser; popup and options show it. */
import "../platform.js";
import "./states.js";
import "./dom.js";
import { act } from "./ask.js";

const { h } = afterview.dom;

/**
 * @param {() => void} done Called once the browser is paired.
 * @returns {HTMLFormElement}
 */
export function pairingForm(done) {
  const input = h("input", {
    name: "code", required: true, autocomplete: "off", spellcheck: "false", autocapitalize: "characters", maxlength: "24", class: "code"
  });
  const button = h("button", { type: "submit", class: "main" }, "Connect");
  const said = h("p", { class: "said", role: "status" });
  const form = h("form", { class: "pair" }, h("label", {}, "Code from the dashboard", input), button, said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    said.textContent = "";
    const answer = await act({ type: "pair", code: input.value.trim() });
    button.disabled = false;
    if (answer.ok) return done();
    said.textContent = answer.detail;
    said.classList.add("failed");
    input.select();
  });
  return form;
}

/** Follows the system's light or dark. */
export function followSystemTone() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = () => {
    document.documentElement.dataset.tone = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", set);
  set();
}
