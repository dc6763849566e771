"use strict";
/**
 * Fastmail. Not seen live: made from what extensions and Fastmail's own open sources show (2014 to 2026-09). A row's
 * link and the page's address name conversation and message by the ids of JMAP, which its IMAP server gives as THREADID
 * and EMAILID (RFC 8474): `/mail/Inbox/Txxxx.Myyyy`, where newer ids have a letter more in front than IMAP says.
 */
afterview.adapters.push(
  (() => {
    const SELECTORS = {
      list: ["#mailbox"], // 2026-09
      rows: ["li.v-MailboxItem", ".v-MailboxItem"], // 2026-09, 2019
      link: ["a.u-list-link[href]", "a.v-MailboxItem-link[href]"], // 2026-09, 2021
      subject: [".v-MailboxItem-subject"], // 2026-08, since 2014
      message: ["#conversation .v-MessageCard", ".v-Thread .v-MessageCard"], // 2026-09
      heading: [".v-Thread-title h1"], // 2026-08
      sender: [".v-MessageCard-from[title]"], // 2026, since 2021
      sent: [".v-MessageCard-time"] // 2026
    };
    const { first, inLine, shown, text } = afterview.dom;

    /** Keys for what the last part of an address may name. @param {string} path */
    function keysOf(path) {
      const last = path.split(/[?#]/)[0].split("/").filter(Boolean).at(-1) ?? "";
      if (!/^[TMAS-][\w-]{5,80}(?:\.[\w-]{6,80})?$/.test(last)) return [];
      const [thread, email] = last.split(".");
      const names = email ? { "email-id": [email, email.slice(1)], "thread-id": [thread, thread.slice(1)] }
        : { "thread-id": [thread, thread.slice(1)], "email-id": [thread, thread.slice(1)] };
      return Object.entries(names).flatMap(([kind, ids]) => ids.map((id) => `${kind}:${id}`));
    }

    /** @param {Document} document */
    const cards = (document) => [...document.querySelectorAll(SELECTORS.message.join(","))].filter(shown);

    /** @type {Adapter} */
    const fastmail = {
      name: "fastmail",
      selectors: SELECTORS,
      needs: { row: ["link", "subject"], message: ["heading"] },
      attributes: ["href"],
      recognises: ({ defaultView }, location) => location.hostname === "app.fastmail.com" && defaultView?.top === defaultView,
      signedOut: () => false, // then there is neither list nor message
      user: () => null, // the ids say enough
      root: (document) => document.body,
      list: (document) => first(document, SELECTORS.list),
      rows: (list) => list.querySelectorAll(SELECTORS.rows.join(",")),
      row(row) {
        const link = row.matches("a[href]") ? row : first(row, SELECTORS.link);
        const keys = keysOf(link?.getAttribute("href") ?? "");
        return keys.length ? { keys, subject: text(first(row, SELECTORS.subject)) } : null;
      },
      badgePlace: (row) => inLine(first(row, SELECTORS.subject)),
      message(document, location) {
        const keys = keysOf(location.pathname);
        const card = cards(document).at(-1);
        if (!keys.length || !card) return null;
        const sender = first(card, SELECTORS.sender)?.getAttribute("title") ?? null;
        const time = first(card, SELECTORS.sent);
        const { span } = afterview.moments.shown(time?.getAttribute("title") || text(time));
        return { keys, subject: text(first(document, SELECTORS.heading)), sender: sender?.includes("@") ? sender : null, span };
      },
      cardPlace(document) {
        const card = cards(document)[0];
        return card?.parentElement ? { parent: card.parentElement, before: card } : null;
      }
    };
    return fastmail;
  })()
);
