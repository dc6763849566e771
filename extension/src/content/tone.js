"use strict";
/** Whether a place in the page is light or dark, by the colours that the browser computed. */
var afterviewTone = (() => {
  /** Red, green, blue (0 to 255) and alpha of a computed colour; null where it is written otherwise. @param {string} text */
  function parse(text) {
    const found = /^rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:,? ?\/? ?([\d.]+))?\)$/.exec(text);
    return found ? { r: +found[1], g: +found[2], b: +found[3], a: found[4] === undefined ? 1 : +found[4] } : null;
  }

  /** Relative luminance (WCAG 2.2). @param {{r: number, g: number, b: number}} colour */
  function luminance({ r, g, b }) {
    const [x, y, z] = [r, g, b].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }

  /** @param {Element} element @returns {"light" | "dark"} */
  function at(element) {
    for (let node = /** @type {Element | null} */ (element); node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour && colour.a > 0.5) return luminance(colour) < 0.2 ? "dark" : "light";
    }
    const text = parse(getComputedStyle(element).color);
    return text && luminance(text) > 0.5 ? "dark" : "light";
  }

  return { at, parse, luminance };
})();
afterview.tone = afterviewTone;
