/**
 * Elements made from plain values: text is always text.
 * @module
 */
import { SHAPES } from "./states.js";

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string | number | boolean | null | undefined>} [attributes] @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * A button that does something, and nothing else until that is done. It is not disabled meanwhile: it would lose the focus.
 * @param {string} label @param {(button: HTMLButtonElement) => unknown} act @param {Record<string, string | boolean | null>} [attributes]
 */
export function button(label, act, attributes = {}) {
  const made = h("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", async () => {
    if (made.ariaBusy === "true") return;
    const done = act(made);
    if (!(done instanceof Promise)) return;
    made.ariaBusy = "true";
    await done.finally(() => made.removeAttribute("aria-busy"));
  });
  return made;
}

/** A small drawing, invisible to screen readers: what it says stands beside it in words. @param {keyof typeof SHAPES} name */
export function shape(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "shape");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

/**
 * A stranger's text in one line of ours: no control or direction-changing characters, not endless.
 * @param {string} text @param {number} [most] characters
 */
export function tame(text, most = 160) {
  const plain = text
    .slice(0, 4 * most)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, " ")
    .replace(/[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .trim();
  const letters = Array.from(plain);
  return letters.length > most ? `${letters.slice(0, most - 1).join("").trimEnd()}…` : plain;
}

/** A stranger's text as an element that keeps its direction to itself. @param {string} text @param {number} [most] */
export function theirs(text, most = 160) {
  return h("bdi", {}, tame(text, most));
}

/** A time as people say it, with the exact one as title. @param {string} at @param {string} words @param {string} exact */
export function time(at, words, exact) {
  return h("time", { datetime: at, title: exact }, words);
}

/** Replaces what is in an element. @param {Element} element @param {...Child} children */
export function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

/** The element of that id, which the shell holds. @param {string} id @returns {HTMLElement} */
export function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/** @param {number} count @param {string} one @param {string} many */
export function counted(count, one, many) {
  return count === 1 ? one : `${count.toLocaleString("en-GB")} ${many}`;
}
