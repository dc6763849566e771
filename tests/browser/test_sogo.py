"""The whole chain in a real SOGo: rows and open messages of a page that never loads anew and names rows by nothing.

With AFTERVIEW_PICTURES=1 it takes the pictures of SOGo for the documentation.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Playwright, expect

from server.feed import tuple_key
from tests.support import extension, firefox, sogo
from tests.support.afterview import Afterview
from tests.support.chromium import Chromium, connect, in_content_script
from tests.support.dovecot import Dovecot
from tests.support.firefox import Firefox
from tests.support.firefox import connect as connect_firefox
from tests.support.letters import ASK, KIM, SUBJECT, letter
from tests.support.scripted_feed import CODE, ScriptedFeed, process
from tests.support.sogo import Sogo, row, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.dovecot]

PICTURES = Path(__file__).resolve().parents[2] / "docs/pictures"
DARK = """
body, main *, md-sidenav, md-sidenav * { background-color: transparent !important; color: #e6e8ec !important; }
body, md-sidenav, .view-list, .view-detail, md-card { background-color: #1f232b !important; }
"""
"""A style sheet of the user's own: SOGo has no dark colours."""
FIXED = "Hi Ana,\n\nyour interview is confirmed for {day} at 15:00.\n\nBest regards\nKim Lee\n"


@pytest.fixture(scope="module")
def groupware(dovecot_server: Dovecot) -> Iterator[Sogo]:
    if not sogo.available():
        pytest.skip("SOGO IS NOT INSTALLED: the extension there stays unproven (see tests/support/provide.py)")
    server = Sogo(dovecot_server.plain_port)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def one_browser(play: Playwright, groupware: Sogo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    root = tmp_path_factory.mktemp("chromium-sogo")
    folder = extension.unpack("chromium", root / "extension", [f"https://{groupware.host}/*"])
    started = Chromium(play, folder, root / "profile", {groupware.host: groupware.port})
    yield started
    started.close()


@pytest.fixture
def page(browser: Chromium) -> Page:
    return browser.context.new_page()


def ago(**past: float) -> datetime.datetime:
    """A moment so long ago."""
    return datetime.datetime.now(datetime.UTC) - datetime.timedelta(**past)


def day_ahead(days: int) -> str:
    """A day as a mail writes it."""
    then = datetime.datetime.now(ZoneInfo("Europe/Berlin")) + datetime.timedelta(days=days)
    return f"{then:%A}, {then.day} {then:%B %Y}"


def test_the_main_job(
    groupware: Sogo, dovecot_server: Dovecot, browser: Chromium, page: Page, user: str, tmp_path: Path
) -> None:
    server = Afterview(tmp_path / "home", dovecot_server, user)
    try:
        for number, subject, body, sender in (
            (1, SUBJECT, ASK, KIM),
            (2, "Lunch on Friday?", "Noon?", "Sam <sam@friends.example>"),
        ):
            source = letter(number, subject, body, sender=sender, to=f"Ana <{user}>", when=ago(hours=2))
            dovecot_server.deliver(user, source)
        connect(browser, server.port, server.pairing_code())
        sign_in(page, groupware, user, dovecot_server.password)

        # Rows are badged; a private mail is not.
        badge = row(page, SUBJECT).locator("afterview-badge")
        expect(badge).to_have_text("Reply due")
        expect(page.locator("afterview-badge")).to_have_count(1)

        # A message is opened with its card.
        row(page, SUBJECT).click()
        card = page.locator("afterview-card")
        expect(card.locator(".state")).to_have_text("Reply due")
        expect(card.locator("h2")).to_have_text("Gardener at Northwind")
        expect(card.locator(".last")).to_have_text("Kim Lee, hiring manager, replied 2 hours ago")

        # Marked by hand; a new mail changes row and card without a reload.
        page.evaluate("() => { window.sameDocument = true }")
        card.get_by_role("button", name="I answered").click()
        expect(card.locator(".state")).to_have_text("Waiting")
        expect(badge).to_have_text("Waiting")
        answer = letter(
            4,
            f"Re: {SUBJECT}",
            FIXED.format(day=day_ahead(5)),
            sender=KIM,
            to=f"Ana <{user}>",
            reply_to="<letter-1@company.example>",
            when=ago(),
        )
        dovecot_server.deliver(user, answer)
        expect(badge).to_have_text("Interview")
        expect(card.locator(".state")).to_have_text("Interview")
        process_found = next(p for p in server.feed()["processes"] if p["company"] == "Northwind")
        assert [mark["what"] for mark in process_found["marks"]] == ["answered"]

        # Another message, and none.
        row(page, "Lunch on Friday?").click()
        expect(page.locator("#detailView h5")).to_have_text("Lunch on Friday?")
        expect(card).to_have_count(0)
        row(page, SUBJECT).click()
        expect(card.locator(".state")).to_have_text("Interview")

        # Any open message can be tracked; its row is marked as well.
        row(page, "Lunch on Friday?").click()
        offer = page.locator("afterview-track")
        offer.get_by_role("button", name="Track this…").click()
        offer.get_by_label("Company").fill("Friends")
        offer.get_by_role("button", name="Track this", exact=True).click()
        expect(card.locator("h2")).to_contain_text("Friends")
        expect(page.locator("afterview-badge")).to_have_count(2)
        assert page.evaluate("() => window.sameDocument")
    finally:
        server.stop()


@pytest.fixture
def kept(dovecot_server: Dovecot, user: str) -> Callable[..., str]:
    """Deliver a letter; answers the key that SOGo's row of it has in the feed."""

    def deliver(
        number: int, subject: str, when: datetime.datetime, *, name: str = "Kim Lee", folder: str = "INBOX"
    ) -> str:
        sender = f"{name} <kim@northwind.example>" if name else "kim@northwind.example"
        source = letter(number, subject, sender=sender, to=f"Ana <{user}>", when=when)
        arrived = when + datetime.timedelta(seconds=number)  # SOGo lists what arrived in one second in any order
        dovecot_server.deliver(user, source, folder, when=arrived)
        return tuple_key(subject, name.lower() or "kim@northwind.example", when)

    return deliver


def badges(page: Page) -> dict[str, str]:
    """What each badged row says, by subject."""
    rows = page.locator("md-list-item.sg-message-list-item:has(afterview-badge)").all()
    return {
        found.locator(".sg-tile-subject").inner_text(): found.locator("afterview-badge .state").inner_text()
        for found in rows
    }


def test_rows_that_are_not_sure_show_nothing(
    groupware: Sogo,
    dovecot_server: Dovecot,
    browser: Chromium,
    page: Page,
    user: str,
    feed: ScriptedFeed,
    kept: Callable[..., str],
) -> None:
    today, week = ago(hours=1), ago(days=5)
    sure = kept(1, "Sure", today)
    nameless = kept(2, "Nameless", today, name="")
    older = kept(3, "Days ago", week)
    old = kept(4, "Long ago", ago(days=12))
    both = kept(5, "In two", today)
    kept(6, "Another minute", today)
    feed.say(
        process("p000000000001", subject="Sure", state="offer", match=[sure]),
        process("p000000000002", subject="Nameless", state="waiting", match=[nameless]),
        process("p000000000003", subject="Days ago", state="thank_you_due", match=[older]),
        process("p000000000004", subject="Long ago", state="offer", match=[old]),
        process("p000000000005", subject="In two", state="offer", match=[both]),
        process("p000000000006", subject="In two", state="waiting", match=[both]),
        process(
            "p000000000007",
            subject="Another minute",
            state="offer",
            match=[tuple_key("Another minute", "kim lee", today - datetime.timedelta(minutes=1))],
        ),
    )
    connect(browser, feed.port, CODE)
    sign_in(page, groupware, user, dovecot_server.password)
    expect(page.locator("afterview-badge")).to_have_count(3)
    assert badges(page) == {"Sure": "Offer", "Nameless": "Waiting", "Days ago": "Thank them"}


def test_an_account_that_is_not_watched_shows_nothing(
    groupware: Sogo,
    dovecot_server: Dovecot,
    browser: Chromium,
    page: Page,
    user: str,
    kept: Callable[..., str],
    place: Callable[..., str],
) -> None:
    feed = ScriptedFeed("someone@example.net")
    try:
        key = kept(1, "Sure", ago(hours=1))
        feed.say(process("p000000000001", subject="Sure", state="offer", match=[key, place(1)]))
        connect(browser, feed.port, CODE)
        sign_in(page, groupware, user, dovecot_server.password)
        row(page, "Sure").click()
        expect(page.locator("#detailView h5")).to_have_text("Sure")
        page.wait_for_timeout(1000)
        assert feed.requests[-1][1] == "feed"
        expect(page.locator("afterview-badge, afterview-card")).to_have_count(0)
    finally:
        feed.stop()


def test_rows_that_are_drawn_anew_keep_their_badges_and_no_other(
    groupware: Sogo, dovecot_server: Dovecot, browser: Chromium, page: Page, user: str, feed: ScriptedFeed, kept: Any
) -> None:
    """SOGo draws a row's element anew for another message as the list is scrolled."""
    when = ago(hours=1)
    keys = [kept(number, f"Letter {number}", when) for number in range(1, 61)]
    feed.say(
        *(
            process(f"p{number:012x}", subject=f"Letter {number}", state="offer", match=[keys[number - 1]])
            for number in (1, 30, 60)
        )
    )
    connect(browser, feed.port, CODE)
    sign_in(page, groupware, user, dovecot_server.password)
    expect(page.locator("afterview-badge")).to_have_count(1)
    seen: set[str] = set()
    for part in (0, 0.25, 0.5, 0.75, 1, 0.5, 0):
        page.locator("#messagesList .md-virtual-repeat-scroller").evaluate(
            "(list, part) => { list.scrollTop = part * list.scrollHeight }", part
        )
        page.wait_for_timeout(400)
        found = badges(page)
        assert set(found) <= {"Letter 1", "Letter 30", "Letter 60"}
        assert page.locator("afterview-badge").count() == len(found)
        seen |= set(found)
    assert seen == {"Letter 1", "Letter 30", "Letter 60"}


def test_a_message_in_a_folder_with_an_odd_name_is_known(
    groupware: Sogo,
    dovecot_server: Dovecot,
    browser: Chromium,
    page: Page,
    user: str,
    feed: ScriptedFeed,
    kept: Callable[..., str],
    place: Callable[..., str],
) -> None:
    folder = "Jobs/Entwürfe 2026 % & co"
    with dovecot_server.client(user) as client:
        client.create_folder(folder)
        client.subscribe_folder(folder)
    kept(1, "Here", ago(days=30), folder=folder)
    key = place(1, folder).replace(folder, quote(folder, safe=""))
    feed.say(process("p000000000001", subject="Here", state="offer", match=[key]))
    kept(2, "Something in the inbox", ago(days=30))
    connect(browser, feed.port, CODE)
    sign_in(page, groupware, user, dovecot_server.password)
    folders = page.locator(".sg-mailbox-list-item")
    folders.filter(has_text="Jobs").get_by_role("checkbox").click()
    folders.filter(has_text="Entwürfe").locator("p.sg-item-name").click()
    row(page, "Here").click()
    expect(page.locator("afterview-card .state")).to_have_text("Offer")
    assert "Entw%252526APw-rfe" in page.url, "modified UTF-7, encoded three times"

    with browser.context.expect_page() as opened:  # a window of its own, which has no list
        page.locator("[ng-click='viewer.openInPopup()']").click()
    expect(opened.value.locator("afterview-card .state")).to_have_text("Offer")


def test_in_firefox(
    groupware: Sogo, dovecot_server: Dovecot, user: str, feed: ScriptedFeed, kept: Callable[..., str], tmp_path: Path
) -> None:
    if not firefox.available():
        pytest.skip("FIREFOX IS NOT INSTALLED: the extension in Firefox stays unproven (apt install firefox-esr)")
    own = {"subject": "Your interview", "match": [kept(1, "Your interview", ago(hours=1))]}
    feed.say(process("p000000000001", state="thank_you_due", **own))
    folder = extension.unpack("firefox", tmp_path / "extension", [f"https://{groupware.host}/*"])
    browser = Firefox(folder, tmp_path / "profile", (groupware.host,), groupware.port)
    try:
        connect_firefox(browser, feed.port, CODE)
        tab = browser.open(groupware.address)
        browser.until(tab, "document.querySelector('button[type=submit]') !== null")
        fields = {"app.creds.username": user, "app.creds.password": dovecot_server.password}
        for name, value in fields.items():
            browser.run(
                tab,
                f"(field => {{ field.value = {value!r}; field.dispatchEvent(new Event('input')) }})"
                f"(document.querySelector('input[ng-model=\"{name}\"]'))",
            )
        browser.run(tab, "document.querySelector('button[type=submit]').click()")
        badge = "document.querySelector('afterview-badge')?.shadowRoot.textContent"
        browser.until(tab, f"{badge} === 'Thank them'")
        feed.say(process("p000000000001", state="waiting", **own))
        browser.until(tab, f"{badge} === 'Waiting'")
        browser.run(tab, "document.querySelector('md-list-item.sg-message-list-item button').click()")
        browser.until(tab, "document.querySelector('#detailView h5')?.textContent === 'Your interview'")
    finally:
        browser.close()


@pytest.mark.parametrize("tone", ["light", "dark"])
def test_badges_and_card_take_the_colours_of_the_page(
    groupware: Sogo,
    dovecot_server: Dovecot,
    browser: Chromium,
    page: Page,
    user: str,
    feed: ScriptedFeed,
    kept: Callable[..., str],
    place: Callable[..., str],
    tone: str,
) -> None:
    kept(1, "Lunch on Friday?", ago(hours=5), name="Sam Okafor")
    applied = kept(2, "Your application to Harbour Labs", ago(hours=4), name="Harbour Labs Careers")
    offer = kept(3, "Offer: Site Engineer at Alder", ago(hours=3), name="Ines Duarte")
    interview = kept(4, "Interview for the Gardener role at Northwind", ago(hours=2))
    rule = {"id": "thank", "text": "Write a short thank-you today or tomorrow.", "why": "It is remembered."}
    feed.say(
        process("p000000000001", subject="Your application to Harbour Labs", state="applied", match=[applied]),
        process("p000000000002", subject="Offer: Site Engineer at Alder", state="offer", match=[offer]),
        process(
            "p000000000003",
            company="Northwind",
            role="Gardener",
            subject="Interview for the Gardener role at Northwind",
            state="thank_you_due",
            last_message={
                "date": ago(hours=2).isoformat(),
                "direction": "in",
                "sender": "person",
                "name": "Kim Lee",
                "part": "hiring_manager",
            },
            advice={"do": [rule], "dont": [{"id": "long", "text": "Write a long letter.", "why": "Nobody reads it."}]},
            match=[interview, place(4)],
        ),
    )
    connect(browser, feed.port, CODE)
    sign_in(page, groupware, user, dovecot_server.password)
    if tone == "dark":
        page.add_style_tag(content=DARK)
        page.evaluate("() => document.documentElement.classList.add('dark')")
    row(page, "Interview for the Gardener role at Northwind").click()
    expect(page.locator("afterview-card .state")).to_have_text("Thank them")
    expect(page.locator("afterview-badge")).to_have_count(3)
    heights = "() => [...document.querySelectorAll('.sg-message-list-item, .sg-md-subhead')].map(e => e.clientHeight)"
    before = page.evaluate(heights)
    if tone == "light":
        page.evaluate(
            "() => document.querySelectorAll('afterview-badge').forEach(b => { b.style.position = 'absolute' })"
        )
        assert page.evaluate(heights) == before, "a badge makes no row higher"
        page.evaluate("() => document.querySelectorAll('afterview-badge').forEach(b => { b.style.position = '' })")
    page.mouse.move(0, 0)
    expect(page.locator(f"afterview-card[data-tone={tone}]")).to_have_count(1)
    expect(page.locator(f"afterview-badge[data-tone={tone}]")).to_have_count(3)
    assert in_content_script(browser, page, "afterview.diagnose().problem") is None
    if os.environ.get("AFTERVIEW_PICTURES"):
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURES / f"sogo-{tone}.png")
