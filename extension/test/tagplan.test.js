import assert from "node:assert/strict";
import { test } from "node:test";
import { TAGS, changes, retagged, tagKey, wanted } from "../platform/thunderbird/background/tagplan.js";
import { process } from "./helpers.js";

test("each live process's messages carry its state; what is over or silent carries nothing", () => {
  const found = wanted([
    process({ state: "thank_you_due", message_ids: ["<a@x.example>", "<b@x.example>"] }),
    process({ state: "waiting", live: false, message_ids: ["<c@x.example>"] }),
    process({ state: "rejected", message_ids: ["<d@x.example>"] })
  ]);
  assert.deepEqual([...found], [["a@x.example", "afterview_thank_you_due"], ["b@x.example", "afterview_thank_you_due"]]);
});

test("a message of two processes is ambiguous and carries no tag", () => {
  const found = wanted([process({ state: "waiting", message_ids: ["<a@x.example>"] }), process({ state: "offer", message_ids: ["<a@x.example>"] })]);
  assert.equal(found.size, 0);
});

test("tags of others are kept, in their order, whatever happens to Afterview's", () => {
  assert.deepEqual(retagged(["$label1", "holiday"], "afterview_offer"), ["$label1", "holiday", "afterview_offer"]);
  assert.deepEqual(retagged(["$label1", "afterview_waiting", "holiday"], "afterview_offer"), ["$label1", "holiday", "afterview_offer"]);
  assert.deepEqual(retagged(["$label1", "afterview_waiting", "holiday"], null), ["$label1", "holiday"]);
  assert.equal(retagged(["$label1", "afterview_offer"], "afterview_offer"), null, "nothing to write");
  assert.equal(retagged(["$label1"], null), null);
});

test("only what differs from what was written last is written", () => {
  const should = new Map([["a", "afterview_offer"], ["b", "afterview_waiting"], ["c", "afterview_applied"]]);
  const written = new Map([["a", "afterview_offer"], ["b", "afterview_applied"], ["d", "afterview_waiting"]]);
  assert.deepEqual([...changes(should, written)], [["b", "afterview_waiting"], ["c", "afterview_applied"], ["d", null]]);
});

test("every tag is a keyword that a mail server takes, and says whose it is (RFC 9051, atom)", () => {
  for (const [state, look] of Object.entries(TAGS)) {
    assert.match(tagKey(state), /^afterview_[a-z_]+$/);
    assert.match(look.tag, /^Afterview: /);
    assert.match(look.color, /^#[0-9A-F]{6}$/);
  }
});
