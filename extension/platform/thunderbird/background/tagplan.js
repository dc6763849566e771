/** Which tag each message should carry, decided without any I/O. */

/** Rights that the settings ask for by the user's click, and give back. @type {any[]} */
export const RIGHTS = ["messagesTags", "messagesTagsList", "messagesUpdate"];

/** What all of Afterview's tags begin with, as keys and so as IMAP keywords. */
export const PREFIX = "afterview_";

/**
 * The tags, one a state that a live process can be in: what the user reads and the colour.
 * @type {Partial<Record<State, {tag: string, color: string}>>}
 */
export const TAGS = {
  reply_due: { tag: "Afterview: reply due", color: "#C2410C" },
  thank_you_due: { tag: "Afterview: thank-you due", color: "#C2410C" },
  follow_up_due: { tag: "Afterview: follow-up due", color: "#C2410C" },
  offer: { tag: "Afterview: offer", color: "#15803D" },
  scheduled: { tag: "Afterview: interview", color: "#1D4ED8" },
  outreach: { tag: "Afterview: outreach", color: "#1D4ED8" },
  applied: { tag: "Afterview: applied", color: "#64748B" },
  waiting: { tag: "Afterview: waiting", color: "#64748B" },
  followed_up: { tag: "Afterview: followed up", color: "#64748B" },
  on_hold: { tag: "Afterview: on hold", color: "#64748B" }
};

/** @param {string} state */
export function tagKey(state) {
  return `${PREFIX}${state}`;
}

/**
 * The key of the tag that each message should carry, by Message-ID without its brackets. A message of two processes is
 * ambiguous and carries none.
 * @param {Pick<Process, "state" | "live" | "message_ids">[]} processes @returns {Map<string, string>}
 */
export function wanted(processes) {
  /** @type {Map<string, string | null>} */
  const found = new Map();
  for (const { state, live, message_ids } of processes) {
    if (!live || !TAGS[state]) continue;
    for (const id of message_ids) {
      const bare = id.replace(/^<|>$/g, "");
      found.set(bare, found.has(bare) ? null : tagKey(state));
    }
  }
  return new Map(/** @type {[string, string][]} */ ([...found].filter(([, key]) => key !== null)));
}

/**
 * What a message's tags should be: those of others as they are, of Afterview's the wanted one alone; null where they are
 * so already.
 * @param {string[]} tags @param {string | null} key @returns {string[] | null}
 */
export function retagged(tags, key) {
  const others = tags.filter((tag) => !tag.startsWith(PREFIX));
  const now = key ? [...others, key] : others;
  return now.length === tags.length && now.every((tag) => tags.includes(tag)) ? null : now;
}

/**
 * Messages whose tag has to change: what should be against what was written last.
 * @param {Map<string, string>} should @param {Map<string, string>} written @returns {Map<string, string | null>}
 */
export function changes(should, written) {
  /** @type {Map<string, string | null>} */
  const found = new Map();
  for (const [id, key] of should) if (written.get(id) !== key) found.set(id, key);
  for (const id of written.keys()) if (!should.has(id)) found.set(id, null);
  return found;
}
