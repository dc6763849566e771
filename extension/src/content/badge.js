"use strict";
/** Badges on rows: made, changed, taken away; never twice, never in the way of the row's own layout. */
var afterviewBadge = (() => {
  const NAME = "afterview-badge";

  /** @type {WeakMap<Element, {host: HTMLElement, signature: string}>} */
  const placed = new WeakMap();

  /** @param {HTMLElement} host @param {RowProcess} process @param {string} title @param {boolean} stale */
  function fill(host, process, title, stale) {
    let root = host.shadowRoot;
    if (!root) {
      root = host.attachShadow({ mode: "open" });
      afterview.styles.adopt(root, afterview.styles.TOKENS, afterview.styles.STATE, afterview.styles.BADGE);
    }
    root.querySelector(".state")?.remove();
    root.append(afterview.panel.pill(process.state, process, stale));
    host.setAttribute("role", "img");
    host.setAttribute("aria-label", title);
    host.title = title;
    host.dataset.state = process.state;
  }

  /**
   * Shows a process on a row, or nothing. Costs little where nothing changed.
   * @param {Element} row @param {RowProcess | null} process @param {ReturnType<Adapter["badgePlace"]>} place
   * @param {{now: number, zone: string, tone: string, stale: boolean}} context
   */
  function show(row, process, place, context) {
    const before = placed.get(row);
    if (!process || !place) {
      before?.host.remove();
      placed.delete(row);
      return;
    }
    const title = afterview.texts.badgeTitle(process, context.now, context.zone) + (context.stale ? " · as last known" : "");
    const signature = `${title}|${context.tone}|${process.state}`;
    const host = before?.host ?? document.createElement(NAME);
    if (before?.signature !== signature) {
      fill(host, process, title, context.stale);
      host.dataset.tone = context.tone;
      host.style.cssText = `flex:none;align-self:center;margin-inline:6px;line-height:0;${place.style ?? ""}`;
      placed.set(row, { host, signature });
    }
    if (host.parentNode !== place.parent || host.nextSibling !== place.before) place.parent.insertBefore(host, place.before);
  }

  /** Takes every badge out of a document. @param {ParentNode} root */
  function clear(root) {
    for (const host of root.querySelectorAll(NAME)) host.remove();
  }

  return { show, clear, NAME };
})();
afterview.badge = afterviewBadge;
