"use strict";
/**
 * Gmail. Not seen live: made from what InboxSDK, gmail.js and others read from it (2014 to 2026-08). A conversation is
 * named by its number in hexadecimal, which is X-GM-THRID of IMAP, and a message likewise by X-GM-MSGID. Beside it
 * stands the same number in decimal behind `thread-f:` or `msg-f:`; where the two contradict each other nothing is
 * known. `thread-a:` and `msg-a:` stand before local numbers, which IMAP does not know; the hexadecimal one comes
 * when the server has given one, and until then it is missing or the word "undefined".
 */
afterview.adapters.push(
  (() => {
    const SELECTORS = {
      user: ["a[href*='accounts.google.com/SignOutOptions'][aria-label*='@']", "a[role=button][aria-label*='@'][href*='accounts.google.com']"], // 2026-08
      list: ["[gh=tl]"], // 2026-08, since 2014
      rows: ["tr.zA[id]", "tr.zA[role=row]:not(.apv)"], // 2026-08, since 2014: of a row in three parts the first alone has an id
      named: ["[data-legacy-thread-id]", "[data-legacy-message-id]"], // 2026-08, since 2018
      subject: [".y6 > span[id]", ".y6 .bog"], // 2026-08, since 2014
      words: [".xS .xT > .y6"], // 2026-08, since 2014
      message: ["h2[data-legacy-thread-id]"], // 2026-08, since 2018
      view: [".a98.iY", ".PeIF1d", ".if", ".aia .iY"], // 2022-10-21, 2022-10-12, 2018
      mail: ["[data-legacy-message-id]"], // 2026-08, since 2018
      sender: [".gD[email]", ".g2[email]"], // 2026-08, since 2014
      sent: [".g3[title]"] // 2024, since 2014
    };

    /** Parts of a row in the vertical split, which Gmail writes as two or three table rows. */
    const CONTINUED = "tr.zA.apv:not([id])";
    const { first, shown } = afterview.dom;

    /** A number as IMAP and the feed know it, in hexadecimal. @param {string | null | undefined} text */
    function hexadecimal(text) {
      const found = /^#?0*([0-9a-f]{1,16})$/.exec(text ?? "");
      return found ? found[1] : null;
    }

    /**
     * The key of what an element names. With conversations turned off in Gmail's settings a row, and an open mail, is
     * one message: then the number that is called a thread's says `msg-`.
     * @param {Element} element
     */
    function keyOf(element) {
      /** @param {string[]} names */
      const read = (names) => names.map((name) => element.getAttribute(name)).filter((text) => text !== null);
      const kind = /^#?(thread|msg)-([af]):(.*)$/.exec(read(["data-thread-perm-id", "data-thread-id", "data-message-id"])[0] ?? "");
      const single = kind ? kind[1] === "msg" : !element.hasAttribute("data-legacy-thread-id");
      const known = read(single ? ["data-legacy-message-id", "data-legacy-last-message-id"] : ["data-legacy-thread-id"]).map(hexadecimal);
      if (kind?.[2] !== "f") return known[0] ? `gm-${single ? "msg" : "thr"}:${known[0]}` : null;
      if (single) known.push(...read(["data-legacy-thread-id"]).map(hexadecimal));
      const number = /^\d{1,20}$/.test(kind[3]) ? BigInt(kind[3]).toString(16) : null;
      return number && known.includes(number) ? `gm-${single ? "msg" : "thr"}:${number}` : null;
    }

    /** A row and its continuations. @param {Element} row */
    function parts(row) {
      const found = [row];
      for (let next = row.nextElementSibling; next?.matches(CONTINUED); next = next.nextElementSibling) found.push(next);
      return found;
    }

    /** @param {Element} row @param {string[]} selectors */
    function within(row, selectors) {
      for (const part of parts(row)) {
        const found = first(part, selectors);
        if (found) return found;
      }
      return null;
    }

    /** The conversation on screen: beside the list, alone, or in a window of its own. @param {Document} document */
    function heading(document) {
      return [...document.querySelectorAll(SELECTORS.message.join(","))].find(shown) ?? null;
    }

    /** The part of the page that shows it. @param {Element} subject */
    function viewOf(subject) {
      return subject.closest(SELECTORS.view.join(","));
    }

    /** Text with the pictures that Gmail makes of emoji read as text. @param {Element} element */
    function text(element) {
      const copy = /** @type {Element} */ (element.cloneNode(true));
      for (const image of copy.querySelectorAll("img")) image.replaceWith(image.getAttribute("data-emoji") ?? image.getAttribute("alt") ?? "");
      return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
    }

    /** @type {Adapter} */
    const gmail = {
      name: "gmail",
      selectors: SELECTORS,
      needs: { row: ["named", "words"], message: ["view", "mail"] },
      attributes: ["data-legacy-thread-id", "data-legacy-message-id", "data-thread-id", "data-thread-perm-id", "data-message-id"],
      recognises: ({ defaultView }, location) =>
        location.hostname === "mail.google.com" && location.pathname.startsWith("/mail/") && defaultView?.top === defaultView,
      signedOut: () => false, // whoever is not signed in is sent to another host
      user(document) {
        const label = first(document, SELECTORS.user)?.getAttribute("aria-label");
        if (label) return /[^\s()<>]+@[^\s()<>]+/.exec(label)?.[0] ?? null;
        // "Inbox (2) - ana@example.com - Gmail"; a window of its own has but a subject there, which anybody may write
        if (document.location.pathname.endsWith("/popout")) return null;
        return / - ([^\s@]+@[^\s@]+) - [^-]*$/.exec(document.title)?.[1] ?? null;
      },
      root: (document) => document.body,
      list(document) {
        // Lists seen before stay in the page, hidden; with several inboxes more than one is on screen.
        const lists = [...document.querySelectorAll(SELECTORS.list.join(","))].filter(shown);
        let list = /** @type {Element | null} */ (lists[0] ?? null);
        while (list && !lists.every((one) => list?.contains(one))) list = list.parentElement;
        return list;
      },
      rows(list) {
        const rows = list.querySelectorAll(SELECTORS.rows.join(","));
        return list.matches(SELECTORS.list.join(",")) ? rows : [...rows].filter(shown);
      },
      rowOf(element) {
        let row = /** @type {Element | null} */ (element.matches?.(CONTINUED) ? element : null);
        while (row?.matches(CONTINUED)) row = row.previousElementSibling;
        return row;
      },
      row(row) {
        const named = within(row, SELECTORS.named);
        const key = named && keyOf(named);
        return key ? { keys: [key], subject: within(row, SELECTORS.subject)?.textContent ?? "" } : null;
      },
      badgePlace(row) {
        const words = within(row, SELECTORS.words);
        // At the end of the line, whose words give way to it, whether Gmail lays it out as a flex box or as a block.
        return words?.parentElement ? { parent: words.parentElement, before: words, style: "order:9;float:inline-end;margin-inline-start:auto;padding-inline-start:6px;" } : null;
      },
      message(document) {
        const subject = heading(document);
        const key = subject && keyOf(subject);
        const view = subject && viewOf(subject);
        if (!key || !view) return null;
        const mails = [...view.querySelectorAll(SELECTORS.mail.join(","))].filter(shown);
        const ids = mails.map((mail) => hexadecimal(mail.getAttribute("data-legacy-message-id"))).filter(Boolean);
        const last = mails.filter((mail) => first(mail, SELECTORS.sender)).at(-1);
        const { span } = afterview.moments.shown(last && first(last, SELECTORS.sent)?.getAttribute("title"));
        const sender = (last && first(last, SELECTORS.sender)?.getAttribute("email")) || null;
        return { keys: [key], also: ids.reverse().map((id) => `gm-msg:${id}`), subject: text(subject), sender, span };
      },
      cardPlace(document) {
        const subject = heading(document);
        const view = subject && viewOf(subject);
        if (!view) return null;
        const head = [...view.children].find((child) => child.contains(subject)); // the block of subject and labels
        const next = head?.nextElementSibling ?? null;
        return { parent: view, before: next?.localName === "afterview-card" ? next.nextElementSibling : next };
      }
    };
    return gmail;
  })()
);
