"use strict";
/** Badges on rows: made, changed, taken away; never twice, never in the way of the row's own layout. */
var afterviewBadge = (() => {
  const NAME = "afterview-badge";
  const dress = afterview.styles.prepare(afterview.styles.TOKENS, afterview.styles.STATE, afterview.styles.BADGE);

  /** @typedef {{process: RowProcess, title: string, stale: boolean, tone: string}} Look */

  /** What each row shows. @type {WeakMap<Element, {host: HTMLElement, look: Look}>} */
  const placed = new WeakMap();

  /** Whose each badge is. @type {WeakMap<Element, RowProcess>} */
  const owners = new WeakMap();

  /** One of each kind of pill, to be copied: a list shows many of few kinds. @type {Map<string, HTMLElement>} */
  const pills = new Map();

  /** @param {Look} look */
  function pill({ process, stale }) {
    const kind = `${process.state} ${afterview.states.probable(process)} ${stale}`;
    let made = pills.get(kind);
    if (!made) pills.set(kind, (made = afterview.panel.pill(process.state, process, stale)));
    return made.cloneNode(true);
  }

  /** What a badge is before it is filled, by the style of its place: to be copied. @type {Map<string, HTMLElement>} */
  const blanks = new Map();

  /** A button without an own stop for the Tab key: a list of mails has hundreds of rows, and arrows lead from badge to badge. @param {string} style */
  function blank(style) {
    let made = blanks.get(style);
    if (made) return made;
    made = document.createElement(NAME);
    for (const [name, value] of Object.entries({
      role: "button", tabindex: "-1", "aria-haspopup": "dialog", "aria-expanded": "false",
      style: `flex:none;align-self:center;margin-inline:6px;line-height:0;${style}`
    })) made.setAttribute(name, value);
    blanks.set(style, made);
    return made;
  }

  /** @param {string} [style] */
  function make(style = "") {
    const host = /** @type {HTMLElement} */ (blank(style).cloneNode(false));
    dress(host.attachShadow({ mode: "open" }));
    return host;
  }

  /** @param {HTMLElement} host @param {Look} look @param {Look | undefined} before */
  function fill(host, look, before) {
    owners.set(host, look.process);
    if (before && before.title === look.title && before.tone === look.tone && before.process.state === look.process.state) return;
    const root = /** @type {ShadowRoot} */ (host.shadowRoot);
    const old = root.querySelector(".state");
    if (old) old.replaceWith(pill(look));
    else root.append(pill(look));
    host.setAttribute("aria-label", look.title);
    host.title = look.title;
    host.dataset.state = look.process.state;
    host.dataset.tone = look.tone;
  }

  /** Shows a process on a row. @param {Element} row @param {Look} look @param {NonNullable<ReturnType<Adapter["badgePlace"]>>} place */
  function show(row, look, place) {
    const before = placed.get(row);
    const host = before?.host ?? make(place.style);
    fill(host, look, before?.look);
    placed.set(row, { host, look });
    if (host.parentNode !== place.parent || host.nextSibling !== place.before) place.parent.insertBefore(host, place.before);
  }

  /** Shows nothing on a row. @param {Element} row */
  function hide(row) {
    placed.get(row)?.host.remove();
    placed.delete(row);
  }

  /** Takes every badge out of a document. @param {ParentNode} root */
  function clear(root) {
    for (const host of root.querySelectorAll(NAME)) host.remove();
  }

  /** The process of a badge. @param {Element} host */
  const owner = (host) => owners.get(host) ?? null;

  return { show, hide, clear, owner, NAME };
})();
afterview.badge = afterviewBadge;
