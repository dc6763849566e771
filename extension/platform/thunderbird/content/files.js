/** The files that run in a displayed message, in the order in which they need each other. The array is kept as plain JSON. */
export const CONTENT_FILES = [
  "platform.js",
  "shared/times.js",
  "shared/states.js",
  "shared/texts.js",
  "shared/dom.js",
  "shared/styles.js",
  "shared/panel.js",
  "shared/track.js",
  "content/tone.js",
  "content/link.js",
  "content/card.js",
  "content/offer.js",
  "content/displayed.js"
];
