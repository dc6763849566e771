/**
 * Keys for people who do not want to reach for the mouse. None works while text is typed or a dialog is open.
 * @module
 */
import { undoLatest } from "./toasts.js";

/** @param {{list: ReturnType<typeof import("./list.js").makeList>, search: HTMLInputElement, newProcess: () => void}} page */
export function listen({ list, search, newProcess }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target === search && event.key === "Escape" && search.value) {
      search.value = "";
      search.dispatchEvent(new Event("input"));
      return;
    }
    if (target.closest("input, select, textarea")) return;
    const onRow = target.classList.contains("toggle");
    /** @type {Record<string, (() => void) | false>} */
    const keys = {
      j: () => list.move(1),
      k: () => list.move(-1),
      ArrowDown: onRow && (() => list.move(1)),
      ArrowUp: onRow && (() => list.move(-1)),
      "/": () => search.isConnected && search.focus(),
      n: () => search.isConnected && newProcess(),
      u: undoLatest,
      Escape: () => {
        const row = list.rowOf(target);
        if (!row?.isOpen()) return;
        row.toggle(false);
        row.focus("toggle");
      },
    };
    const act = keys[event.key];
    if (!act) return;
    if (event.key !== "Escape") event.preventDefault();
    act();
  });
}
