import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW, ZONE } from "./helpers.js";

const { times } = afterview;

test("a due is said in words, in the zone of the feed", () => {
  for (const [due, words] of [
    ["2026-06-10", "today"],
    ["2026-06-11", "tomorrow"],
    ["2026-06-09", "yesterday"],
    ["2026-06-07", "3 days ago"],
    ["2026-06-19", "Fri 19 Jun"],
    ["2027-01-04", "Mon 4 Jan 2027"],
    ["2026-06-10T14:30:00+02:00", "today, 14:30"],
    ["2026-06-10T22:30:00Z", "tomorrow, 00:30"]
  ]) {
    assert.equal(times.dueWords(due, NOW, ZONE), words);
  }
});

test("the day turns at midnight of the zone, not of UTC", () => {
  const late = Date.parse("2026-06-10T22:30:00Z");
  assert.equal(times.dueWords("2026-06-11", late, ZONE), "today");
  assert.equal(times.dueWords("2026-06-11", late, "UTC"), "tomorrow");
});

test("how long ago", () => {
  for (const [at, words] of [
    ["2026-06-10T11:59:30Z", "just now"],
    ["2026-06-10T11:30:00Z", "30 minutes ago"],
    ["2026-06-10T10:50:00Z", "1 hour ago"],
    ["2026-06-10T10:00:00Z", "2 hours ago"],
    ["2026-06-09T10:00:00Z", "yesterday"],
    ["2026-06-05T10:00:00Z", "5 days ago"],
    ["2026-05-01T10:00:00Z", "on Fri 1 May"],
    ["no time at all", ""]
  ]) {
    assert.equal(times.ago(at, NOW, ZONE), words);
  }
});

test("a wall-clock time gets the offset of its zone on that day", () => {
  for (const [wall, zone, at] of [
    ["2026-06-12T10:00", "Europe/Berlin", "2026-06-12T10:00:00+02:00"],
    ["2026-12-01T10:00", "Europe/Berlin", "2026-12-01T10:00:00+01:00"],
    ["2026-06-12T10:00", "America/New_York", "2026-06-12T10:00:00-04:00"],
    ["2026-06-12T10:00", "Asia/Kolkata", "2026-06-12T10:00:00+05:30"],
    ["2026-06-12T10:00", "UTC", "2026-06-12T10:00:00+00:00"],
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T02:30:00+02:00"],
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T03:30:00+02:00"],
    ["2026-03-29T04:00", "Europe/Berlin", "2026-03-29T04:00:00+02:00"],
    ["2026-03-28T23:00", "Europe/Berlin", "2026-03-28T23:00:00+01:00"]
  ]) {
    assert.equal(times.inZone(wall, zone), at);
  }
  for (const wrong of ["", "2026-06-12", "tomorrow", "2026-13-45T99:99"]) assert.equal(times.inZone(wrong, ZONE), null);
});

test("an unknown zone falls back instead of failing", () => {
  assert.equal(times.day(NOW, "Nowhere/Land"), "2026-06-10");
});
