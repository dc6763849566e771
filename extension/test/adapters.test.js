import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import "./helpers.js";
import "../src/shared/dom.js";
import { CONTENT_FILES } from "../src/content/files.js";

const FOLDER = new URL("../src/content/adapters/", import.meta.url);

afterview.adapters = [];
const named = CONTENT_FILES.filter((name) => name.startsWith("content/adapters/")).map((name) => name.slice("content/adapters/".length));
for (const name of named) await import(new URL(name, FOLDER).href);

test("every adapter is loaded, and the one that knows nothing comes last", async () => {
  assert.deepEqual([...named].sort(), (await readdir(FOLDER)).sort());
  assert.deepEqual(afterview.adapters.map((adapter) => `${adapter.name}.js`), named);
  assert.equal(named.at(-1), "none.js");
});

test("what an adapter needs are parts that it has selectors for", () => {
  for (const { name, selectors, needs } of afterview.adapters) {
    for (const part of [...needs.row, ...needs.message]) assert.ok(selectors[part]?.length, `${name}: ${part}`);
    if (needs.message.length > 0) assert.ok(selectors.message?.length, `${name}: a part called message says that one is open`);
    for (const [part, all] of Object.entries(selectors)) assert.ok(all.every((selector) => typeof selector === "string"), `${name}: ${part}`);
  }
});
