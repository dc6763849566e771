/**
 * A dialog of the page: modal, closed by Escape or its button, gone when closed.
 * @module
 */
import { button, h } from "./dom.js";

let number = 0;

/**
 * @param {string} heading @param {string} label what a screen reader calls it
 * @param {() => void} [closed]
 * @typedef {{body: HTMLElement, close: () => void, name: (other: string) => void, show: () => void}} Dialog
 * @returns {Dialog}
 */
export function openDialog(heading, label, closed) {
  number += 1;
  const id = `dialog-${number}`;
  const text = h("h2", { id }, heading);
  const body = h("div", { class: "body" });
  const element = h("dialog", { "aria-label": label });
  element.append(h("div", { class: "heading" }, text, button("×", () => element.close(), { class: "close", "aria-label": "Close" })), body);
  const from = document.activeElement;
  element.addEventListener("close", () => {
    element.remove();
    closed?.();
    if (document.activeElement === document.body && from instanceof HTMLElement && from.isConnected) from.focus();
  });
  return {
    body,
    close: () => element.close(),
    /** @param {string} other */
    name: (other) => {
      text.textContent = other;
    },
    show: () => {
      document.body.append(element);
      element.showModal();
      /** @type {HTMLElement | null} */ (body.querySelector("input, select, button"))?.focus();
    },
  };
}
