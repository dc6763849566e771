import "../platform.js";

/** Thunderbird's own object, with its types: the common code knows the browsers' only. */
export const messenger = /** @type {typeof globalThis.messenger} */ (/** @type {unknown} */ (afterview.api));
