"use strict";
/** What is due now, and what comes next, across processes: decided once for the popup and the toolbar's number. */
var afterviewDue = (() => {
  const TURN = /** @type {State[]} */ (["reply_due", "thank_you_due", "follow_up_due", "offer"]);
  const SOON_DAYS = 7;

  /** @param {{snoozed_until: string | null}} process @param {number} now @param {string} zone */
  function snoozed(process, now, zone) {
    return process.snoozed_until !== null && afterview.times.distance(process.snoozed_until, now, zone) > 0;
  }

  /** A sortable moment; a day counts as its end. @param {string | null} due */
  function moment(due) {
    if (!due) return Number.POSITIVE_INFINITY;
    return Date.parse(afterview.times.isMoment(due) ? due : `${due}T23:59:59Z`);
  }

  /**
   * Live processes in three heaps, each sorted by due: `now` (the user's turn, or an interview today), `soon` (something
   * dated within a week), `rest`.
   * @template {RowProcess | Process} P
   * @param {P[]} processes @param {number} now @param {string} zone @returns {{now: P[], soon: P[], rest: P[]}}
   */
  function heaps(processes, now, zone) {
    /** @type {{now: P[], soon: P[], rest: P[]}} */
    const made = { now: [], soon: [], rest: [] };
    for (const process of processes) {
      if (!process.live) continue;
      const days = process.next_action_due ? afterview.times.distance(process.next_action_due, now, zone) : Number.POSITIVE_INFINITY;
      if (snoozed(process, now, zone)) made.rest.push(process);
      else if (TURN.includes(process.state) || (process.state === "scheduled" && days <= 0)) made.now.push(process);
      else if (days <= SOON_DAYS) made.soon.push(process);
      else made.rest.push(process);
    }
    for (const heap of Object.values(made)) heap.sort((a, b) => moment(a.next_action_due) - moment(b.next_action_due));
    return made;
  }

  return { heaps, snoozed };
})();
afterview.due = afterviewDue;
