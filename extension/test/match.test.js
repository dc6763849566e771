import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { row } from "./helpers.js";

const { match } = afterview;
const ANA = { id: "main", user: "ana@example.test", addresses: ["ana@example.test", "ana.silva@example.test"] };
const BO = { id: "work", user: "bo", addresses: ["bo@example.org"] };

/** @param {RowProcess[]} processes @param {Account[]} [accounts] */
function index(processes, accounts = [ANA]) {
  return match.index({ timezone: "UTC", accounts, processes });
}

const HELLO = { mailbox: "INBOX", uid: 7, subject: "Re: Hello" };

test("a UID matches in its account, mailbox and with its subject", () => {
  const known = index([row({ match: ["imap:main/INBOX/99/7"] })]);
  assert.equal(match.find(known, HELLO, "ana@example.test")?.id, "p1");
  assert.equal(match.find(known, HELLO, "ANA@example.test ")?.id, "p1");
  assert.equal(match.find(known, HELLO, "ana.silva@example.test")?.id, "p1", "an own address of the account");
  assert.equal(match.find(known, { ...HELLO, mailbox: "inbox" }, "ana@example.test")?.id, "p1");
});

test("a UID alone is never enough", () => {
  const known = index([row({ match: ["imap:main/INBOX/99/7"] })], [ANA, BO]);
  assert.equal(match.find(known, HELLO, "bo"), null, "another account");
  assert.equal(match.find(known, HELLO, "someone@example.net"), null, "an account that is not watched");
  assert.equal(match.find(known, HELLO, null), null, "nobody knows who is signed in");
  assert.equal(match.find(known, { ...HELLO, subject: "Lunch" }, "ana@example.test"), null, "another subject");
  assert.equal(match.find(known, { ...HELLO, mailbox: "Sent" }, "ana@example.test"), null, "another mailbox");
  assert.equal(match.find(known, { ...HELLO, uid: 8 }, "ana@example.test"), null, "another UID");
});

test("a key that stands in two processes matches nothing", () => {
  const known = index([
    row({ id: "p1", match: ["imap:main/INBOX/99/7", "mid:<a@x.example>", "mid:<b@x.example>"] }),
    row({ id: "p2", match: ["imap:main/INBOX/99/7", "mid:<a@x.example>"] }),
    row({ id: "p3", match: ["mid:<a@x.example>"] })
  ]);
  assert.equal(match.find(known, HELLO, "ana@example.test"), null);
  assert.equal(match.find(known, { keys: ["mid:<a@x.example>"], subject: "" }, null), null);
  assert.equal(match.find(known, { keys: ["mid:<a@x.example>", "mid:<b@x.example>"], subject: "" }, null)?.id, "p1");
});

test("one UID under two UIDVALIDITY values is in doubt", () => {
  const known = index([row({ match: ["imap:main/INBOX/99/7", "imap:main/INBOX/100/7"] })]);
  assert.equal(match.find(known, HELLO, "ana@example.test"), null);
});

test("a UID of a mailbox that was made anew does not count", () => {
  const account = { ...ANA, mailboxes: { INBOX: 100 } };
  const processes = [row({ match: ["imap:main/INBOX/99/7"] }), row({ id: "p2", match: ["imap:main/INBOX/100/8"] })];
  const known = index(processes, [account]);
  assert.equal(match.find(known, HELLO, "ana@example.test"), null);
  assert.equal(match.find(known, { ...HELLO, uid: 8 }, "ana@example.test")?.id, "p2");
});

test("names in percent form and in modified UTF-7 are one name", () => {
  const known = index([row({ match: ["imap:main/Entw%C3%BCrfe%2F2026%20%25/5/7"] })]);
  assert.equal(match.find(known, { ...HELLO, mailbox: "Entw&APw-rfe/2026 %" }, "ana@example.test")?.id, "p1");
  assert.equal(match.find(known, { ...HELLO, mailbox: "Entwürfe/2026 %" }, "ana@example.test")?.id, "p1");
  assert.equal(match.fromUtf7("R&-D &U,BTFw-"), "R&D 台北");
  assert.equal(match.fromUtf7("&broken"), "&broken");
});

test("two accounts with one name are told apart by nothing, so neither matches", () => {
  const known = index([row({ match: ["imap:main/INBOX/99/7"] })], [ANA, { ...ANA, id: "other" }]);
  assert.equal(match.find(known, HELLO, "ana@example.test"), null);
});

