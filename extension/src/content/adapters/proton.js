"use strict";
/**
 * Proton Mail. Not seen live: made from its open sources (2021 to 2026-09). Rows and open messages carry Proton's own
 * ids, which its Bridge writes into the header of each mail that it hands out by IMAP: X-Pm-Internal-Id for a message,
 * and older Bridges X-Pm-ConversationID-Id for a conversation. A row of a conversation that cannot be known so is known
 * by subject, the only address on it and the minute.
 */
afterview.adapters.push(
  (() => {
    const SELECTORS = {
      user: ["[data-testid='heading:userdropdown']"], // 2026-09, since 2021
      list: [".items-column-list", "[data-testid^='message-list']", "main"], // 2026-09
      rows: ["[data-shortcut-target='item-container'][data-element-id]"], // 2026-09, since 2020
      subject: ["[data-testid='message-column:subject']", "[data-testid='message-row:subject']", ".item-subject [title]"], // 2026-09, 2021
      other: ["[data-testid='message-column:sender-address'][title]", "[data-testid='message-row:sender-address'][title]", ".item-senders [title]"], // 2026-09, 2021
      date: ["time[datetime]"], // 2026-09
      heading: ["[data-testid='conversation-header:subject']", ".message-conversation-summary-header"], // 2026-09, 2021
      message: ["[data-shortcut-target='message-container'][data-message-id]"], // 2026-09, since 2021
      sender: ["[data-testid='recipients:sender'] [data-testid^='recipient:details-dropdown-']", "[data-testid^='recipient:details-dropdown-']"] // 2026-09, 2023
    };
    const { first, shown, text } = afterview.dom;

    /** @param {string | null | undefined} id @param {string[]} kinds */
    function keysOf(id, kinds) {
      return /^[\w=-]{8,200}$/.test(id ?? "") ? kinds.map((kind) => `${kind}:${id}`) : [];
    }

    /** The messages of the conversation on screen, the last one first. @param {Document} document */
    const messages = (document) => [...document.querySelectorAll(SELECTORS.message.join(","))].filter(shown).reverse();

    /** @type {Adapter} */
    const proton = {
      name: "proton",
      selectors: SELECTORS,
      needs: { row: ["subject", "date"], message: ["heading"] },
      attributes: ["data-element-id", "data-message-id", "datetime"],
      recognises: ({ defaultView }, location) => location.hostname === "mail.proton.me" && defaultView?.top === defaultView,
      signedOut: () => false, // whoever is not signed in is sent to another host
      user(document) {
        const menu = first(document, SELECTORS.user);
        const shownName = /[^\s<>()@]{1,64}@[^\s<>()@]{1,255}/.exec(`${menu?.getAttribute("title") ?? ""} ${text(menu)}`)?.[0];
        return shownName ?? / \| ([^\s|@]{1,64}@[^\s|@]{1,255}) \| Proton Mail$/.exec(document.title)?.[1] ?? null;
      },
      root: (document) => document.body,
      list: (document) => first(document, SELECTORS.list),
      rows: (list) => list.querySelectorAll(SELECTORS.rows.join(",")),
      row(row) {
        const people = (first(row, SELECTORS.other)?.getAttribute("title") ?? "").split(",").map((name) => name.trim());
        const date = first(row, SELECTORS.date)?.getAttribute("datetime");
        return {
          keys: keysOf(row.getAttribute("data-element-id"), ["proton-msg", "proton-thr"]),
          subject: text(first(row, SELECTORS.subject)),
          address: people.length === 1 && people[0].includes("@") ? people[0] : undefined,
          arrived: true,
          get date() {
            return afterview.moments.read(date);
          }
        };
      },
      badgePlace(row) {
        const subject = first(row, SELECTORS.subject); // its line is a flex box: the subject gives way
        return subject?.parentElement ? { parent: subject.parentElement, before: subject, style: "margin-inline:0 6px;margin-block:-6px;" } : null;
      },
      message(document) {
        const shownNow = messages(document);
        const keys = shownNow.flatMap((message) => keysOf(message.getAttribute("data-message-id"), ["proton-msg"]));
        if (!keys.length) return null;
        const name = first(shownNow[0], SELECTORS.sender)?.getAttribute("data-testid") ?? "";
        const sender = name.replace("recipient:details-dropdown-", "");
        const { span } = afterview.moments.shown(first(shownNow[0], SELECTORS.date)?.getAttribute("datetime"));
        return { keys, subject: text(first(document, SELECTORS.heading)), sender: sender.includes("@") ? sender : null, span };
      },
      cardPlace(document) {
        const message = messages(document).at(-1);
        return message?.parentElement ? { parent: message.parentElement, before: message } : null;
      }
    };
    return proton;
  })()
);
