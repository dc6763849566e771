import assert from "node:assert/strict";
import { test } from "node:test";
import { START, delay, next, trust } from "../src/background/connection.js";

const NOW = 1_000_000;

/** @param {...Outcome} outcomes */
function after(...outcomes) {
  return outcomes.reduce((connection, outcome) => next(connection, outcome, NOW), START);
}

test("nothing is claimed before the first try", () => {
  assert.equal(START.state, "unknown");
  assert.equal(trust(START), "none");
});

test("each outcome leads to its state", () => {
  assert.equal(after({ type: "ok" }).state, "ok");
  assert.equal(after({ type: "unreachable" }).state, "not_running");
  assert.equal(after({ type: "stranger" }).state, "not_running");
  assert.equal(after({ type: "no_token", running: true }).state, "unpaired");
  assert.equal(after({ type: "no_token", running: false }).state, "not_running");
  assert.equal(after({ type: "refused", detail: null }).state, "unauthorised");
  assert.equal(after({ type: "no_permission" }).state, "no_permission");
});

test("trouble inside the server is told without forgetting that it runs", () => {
  const connection = after({ type: "ok" }, { type: "trouble", detail: "The disk is full." });
  assert.equal(connection.state, "ok");
  assert.equal(connection.detail, "The disk is full.");
  assert.ok(connection.retryAt > NOW);
});

test("failures back off, up to ten seconds; success starts over", () => {
  /** @type {Outcome} */
  const gone = { type: "unreachable" };
  assert.deepEqual([1, 2, 3, 4, 5, 6, 50].map(delay), [500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  assert.equal(after(gone).retryAt, NOW + 500);
  assert.equal(after(gone, gone, gone).retryAt, NOW + 2000);
  const back = after(gone, gone, { type: "ok" });
  assert.deepEqual([back.failures, back.retryAt, back.detail], [0, 0, null]);
});

test("only a refused or missing right takes back what was shown; a stopped server leaves it as last known", () => {
  assert.equal(trust(after({ type: "ok" })), "current");
  assert.equal(trust(after({ type: "ok" }, { type: "unreachable" })), "last known");
  for (const outcome of /** @type {Outcome[]} */ ([{ type: "refused", detail: null }, { type: "no_token", running: true }, { type: "no_permission" }])) {
    assert.equal(trust(after({ type: "ok" }, outcome)), "none");
  }
});
