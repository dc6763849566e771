"use strict";
/**
 * Ties a row or an open message to a process, by the keys of the feed. The rule above all: a wrong badge costs more
 * trust than a missing one. A key that stands in two processes matches nothing; a UID matches only in the account that
 * is signed in on the page, and only where the subject agrees, because UIDs repeat across accounts and after a mailbox
 * was made anew (RFC 9051 section 2.3.1.1).
 */
var afterviewMatch = (() => {
  /**
   * @typedef {{process: RowProcess, uidvalidity: string}} Place
   * @typedef {{keys: Map<string, RowProcess | null>, places: Map<string, Place | null>, subjects: Map<string, RowProcess | null>, accounts: Account[]}} Index
   * `places` go by account, mailbox and UID in the server's own writing, which is exact and costs nothing to read. What
   * stands in several processes is null.
   */

  /** Characters of a subject that the server keeps. */
  const SUBJECT_LIMIT = 1000;

  /** What the server's language counts as space. */
  const SPACES = /[\t-\r\u001c- \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  const PREFIXES = /^(?:(?:re|aw|antw|sv|vs|fwd?|wg|tr|rv|rif|res|enc|doorst) ?(?:\[\d+\])? ?: ?)+/iu;
  const MINUTE = 60_000;

  /** Case folded as the server folds it (Unicode 3.13): by way of capitals, which bring ß and SS together. @param {string} text */
  function folded(text) {
    const fold = (/** @type {string} */ part) => part.toLowerCase().toUpperCase().toLowerCase().replace(/ς/g, "σ");
    return text.split("ı").map(fold).join("ı");
  }

  /** A subject without reply and forward prefixes, case and spacing, as the server normalises it (RFC 5256 section 2.1). @param {string} subject */
  function normalSubject(subject) {
    const kept = subject.length > SUBJECT_LIMIT ? Array.from(subject.slice(0, 2 * SUBJECT_LIMIT)).slice(0, SUBJECT_LIMIT).join("") : subject;
    return folded(kept.replace(SPACES, " ").trim().replace(PREFIXES, ""));
  }

  /** What the server takes of a message's keys, and characters of a name or an address. */
  const MOST_KEYS_SENT = 64;
  const ADDRESS_LIMIT = 320;

  const MOST_KEYS = 2000;

  /** Weak keys by what they are made of: pages draw their rows anew while the user scrolls. @type {Map<string, string>} */
  const weakMadeOf = new Map();

  /**
   * The weak key of a message that the page names by nothing better: subject, the other side's address and the minute,
   * as the server writes it. Null where the page shows too little.
   * @param {string} subject @param {string | undefined} address @param {number | undefined} date milliseconds since the epoch
   */
  function tupleKey(subject, address, date) {
    return keyOfNormal(normalSubject(subject), address, date);
  }

  /** @param {string} normal a subject made normal @param {string | undefined} address @param {number | undefined} date */
  function keyOfNormal(normal, address, date) {
    if (!address || date === undefined || !Number.isFinite(date)) return null;
    const minute = new Date(Math.floor(date / MINUTE) * MINUTE).toISOString().slice(0, 16);
    const text = `${normal}\n${address.trim().toLowerCase()}\n${minute}Z`;
    let key = weakMadeOf.get(text);
    if (!key) {
      if (weakMadeOf.size >= MOST_KEYS) weakMadeOf.clear();
      weakMadeOf.set(text, (key = `tuple:${afterview.digest.sha256(text, 16)}`));
    }
    return key;
  }

  /** INBOX is the one name whose case does not matter (RFC 9051 section 5.1). @param {string} mailbox */
  function mailboxName(mailbox) {
    return mailbox.toUpperCase() === "INBOX" ? "INBOX" : mailbox;
  }

  /**
   * Modified UTF-7 of RFC 3501 section 5.1.3, in which some webmails write names, as text.
   * @param {string} name
   */
  function fromUtf7(name) {
    return name.replace(/&([A-Za-z0-9+,]*)-/g, (whole, code) => {
      if (!code) return "&";
      try {
        const bytes = atob(code.replace(/,/g, "/"));
        let text = "";
        for (let n = 0; n + 1 < bytes.length; n += 2) {
          text += String.fromCharCode((bytes.charCodeAt(n) << 8) | bytes.charCodeAt(n + 1));
        }
        return text;
      } catch {
        return whole;
      }
    });
  }

  /** As the server writes the parts of a key: everything but letters, digits and `_.-~` in percent form. @param {string} text */
  function quoted(text) {
    return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  }

  /** @param {string} account as the server quotes it @param {string} mailbox likewise @param {string | number} uid */
  function placeKey(account, mailbox, uid) {
    return `${account}/${mailboxName(mailbox)}/${uid}`;
  }

  /** UIDVALIDITY by account and mailbox as the keys write them, as far as the feed names it. @param {Account[]} accounts */
  function validities(accounts) {
    /** @type {Map<string, string>} */
    const found = new Map();
    for (const { id, mailboxes = {} } of accounts) {
      for (const [name, value] of Object.entries(mailboxes)) found.set(placeKey(quoted(id), quoted(name), ""), String(value));
    }
    return found;
  }

  /** @param {View} view @returns {Index} */
  function index(view) {
    /** @type {Index} */
    const made = { keys: new Map(), places: new Map(), subjects: new Map(), accounts: view.accounts };
    const current = validities(view.accounts);
    for (const process of view.processes) {
      for (const subject of process.subjects) {
        const normal = normalSubject(subject);
        const before = made.subjects.get(normal);
        made.subjects.set(normal, before === undefined || before === process ? process : null);
      }
      for (const key of process.match) {
        if (key.startsWith("imap:")) {
          const [account, mailbox, uidvalidity, uid] = key.slice(5).split("/");
          if (uid === undefined) continue;
          const now = current.get(placeKey(account, mailbox, ""));
          if (now !== undefined && now !== uidvalidity) continue; // the mailbox was made anew since
          const place = placeKey(account, mailbox, uid);
          const before = made.places.get(place);
          const same = before && before.process.id === process.id && before.uidvalidity === uidvalidity;
          made.places.set(place, before === undefined || same ? { process, uidvalidity } : null);
        } else {
          const before = made.keys.get(key);
          made.keys.set(key, before === undefined || before?.id === process.id ? process : null);
        }
      }
    }
    return made;
  }

  /**
   * The account of the feed that is signed in on a page, by the name that the page shows; null where that is none, or
   * more than one.
   * @param {Account[]} accounts @param {string | null} user
   */
  function account(accounts, user) {
    const name = user?.trim().toLowerCase();
    if (!name) return null;
    const byUser = accounts.filter((entry) => entry.user.toLowerCase() === name);
    if (byUser.length === 1) return byUser[0];
    if (byUser.length > 1) return null;
    const byAddress = accounts.filter((entry) => entry.addresses.some((address) => address.toLowerCase() === name));
    return byAddress.length === 1 ? byAddress[0] : null;
  }

  /** What rows and processes need again and again, made once for each. @type {WeakMap<RowProcess, Set<string>>} */
  const subjects = new WeakMap();

  /** @param {RowProcess} process @param {string} subject */
  function subjectAgrees(process, subject) {
    let known = subjects.get(process);
    if (!known) subjects.set(process, (known = new Set(process.subjects.map(normalSubject))));
    return known.has(normalSubject(subject));
  }

  /** The minutes in which a message may have been written. @param {Identity} identity @returns {(number | undefined)[]} */
  function minutes({ date, arrived }) {
    return date !== undefined && arrived ? [date, date - MINUTE] : [date];
  }

  /** @param {Identity} identity */
  function weakKeys(identity) {
    const normal = normalSubject(identity.subject);
    return minutes(identity).map((at) => keyOfNormal(normal, identity.address, at)).filter((key) => key !== null);
  }

  /**
   * The process that weak keys lead to; null where two of them lead to two, or one is in doubt.
   * @param {Index} known @param {Identity} identity
   */
  function byWeakKey(known, identity) {
    // Most rows have a subject of no process; to read their date and make their key would cost more than all the rest.
    const normal = identity.address ? normalSubject(identity.subject) : "";
    const only = identity.address ? known.subjects.get(normal) : undefined;
    if (only === undefined) return null;
    /** @type {Set<RowProcess | null>} */
    const found = new Set();
    for (const at of minutes(identity)) {
      const key = keyOfNormal(normal, identity.address, at);
      const process = key ? known.keys.get(key) : undefined;
      if (process !== undefined) found.add(process);
      if (process && process === only) break; // no other process has this subject
    }
    return found.size === 1 ? [...found][0] : null;
  }

  /**
   * The process that a message on screen belongs to, or null. The weak key counts where nobody knows who is signed in,
   * or in the account where the process has its mail; an account that is not watched shows nothing by it.
   * @param {Index} known @param {Identity} identity @param {string | null} user the account signed in on the page
   * @returns {RowProcess | null}
   */
  function find(known, identity, user) {
    for (const key of identity.keys ?? []) {
      const process = known.keys.get(key);
      if (process) return process;
    }
    if (identity.keys?.some((key) => known.keys.has(key))) return null; // in doubt: then nothing weaker decides
    const own = account(known.accounts, user);
    const found = byWeakKey(known, identity);
    if (found && (user ? own && found.account_ids.includes(own.id) : true)) return found;
    if (!identity.mailbox || !identity.uid || !own) return null;
    const id = quoted(own.id);
    const plain = known.places.get(placeKey(id, quoted(fromUtf7(identity.mailbox)), identity.uid));
    const place = plain === undefined ? known.places.get(placeKey(id, quoted(identity.mailbox), identity.uid)) : plain;
    return place && subjectAgrees(place.process, identity.subject) ? place.process : null;
  }

  /**
   * Keys by which the server finds a message on screen. The page does not show UIDVALIDITY; the feed does, in the
   * account's mailboxes or in the keys of other messages of the same mailbox (the highest is current: values only grow).
   * @param {{accounts?: Account[], processes: {match: string[]}[]}} feed @param {Identity & {account: string | null}} message
   * @returns {string[]}
   */
  function keysOf(feed, message) {
    const keys = [...(message.also ?? []), ...(message.keys ?? []), ...weakKeys(message)];
    if (!message.account || !message.mailbox || !message.uid) return keys;
    const name = mailboxName(fromUtf7(message.mailbox));
    const start = `imap:${quoted(message.account)}/${quoted(name)}/`;
    let validity = feed.accounts?.find((entry) => entry.id === message.account)?.mailboxes?.[name] ?? 0;
    if (!validity) {
      for (const process of feed.processes) {
        for (const key of process.match) {
          if (key.startsWith(start)) validity = Math.max(validity, Number(key.slice(start.length).split("/")[0]) || 0);
        }
      }
    }
    return validity ? [...keys, `${start}${validity}/${message.uid}`] : keys;
  }

  /**
   * A message on screen as the server can find it: by its keys, or else by subject, sender and time. Null where the page
   * shows too little to tell it from others.
   * @param {Parameters<typeof keysOf>[0]} feed @param {OpenedMessage & {account: string | null, user: string | null}} message
   * @returns {MessageTarget | null}
   */
  function target(feed, message) {
    const match = keysOf(feed, message).slice(0, MOST_KEYS_SENT);
    const { subject, sender, address, span, user } = message;
    if (match.length === 0 && !(subject.trim() && (sender || address) && span)) return null;
    const text = (/** @type {string} */ long, /** @type {number} */ most) => Array.from(long.slice(0, 2 * most)).slice(0, most).join("");
    const time = (/** @type {number} */ at) => new Date(at).toISOString();
    const shown = {
      subject: text(subject, SUBJECT_LIMIT),
      ...(sender || address ? { sender: text(sender ?? address ?? "", ADDRESS_LIMIT) } : {}),
      ...(span ? { earliest: time(span.earliest), latest: time(span.latest) } : {}),
      ...(user ? { account: text(user, ADDRESS_LIMIT) } : {})
    };
    return match.length > 0 ? { match, shown } : { shown };
  }

  /** Whether any of these keys stands in a process, or in several. @param {Index} known @param {string[]} keys */
  function taken(known, keys) {
    return keys.some((key) => {
      if (!key.startsWith("imap:")) return known.keys.has(key);
      const [account, mailbox, , uid] = key.slice(5).split("/");
      return known.places.has(placeKey(account, mailbox, uid));
    });
  }

  return { index, find, account, target, taken, normalSubject, tupleKey, fromUtf7 };
})();
afterview.match = afterviewMatch;
