"""Markup, bidi tricks and endless names in subject, sender and company: text on row, card, popup and offer alike.

The dashboard's own test shows the same list.
"""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.chromium import Chromium, connect, popup
from tests.support.dovecot import Dovecot
from tests.support.hostile import TEXTS, TURNING
from tests.support.letters import letter
from tests.support.northwind import Place, badges, open_message
from tests.support.roundcube import Roundcube, sign_in
from tests.support.scripted_feed import CODE, ScriptedFeed, process

pytestmark = pytest.mark.browser

NOW = datetime.datetime.now(datetime.UTC).isoformat()
MADE = "img, b, i, a, iframe, script, svg:not(.shape)"
"""What markup would have made of the list; shapes of ours apart."""


def hostile_processes(place: Place) -> list[dict[str, object]]:
    """One process a text, which stands in every field that a stranger writes."""
    return [
        process(
            f"p{number:012d}",
            company=text,
            role=text,
            subject=text,
            subjects=[f"hello {number:02}"],
            state="reply_due",
            people=[{"name": text, "address": "x@x.example", "part": "recruiter"}],
            last_message={"date": NOW, "direction": "in", "sender": "person", "name": text},
            reasons=[{"text": text, "message_id": None}],
            match=[place(number)],
        )
        for number, text in enumerate(TEXTS.values(), 1)
    ]


@pytest.fixture
def hostile_page(
    browser: Chromium, feed: ScriptedFeed, webmail: Roundcube, dovecot_server: Dovecot, user: str, place: Place
) -> Page:
    """Roundcube's list with a mail for each text, badges standing."""
    for number in range(1, len(TEXTS) + 1):
        dovecot_server.deliver(user, letter(number, f"Hello {number:02}", "Hello."))
    feed.say(*hostile_processes(place))
    connect(browser, feed.port, CODE)
    page = browser.context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    sign_in(page, webmail, user, dovecot_server.password)
    expect(badges(page)).to_have_count(len(TEXTS))
    return page


def is_plain(place: Locator) -> None:
    """Nothing in it came from markup, turns the text, or reaches beyond it."""
    expect(place.locator(MADE)).to_have_count(0)
    shown = place.inner_text()
    assert not [sign for sign in TURNING if sign in shown]
    assert len(shown) < 4000
    assert place.evaluate("element => element.scrollWidth <= element.clientWidth + 1"), "wider than its place"


def test_on_rows_in_cards_and_over_the_list(hostile_page: Page) -> None:
    page = hostile_page
    for badge in badges(page).all():
        title = badge.get_attribute("title") or ""
        assert not [sign for sign in (*TURNING, "\n", "\r", "\u2028") if sign in title]
        assert len(title) < 250
        badge.click()
        peek = page.locator("afterview-peek")
        expect(peek.locator(".panel")).to_be_visible()
        peek.locator("summary").click()
        is_plain(peek.locator(".panel"))
        page.keyboard.press("Escape")
        expect(peek).to_have_count(0)
    assert any("<img src=x onerror=alert(1)>" in str(badge.get_attribute("title")) for badge in badges(page).all())
    for number in range(1, len(TEXTS) + 1):
        card = open_message(page, f"Hello {number:02}").locator("afterview-card")
        expect(card.locator(".panel")).to_be_visible()
        is_plain(card.locator(".panel"))
        assert card.locator(".panel").evaluate("panel => panel.offsetHeight") < 1200


def test_in_the_popup(hostile_page: Page, browser: Chromium) -> None:
    shown = popup(browser, hostile_page)
    expect(shown.locator(".entry")).to_have_count(len(TEXTS))
    for entry in shown.locator(".entry").all():
        entry.locator("summary").first.click()
        entry.locator("summary", has_text="Why?").click()
        is_plain(entry)
    assert shown.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert "<img src=x onerror=alert(1)>" in shown.inner_text("main")


@pytest.mark.parametrize("name", ["markup", "turned round", "one long word"])
def test_in_the_offer_to_track_a_message(
    page: Page, browser: Chromium, dovecot_server: Dovecot, user: str, name: str
) -> None:
    subject = f"Hello {TEXTS[name]}"[:900]
    dovecot_server.deliver(user, letter(3, subject, "Hello."))
    page.reload()
    frame = open_message(page, "Hello")
    expect(frame.locator("afterview-track button")).to_be_visible()
    shown = popup(browser, page)
    expect(shown.locator("#page h2")).to_contain_text("Hello")
    is_plain(shown.locator("#page"))
