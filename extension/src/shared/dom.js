"use strict";
/** Elements made from plain values: text is always text. */
var afterviewDom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  /** @typedef {Node | string | null | undefined | false} Child */

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag @param {Record<string, string | boolean | null | undefined>} [attributes] @param {...Child} children
   * @returns {HTMLElementTagNameMap[T]}
   */
  function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    for (const child of children) if (child) element.append(child);
    return element;
  }

  /** A state's shape. @param {keyof typeof afterviewStates.SHAPES} name */
  function shape(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 12 12");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", "shape");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", afterview.states.SHAPES[name]);
    path.setAttribute("fill-rule", "evenodd");
    svg.append(path);
    return svg;
  }

  /** What the first selector that finds something finds. @param {ParentNode} root @param {string[]} selectors */
  function first(root, selectors) {
    for (const selector of selectors) {
      const found = root.querySelector(selector);
      if (found) return found;
    }
    return null;
  }

  /** Whether an element takes up room on screen: pages keep what they showed before, hidden. @param {Element} element */
  function shown(element) {
    return element.getClientRects().length > 0;
  }

  /** An element's text, with one space wherever it has any. @param {Element | null} element */
  function text(element) {
    return (element?.textContent ?? "").replace(/\s+/g, " ").trim();
  }

  /** The place of a badge at the beginning of a line of words, which give way to it. @param {Element | null} words @returns {ReturnType<Adapter["badgePlace"]>} */
  function inLine(words) {
    return words && { parent: words, before: words.firstChild, style: "display:inline-block;margin-inline:0 6px;margin-block:-6px;vertical-align:middle;" };
  }

  return { h, shape, first, shown, text, inLine };
})();
afterview.dom = afterviewDom;
