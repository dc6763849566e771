import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW, ZONE, row } from "./helpers.js";

test("what needs the user comes first, sorted by when; the rest is soon or later", () => {
  const heaps = afterview.due.heaps(
    [
      row({ id: "waiting, far", state: "waiting", next_action_due: "2026-07-20" }),
      row({ id: "waiting, soon", state: "waiting", next_action_due: "2026-06-14" }),
      row({ id: "reply, tomorrow", state: "reply_due", next_action_due: "2026-06-11" }),
      row({ id: "thanks, late", state: "thank_you_due", next_action_due: "2026-06-08" }),
      row({ id: "interview today", state: "scheduled", next_action_due: "2026-06-10T16:00:00+02:00" }),
      row({ id: "interview next week", state: "scheduled", next_action_due: "2026-06-16T16:00:00+02:00" }),
      row({ id: "offer without a day", state: "offer" }),
      row({ id: "snoozed", state: "reply_due", next_action_due: "2026-06-09", snoozed_until: "2026-06-20" }),
      row({ id: "woken", state: "reply_due", next_action_due: "2026-06-10", snoozed_until: "2026-06-10" }),
      row({ id: "ended", state: "follow_up_due", live: false, next_action_due: "2026-06-01" })
    ],
    NOW,
    ZONE
  );
  const names = (/** @type {RowProcess[]} */ heap) => heap.map((process) => process.id);
  assert.deepEqual(names(heaps.now), ["thanks, late", "interview today", "woken", "reply, tomorrow", "offer without a day"]);
  assert.deepEqual(names(heaps.soon), ["waiting, soon", "interview next week"]);
  assert.deepEqual(names(heaps.rest), ["snoozed", "waiting, far"]);
});
