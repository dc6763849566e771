import assert from "node:assert/strict";
import { test } from "node:test";
import "./helpers.js";
import "../src/content/moments.js";

/** A Wednesday: 14:00 in Berlin. */
const NOW = Date.parse("2026-06-10T12:00:00Z");

/** @param {string | null} text @param {{zone?: string, language?: string}} [context] */
function read(text, context = {}) {
  const found = afterview.moments.read(text, { now: NOW, zone: "Europe/Berlin", language: "en", ...context });
  return found === undefined ? undefined : new Date(found).toISOString().slice(0, 16);
}

test("moments as mail pages write them", () => {
  for (const [text, expected, language] of [
    ["05:20", "2026-06-10T03:20"],
    ["11:47\u202fPM", "2026-06-10T21:47"],
    ["12:05 a.m.", "2026-06-09T22:05"],
    ["12:05 pm", "2026-06-10T10:05"],
    ["Yesterday 07:26", "2026-06-09T05:26"],
    ["Today at 9:41 AM", "2026-06-10T07:41"],
    ["Saturday 07:26", "2026-06-06T05:26"],
    ["Wednesday 07:26", "2026-06-03T05:26"],
    ["Nov 2 at 6:11 AM", "2025-11-02T05:11"],
    ["Jun 10 at 6:11 AM", "2026-06-10T04:11"],
    ["Friday, November 21, 2025 at 4:03 PM", "2025-11-21T15:03"],
    ["Sunday, March 5th, 2023 at 10:30 AM", "2023-03-05T09:30"],
    ["2 Jan 2026, 06:11", "2026-01-02T05:11"],
    ["Monday, November 24, 2025 05:20 CET", "2025-11-24T04:20"],
    ["2026-06-09T23:59:30Z", "2026-06-09T23:59"],
    ["21. Mai 2026 um 16:03", "2026-05-21T14:03", "de"],
    ["Gestern 16.03", "2026-06-09T14:03", "de"],
    ["Freitag 07:26", "2026-06-05T05:26", "de-AT"],
    ["vendredi 5 juin 2026 à 16h03", "2026-06-05T14:03", "fr"],
    ["hier 16:03", "2026-06-09T14:03", "fr"],
    ["1 de junio de 2026, 4:03 p. m.", "2026-06-01T14:03", "es"],
    ["mar 2 giu 2026, 16:03", "2026-06-02T14:03", "it"],
    ["Yesterday 07:26", "2026-06-09T05:26", "no such language"],
    ["11/21/2025, 4:03 PM", "2025-11-21T15:03"],
    ["21.11.2025 16:03", "2025-11-21T15:03"],
    ["5.4.2026 16:03", "2026-04-05T14:03", "de"],
    ["Sun 4/5/2026 4:03 PM", "2026-04-05T14:03"],
    ["Mon 4/5/2026 4:03 PM", "2026-05-04T14:03"],
    ["lun. 04/05/2026 16:03", "2026-05-04T14:03", "fr"],
    ["2026-06-09 23:59", "2026-06-09T21:59"],
    ["2026/4/5 (日) 16:03", "2026-04-05T14:03", "ja"],
    ["4/4/2026 16:03", "2026-04-04T14:03"]
  ]) {
    assert.equal(read(/** @type {string} */ (text), language ? { language } : {}), expected, text);
  }
});

test("what is not sure to the minute is no moment", () => {
  for (const text of [
    "", null, "16-Nov-26", "Nov 2", "Yesterday", "2025", "4/5/2026, 4:03 PM", "Tue 4/5/2026 4:03 PM", "4/5/26 16:03", "13/13/2026 16:03",
    "11/21/2025 3 4:03 PM", "5.4.2026 6.4.2026 16:03", "24:00", "13:05 PM", "09:00 - 10:00",
    "February 30, 2026 at 4:03 PM", "Nov 2 3 at 6:11 AM", "soon 05:20", "2026-06-09T23:59", "5:7", "Received 05:20", "x".repeat(9000) + "05:20"
  ]) {
    assert.equal(read(text), undefined, String(text));
  }
});

test("a date without a clock time is a whole day, and no moment", () => {
  /** @param {string | null} text */
  const shown = (text) => {
    const { span, date } = afterview.moments.shown(text, { now: NOW, zone: "Europe/Berlin", language: "en" });
    return [span && [span.earliest, span.latest].map((at) => new Date(at).toISOString().slice(0, 19)), date];
  };
  const day = ["2026-06-08T22:00:00", "2026-06-09T21:59:59"];
  for (const text of ["Jun 9", "Yesterday", "Tuesday, June 9, 2026", "Tue 6/9/2026", "2026-06-09"]) assert.deepEqual(shown(text), [day, undefined], text);
  assert.deepEqual(shown("Jun 9 at 4:03 PM")[0], ["2026-06-09T14:03:00", "2026-06-09T14:03:59"]);
  assert.equal(shown("Jun 9 at 4:03 PM")[1], Date.parse("2026-06-09T14:03Z"));
  for (const text of ["", " ", null, "2025", "4/5/2026", "soon", "-", "09:00 - 10:00", "13:05 PM"]) assert.deepEqual(shown(text), [undefined, undefined], String(text));
});

test("zones and changes of the clock count", () => {
  assert.equal(read("05:20", { zone: "America/New_York" }), "2026-06-10T09:20");
  assert.equal(read("March 29, 2026 at 4:03 AM"), "2026-03-29T02:03");
  assert.equal(read("05:20", { language: "no such language" }), "2026-06-10T03:20");
});
