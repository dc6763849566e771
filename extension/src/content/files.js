/** The files that run in a mail page, in the order in which they need each other. The array is kept as plain JSON. */
export const CONTENT_FILES = [
  "platform.js",
  "shared/times.js",
  "shared/states.js",
  "shared/texts.js",
  "shared/digest.js",
  "shared/match.js",
  "shared/dom.js",
  "shared/styles.js",
  "shared/panel.js",
  "content/tone.js",
  "content/link.js",
  "content/badge.js",
  "content/card.js",
  "content/adapters/roundcube.js",
  "content/adapters/gmail.js",
  "content/adapters/none.js",
  "content/page.js"
];
