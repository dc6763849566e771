/**
 * The processes on the page, in heaps; rows are kept from one feed to the next, so that focus and what is open survive.
 * @module
 * @import { Present, Process } from "../feed"
 * @import { Heap } from "./heaps.js"
 * @import { Place } from "./marks.js"
 * @import { Row } from "./row.js"
 */
import { h } from "./dom.js";
import { makeRow } from "./row.js";

const PAGE = 100;

/**
 * @param {HTMLElement} main where the heaps stand; takes the focus where its row has gone
 * @param {(process: Process) => Place} place
 */
export function makeList(main, place) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  /** @type {Map<string, ReturnType<typeof makeHeap>>} */
  const heaps = new Map();

  /** @param {Heap[]} wanted @param {Present} present */
  function show(wanted, present) {
    const held = focusHeld();
    const full = wanted.filter((heap) => heap.processes.length > 0);
    const seen = new Set(full.flatMap((heap) => heap.processes.map((process) => process.id)));
    for (const id of rows.keys()) if (!seen.has(id)) rows.delete(id);
    for (const [name, heap] of heaps) {
      if (full.some((other) => other.name === name)) continue;
      heap.element.remove();
      heaps.delete(name);
    }
    full.forEach((heap, number) => {
      let made = heaps.get(heap.name);
      if (!made) heaps.set(heap.name, (made = makeHeap(heap)));
      put(main, made.element, number);
      made.update(heap, (process) => {
        let row = rows.get(process.id);
        if (!row) rows.set(process.id, (row = makeRow(place)));
        row.update(process, present);
        return row;
      });
    });
    held();
  }

  /** Rows as they stand on the page. */
  function inOrder() {
    const ids = [...main.querySelectorAll("[data-process]")].map((node) => /** @type {HTMLElement} */ (node).dataset.process ?? "");
    return ids.flatMap((id) => rows.get(id) ?? []);
  }

  /** @param {Element | null} node */
  function rowOf(node) {
    return rows.get(/** @type {HTMLElement | null | undefined} */ (node?.closest("[data-process]"))?.dataset.process ?? "");
  }

  /** Focus the next (1) or the one before (-1); the first or last where none has the focus. @param {1 | -1} step */
  function move(step) {
    const all = inOrder();
    const here = rowOf(document.activeElement);
    const at = here ? all.indexOf(here) + step : step > 0 ? 0 : all.length - 1;
    all[Math.max(0, Math.min(all.length - 1, at))]?.focus("toggle");
  }

  /** What has the focus, to be given back to it once its row was drawn anew. */
  function focusHeld() {
    const active = document.activeElement;
    const row = rowOf(active);
    const id = row?.process()?.id;
    const key = /** @type {HTMLElement | null} */ (active)?.dataset.key;
    return () => {
      if (!id) return;
      if (document.activeElement && document.activeElement !== document.body) return;
      const again = rows.get(id);
      if (again?.element.isConnected) again.focus(key);
      else main.focus();
    };
  }

  return { show, move, rowOf, row: (/** @type {string} */ id) => rows.get(id) };
}

/** @param {Heap} first */
function makeHeap(first) {
  const id = `heap-${first.name}`;
  const count = h("span", { class: "count" });
  const list = h("ul", { class: "rows", role: "list" });
  const more = h("button", { type: "button", class: "more" }, "Show more");
  const element = h("section", { class: `heap ${first.name}`, "aria-labelledby": id }, h("h2", { id }, first.title, " ", count, h("span", { class: "note" }, first.note)), list, more);
  let shown = PAGE;
  let again = () => {};
  more.addEventListener("click", () => {
    shown += PAGE;
    again();
  });

  /** @param {Heap} heap @param {(process: Process) => Row} row */
  function update(heap, row) {
    again = () => update(heap, row);
    count.textContent = String(heap.processes.length);
    const wanted = heap.processes.slice(0, shown).map((process) => row(process).element);
    for (const node of [...list.children]) if (!wanted.includes(/** @type {HTMLLIElement} */ (node))) node.remove();
    wanted.forEach((node, number) => put(list, node, number));
    more.hidden = heap.processes.length <= shown;
  }

  return { element, update };
}

/** Put a node at its place, without touching it where it is there already. @param {Element} parent @param {Element} node @param {number} number */
function put(parent, node, number) {
  const there = parent.children[number];
  if (there !== node) parent.insertBefore(node, there ?? null);
}
