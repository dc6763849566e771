"""Gmail's identity from IMAP to the screen: a server that speaks X-GM-EXT-1, the real Afterview, the real extension."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.afterview import Afterview
from tests.support.gmail_imap import INBOX, SENT, GmailServer
from tests.support.house import NO
from tests.support.letters import ASK, KIM, SUBJECT, letter
from tests.support.webmail_page import CARD, STATE, Browser, ChromiumBrowser, WebmailPages, badges, track

pytestmark = pytest.mark.browser

HOST = "mail.google.com"
USER = "ana@example.test"
NOW = datetime.now(UTC).replace(microsecond=0)
INVITED, NEIGHBOUR, LUNCH = 1848237961234567891, 1848237961234567892, 1848237961234500007
APPLICATION = """Dear Kim Lee,

I would like to apply for the Gardener role at Northwind. My CV is attached.

Best regards
Ana
"""


def put(gmail: GmailServer, number: int, thread: int, subject: str, body: str, age: float, **fields: Any) -> None:
    """A mail with the number ``thread + number``, in the inbox or in Sent."""
    mailbox = fields.pop("mailbox", INBOX)
    when = NOW - timedelta(hours=age)
    source = letter(number, subject, body, when=when, **fields)
    gmail.deliver(source, thread, thread + number, mailbox, when=when)


@pytest.fixture
def gmail(tmp_path: Path) -> Iterator[GmailServer]:
    with GmailServer.start(tmp_path / "tls") as server:
        put(server, 0, INVITED, SUBJECT, APPLICATION, 99, sender=f"Ana <{USER}>", to=KIM, mailbox=SENT)
        put(server, 1, INVITED, SUBJECT, ASK, 50, sender=KIM, to=f"Ana <{USER}>")
        put(server, 2, LUNCH, "Lunch on Friday?", "Noon?", 40, sender="Sam <sam@friends.example>", to=f"Ana <{USER}>")
        yield server


@pytest.fixture
def server(gmail: GmailServer, tmp_path: Path) -> Iterator[Afterview]:
    started = Afterview(tmp_path / "home", gmail, USER)
    yield started
    started.stop()


def row(thread: int, subject: str, number: int) -> dict[str, Any]:
    """What the page shows of a conversation whose newest message has the number ``thread + number``."""
    mails = [{"id": f"{thread + number:x}", "name": "Kim Lee", "email": "kim@northwind.example", "text": "Hello."}]
    plain = {"date": "Mon, Nov 23, 2026, 3:04 PM", "short": "3:04 PM", "snippet": "Hello.", "unread": True}
    return {**plain, "id": f"{thread:x}", "subject": subject, "messages": mails}


def page_of(pages: WebmailPages) -> str:
    """Gmail's inbox: the conversation, one whose number JavaScript cannot tell from it, and a private one."""
    assert float(INVITED) == float(NEIGHBOUR)
    threads = [
        row(INVITED, SUBJECT, 1),
        row(NEIGHBOUR, f"{SUBJECT} (a neighbour)", 1),
        row(LUNCH, "Lunch on Friday?", 2),
        {**row(INVITED, "No number yet", 1), "id": None, "ids": {"data-legacy-thread-id": "undefined"}},
    ]
    return pages.show(HOST, "gmail.html", {"user": USER, "threads": threads})


def in_three_mailboxes(feed: dict[str, Any]) -> bool:
    """Whether all is read: after the inbox, whose badge shows, come Sent and the archive, which holds both mails."""
    keys = [key for process in feed["processes"] for key in process["match"] if key.startswith("imap:")]
    return len(keys) == 4


def test_the_numbers_of_imap_lead_to_the_rows_and_back(
    browser: Browser, pages: WebmailPages, gmail: GmailServer, server: Afterview
) -> None:
    start = page_of(pages)
    browser.connect(server.port, server.pairing_code())
    tab = browser.open(f"{start}mail/u/0/#inbox")
    tab.until("document.querySelectorAll('afterview-badge').length === 1")
    assert badges(tab, "tr.zA", "row.querySelector('.bog').textContent") == {SUBJECT: "Reply due"}
    (process,) = server.feed_once(in_three_mailboxes)["processes"]
    keys = {key for key in process["match"] if key.startswith("gm-")}
    assert keys == {f"gm-thr:{INVITED:x}", f"gm-msg:{INVITED:x}", f"gm-msg:{INVITED + 1:x}"}
    assert any("Alle%20Nachrichten" in key for key in process["match"])
    assert len(process["message_ids"]) == 2  # each message once, though it lies in two mailboxes

    tab.run(f"location.hash = '#inbox/{INVITED:x}'")
    tab.until(f"{STATE} === 'Reply due'")
    assert "Kim Lee" in tab.run(f"{CARD}.textContent")
    tab.click(f"{CARD}.querySelector('[data-key=mark-answered]')")
    tab.until(f"{STATE} === 'Waiting'")
    put(gmail, 5, INVITED, f"Re: {SUBJECT}", NO, 0.1, sender=KIM, to=f"Ana <{USER}>")
    tab.until(f"{STATE} === 'Rejected'", 30)
    assert f"gm-msg:{INVITED + 5:x}" in server.feed()["processes"][0]["match"]

    said = {command.removeprefix("UID ").split(" ")[0] for _, command in gmail.commands}
    assert not said & {"SELECT", "STORE", "APPEND", "COPY", "MOVE", "EXPUNGE", "CREATE", "DELETE"}


@pytest.mark.parametrize("each_browser", ["chromium"], indirect=True)
def test_a_private_conversation_is_tracked_by_its_number(
    browser: ChromiumBrowser, pages: WebmailPages, server: Afterview
) -> None:
    start = page_of(pages)
    browser.connect(server.port, server.pairing_code())
    browser.open(f"{start}mail/u/0/#inbox/{LUNCH:x}")
    tab = browser.chromium.context.pages[-1]
    tab.wait_for_selector("h2.hP")
    tab.wait_for_timeout(500)
    track(browser, tab, "Lunch on Friday?", "Sam’s Sandwiches")
    (tracked,) = [process for process in server.feed()["processes"] if process["company"] == "Sam’s Sandwiches"]
    assert f"gm-thr:{LUNCH:x}" in tracked["match"]
