"""The same extension in Firefox: it loads, pairs, badges, shows the card, and keeps up with the feed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import extension, firefox
from tests.support.afterview import Afterview
from tests.support.dovecot import Dovecot
from tests.support.firefox import Firefox, pair, sign_in
from tests.support.letters import letter
from tests.support.roundcube import Roundcube
from tests.support.scripted_feed import CODE, ScriptedFeed, process

pytestmark = pytest.mark.browser

BADGE = "document.querySelector('afterview-badge')?.shadowRoot.textContent"
CARD = "document.querySelector('afterview-card')?.shadowRoot"


@pytest.fixture
def browser(webmail: Roundcube, tmp_path: Path) -> Iterator[Firefox]:
    if not firefox.available():
        pytest.skip("FIREFOX IS NOT INSTALLED: the extension in Firefox stays unproven (apt install firefox-esr)")
    folder = extension.unpack("firefox", tmp_path / "extension", [f"https://{webmail.host}/*"])
    started = Firefox(folder, tmp_path / "profile", (webmail.host,), webmail.port)
    yield started
    started.close()


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
    browser.run(frame, f"{CARD}.querySelector('[data-key=mark-thanked]').click()")
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


def test_it_pairs_with_the_real_server_and_marks(
    browser: Firefox, webmail: Roundcube, dovecot_server: Dovecot, user: str, tmp_path: Path
) -> None:
    """The server binds a token to the add-on's origin, and judges what each browser sends."""
    body = "Hi Ana,\n\nwe would like to invite you to an interview. When are you free next week?\n\nKim Lee\n"
    now = datetime.datetime.now(datetime.UTC)
    dovecot_server.deliver(user, letter(1, "Interview at Northwind", body, to=f"Ana <{user}>", when=now))
    server = Afterview(tmp_path / "home", dovecot_server, user)
    try:
        pair(browser, server.port, server.pairing_code())
        page = sign_in(browser, webmail.address, user, dovecot_server.password)
        browser.until(page, f"{BADGE} === 'Reply due'")
        message = browser.open(f"{webmail.address}?_task=mail&_mbox=INBOX&_uid=1&_action=show")
        browser.until(message, f"{CARD}?.querySelector('.state')?.textContent === 'Reply due'")
        browser.run(message, f"{CARD}.querySelector('[data-key=mark-answered]').click()")
        browser.until(message, f"{CARD}?.querySelector('.state')?.textContent === 'Waiting'")
        assert [mark["what"] for mark in server.feed()["processes"][0]["marks"]] == ["answered"]
    finally:
        server.stop()
