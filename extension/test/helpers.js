/** Loads the pure shared scripts as a page does, without a browser. */
import "./namespace.js";
import "../src/shared/times.js";
import "../src/shared/states.js";
import "../src/shared/texts.js";
import "../src/shared/digest.js";
import "../src/shared/match.js";
import "../src/shared/due.js";

export const NOW = Date.parse("2026-06-10T12:00:00Z");
export const ZONE = "Europe/Berlin";

/** @param {Partial<Process>} fields @returns {Process} */
export function process(fields) {
  return {
    id: "p1", company: null, role: null, subject: "", account_ids: ["main"], people: [], state: "waiting", confidence: 1, live: true,
    since: "2026-06-01T00:00:00Z", next_action_due: null, also_due: [], last_message: null, advice: { do: [], dont: [] }, reasons: [],
    interviews: [], promise: null, deadline: null, marks: [], snoozed_until: null, message_ids: [], match: [], ...fields
  };
}

/** @param {Partial<RowProcess>} fields @returns {RowProcess} */
export function row(fields) {
  return {
    id: "p1", state: "waiting", confidence: 1, live: true, next_action_due: null, snoozed_until: null, company: null, subjects: ["Hello"],
    match: [], account_ids: ["main"], ...fields
  };
}
