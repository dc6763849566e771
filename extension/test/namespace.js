/** What `platform.js` does in a browser. */
globalThis.afterview ??= /** @type {any} */ ({});
