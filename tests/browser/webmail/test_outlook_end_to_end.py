"""Outlook's identity from the Thread-Index to the screen: a real Dovecot, the real Afterview, the real extension."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.afterview import Afterview
from tests.support.dovecot import Dovecot
from tests.support.exchange import convid
from tests.support.house import NO
from tests.support.letters import ASK, KIM, RECEIPT, SUBJECT, letter
from tests.support.webmail_page import CARD, STATE, Browser, ChromiumBrowser, WebmailPages, badges, track

pytestmark = [pytest.mark.browser, pytest.mark.dovecot]

INVITED, LUNCH, ELSEWHERE = (bytes.fromhex(text) for text in ("00ff00aabbbbbbbbbb0102030405ffff", "2a" * 16, "77" * 16))


def index(number: bytes, *children: bytes) -> bytes:
    """A Thread-Index field (MS-OXOMSG 2.2.1.3): one, the time in five bytes, the number, five bytes an answer."""
    value = b"\x01\xda\x1c\x7e\x9b\x02" + number + b"".join(children)
    return b"Thread-Index: " + base64.b64encode(value) + b"\r\n"


@pytest.fixture
def server(dovecot_server: Dovecot, user: str, tmp_path: Path) -> Iterator[Afterview]:
    when = datetime.now(UTC) - timedelta(hours=50)
    own = {"to": f"Ana <{user}>", "when": when}
    careers, sam = "Harbour Labs Careers <no-reply@harbour.example>", "Sam <sam@friends.example>"
    dovecot_server.deliver(user, index(INVITED) + letter(1, SUBJECT, ASK, sender=KIM, **own))
    dovecot_server.deliver(user, letter(2, "Your application to Harbour Labs", RECEIPT, sender=careers, **own))
    dovecot_server.deliver(user, index(LUNCH) + letter(3, "Lunch on Friday?", "Noon?", sender=sam, **own))
    started = Afterview(tmp_path / "home", dovecot_server, user)
    yield started
    started.stop()


def row(number: bytes, subject: str) -> dict[str, Any]:
    kim = {"name": "Kim Lee", "email": "kim@northwind.example"}
    plain = {"date": "Mon 11/23/2026 3:04 PM", "short": "3:04 PM", "preview": "Hello Ana.", "unread": True, "from": kim}
    return {**plain, "convid": convid(number), "subject": subject, "messages": [{**kim, "text": "Hello Ana."}]}


def test_the_thread_index_leads_to_the_rows_and_back(
    browser: Browser, pages: WebmailPages, dovecot_server: Dovecot, server: Afterview, user: str
) -> None:
    topic = hashlib.md5("YOUR APPLICATION TO HARBOUR LABS".encode("utf-16-le"), usedforsecurity=False).digest()
    threads = [
        row(INVITED, SUBJECT),
        row(topic, "Your application to Harbour Labs"),  # no Thread-Index: named by its topic
        row(LUNCH, "Lunch on Friday?"),
        row(ELSEWHERE, f"{SUBJECT} (another)"),
    ]
    start = pages.show("outlook.office.com", "outlook.html", {"user": user, "threads": threads})
    browser.connect(server.port, server.pairing_code())
    tab = browser.open(f"{start}mail/0/inbox")
    tab.until("document.querySelectorAll('afterview-badge').length === 2")
    shown = badges(tab, "[role=option]", "row.querySelector('.TtcXM').textContent")
    assert shown == {SUBJECT: "Reply due", "Your application to Harbour Labs": "Applied"}

    tab.run("document.querySelector('[role=option]').click()")
    tab.until(f"{STATE} === 'Reply due'")
    tab.click(f"{CARD}.querySelector('[data-key=mark-answered]')")
    tab.until(f"{STATE} === 'Waiting'")
    answer = letter(4, f"RE: {SUBJECT}", NO, sender=KIM, to=f"Ana <{user}>", when=datetime.now(UTC))
    dovecot_server.deliver(user, index(INVITED, b"child", b"after") + answer)
    tab.until(f"{STATE} === 'Rejected'", 30)
    process = next(process for process in server.feed()["processes"] if process["company"] == "Northwind")
    assert [key for key in process["match"] if key.startswith("conv:")] == [f"conv:{INVITED.hex()}"]
    assert len(process["message_ids"]) == 2


@pytest.mark.parametrize("each_browser", ["chromium"], indirect=True)
def test_a_private_conversation_is_tracked_by_its_number(
    browser: ChromiumBrowser, pages: WebmailPages, server: Afterview, user: str
) -> None:
    """The server finds the message by the letters that the number makes in the Thread-Index field."""
    threads = [row(LUNCH, "Lunch on Friday?")]
    start = pages.show("outlook.live.com", "outlook.html", {"user": user, "threads": threads})
    browser.connect(server.port, server.pairing_code())
    browser.open(f"{start}mail/0/inbox").until("document.querySelector('[role=option]') !== null")
    page = browser.chromium.context.pages[-1]
    page.locator("[role=option]").click()
    page.wait_for_timeout(500)
    track(browser, page, "Lunch on Friday?", "Sam’s Sandwiches")
    (tracked,) = [process for process in server.feed()["processes"] if process["company"] == "Sam’s Sandwiches"]
    assert f"conv:{LUNCH.hex()}" in tracked["match"]
