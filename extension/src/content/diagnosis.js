"use strict";
/**
 * What of a mail page is still as its adapter knows it. The report holds the page's structure with every text and every
 * value replaced by dots, but for words that stand in the adapter's own selectors; nothing of it leaves the page unless the
 * user copies it.
 */
var afterviewDiagnosis = (() => {
  const LONGEST_VALUE = 20;
  const MOST_LINES = 1500;
  const MOST_ALIKE = 3;
  const DEEPEST = 30;
  /** Attributes that say what an element is; of others a report needs the names alone. */
  const TELLING = ["id", "class", "role", "name", "type"];

  /** Each letter and digit as a dot, never more than a few. @param {string} text */
  function dots(text) {
    return "•".repeat(Math.min(text.trim().length, LONGEST_VALUE));
  }

  /** The words of all selectors: what an adapter says by itself tells nothing of the user. @param {Adapter} adapter */
  function ownWords(adapter) {
    const all = Object.values(adapter.selectors).flat().join(" ");
    return new Set(all.match(/[A-Za-z_][\w-]*/g) ?? []);
  }

  /** @param {Element} element @param {Set<string>} own */
  function described(element, own) {
    const parts = [element.localName];
    for (const { name, value } of element.attributes) {
      const told = TELLING.includes(name) || own.has(name);
      const words = value.split(/\s+/).map((word) => (own.has(word) ? word : dots(word)));
      parts.push(told ? `${name}="${words.slice(0, 6).join(" ")}"` : name);
    }
    return parts.join(" ").slice(0, 300);
  }

  /** @param {Element} root @param {Set<string>} own */
  function structure(root, own) {
    /** @type {string[]} */
    const lines = [];
    /** @param {Element} element @param {number} depth */
    const walk = (element, depth) => {
      if (depth > DEEPEST || lines.length >= MOST_LINES || ["script", "style", "svg"].includes(element.localName)) return;
      const text = [...element.childNodes].filter((node) => node instanceof Text).map((node) => dots(node.data)).join("");
      lines.push(`${" ".repeat(depth)}<${described(element, own)}>${text.slice(0, LONGEST_VALUE)}`);
      /** @type {Map<string, number>} */
      const alike = new Map();
      for (const child of element.children) {
        const kind = `${child.localName} ${child.className}`;
        const count = (alike.get(kind) ?? 0) + 1;
        alike.set(kind, count);
        if (count <= MOST_ALIKE) walk(child, depth + 1);
      }
      const more = [...alike.values()].reduce((sum, count) => sum + Math.max(0, count - MOST_ALIKE), 0);
      if (more > 0 && lines.length < MOST_LINES) lines.push(`${" ".repeat(depth + 1)}and ${more} more of these`);
    };
    walk(root, 0);
    if (lines.length >= MOST_LINES) lines.push("the rest is left out");
    return lines.join("\n");
  }

  /** How often each selector finds something. @param {ParentNode} root @param {string[]} selectors */
  function counts(root, selectors) {
    return selectors.map((selector) => ({ selector, found: root.querySelectorAll(selector).length }));
  }

  /** Parts that are needed and that no selector finds. @param {Adapter} adapter @param {Document} document */
  function missing(adapter, document) {
    const list = adapter.list(document);
    const rows = list ? [...adapter.rows(list)] : [];
    const { needs, selectors } = adapter;
    const lacks = (/** @type {ParentNode[]} */ roots) => (/** @type {string} */ part) =>
      !roots.some((root) => selectors[part].some((selector) => root.querySelector(selector)));
    const places = list && adapter.rowOf ? [list] : rows; // parts of a row may stand beside it
    const found = rows.length > 0 ? needs.row.filter(lacks(places)) : [];
    const opened = selectors.message?.some((selector) => document.querySelector(selector));
    if (opened) found.push(...needs.message.filter(lacks([document])));
    return { rows: rows.length, named: rows.filter((row) => adapter.row(row)).length, parts: found, list: list !== null, opened: Boolean(opened) };
  }

  /** @param {Adapter} adapter @param {Document} document @returns {{problem: string | null, facts: string}} */
  function check(adapter, document) {
    try {
      const { rows, named, parts, list, opened } = missing(adapter, document);
      const facts = `list: ${list}, rows: ${rows}, rows with an identity: ${named}, message: ${opened}`;
      if (parts.length > 0) return { problem: `nothing is found for: ${parts.join(", ")}`, facts };
      if (rows > 0 && named === 0) return { problem: "no row says which message it is", facts };
      return { problem: null, facts };
    } catch (error) {
      return { problem: `reading the page failed (${error instanceof Error ? error.name : "error"})`, facts: "" };
    }
  }

  /**
   * @param {Adapter} adapter @param {Document} document
   * @returns {Diagnosis}
   */
  function make(adapter, document) {
    const known = adapter.name !== "none";
    const { problem, facts } = known ? check(adapter, document) : { problem: "this page is not recognised", facts: "" };
    const selectors = Object.entries(adapter.selectors).map(
      ([part, all]) => `${part}\n${counts(document, all).map(({ selector, found }) => `  ${found} × ${selector}`).join("\n")}`
    );
    const own = ownWords(adapter);
    const report = [
      `Afterview ${afterview.api.runtime.getManifest().version}, page: ${adapter.name}, ${navigator.userAgent}`,
      `problem: ${problem ?? "none found"}`,
      facts,
      ...selectors,
      structure(document.body, own)
    ];
    return { adapter: adapter.name, problem, report: report.filter(Boolean).join("\n") };
  }

  return { make, check };
})();
afterview.diagnosis = afterviewDiagnosis;
