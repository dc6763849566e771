"""From IMAP to the screen: what the real server makes of real mail is what a page's own names and words lead to."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.afterview import Afterview
from tests.support.chromium import popup
from tests.support.dovecot import Dovecot
from tests.support.letters import ASK, SUBJECT, letter
from tests.support.objectid_imap import ObjectIdServer
from tests.support.webmail_page import CARD, STATE, Browser, ChromiumBrowser, Tab, WebmailPages

pytestmark = pytest.mark.browser

MESSAGE, THREAD = "gNX9bDPLmBgFZ-C3Tdlb628cas1Xl0m4dql5nsWzQAEI==", "WQv0ytfwPR4-PWELEK0_87XuFOgetc239Y0pjPYHQ=="
JMAP_MESSAGE, JMAP_THREAD = "StmlKEsTVdXB", "AB5kIMdwqots"


def asking(user: str, now: datetime) -> bytes:
    """The mail that makes the process, as Proton's Bridge hands it out: other servers write no such field."""
    source = letter(1, f"Re: {SUBJECT}", ASK, sender='"Lee, Kim" <kim@northwind.example>', to=f"Ana <{user}>", when=now)
    return f"X-Pm-Internal-Id: {MESSAGE}\r\n".encode() + source


def lunch(user: str, now: datetime) -> bytes:
    """A private mail."""
    return letter(2, "Lunch on Friday?", "Noon?", sender="Sam <sam@friends.example>", to=f"Ana <{user}>", when=now)


@pytest.fixture
def opened(browser: Browser, pages: WebmailPages) -> Callable[..., Tab]:
    """Opens a site that shows the two mails."""

    def open_it(ui: str, address: str, user: str, now: datetime, **ids: str) -> Tab:
        host, _, path = address.partition("/")
        plain = {"date": now.isoformat(), "text": "Hello.", "thread": "otherThread00", "message": "otherMessage00"}
        mails: list[dict[str, Any]] = [
            {**plain, **ids, "subject": f"Re: {SUBJECT}", "name": "Lee, Kim", "email": "kim@northwind.example"},
            {**plain, "subject": "Lunch on Friday?", "name": "Sam", "email": "sam@friends.example"},
        ]
        return browser.open(pages.show(host, "others.html", {"ui": ui, "user": user, "mails": mails}) + path)

    return open_it


def check(tab: Tab) -> None:
    """One badge, and the card of the message behind it."""
    tab.until("document.querySelectorAll('afterview-badge').length === 1")
    shown = "document.querySelector('afterview-badge')"
    assert tab.run(f"[{shown}.parentElement.textContent, {shown}.shadowRoot.textContent]") == [
        f"Re: {SUBJECT}",
        "Reply due",
    ]
    tab.run("document.querySelector('.row').click()")
    tab.until(f"{STATE} === 'Reply due'")


