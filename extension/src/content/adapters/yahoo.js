"use strict";
/**
 * Yahoo Mail. Not seen live: made from what extensions and test suites read from it (2021 to 2026-09). A row names its
 * message by Yahoo's own number, which counts only where Yahoo's IMAP gives the same one (RFC 8474, untried); else a
 * message is known by subject, sender and minute. Rows show the time of today's mails alone, an open message always.
 */
afterview.adapters.push(
  (() => {
    const SELECTORS = {
      list: ["ul[data-test-id='message-list']", "[data-test-id='virtual-list']", "[role=main]"], // 2026-09, 2024, 2021
      rows: ["[data-test-id='message-list-item']"], // 2026-09, since 2018
      other: ["[id^='email-sender-']", "[data-test-id='senders']"], // 2026-09, 2021
      subject: ["[id^='email-subject-']:not([id*='snippet'])", "[data-test-id='message-subject']"], // 2026-09, 2021
      date: ["[id^='email-date-']", "time", "[data-test-id='message-date']"], // 2026-09, 2024, 2021
      heading: ["[data-test-id='message-group-subject-text']"], // 2026, since 2019
      message: ["[data-test-id='message-view']"], // 2026-09, since 2019
      sender: ["[data-test-id='message-from']", "[data-test-id='with-contact-card-anchor']"], // 2026-09, 2025
      sent: ["[data-test-id='message-date'] > span", "[data-test-id='message-date']", "[data-test-id='message-header'] time"], // 2025, 2019
      body: ["[data-test-id='message-view-body']", "[data-test-id='message-view-body-content']"] // 2026, 2019
    };
    const { first, inLine, shown, text } = afterview.dom;

    /** An address in what stands on an element, or in its text. @param {Element | null} element */
    function addressOf(element) {
      const words = [element, ...(element?.querySelectorAll("[title]") ?? [])].map((part) => part?.getAttribute("title") ?? "");
      return /[^\s<>()"@]{1,64}@[^\s<>()"@]{1,255}/.exec([...words, text(element)].join(" "))?.[0];
    }

    /** @param {Element} row */
    function numberOf(row) {
      const href = (row.matches("a[href]") ? row : row.querySelector("a[href*='/messages/']"))?.getAttribute("href") ?? "";
      const named = row.getAttribute("data-test-mid") ?? /\/messages\/([^/?#]+)/.exec(href)?.[1] ?? "";
      return /^[\w-]{8,100}$/.test(named) ? named : null;
    }

    /** The last message of the conversation on screen. @param {Document} document */
    function last(document) {
      return [...document.querySelectorAll(SELECTORS.message.join(","))].filter(shown).at(-1) ?? null;
    }

    /** @type {Adapter} */
    const yahoo = {
      name: "yahoo",
      selectors: SELECTORS,
      needs: { row: ["subject", "other", "date"], message: ["heading", "sender", "sent", "body"] },
      recognises: ({ defaultView }, location) => location.hostname === "mail.yahoo.com" && defaultView?.top === defaultView,
      signedOut: () => false, // whoever is not signed in is sent to another host
      user: (document) => /^(?:\([^()]*\) - )?([^\s@]{1,64}@[^\s@]{1,255}) - Yahoo Mail$/.exec(document.title)?.[1] ?? null,
      root: (document) => document.body,
      list: (document) => first(document, SELECTORS.list),
      rows: (list) => list.querySelectorAll(SELECTORS.rows.join(",")),
      row(row) {
        const other = first(row, SELECTORS.other);
        const number = numberOf(row);
        const date = text(first(row, SELECTORS.date));
        return {
          keys: number ? [`email-id:${number}`] : [],
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
        const view = last(document);
        const heading = first(document, SELECTORS.heading);
        if (!view || !heading) return null;
        const sender = first(view, SELECTORS.sender);
        const address = addressOf(sender);
        const time = afterview.moments.shown(text(first(view, SELECTORS.sent)));
        return { subject: text(heading), address: address ?? text(sender), ...time, arrived: true, sender: address ?? null };
      },
      cardPlace(document) {
        const body = first(last(document) ?? document, SELECTORS.body);
        return body?.parentElement ? { parent: body.parentElement, before: body } : null;
      }
    };
    return yahoo;
  })()
);
