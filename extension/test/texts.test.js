import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW, ZONE, process, row } from "./helpers.js";

const { texts, states } = afterview;

test("a person who replied is named with part and time", () => {
  const kim = { name: "Kim Lee", address: "kim@northwind.example", part: "hiring_manager" };
  const written = process({
    people: [kim],
    last_message: { date: "2026-06-10T10:00:00Z", direction: "in", sender: "person", name: "Kim Lee" }
  });
  assert.deepEqual(texts.lastWriter(written, NOW, ZONE), { text: "Kim Lee, hiring manager, replied 2 hours ago", human: true });
});

test("automatic mail is never shown as a person's", () => {
  const last = { date: "2026-06-10T10:00:00Z", direction: /** @type {"in"} */ ("in"), sender: "ats", name: "Northwind Careers" };
  assert.deepEqual(texts.lastWriter(process({ last_message: last }), NOW, ZONE), {
    text: "Automatic mail from Northwind Careers, 2 hours ago",
    human: false
  });
  const calendar = { ...last, sender: "calendar", name: null };
  assert.equal(texts.lastWriter(process({ last_message: calendar }), NOW, ZONE).text, "Calendar mail, 2 hours ago");
});

test("the user's own mail is theirs", () => {
  const last = { date: "2026-06-09T10:00:00Z", direction: /** @type {"out"} */ ("out"), sender: "self", name: "Ana" };
  assert.equal(texts.lastWriter(process({ last_message: last }), NOW, ZONE).text, "You wrote last, yesterday");
});

test("a person of unknown part is a person all the same", () => {
  const last = { date: "2026-06-10T10:00:00Z", direction: /** @type {"in"} */ ("in"), sender: "person", name: null };
  assert.equal(texts.lastWriter(process({ last_message: last }), NOW, ZONE).text, "A person replied 2 hours ago");
});

test("what is due is said in the terms of the state", () => {
  /** @type {[State, string | null, string][]} */
  const cases = [
    ["reply_due", "2026-06-11", "Due tomorrow"],
    ["reply_due", "2026-06-08", "Was due 2 days ago"],
    ["thank_you_due", "2026-06-10", "Due today"],
    ["scheduled", "2026-06-11T10:00:00+02:00", "Interview tomorrow, 10:00"],
    ["waiting", "2026-06-19", "Right to ask from Fri 19 Jun"],
    ["follow_up_due", "2026-06-10", "Right to ask from today"],
    ["follow_up_due", "2026-06-08", "Right to ask since Mon 8 Jun"],
    ["follow_up_due", "2026-06-09", "Right to ask since yesterday"],
    ["offer", "2026-06-12", "Answer by Fri 12 Jun"],
    ["offer", "2026-06-08", "Answer was due 2 days ago"],
    ["applied", null, ""]
  ];
  for (const [state, next_action_due, words] of cases) assert.equal(texts.due({ state, next_action_due }, NOW, ZONE), words);
});

test("doubt is said", () => {
  assert.equal(texts.stateWord({ state: "waiting", confidence: 0.4 }), "Probably waiting");
  assert.equal(texts.stateWord({ state: "waiting", confidence: 0.9 }), "Waiting");
});

test("a badge's title says state, due date and company", () => {
  const shown = texts.badgeTitle(row({ state: "thank_you_due", next_action_due: "2026-06-11", company: "Northwind" }), NOW, ZONE);
  assert.equal(shown, "Afterview · Thank them: a thank-you note is due · Due tomorrow · Northwind");
});

test("a stranger's text cannot turn, break or fill a line", () => {
  assert.equal(texts.tame("Acme\u202e\u2066 gnihton\u2069\r\nBcc: x\u0007"), "Acme gnihton Bcc: x");
  assert.equal(Array.from(texts.tame("x".repeat(100_000))).length, 160);
  assert.equal(texts.tame("😀".repeat(200), 10), "😀".repeat(9) + "…");
  assert.equal(texts.tame("<img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>");
});

test("every state has a word, a shape of its own kind and marks that exist; states of a newer server are shown by name", () => {
  for (const [state, look] of Object.entries(states.LOOKS)) {
    assert.ok(look.word && look.long, state);
    assert.ok(states.SHAPES[look.shape], state);
    for (const mark of look.first) assert.ok(states.MARKS[mark], `${state}: ${mark}`);
  }
  assert.equal(states.look("seconded_round").word, "seconded round");
});

test("each pair of states with one tint differs in shape, or the words say an end", () => {
  const seen = new Map();
  for (const [state, look] of Object.entries(states.LOOKS)) {
    const key = `${look.tint} ${look.shape}`;
    if (seen.has(key)) assert.equal(look.tint, "over", `${state} and ${seen.get(key)} look the same`);
    seen.set(key, state);
  }
});

test("the sensible marks come first and none is lost", () => {
  for (const state of /** @type {State[]} */ (Object.keys(states.LOOKS))) {
    const { first, more } = states.marksFor(state);
    assert.deepEqual([...first, ...more].sort(), Object.keys(states.MARKS).sort());
  }
});