test("broken keys are passed over", () => {
  const known = index([row({ match: ["imap:", "imap:main", "imap:%E0%A4%A/x", "", "mid:"] })]);
  assert.equal(match.find(known, HELLO, "ana@example.test"), null);
});

test("subjects agree without prefixes, case and spacing", () => {
  for (const subject of ["Hello", "RE: hello", "Re: Fwd:  Hello", "AW: WG: hello", "re[2]: HELLO", "Antw: Doorst: hello"]) {
    assert.equal(match.normalSubject(subject), "hello", subject);
  }
  assert.notEqual(match.normalSubject("Regarding: hello"), "hello");
  assert.equal(match.normalSubject("Stelle in der Ringstraße"), "stelle in der ringstrasse", "folded as the server folds");
});

test("any of a process's subjects will do", () => {
  const known = index([row({ subjects: ["Your application", "Hello"], match: ["imap:main/INBOX/99/7"] })]);
  assert.equal(match.find(known, HELLO, "ana@example.test")?.id, "p1");
});

test("keys for a message that the feed does not hold are made as the server makes them", () => {
  const message = { account: "ma'in", user: "a", sender: null, mailbox: "A (b)/c", uid: 3, subject: "" };
  const account = { id: "ma'in", user: "a", addresses: [], mailboxes: { "A (b)/c": 12 } };
  assert.deepEqual(match.target({ accounts: [account], processes: [] }, message)?.match, ["imap:ma%27in/A%20%28b%29%2Fc/12/3"]);
  const known = { accounts: [], processes: [{ match: ["imap:main/INBOX/4/1"] }, { match: ["imap:main/INBOX/9/1", "mid:<x>"] }] };
  const inbox = { ...message, mailbox: "INBOX" };
  assert.deepEqual(match.target(known, { ...inbox, account: "main" })?.match, ["imap:main/INBOX/9/3"]);
  assert.equal(match.target(known, { ...inbox, account: null }), null, "nothing that tells it from others");
});

test("what a page shows of a message goes along, as exactly as it shows it", () => {
  const none = { accounts: [], processes: [] };
  const plain = { account: null, user: null, sender: null, subject: "Re: Lunch?" };
  const span = { earliest: Date.parse("2026-06-10T12:00Z"), latest: Date.parse("2026-06-10T12:01Z") - 1 };
  assert.deepEqual(match.target(none, { ...plain, keys: ["email-id:M1"] }), { match: ["email-id:M1"], shown: { subject: "Re: Lunch?" } });
  for (const too of [{}, { span }, { sender: "kim@x.example" }, { sender: "kim@x.example", span, subject: " " }]) {
    assert.equal(match.target(none, { ...plain, ...too }), null, "another one could be taken for it");
  }
  const more = { ...plain, keys: ["email-id:M1"], also: ["gm-msg:1"], sender: "kim@x.example", address: "Kim", user: "ana@y.example", span };
  assert.deepEqual(match.target(none, more), {
    match: ["gm-msg:1", "email-id:M1"],
    shown: { subject: "Re: Lunch?", sender: "kim@x.example", earliest: "2026-06-10T12:00:00.000Z", latest: "2026-06-10T12:00:59.999Z", account: "ana@y.example" }
  });
  assert.equal(match.target(none, { ...plain, address: "Kim Lee", span })?.shown?.sender, "Kim Lee");
  const long = match.target(none, { ...plain, subject: "\u{1f600}".repeat(5000), address: "a".repeat(5000), keys: Array(100).fill("mid:<a>") });
  assert.deepEqual([Array.from(long?.shown?.subject ?? "").length, long?.shown?.sender?.length, long?.match?.length], [1000, 320, 64], "as much as the server takes");
});

/** Cases that tests/unit/extension runs against the server's own functions. */
const CASES = JSON.parse(await readFile(new URL("tuple_keys.json", import.meta.url), "utf8"));

test("subjects and weak keys are what the server makes of them", () => {
  for (const { subject, normal, address, date, key } of CASES) {
    assert.equal(match.normalSubject(subject), normal, subject);
    assert.equal(match.tupleKey(subject, address, Date.parse(date)), key, subject);
  }
});

test("the digest is SHA-256", () => {
  for (const text of ["", "abc", "x".repeat(55), "x".repeat(56), "x".repeat(64), "Ünï 🎈".repeat(999)]) {
    assert.equal(afterview.digest.sha256(text), createHash("sha256").update(text).digest("hex"));
  }
});

