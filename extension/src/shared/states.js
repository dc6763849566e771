"use strict";
/**
 * What each state is called, how it looks, and which marks make sense in it. Decided here once for badge, card and
 * popup. A state is told apart three ways (word, shape, colour), so that none of them has to carry it alone.
 */
var afterviewStates = (() => {
  /**
   * `act`: the user's turn, now. `soon`: something fixed lies ahead. `wait`: the other side's turn. `good`, `over`: ended.
   * @typedef {"act" | "soon" | "wait" | "good" | "over"} Tint
   * @typedef {{word: string, long: string, tint: Tint, shape: keyof typeof SHAPES, first: MarkType[]}} Look
   */

  /** Paths within a square of 12 by 12; drawn, not typed, so that no font can change them. */
  const SHAPES = {
    arrow: "M5.2 2 1.5 5.7l3.7 3.7V7.1c2.6 0 4.2.8 5.3 2.9 0-3.300-1.800-5.600-5.300-5.800z",
    calendar: "M3.500 1v1H2v8.500h8V2H8.500V1h-1v1h-3V1zM3 4.500h6v5H3zM4 5.500h2v2H4z",
    heart: "M6 10.500 1.900 6.300a2.600 2.600 0 0 1 0-3.700 2.500 2.500 0 0 1 3.600 0l.5.500.5-.500a2.500 2.500 0 0 1 3.600 0 2.600 2.600 0 0 1 0 3.700z",
    hourglass: "M2.500 1h7v1.200L7 6l2.500 3.800V11h-7V9.800L5 6 2.500 2.200zM4.200 2.300 6 5l1.800-2.700z",
    bell: "M6 1a3.300 3.300 0 0 0-3.300 3.300v2.500L1.500 8.700h9L9.300 6.800V4.300A3.300 3.300 0 0 0 6 1zM4.700 9.500a1.300 1.300 0 0 0 2.600 0z",
    star: "M6 .9l1.500 3.200 3.500.4-2.600 2.400.7 3.500L6 8.700l-3.100 1.700.7-3.500L1 4.500l3.500-.4z",
    check: "M4.700 9.700 1.300 6.300l1.200-1.200 2.200 2.200 4.800-4.900 1.200 1.200z",
    cross: "M2.600 1.500 6 4.900l3.400-3.400 1.100 1.100L7.100 6l3.400 3.400-1.100 1.100L6 7.100l-3.400 3.400-1.100-1.100L4.900 6 1.500 2.600z",
    pause: "M2.500 2h2.500v8H2.500zM7 2h2.500v8H7z",
    paper: "M2 1h5l3 3v7H2zM6.500 2.200V4.500h2.300z",
    wave: "M1 2.500h10v7H6.500L4 11.500v-2H1zM3 4.500v1h6v-1zM3 6.500v1h4v-1z",
    sent: "M1 1.500 11 6 1 10.500 2.500 6.600 7 6 2.500 5.400z"
  };

  /** @type {Record<State, Look>} */
  const LOOKS = {
    not_hiring: { word: "Not hiring", long: "Not about a job of yours", tint: "over", shape: "cross", first: [] },
    outreach: { word: "Outreach", long: "A recruiter wrote to you first", tint: "soon", shape: "wave", first: ["answered", "withdrawn"] },
    applied: { word: "Applied", long: "Your application is with them", tint: "wait", shape: "paper", first: ["interviewed_at", "rejected"] },
    reply_due: { word: "Reply due", long: "They asked you something", tint: "act", shape: "arrow", first: ["answered", "interviewed_at"] },
    scheduled: { word: "Interview", long: "An interview is fixed", tint: "soon", shape: "calendar", first: ["interviewed_at"] },
    thank_you_due: { word: "Thank them", long: "A thank-you note is due", tint: "act", shape: "heart", first: ["thanked", "promised_by"] },
    waiting: { word: "Waiting", long: "It is their turn", tint: "wait", shape: "hourglass", first: ["promised_by", "interviewed_at"] },
    follow_up_due: { word: "Follow up", long: "Time to ask once where things stand", tint: "act", shape: "bell", first: ["followed_up", "promised_by"] },
    followed_up: { word: "Followed up", long: "You asked; leave it there", tint: "wait", shape: "sent", first: ["interviewed_at", "rejected"] },
    offer: { word: "Offer", long: "An offer waits for your answer", tint: "good", shape: "star", first: ["accepted", "declined"] },
    accepted: { word: "Accepted", long: "You accepted the offer", tint: "good", shape: "check", first: ["done"] },
    declined: { word: "Declined", long: "You declined the offer", tint: "over", shape: "cross", first: ["done"] },
    withdrawn: { word: "Withdrawn", long: "You left this process", tint: "over", shape: "cross", first: ["done"] },
    rejected: { word: "Rejected", long: "They decided for somebody else", tint: "over", shape: "cross", first: ["done"] },
    on_hold: { word: "On hold", long: "They paused the role", tint: "wait", shape: "pause", first: ["interviewed_at", "rejected"] }
  };

  /** A state of a newer server is shown by its own name. @param {string} state @returns {Look} */
  function look(state) {
    return LOOKS[/** @type {State} */ (state)] ?? {
      word: state.replace(/_/g, " "), long: "", tint: "wait", shape: "paper", first: []
    };
  }

  /**
   * What a mark says on its button, and what it asks for: a time, a day, a state, or nothing.
   * @type {Partial<Record<MarkType, {button: string, said: string, asks?: "time" | "day" | "state", field?: string, optional?: boolean}>>}
   */
  const MARKS = {
    answered: { button: "I answered", said: "answered" },
    thanked: { button: "I thanked them", said: "thanked them" },
    followed_up: { button: "I followed up", said: "followed up" },
    interviewed_at: { button: "Interview time…", said: "set an interview time", asks: "time", field: "start" },
    promised_by: { button: "They named a day…", said: "noted the day they named", asks: "day", field: "day" },
    offer: { button: "I have an offer…", said: "noted an offer", asks: "day", field: "deadline", optional: true },
    accepted: { button: "I accepted", said: "accepted the offer" },
    declined: { button: "I declined", said: "declined the offer" },
    withdrawn: { button: "I withdrew", said: "withdrew" },
    rejected: { button: "They said no", said: "noted their no" },
    on_hold: { button: "It is on hold…", said: "put it on hold", asks: "day", field: "until", optional: true },
    snooze_until: { button: "Snooze…", said: "snoozed it", asks: "day", field: "day" },
    set_state: { button: "Correct the state…", said: "corrected the state", asks: "state", field: "state" },
    done: { button: "Done with this", said: "closed it" },
    not_hiring: { button: "Not about a job", said: "marked it as not about a job" }
  };

  /** Marks that the dashboard alone offers, so that undo can name them. @type {Record<string, string>} */
  const ELSEWHERE = { merge: "merged it", split: "split it", track: "tracked it" };

  /** What a mark of the user did, in words. @param {MarkType} what */
  function said(what) {
    return MARKS[what]?.said ?? ELSEWHERE[what] ?? String(what).replace(/_/g, " ");
  }

  /** Marks for a state: the sensible few, then the rest. @param {State} state @returns {{first: MarkType[], more: MarkType[]}} */
  function marksFor(state) {
    const first = look(state).first;
    const more = /** @type {MarkType[]} */ (Object.keys(MARKS)).filter((what) => !first.includes(what));
    return { first, more };
  }

  /** Below this a state is said with "probably". */
  const SURE = 0.6;

  /** @param {{confidence: number}} process */
  function probable(process) {
    return process.confidence < SURE;
  }

  return { LOOKS, SHAPES, MARKS, look, said, marksFor, probable };
})();
afterview.states = afterviewStates;
