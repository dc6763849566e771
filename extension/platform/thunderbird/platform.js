"use strict";
// The one file that knows the program's object; every other takes it from the namespace. Loaded first everywhere.
globalThis.afterview ??= /** @type {any} */ ({});
// @ts-ignore: each browser has its own global
afterview.api = globalThis.messenger;
afterview.program = "Thunderbird";
afterview.adapters = [];
