"use strict";
/**
 * Roundcube, skin Elastic. Seen live: 1.6 (2026-11). Mailbox and UID stand in each row's link, the account's name in
 * the head of the folder list; the preview is a frame of the same origin. In a search over several folders the UID is
 * written `123-FOLDER`.
 */
afterview.adapters.push(
  (() => {
    const SELECTORS = {
      mark: ["body[class*='task-'] #layout", "body.task-mail.action-preview #layout-content"], // 2026-11
      signedOut: ["body.task-login", "body.task-logout"], // 2026-11
      user: [".header-title.username"], // 2026-11
      list: ["#messagelist"], // 2026-11
      rows: ["tr.message"], // 2026-11
      link: ["td.subject a[href*='_uid=']"], // 2026-11
      date: ["td.subject > .date"], // 2026-11
      message: ["#message-header"], // 2026-11
      subject: ["#message-header h2.subject"], // 2026-11
      sender: ["#message-header .header.from .rcmContactAddress", "#message-header .header-summary .rcmContactAddress"], // 2026-11
      sent: ["#message-header .header-summary .text-nowrap"], // 2026-11
      body: ["#message-content"] // 2026-11
    };

    const { first } = afterview.dom;

    /** @param {string} query @returns {{mailbox: string, uid: number} | null} */
    function place(query) {
      const fields = new URLSearchParams(query);
      const uid = /^(\d{1,10})(?:-(.+))?$/.exec(fields.get("_uid") ?? "");
      const mailbox = uid?.[2] ?? fields.get("_mbox");
      return uid && mailbox ? { mailbox, uid: Number(uid[1]) } : null;
    }

    /** The document that shows the folder list: this one, or the one around the preview. @param {Document} document */
    function outer(document) {
      try {
        return document.defaultView?.top?.document ?? document;
      } catch {
        return document; // a frame of a foreign page
      }
    }

    /** @param {Element} element The subject without labels that only screen readers see and without buttons. */
    function subjectText(element) {
      const copy = /** @type {Element} */ (element.cloneNode(true));
      for (const extra of copy.querySelectorAll(".voice, a, afterview-card")) extra.remove();
      return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
    }

    /** @type {Adapter} */
    const roundcube = {
      name: "roundcube",
      selectors: SELECTORS,
      needs: { row: ["link", "date"], message: ["subject", "sender", "body"] },
      recognises: (document) =>
        first(document, SELECTORS.mark) !== null && document.querySelector("script[src*='program/js/app']") !== null,
      signedOut: (document) => first(document, SELECTORS.signedOut) !== null,
      user: (document) => first(outer(document), SELECTORS.user)?.textContent?.trim() || null,
      list: (document) => first(document, SELECTORS.list),
      rows: (list) => list.querySelectorAll(SELECTORS.rows.join(",")),
      row(row) {
        const link = first(row, SELECTORS.link);
        const found = place(link?.getAttribute("href")?.split("?")[1] ?? "");
        return link && found && { ...found, subject: link.textContent ?? "" };
      },
      badgePlace(row) {
        const date = first(row, SELECTORS.date); // the first line is a flex box: the name beside it gives way
        return date?.parentElement ? { parent: date.parentElement, before: date } : null;
      },
      message(document, location) {
        const subject = first(document, SELECTORS.subject);
        const found = subject && place(location.search);
        if (!subject || !found) return null;
        const { span } = afterview.moments.shown(first(document, SELECTORS.sent)?.textContent);
        return { ...found, subject: subjectText(subject), sender: first(document, SELECTORS.sender)?.getAttribute("title") ?? null, span };
      },
      cardPlace(document) {
        const body = first(document, SELECTORS.body);
        return body?.parentElement ? { parent: body.parentElement, before: body } : null;
      }
    };
    return roundcube;
  })()
);
