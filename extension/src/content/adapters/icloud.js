"use strict";
/**
 * iCloud Mail. Not seen live, and the least documented of all: made from what a few extensions read from it (2023 to
 * 2026). It runs in a frame of www.icloud.com and shows no ids, so that a message is known by subject, sender and minute
 * alone; rows show the time of today's mails only. Text of mails lies in frames of another host and is not looked at.
 */
afterview.adapters.push(
  (() => {
    const SELECTORS = {
      list: [".mail-message-list", ".mail-message-list-scroll-view", "[class*='thread-list']"], // 2026, 2024
      rows: [".thread-list-item", "[role=option][class*='thread']"], // 2026, 2023
      other: [".thread-participants", "[class*='participant']"], // 2023
      subject: [".thread-subject", "[class*='subject']"], // 2023
      date: [".thread-timestamp", "time", "[class*='timestamp']"], // 2023
      message: ["[data-testid*='thread-detail-pane']", "[class*='thread-detail-pane']"], // 2026
      heading: ["[role=heading][aria-level='1']", "h1", "h2"], // 2026
      mail: ["[role=article]", "[class*='message-view']"], // 2026
      sender: ["a[href^='mailto:']", "[title*='@']", "[aria-label*='@']"], // 2026
      sent: ["time", "[datetime]"] // 2026
    };
    const { first, inLine, shown, text } = afterview.dom;

    /** @param {Element | null} element */
    function addressOf(element) {
      const words = ["href", "title", "aria-label"].map((name) => element?.getAttribute(name)?.replace(/^mailto:/, "") ?? "");
      return /[^\s<>()"?@]{1,64}@[^\s<>()"?@]{1,255}/.exec([...words, text(element)].join(" "))?.[0];
    }

    /** What a date says, in words that a program is meant to read where there are any. @param {Element | null} element */
    const dateOf = (element) => element?.getAttribute("datetime") ?? text(element);

    /** The conversation on screen and its last message. @param {Document} document */
    function opened(document) {
      const pane = [...document.querySelectorAll(SELECTORS.message.join(","))].find(shown);
      const mail = pane && [...pane.querySelectorAll(SELECTORS.mail.join(","))].filter(shown).at(-1);
      return pane && mail ? { pane, mail } : null;
    }

    /** @type {Adapter} */
    const icloud = {
      name: "icloud",
      selectors: SELECTORS,
      needs: { row: ["subject", "other", "date"], message: ["heading", "mail", "sender", "sent"] },
      // The page around the frame is recognised so that the popup offers it; it has neither list nor message.
      recognises: (_, location) => location.hostname === "www.icloud.com" && /^\/(?:mail|applications\/mail2?)\//.test(`${location.pathname}/`),
      signedOut: () => false, // then there is neither list nor message
      user: () => null,
      root: (document) => document.body,
      list: (document) => first(document, SELECTORS.list),
      rows: (list) => list.querySelectorAll(SELECTORS.rows.join(",")),
      row(row) {
        const other = first(row, SELECTORS.other);
        const date = dateOf(first(row, SELECTORS.date));
        return {
          subject: text(first(row, SELECTORS.subject)),
          address: addressOf(other) ?? text(other),
          arrived: true,
          get date() {
            return afterview.moments.read(date);
          }
        };
      },
      badgePlace: (row) => inLine(first(row, SELECTORS.subject)),
      message(document) {
        const found = opened(document);
        if (!found) return null;
        const address = addressOf(first(found.mail, SELECTORS.sender));
        const time = afterview.moments.shown(dateOf(first(found.mail, SELECTORS.sent)));
        return { subject: text(first(found.pane, SELECTORS.heading)), address, ...time, arrived: true, sender: address ?? null };
      },
      cardPlace(document) {
        const mail = opened(document)?.mail;
        return mail?.parentElement ? { parent: mail.parentElement, before: mail } : null;
      }
    };
    return icloud;
  })()
);
