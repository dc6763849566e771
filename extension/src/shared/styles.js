"use strict";
/**
 * The looks of badge and panel, for shadow roots in mail pages and for the popup. The tone (light or dark) is set by
 * whoever knows the background, as `data-tone`, because a mail page's theme need not be the system's. Every pair of
 * text and background has a contrast of at least 4.5 : 1 (WCAG 2.2, 1.4.3).
 */
var afterviewStyles = (() => {
  const TOKENS = `
:host, :root {
  --bg: #ffffff; --fg: #1c2430; --muted: #566172; --line: #dde2e9; --soft: #f5f7fa; --focus: #2257c5;
  --button: #ffffff; --button-line: #c3cbd6; --main: #24405f; --main-fg: #ffffff;
  --act-bg: #fdebd9; --act-fg: #853a00; --act-line: #e8a765;
  --soon-bg: #e0ebfd; --soon-fg: #1b459b; --soon-line: #8fb3ee;
  --wait-bg: #ebeff4; --wait-fg: #434e5e; --wait-line: #b9c3cf;
  --good-bg: #dcf3e5; --good-fg: #11603a; --good-line: #7cc79b;
  --over-bg: #efeef1; --over-fg: #5a5464; --over-line: #c9c5cf;
}
:host([data-tone="dark"]), :root[data-tone="dark"] {
  --bg: #1f252d; --fg: #e6eaf0; --muted: #a7b1bf; --line: #37404c; --soft: #272e38; --focus: #8ab4ff;
  --button: #2a323d; --button-line: #4a5665; --main: #bcd3f0; --main-fg: #14202f;
  --act-bg: #4b2c12; --act-fg: #ffcb98; --act-line: #a5672b;
  --soon-bg: #1e3459; --soon-fg: #b3cfff; --soon-line: #4770b3;
  --wait-bg: #313944; --wait-fg: #c8d1dc; --wait-line: #566273;
  --good-bg: #17422c; --good-fg: #a2e6be; --good-line: #3a8a5f;
  --over-bg: #33313a; --over-fg: #c2bccb; --over-line: #5d5868;
}
.act { --t-bg: var(--act-bg); --t-fg: var(--act-fg); --t-line: var(--act-line); }
.soon { --t-bg: var(--soon-bg); --t-fg: var(--soon-fg); --t-line: var(--soon-line); }
.wait { --t-bg: var(--wait-bg); --t-fg: var(--wait-fg); --t-line: var(--wait-line); }
.good { --t-bg: var(--good-bg); --t-fg: var(--good-fg); --t-line: var(--good-line); }
.over { --t-bg: var(--over-bg); --t-fg: var(--over-fg); --t-line: var(--over-line); }
.shape { inline-size: 1em; block-size: 1em; flex: none; fill: currentColor; }
`;

  const STATE = `
.state {
  display: inline-flex; align-items: center; gap: .35em; box-sizing: border-box; white-space: nowrap;
  background: var(--t-bg); color: var(--t-fg); border: 1px solid var(--t-line); border-radius: 999px;
  font-family: system-ui, sans-serif; font-style: normal; font-weight: 600; letter-spacing: 0; text-transform: none;
}
.state.doubt { border-style: dashed; }
.state.stale { background: transparent; }
`;

  const BADGE = `
:host { all: initial; }
.state { font-size: 11px; line-height: 16px; block-size: 18px; padding: 0 7px 0 5px; cursor: pointer; }
:host(:hover) .state { border-color: currentColor; }
:host(:focus-visible) .state { outline: 2px solid var(--focus); outline-offset: 1px; }
@media (forced-colors: active) { .state { border-color: CanvasText; } }
`;

  const PANEL = `
.panel {
  box-sizing: border-box; background: var(--bg); color: var(--fg); border: 1px solid var(--line);
  border-inline-start: 4px solid var(--t-line); border-radius: 8px; padding: 12px 16px; text-align: start;
  font: 400 14px/1.45 system-ui, sans-serif; letter-spacing: normal; word-spacing: normal; overflow-wrap: anywhere;
}
.panel * { box-sizing: border-box; }
.panel h2, .panel h3, .panel p, .panel ul { margin: 0; padding: 0; }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; }
.head .state { font-size: 12px; line-height: 20px; padding: 0 9px 0 7px; }
.head h2 { font-size: 15px; line-height: 1.35; font-weight: 600; flex: 1 1 10em; }
.due { font-weight: 600; color: var(--t-fg); white-space: nowrap; }
.last { color: var(--muted); margin-block-start: 4px !important; }
.last.human { color: var(--fg); }
.notice {
  margin-block-start: 10px !important; padding: 8px 10px !important; border-radius: 6px; background: var(--soft);
  border: 1px solid var(--line);
}
.advice { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15em, 100%), 1fr)); gap: 8px 24px; margin-block-start: 10px; }
.advice h3 { font-size: 12px; line-height: 1.4; font-weight: 700; color: var(--muted); margin-block-end: 2px; }
.advice ul { list-style: none; display: grid; gap: 4px; }
.advice li { display: flex; gap: 8px; }
.advice .shape { margin-block-start: .3em; inline-size: .85em; block-size: .85em; }
.advice .do .shape { color: var(--good-fg); }
.advice .dont .shape { color: var(--act-fg); }
.foot { margin-block-start: 12px; }
.foot [hidden] { display: none; }
details > summary { cursor: pointer; color: var(--muted); inline-size: fit-content; border-radius: 4px; padding: 1px 4px; margin-inline-start: -4px; }
details > summary:hover { color: var(--fg); }
.why { margin-block-start: 8px; }
.why ul { list-style: none; display: grid; gap: 6px; margin-block: 6px 0; }
.why li { padding-inline-start: 10px; border-inline-start: 2px solid var(--line); color: var(--muted); }
.why .quote { color: var(--fg); }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; margin-block-start: 12px; }
.row.tight { margin-block-start: 8px; }
.foot > .row:first-child { margin-block-start: 0; }
.grow { flex: 1; }
button, .button {
  font: 500 13px/1.2 system-ui, sans-serif; color: var(--fg); background: var(--button); border: 1px solid var(--button-line);
  border-radius: 6px; padding: 6px 11px; min-block-size: 30px; cursor: pointer; text-align: center;
}
button:hover:not(:disabled) { background: var(--soft); border-color: var(--muted); }
button.main { background: var(--main); color: var(--main-fg); border-color: var(--main); }
button.main:hover:not(:disabled) { background: var(--main); border-color: var(--fg); filter: brightness(1.08); }
button.quiet { background: none; border-color: transparent; color: var(--muted); }
button.quiet:hover:not(:disabled) { color: var(--fg); background: var(--soft); border-color: transparent; }
button:disabled { opacity: .55; cursor: default; }
:is(button, summary, input, select, a, .panel):focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
form.ask {
  display: flex; flex-wrap: wrap; align-items: end; gap: 8px 10px; margin-block-start: 10px; padding: 10px; border-radius: 6px;
  background: var(--soft); border: 1px solid var(--line);
}
.offer { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; font: 400 13px/1.4 system-ui, sans-serif; }
.offer * { box-sizing: border-box; }
.offer form { display: flex; flex-wrap: wrap; align-items: end; gap: 8px 10px; flex-basis: 100%; color: var(--fg); }
label { display: grid; gap: 3px; font-size: 12px; color: var(--muted); }
input, select {
  font: 400 14px/1.3 system-ui, sans-serif; color: var(--fg); background: var(--bg); border: 1px solid var(--button-line);
  border-radius: 6px; padding: 5px 8px; min-block-size: 32px; max-inline-size: 100%; color-scheme: light;
}
:host([data-tone="dark"]) :is(input, select), :root[data-tone="dark"] :is(input, select) { color-scheme: dark; }
.said { color: var(--muted); font-size: 13px; }
.said:empty { display: none; }
form.ask output { flex-basis: 100%; color: var(--fg); }
.said.failed { color: var(--act-fg); }
@media (prefers-reduced-motion: no-preference) { button { transition: background-color .12s, border-color .12s; } }
`;

  const CARD = `
@media print { .panel, .offer { display: none; } }
:host { all: initial; display: block; margin: 10px; max-inline-size: 860px; }
:host([popover]) .panel { box-shadow: 0 6px 24px rgb(0 0 0 / 25%); margin: 2px; }
:host([popover]) .panel:focus-visible { outline-offset: -2px; }
:host([popover]:not(:popover-open)) { display: none; }
`;

  /**
   * Styles that can be put into many roots. One sheet serves all of them where the browser lets a content script adopt
   * it; a style element of each does where it does not.
   * @param {...string} parts @returns {(root: ShadowRoot | Document) => void}
   */
  function prepare(...parts) {
    const text = parts.join("\n");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return (root) => {
      try {
        root.adoptedStyleSheets = root instanceof Document ? [...root.adoptedStyleSheets, sheet] : [sheet]; // a root of ours is new
      } catch {
        const style = document.createElement("style");
        style.textContent = text;
        (root instanceof Document ? root.head : root).append(style);
      }
    };
  }

  /** Puts styles into one root. @param {ShadowRoot | Document} root @param {...string} parts */
  function adopt(root, ...parts) {
    prepare(...parts)(root);
  }

  return { adopt, prepare, TOKENS, STATE, BADGE, PANEL, CARD };
})();
afterview.styles = afterviewStyles;
