"use strict";
/**
 * Outlook on the web. Not seen live: made from what others read from it (2024 to 2026-09). Its class names are drawn anew
 * with each build and its labels are translated; ids, roles and `data-convid` hold. A row names its conversation by the
 * id of Exchange's web services (MS-OXCEXT 2.2.6.1): the kind of id, the mailbox, and at the end the 16 bytes that also
 * stand in the messages' Thread-Index header. A message in a window of its own names no conversation: it is known by
 * subject, sender and minute.
 */
afterview.adapters.push(
  (() => {
    const SELECTORS = {
      user: ["#O365_MainLink_Me[aria-label*='@']", "button[aria-label*='@'][id^='O365']"], // 2026-07
      folders: ["[role=tree] [role=treeitem][title*='@']"], // 2026-07: with a private account the address stands here alone
      list: ["[role=listbox]", "#MailList"], // 2026-08
      rows: ["[role=option][data-convid]"], // 2026-08
      date: ["span[title]"], // 2026-09: of several, the last whose title is a longer form of the time that it shows
      message: ["#ConversationReadingPaneContainer", "[data-app-section=ConversationContainer]", "#ItemReadingPaneContainer"], // 2026-07
      subject: ["[role=heading][id^=CONV_][id$=_SUBJECT]", "span[id$=_SUBJECT][role=heading]", "[role=heading][id$=_SUBJECT]"], // 2026-09
      sender: ["[id^=MSG_][id$=_FROM]"], // 2026-09
      sent: ["[data-testid='SentReceivedSavedTime']"], // 2026-09
      mails: [".customScrollBar:not([id^=UniqueMessageBody])", "[role=list]"] // 2026-07
    };
    const HOSTS = ["outlook.live.com", "outlook.office.com", "outlook.office365.com", "outlook.cloud.microsoft"];
    const CONVERSATION = 4;
    const LONGEST_ID = 512;
    const { first, shown } = afterview.dom;

    /** Bytes as MS-OXCEXT 3.1.4.5 compresses them: after two of the same stands how many more of it follow. @param {number[]} bytes */
    function expanded(bytes) {
      /** @type {number[]} */
      const made = [];
      for (let n = 0; n < bytes.length && made.length <= LONGEST_ID; n += 1) {
        made.push(bytes[n]);
        if (bytes[n] !== bytes[n + 1]) continue;
        if (n + 2 >= bytes.length) return []; // cut off
        made.push(bytes[n], ...Array(bytes[n + 2]).fill(bytes[n]));
        n += 2;
      }
      return made;
    }

    /** The 16 bytes of a conversation's id, in hexadecimal; null for what is no such id. @param {string | null | undefined} id */
    function conversation(id) {
      if (!id || id.length > LONGEST_ID) return null;
      try {
        const [compressed, ...bytes] = Array.from(atob(id), (sign) => sign.charCodeAt(0));
        if (compressed > 1) return null;
        const [kind, low, high, ...rest] = compressed ? expanded(bytes) : bytes;
        const [, length, zero, ...number] = rest.slice(low + 256 * high); // behind the mailbox: what to do with it, length
        if (kind !== CONVERSATION || length !== 16 || zero !== 0 || number.length !== 16) return null;
        return number.map((byte) => byte.toString(16).padStart(2, "0")).join("");
      } catch {
        return null;
      }
    }

    /** @param {Element} row */
    function dateOf(row) {
      const CLOCK = /\d{1,2}[:.]\d\d(?!\d)/;
      const found = [...row.querySelectorAll(SELECTORS.date.join(","))].filter((part) => {
        const title = part.getAttribute("title") ?? "";
        return CLOCK.test(title) && title !== part.textContent && !title.includes("@");
      });
      return found.at(-1) ?? null;
    }

    /** @param {Element} element */
    const text = (element) => (element.textContent ?? "").replace(/\s+/g, " ").trim();

    /** The subject without the buttons beside it. @param {Element} heading */
    const subjectText = (heading) => heading.querySelector("[title]")?.getAttribute("title")?.replace(/\s+/g, " ").trim() || text(heading);

    /** What is open, and the heading over it. @param {Document} document */
    function opened(document) {
      const pane = [...document.querySelectorAll(SELECTORS.message.join(","))].find(shown);
      const heading = pane && (first(pane, SELECTORS.subject) ?? first(pane.parentElement ?? pane, SELECTORS.subject));
      return pane && heading ? { pane, heading } : null;
    }

    /**
     * The number of the conversation that is open: as heading or pane name it, else that of the one row which is chosen
     * and shows the same subject. A row stays chosen while something else is open.
     * @param {Document} document @param {Element} pane @param {Element} heading
     */
    function numberOf(document, pane, heading) {
      const named = conversation(/^CONV_(.+)_SUBJECT$/.exec(heading.id)?.[1]) ?? conversation(pane.getAttribute("data-convid"));
      if (named) return named;
      const chosen = document.querySelectorAll(SELECTORS.rows.map((row) => `${row}[aria-selected=true]`).join(","));
      return chosen.length === 1 && text(chosen[0]).includes(subjectText(heading)) ? conversation(chosen[0].getAttribute("data-convid")) : null;
    }

    /** @type {Adapter} */
    const outlook = {
      name: "outlook",
      selectors: SELECTORS,
      needs: { row: ["date"], message: ["subject", "mails"] },
      attributes: ["data-convid", "aria-selected", "id"],
      recognises: ({ defaultView }, location) =>
        HOSTS.includes(location.hostname) && /^\/(?:mail|owa)(?:\/|$)/.test(location.pathname) && defaultView?.top === defaultView,
      signedOut: () => false, // whoever is not signed in is sent to another host
      user(document) {
        const ADDRESS = /[^\s()<>:]+@[^\s()<>:]+/;
        const label = first(document, SELECTORS.user)?.getAttribute("aria-label");
        if (label) return ADDRESS.exec(label)?.[0] ?? null;
        const roots = [...document.querySelectorAll(SELECTORS.folders.join(","))].map((item) => ADDRESS.exec(item.getAttribute("title") ?? "")?.[0]);
        return new Set(roots).size === 1 ? roots[0] ?? null : null; // with several accounts nobody knows whose mail is shown
      },
      root: (document) => document.body,
      list(document) {
        const row = first(document, SELECTORS.rows);
        return row?.closest(SELECTORS.list.join(",")) ?? row?.parentElement ?? null;
      },
      rows: (list) => list.querySelectorAll(SELECTORS.rows.join(",")),
      row(row) {
        const number = conversation(row.getAttribute("data-convid"));
        return number ? { keys: [`conv:${number}`], subject: "" } : null;
      },
      badgePlace(row) {
        const date = dateOf(row);
        return date?.parentElement ? { parent: date.parentElement, before: date, style: "vertical-align:top;" } : null;
      },
      message(document) {
        const open = opened(document);
        if (!open) return null;
        const number = numberOf(document, open.pane, open.heading);
        const [from, sent] = [SELECTORS.sender, SELECTORS.sent].map((selectors) => [...open.pane.querySelectorAll(selectors.join(","))].filter(shown));
        const senders = from.map((one) => /[^\s<>]+@[^\s<>]+/.exec(text(one))?.[0]).filter(Boolean);
        const subject = subjectText(open.heading);
        const time = from.length === 1 && sent.length === 1 ? afterview.moments.shown(text(sent[0])) : null; // of several nobody knows whose it is
        if (number) return { keys: [`conv:${number}`], subject, sender: senders.at(-1) ?? null, span: time?.span };
        return time && { subject, address: senders[0] ?? text(from[0]), ...time, arrived: true, sender: senders[0] ?? null };
      },
      cardPlace(document) {
        const open = opened(document);
        const mails = open && first(open.pane, SELECTORS.mails);
        if (!mails) return null;
        // The head of the conversation floats over the top of the pane: what stands above the messages lies under it.
        if (mails.matches("[role=list]")) return mails.parentElement && { parent: mails.parentElement, before: mails };
        const next = mails.firstElementChild;
        return { parent: mails, before: next?.localName === "afterview-card" ? next.nextElementSibling : next };
      }
    };
    return outlook;
  })()
);
