/**
 * What the page says where there is nothing to list: the first run, the first sync, a filter that finds nothing.
 * @module
 * @import { Feed } from "../feed"
 */
import { button, h, shape, tame } from "./dom.js";

/** @param {Parameters<typeof shape>[0]} name @param {string} heading @param {...import("./dom.js").Child} children */
function box(name, heading, ...children) {
  return h("div", { class: "empty" }, shape(name), h("h2", {}, heading), ...children);
}

/** @param {Feed} feed @param {{archive: boolean, sought: string, clear: () => void}} view */
export function emptyPart(feed, { archive, sought, clear }) {
  if (sought.trim()) return box("cross", "Nothing matches", h("p", {}, "No process here is about “", h("bdi", {}, tame(sought, 80)), "”."), button("Show all", clear));
  if (feed.accounts && feed.accounts.length === 0) {
    return box(
      "wave",
      "No mailbox yet",
      h("p", {}, "Afterview reads your mail on this computer, and sees where each application stands. Tell it where your mail is, in a terminal:"),
      h("p", { class: "command" }, h("code", {}, "afterview account add")),
      h("p", {}, "Then start Afterview anew. To look around first: ", h("code", {}, "afterview demo"), ". A process of which there is no mail can be added above."),
    );
  }
  if (archive) return box("paper", "The archive is empty", h("p", {}, "Processes that ended, or of which nothing was heard for a long time, come here."));
  if (feed.sync.some((sync) => sync.state === "syncing" || sync.state === "connecting")) {
    return box("hourglass", "Reading your mail for the first time", h("p", {}, "The newest mail comes first, so your current applications show up soon."));
  }
  if (feed.sync.some((sync) => sync.error !== null)) return box("hourglass", "Nothing read yet", h("p", {}, "As soon as your mail can be read, your applications show up here."));
  return box("paper", "No hiring process under way", h("p", {}, "As soon as mail about an application arrives, it shows up here. Older ones are in the archive; one without mail can be added above."));
}

/** The page has no session: how to get one. @param {string} [detail] */
export function endedPart(detail) {
  return box(
    "pause",
    detail ? "This page’s session is over" : "Nothing to see without you",
    h("p", {}, detail && !detail.includes("afterview open") ? `${tame(detail, 300)} ` : "", "Only you may read this page. Open it anew from a terminal:"),
    h("p", { class: "command" }, h("code", {}, "afterview open")),
  );
}
