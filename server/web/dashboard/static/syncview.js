/**
 * How far the mail is read, a line an account; what is wrong, and what to do.
 * @module
 * @import { Feed, Present, Sync } from "../feed"
 */
import * as api from "./api.js";
import { button, fill, h, part, tame } from "./dom.js";
import { syncWords } from "./sentences.js";
import { failed, toast } from "./toasts.js";

const WRONG = ["offline", "refused", "failed"];
let signature = "";
/** @type {Map<string, string>} What was last said of each account, so that a fault is called out once and not every minute. */
const said = new Map();

/** @param {Feed} feed @param {Present} present */
export function showSync(feed, present) {
  const lines = feed.sync.map((sync) => ({ sync, words: syncWords(sync, present), user: userOf(sync, feed) }));
  const fresh = JSON.stringify(lines);
  if (fresh === signature) return;
  signature = fresh;
  const focused = part("sync").contains(document.activeElement);
  if (lines.length === 0) return fill(part("sync"));
  const wrong = lines.some((line) => WRONG.includes(line.sync.state));
  const again = button(wrong ? "Try again now" : "Look now", look, { class: wrong ? null : "quiet" });
  fill(part("sync"), h("ul", {}, ...lines.map((line) => accountPart(line))), again);
  if (focused) again.focus();
}

async function look() {
  try {
    await api.syncNow();
    toast("Looking for new mail.");
  } catch (error) {
    failed(error);
  }
}

/** @param {Sync} sync @param {Feed} feed */
function userOf(sync, feed) {
  return feed.accounts?.find((account) => account.id === sync.account)?.user ?? sync.account;
}

/** @param {{sync: Sync, words: string, user: string}} line */
function accountPart({ sync, words, user }) {
  const wrong = WRONG.includes(sync.state);
  const news = said.get(sync.account) !== sync.state;
  said.set(sync.account, sync.state);
  const syncing = sync.state === "syncing" && sync.total > 0;
  return h(
    "li",
    { class: `account ${sync.state}${wrong ? " wrong" : ""}` },
    h("span", { class: "dot" }),
    h(
      "div",
      {},
      h("p", { class: "line" }, h("bdi", { class: "user" }, tame(user, 80)), h("span", { role: wrong && news ? "alert" : null }, words)),
      syncing && h("progress", { value: Math.min(sync.done, sync.total), max: sync.total, "aria-label": `Reading ${tame(user, 80)}` }),
      sync.error && h("p", { class: "error" }, h("bdi", {}, tame(sync.error, 500))),
      sync.state === "refused" && h("p", { class: "error" }, "It is not tried again by itself, so that the account is not locked. Check the password, then try again."),
      ...(sync.notes ?? []).map((note) => h("p", { class: "note" }, tame(note, 300))),
    ),
  );
}
