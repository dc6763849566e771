"use strict";
/**
 * The rows of a message list. A row is looked at once and again when the page changed it; a row that stands is drawn
 * anew only when the feed, the day, the account or the colours are others.
 */
var afterviewRows = (() => {
  /** @param {Adapter} adapter */
  function make(adapter) {
    /** What the page says of each row. @type {WeakMap<Element, {identity: Identity | null, drawn: string}>} */
    const seen = new WeakMap();
    let list = /** @type {Element | null} */ (null);
    let tone = /** @type {"light" | "dark"} */ ("light");
    /** What the badges say now. @type {Map<string, string>} */
    let titles = new Map();
    let drawing = "";
    let stop = /** @type {HTMLElement | null} */ (null);

    /** Rows in which the page changed something are looked at again. @param {MutationRecord[]} changes */
    function touched(changes) {
      for (const { target } of changes) {
        for (let node = /** @type {Node | null} */ (target); node && node !== list; node = node.parentNode) {
          const row = adapter.rowOf?.(/** @type {Element} */ (node)) ?? node;
          if (seen.delete(/** @type {Element} */ (row))) break;
        }
      }
    }

    /** Colours are looked at again, since the page may have taken others. */
    function recolour() {
      if (list) tone = afterview.tone.at(list);
    }

    /** @param {RowProcess} process @param {Known} known @param {number} now */
    function title(process, known, now) {
      let text = titles.get(process.id);
      if (text === undefined) {
        text = afterview.texts.badgeTitle(process, now, known.view.timezone) + (known.stale ? " · as last known" : "");
        titles.set(process.id, text);
      }
      return text;
    }

    /** @param {Element} row @param {Known} known @param {number} now */
    function drawRow(row, known, now) {
      const before = seen.get(row);
      if (before?.drawn === drawing) return;
      const identity = before ? before.identity : adapter.row(row);
      const process = identity && afterview.match.find(known.index, identity, known.user);
      const place = process?.live ? adapter.badgePlace(row) : null;
      if (process && place) afterview.badge.show(row, { process, title: title(process, known, now), stale: known.stale, tone }, place);
      else afterview.badge.hide(row);
      seen.set(row, { identity, drawn: drawing });
    }

    /** One badge of the list can be reached by the Tab key; from there arrows lead on. */
    function keepOneStop() {
      if (!list || (stop && list.contains(stop))) return;
      if (stop) stop.tabIndex = -1;
      stop = list.querySelector(afterview.badge.NAME);
      if (stop) stop.tabIndex = 0;
    }

    /** @param {HTMLElement} badge */
    function focus(badge) {
      if (stop && stop !== badge) stop.tabIndex = -1;
      stop = badge;
      badge.tabIndex = 0;
      badge.focus();
    }

    /** Draws what is not drawn yet. @param {Element} current @param {Known} known */
    function draw(current, known) {
      const now = Date.now();
      if (current !== list) {
        list = current;
        recolour();
      }
      const wanted = JSON.stringify([known.version, afterview.times.day(now, known.view.timezone), known.user, known.stale, tone]);
      if (wanted !== drawing) {
        drawing = wanted;
        titles = new Map();
      }
      for (const row of adapter.rows(list)) drawRow(row, known, now);
      keepOneStop();
    }

    /** Takes all badges away, and looks at every row again when there is something to show. */
    function clear() {
      drawing = "";
      if (list) for (const row of adapter.rows(list)) if (seen.delete(row)) afterview.badge.hide(row);
      list = null;
    }

    return { draw, clear, touched, recolour, focus };
  }

  return { make };
})();
afterview.rows = afterviewRows;