test("where an exact key is in doubt nothing weaker decides", () => {
  const date = Date.parse("2026-06-10T12:00Z");
  const weak = /** @type {string} */ (match.tupleKey("hello", "kim@northwind.example", date));
  const known = index([row({ match: ["conv:aa", weak] }), row({ id: "p2", match: ["conv:aa"] })]);
  const shown = { subject: "Hello", address: "kim@northwind.example", date };
  assert.equal(match.find(known, shown, null)?.id, "p1");
  assert.equal(match.find(known, { ...shown, keys: ["conv:bb"] }, null)?.id, "p1", "an exact key that nobody knows");
  assert.equal(match.find(known, { ...shown, keys: ["conv:aa"] }, null), null);
});

test("a weak key needs subject, address and time, one process, and its account where that is known", () => {
  const date = Date.parse("2026-06-10T12:00:31Z");
  const shown = { subject: "Re: Hello", address: "Kim@Northwind.example", date };
  const key = /** @type {string} */ (match.tupleKey("hello", "kim@northwind.example", date - 31_000));
  const known = index([row({ match: [key] })], [ANA, BO]);
  assert.equal(match.find(known, shown, null)?.id, "p1", "nobody knows who is signed in");
  assert.equal(match.find(known, shown, "ana@example.test")?.id, "p1");
  assert.equal(match.find(known, shown, "bo"), null, "another account");
  assert.equal(match.find(known, shown, "someone@example.net"), null, "an account that is not watched");
  assert.equal(match.find(known, { ...shown, date: date + 60_000 }, null), null, "another minute");
  assert.equal(match.find(known, { subject: shown.subject, address: shown.address }, null), null, "no time");
  assert.equal(match.find(known, { ...shown, date: Number.NaN }, null), null, "a time that could not be read");
  const two = index([row({ match: [key] }), row({ id: "p2", match: [key] })]);
  assert.equal(match.find(two, shown, "ana@example.test"), null, "ambiguous");
  const message = { ...shown, account: null, user: null, sender: null };
  assert.deepEqual(match.target({ processes: [] }, message)?.match, [key]);
  assert.deepEqual(match.target({ processes: [] }, { ...message, keys: ["email-id:M1"] })?.match, ["email-id:M1", key]);
});

test("the date of a row is read only where its subject is that of a process", () => {
  const known = index([row({ subjects: ["hello"], match: ["tuple:0123456789abcdef"] })]);
  let read = 0;
  const shown = (/** @type {string} */ subject) => ({ subject, address: "kim lee", get date() { return (read += 1); } });
  assert.equal(match.find(known, shown("Lunch"), null), null);
  assert.equal(read, 0);
  assert.equal(match.find(known, shown("Re: Hello"), null), null);
  assert.equal(read, 1);
});

test("a page that shows when a mail arrived: the minute before counts too, unless two processes could be meant", () => {
  const date = Date.parse("2026-06-10T12:01:10Z");
  const shown = { subject: "Hello", address: "kim@northwind.example", date };
  const [now, before] = [date, date - 60_000].map((at) => /** @type {string} */ (match.tupleKey("Hello", shown.address, at)));
  const one = index([row({ match: [before] })]);
  assert.equal(match.find(one, { ...shown }, null), null, "of a page that shows the Date of the mail itself");
  assert.equal(match.find(one, { ...shown, arrived: true }, null)?.id, "p1");
  assert.equal(match.find(index([row({ match: [now, before] })]), { ...shown, arrived: true }, null)?.id, "p1");
  const two = index([row({ match: [now] }), row({ id: "p2", match: [before] })]);
  assert.equal(match.find(two, { ...shown, arrived: true }, null), null);
  const doubt = index([row({ match: [before] }), row({ id: "p2", match: [now] }), row({ id: "p3", match: [now] })]);
  assert.equal(match.find(doubt, { ...shown, arrived: true }, null), null);
});

test("a key that stands in any process is taken, whether it is in doubt or not", () => {
  const known = index([row({ match: ["imap:main/INBOX/99/7", "mid:<a>"] }), row({ id: "p2", match: ["mid:<a>"] })]);
  assert.equal(match.taken(known, ["mid:<a>"]), true);
  assert.equal(match.taken(known, ["mid:<b>", "imap:main/INBOX/99/7"]), true);
  assert.equal(match.taken(known, ["mid:<b>", "imap:main/INBOX/99/8", "imap:work/INBOX/99/7"]), false);
  assert.equal(match.taken(known, []), false);
});
