"""Firefox on a feed from a script: colours, a page of its own, a server that goes, a tab that lies behind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.browsers import FirefoxBrowser
from tests.support.dovecot import Dovecot
from tests.support.firefox import Firefox, pair, sign_in
from tests.support.letters import letter
from tests.support.roundcube import Roundcube
from tests.support.scripted_feed import CODE, ScriptedFeed, process

pytestmark = pytest.mark.browser

BADGE = "document.querySelector('afterview-badge')?.shadowRoot.textContent"
CARD = "document.querySelector('afterview-card')?.shadowRoot"


@pytest.fixture
def browser(one_firefox: Firefox) -> Firefox:
    """Firefox as after a fresh installation."""
    FirefoxBrowser(one_firefox).forget()
    one_firefox.log.clear()
    return one_firefox


def test_it_loads_pairs_badges_and_keeps_up(
    browser: Firefox, webmail: Roundcube, dovecot_server: Dovecot, feed: ScriptedFeed, user: str, place: Any
) -> None:
    dovecot_server.deliver(user, letter(1, "Your interview at Northwind"))
    dovecot_server.deliver(user, letter(2, "Lunch on Friday?"))
    own = {"subject": "Your interview at Northwind", "company": "Northwind", "match": [place(1)]}
    feed.say(process("p000000000001", state="thank_you_due", **own))
    pair(browser, feed.port, CODE)
    page = sign_in(browser, webmail.address, user, dovecot_server.password)
    browser.until(page, f"{BADGE} === 'Thank them'")
    assert browser.run(page, "document.querySelectorAll('afterview-badge').length") == 1
    colour = (
        "getComputedStyle(document.querySelector('afterview-badge').shadowRoot.querySelector('.state')).backgroundColor"
    )
    assert browser.run(page, colour) == "rgb(253, 235, 217)"

    feed.say(process("p000000000001", state="waiting", **own))
    browser.until(page, f"{BADGE} === 'Waiting'")

    feed.say(process("p000000000001", state="thank_you_due", **own))
    frame = browser.open(f"{webmail.address}?_task=mail&_mbox=INBOX&_uid=1&_action=show")
    browser.until(frame, f"{CARD}?.querySelector('.state')?.textContent === 'Thank them'")
    browser.click(frame, f"{CARD}.querySelector('[data-key=mark-thanked]')")
    browser.until(frame, f"{CARD}?.querySelector('.state')?.textContent === 'Waiting'")
    assert ("POST", "marks", {"process": "p000000000001", "what": "thanked"}) in feed.requests

    popup = browser.open("popup/popup.html")
    browser.until(popup, "document.querySelector('#status').textContent === 'Connected'")
    feed.stop()
    browser.until(popup, "document.querySelector('main').textContent.includes('afterview serve')")
    feed.say(process("p000000000001", state="offer", **own))
    feed.start()
    browser.until(popup, "document.querySelector('.entry')?.textContent.includes('Offer')")
    assert browser.run(page, "document.hidden"), "the popup's tab lies in front"
    assert browser.run(page, BADGE) != "Offer", "a hidden tab does nothing"
    browser("browsingContext.activate", context=page)
    browser.until(page, f"{BADGE} === 'Offer'")
    assert not [text for text in browser.log if "fterview" in text]
