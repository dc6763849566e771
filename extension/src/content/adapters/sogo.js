"use strict";
/**
 * SOGo. Seen live: 5.8 (2026-11). The open message's mailbox and UID stand in the address. A row says neither, nor an
 * address: it is known by subject, the other side's name and the minute, which SOGo shows for a week; later it shows the
 * day alone, and then nothing is known for sure. Times are in the zone of the user's SOGo settings.
 */
afterview.adapters.push(
  (() => {
    const SELECTORS = {
      mark: ["[ng-app^='SOGo.']"], // 2026-11
      signedOut: ["[ng-app='SOGo.MainUI'] form[name=loginForm]"], // 2026-11
      user: ["[ng-bind='::activeUser.email']"], // 2026-11
      settings: ["script#UserDefaults"], // 2026-11
      list: ["#messagesList"], // 2026-11
      rows: ["md-list-item.sg-message-list-item"], // 2026-11
      subject: [".sg-tile-subject"], // 2026-11
      other: [".sg-md-subhead > div:first-child > span:not(.sg-label-outline)"], // 2026-11
      date: [".sg-md-subhead > .sg-tile-date"], // 2026-11
      message: ["#detailView .sg-face h5.sg-md-headline"], // 2026-11
      sender: ["#detailView .sg-face [ng-bind='::viewer.message.from[0].email']"], // 2026-11
      sent: ["#detailView .sg-face .msg-date"], // 2026-11
      body: ["#detailView .sg-face .msg-body"] // 2026-11
    };
    const { first, text } = afterview.dom;

    /** Of accounts that SOGo shows beside the first one, the page does not say who is signed in there. */
    const PLACE = /^#!\/Mail\/0\/([^/]+)(?:\/(\d{1,10}))?$/;

    /** SOGo encodes a mailbox's name three times over, in a window of its own less often. @param {string} name */
    function mailboxOf(name) {
      let plain = name;
      try {
        for (let n = 0; n < 3; n += 1) plain = decodeURIComponent(plain);
      } catch {
        // a percent sign of the name itself
      }
      return plain;
    }

    /** The time zone in the user's settings. @type {{script: Element | null, zone: string | undefined}} */
    let settings = { script: null, zone: undefined };

    /** The zone in which a page writes its times. @param {Document} document @returns {{zone?: string}} */
    function zoneOf(document) {
      const script = settings.script?.isConnected ? settings.script : first(document, SELECTORS.settings);
      if (script && script !== settings.script) {
        const zone = /"SOGoTimeZone"\s*:\s*"([\w+/-]{1,60})"/.exec(script.textContent ?? "")?.[1];
        settings = { script, zone };
      }
      return settings.zone ? { zone: settings.zone } : {};
    }

    /** @type {Adapter} */
    const sogo = {
      name: "sogo",
      selectors: SELECTORS,
      needs: { row: ["subject", "other", "date"], message: ["sender", "body"] },
      recognises: (document) => first(document, SELECTORS.mark) !== null && document.querySelector("script[src*='/SOGo.woa/']") !== null,
      signedOut: (document) => first(document, SELECTORS.signedOut) !== null,
      user(document) {
        const path = /^\/SOGo\/so\/([^/]+)\//.exec(document.location.pathname)?.[1];
        return text(first(document, SELECTORS.user)) || (path ? decodeURIComponent(path) : null);
      },
      root: (document) => document.body,
      list: (document) => (PLACE.test(document.location.hash) ? first(document, SELECTORS.list) : null),
      rows: (list) => list.querySelectorAll(SELECTORS.rows.join(",")),
      row(row) {
        if (row.classList.contains("sg-skeleton")) return null; // on its way; what it says is another message's
        const { ownerDocument } = row;
        const zone = zoneOf(ownerDocument);
        const date = text(first(row, SELECTORS.date));
        return {
          subject: text(first(row, SELECTORS.subject)),
          address: text(first(row, SELECTORS.other)),
          get date() {
            return afterview.moments.read(date, zone);
          }
        };
      },
      badgePlace(row) {
        const date = first(row, SELECTORS.date); // the line is a flex box: the name beside it gives way
        return date?.parentElement ? { parent: date.parentElement, before: date, style: "margin-inline:auto 6px;" } : null;
      },
      message(document, location) {
        const subject = first(document, SELECTORS.message);
        const place = PLACE.exec(location.hash);
        if (!subject || !place?.[2]) return null;
        const { span } = afterview.moments.shown(text(first(document, SELECTORS.sent)), zoneOf(document));
        return { mailbox: mailboxOf(place[1]), uid: Number(place[2]), subject: text(subject), sender: text(first(document, SELECTORS.sender)) || null, span };
      },
      cardPlace(document) {
        const body = first(document, SELECTORS.body);
        return body?.parentElement ? { parent: body.parentElement, before: body } : null;
      }
    };
    return sogo;
  })()
);
