/**
 * Short notes at the foot of the page, with a way back.
 * @module
 */
import { button, h, part } from "./dom.js";

const STAY = 12_000;
const MOST = 3;

/** @type {(() => unknown) | null} */
let latest = null;

/**
 * @param {string} text
 * @param {{undo?: () => unknown, failed?: boolean}} [options] `undo` takes back what the note tells of
 */
export function toast(text, { undo, failed = false } = {}) {
  const box = part("toasts");
  const note = h("div", { class: failed ? "toast failed" : "toast" }, h("p", {}, text));
  let timer = 0;
  const gone = () => {
    clearTimeout(timer);
    note.remove();
    if (latest === back) latest = null;
  };
  const back = () => {
    gone();
    return undo?.();
  };
  if (undo) {
    note.append(button("Undo", back, { class: "undo" }));
    latest = back;
  }
  note.append(button("×", gone, { class: "close", "aria-label": "Dismiss" }));
  const start = () => {
    clearTimeout(timer);
    timer = window.setTimeout(gone, STAY);
  };
  for (const name of ["pointerenter", "focusin"]) note.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["pointerleave", "focusout"]) note.addEventListener(name, start);
  box.append(note);
  while (box.children.length > MOST) box.firstElementChild?.remove();
  start();
}

/** Take back what was done last, where its note still stands. */
export function undoLatest() {
  latest?.();
}

/** Says what went wrong. @param {unknown} error */
export function failed(error) {
  toast(error instanceof Error ? error.message : String(error), { failed: true });
}