def test_real_mail_is_known_on_the_pages_of_yahoo_proton_and_icloud(
    browser: Browser, opened: Callable[..., Tab], dovecot_server: Dovecot, user: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    dovecot_server.deliver(user, asking(user, now))
    dovecot_server.deliver(user, lunch(user, now))
    server = Afterview(tmp_path / "home", dovecot_server, user)
    try:
        browser.connect(server.port, server.pairing_code())
        check(opened("yahoo", "mail.yahoo.com/n/folders/1", user, now))
        check(opened("proton", "mail.proton.me/u/0/inbox", user, now, message=MESSAGE, thread=THREAD))
        check(opened("icloud", "www.icloud.com/mail/", user, now).frame("/applications/mail2/"))
    finally:
        server.stop()


OFFER = "document.querySelector('afterview-track')"
PLACES = {
    "yahoo": ("mail.yahoo.com/n/folders/1", ""),
    "icloud": ("www.icloud.com/mail/", "/applications/mail2/"),
    "proton": ("mail.proton.me/u/0/inbox", ""),
    "fastmail": ("app.fastmail.com/mail/Inbox/", ""),
}


def open_lunch(opened: Callable[..., Tab], ui: str, user: str, now: datetime) -> tuple[Tab, Tab]:
    """The page, and what of it shows the private mail, for which there is an offer to track it."""
    address, frame = PLACES[ui]
    page = opened(ui, address, user, now)
    tab = page.frame(frame) if frame else page
    tab.until("document.querySelectorAll('.row').length === 2")
    tab.run("(document.querySelectorAll('.row')[1].click(), true)")
    tab.until(f"{OFFER} !== null")
    return page, tab


def track_it(browser: Browser, page: Tab, tab: Tab) -> None:
    """Track the open message: from the popup in Chromium, from the line above the message in Firefox."""
    if isinstance(browser, ChromiumBrowser):
        shown = popup(browser.chromium, browser.chromium.context.pages[-1])
        expect(shown.locator("#page h2")).to_have_text("Lunch on Friday?")
        shown.fill("#page input[name=company]", "Sam’s Sandwiches")
        shown.click("#page button")
        expect(shown.locator("#page .said:not(.failed), .entry", has_text="Sam’s").first).to_be_attached()
        page.front()
        return
    form = f"{OFFER}.shadowRoot.querySelector('form')"
    tab.click(f"{OFFER}.shadowRoot.querySelector('button')")
    tab.until(f"{form} !== null")
    tab.run(f"({form}.company.value = 'Sam’s Sandwiches', true)")
    tab.click(f"{form}.querySelector('[type=submit]')")


def sandwiches(server: Afterview) -> list[dict[str, Any]]:
    return [process for process in server.feed()["processes"] if process["company"] == "Sam’s Sandwiches"]


@pytest.mark.parametrize("ui", PLACES)
def test_a_message_that_has_no_name_there_is_tracked_by_its_looks_and_let_go_again(
    browser: Browser, opened: Callable[..., Tab], dovecot_server: Dovecot, user: str, tmp_path: Path, ui: str
) -> None:
    """Neither does this mail server know the ids of Proton's and Fastmail's pages."""
    now = datetime.now(UTC)
    dovecot_server.deliver(user, lunch(user, now))
    before = dovecot_server.snapshot(user)
    server = Afterview(tmp_path / "home", dovecot_server, user)
    try:
        browser.connect(server.port, server.pairing_code())
        page, tab = open_lunch(opened, ui, user, now)
        track_it(browser, page, tab)
        if ui in ("yahoo", "icloud"):  # the others tie a message to a process by ids alone
            tab.until(f"Boolean({STATE})")
            assert tab.run(f"{OFFER} === null")
            assert [process["message_ids"] for process in sandwiches(server)] == [["<letter-2@company.example>"]]
            tab.click(f"{CARD}.querySelector('[data-key=undo]')")
            tab.until("document.querySelector('afterview-card') === null")
            tab.until(f"{OFFER} !== null")
        else:
            deadline = time.monotonic() + 15
            while not sandwiches(server) and time.monotonic() < deadline:
                time.sleep(0.2)
            (process,) = sandwiches(server)
            server.command("mark", process["id"], "--undo", process["marks"][0]["id"])
        assert sandwiches(server) == []
        assert dovecot_server.snapshot(user) == before
    finally:
        server.stop()


def test_of_two_that_look_alike_neither_is_tracked_and_the_page_says_so(
    browser: Browser, opened: Callable[..., Tab], dovecot_server: Dovecot, user: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    dovecot_server.deliver(user, lunch(user, now))
    dovecot_server.deliver(user, lunch(user, now).replace(b"letter-2@", b"letter-3@"))
    server = Afterview(tmp_path / "home", dovecot_server, user)
    try:
        browser.connect(server.port, server.pairing_code())
        _, tab = open_lunch(opened, "yahoo", user, now)
        tab.click(f"{OFFER}.shadowRoot.querySelector('button')")
        form = f"{OFFER}.shadowRoot.querySelector('form')"
        tab.until(f"{form} !== null")
        tab.click(f"{form}.querySelector('[type=submit]')")
        tab.until(f"{form}.querySelector('.failed')?.textContent.startsWith('Two messages carry this subject')")
        assert server.feed()["processes"] == []
    finally:
        server.stop()


def test_real_ids_of_a_server_with_objectid_are_known_on_the_page_of_fastmail(
    browser: Browser, opened: Callable[..., Tab], tmp_path: Path
) -> None:
    now, user = datetime.now(UTC), "ana@example.test"
    messages = {1: asking(user, now), 2: lunch(user, now)}
    ids: dict[int, tuple[str, str | None]] = {1: (JMAP_MESSAGE, JMAP_THREAD), 2: ("StmlKEsTVdXC", None)}
    with ObjectIdServer.start(tmp_path / "tls", messages, ids) as mail:
        assert isinstance(mail, ObjectIdServer)
        server = Afterview(tmp_path / "home", mail, user)
        try:
            browser.connect(server.port, server.pairing_code())
            tab = opened(
                "fastmail", "app.fastmail.com/mail/Inbox/", user, now, message=JMAP_MESSAGE, thread=JMAP_THREAD
            )
            check(tab)
            (process,) = server.feed()["processes"]
            assert {f"email-id:{JMAP_MESSAGE}", f"thread-id:{JMAP_THREAD}"} < set(process["match"])
        finally:
            server.stop()
