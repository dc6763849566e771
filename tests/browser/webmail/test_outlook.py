"""Outlook on the web in both browsers, on a page that reproduces its structure under its real names."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable
from typing import Any

import pytest

from server.feed import tuple_key
from tests.support.exchange import convid
from tests.support.scripted_feed import CODE, ScriptedFeed, process
from tests.support.webmail_page import CARD, STATE, Browser, Tab, WebmailPages, badges, errors

pytestmark = pytest.mark.browser

ANA = "ana@example.test"
NORTHWIND, HARBOUR, LUNCH = (bytes.fromhex(text) for text in ("6380a6c08fb0f048a9d6e7cc6ce9063b", "11" * 16, "2a" * 16))
TWINS = bytes.fromhex("00ff00aabbbbbbbbbb0102030405ffff")
KIM = {"name": "Kim Lee", "email": "kim@northwind.example"}


def thread(identity: str, subject: str, **fields: Any) -> dict[str, Any]:
    plain = {"date": "Mon 11/23/2026 3:04 PM", "short": "3:04 PM", "preview": "Hello Ana.", "unread": True, "from": KIM}
    own = {"convid": identity, "subject": subject, "messages": [{**KIM, "text": "Hello Ana."}] * 2}
    return {**plain, **own, **fields}


def threads() -> list[dict[str, Any]]:
    return [
        thread(convid(NORTHWIND), "Interview at Northwind"),
        thread(convid(HARBOUR, compressed=False), "Your application to Harbour", titled=True),
        thread(convid(LUNCH), "Lunch on Friday at 12:30?", unread=False),
    ]


def processes() -> list[dict[str, Any]]:
    advice = {"do": [{"id": "thank", "text": "Thank them today.", "why": "It is right."}], "dont": []}
    own = {"company": "Northwind", "role": "Gardener", "advice": advice}
    return [
        process("p000000000001", state="thank_you_due", match=[f"conv:{NORTHWIND.hex()}"], **own),
        process("p000000000002", state="applied", match=[f"conv:{HARBOUR.hex()}"]),
    ]


BOTH = {"Interview at Northwind": "Thank them", "Your application to Harbour": "Applied"}
ROW = "[role=option]"
Open = Callable[..., Tab]


@pytest.fixture
def opened(browser: Browser, pages: WebmailPages, feed: ScriptedFeed) -> Open:
    """Opens Outlook, paired with a feed that holds ``processes``."""

    def open_it(where: str = "mail/0/inbox", host: str = "outlook.live.com", **data: Any) -> Tab:
        start = pages.show(host, "outlook.html", {"user": ANA, "threads": threads(), **data})
        if not feed.content()["processes"]:
            feed.say(*processes())
        browser.connect(feed.port, CODE)
        return browser.open(start + where)

    return open_it


def shown(tab: Tab) -> dict[str, str]:
    return badges(tab, ROW, "row.querySelector('.TtcXM').textContent")


def wait_for(tab: Tab, count: int) -> None:
    tab.until(f"document.querySelectorAll('afterview-badge').length === {count}")


def click(tab: Tab, number: int) -> None:
    tab.run(f"document.querySelectorAll('{ROW}')[{number}].click()")


@pytest.mark.parametrize(
    "host", ["outlook.live.com", "outlook.office.com", "outlook.office365.com", "outlook.cloud.microsoft"]
)
def test_rows_are_matched_by_the_number_of_their_conversation(opened: Open, host: str) -> None:
    tab = opened(host=host, wait=200)
    wait_for(tab, 2)
    assert shown(tab) == BOTH


@pytest.mark.parametrize("layout", [{}, {"plain": True}, {"wide": True}])
def test_a_badge_moves_nothing_in_any_layout(opened: Open, layout: dict[str, bool]) -> None:
    tab = opened(**layout)
    with errors(tab) as failed:
        wait_for(tab, 2)
        places = (
            f"[...document.querySelectorAll('{ROW}, .line')].map(e => e.getBoundingClientRect())"
            ".map(box => [box.x, box.y, box.height])"
        )
        before = tab.run(places)
        tab.run("document.querySelectorAll('afterview-badge').forEach(badge => badge.style.display = 'none')")
        assert tab.run(places) == before
        assert failed() == []


def test_ids_are_read_to_the_byte_or_not_at_all(opened: Open, feed: ScriptedFeed) -> None:
    whole = convid(TWINS)
    raw = base64.b64decode(whole)
    assert TWINS not in raw, "the last 16 bytes as they stand are not the number"
    twins = TWINS.hex()
    feed.say(process("p000000000001", state="offer", match=[f"conv:{twins}"]))
    wrong = [
        "undefined",
        "",
        "not base64 at all!",
        base64.b64encode(raw[:-1]).decode(),
        base64.b64encode(raw + b"\7").decode(),
        base64.b64encode(b"\2" + raw[1:]).decode(),
        convid(TWINS, kind=3),
        convid(TWINS + b"\7"),
        convid(TWINS[:15]),
        convid(TWINS, mailbox=b"A" * 40)[:-4],
        base64.b64encode(b"\1" + b"\0\0\xff" * 100).decode(),
        base64.b64encode(TWINS).decode(),
        "A" * 2000,
    ]
    right = [
        whole,
        convid(TWINS, compressed=False),
        convid(TWINS, mailbox=b"7e616754-278d-49bb-805a-0f7864fe3dc5"),
    ]
    tab = opened(threads=[thread(text, f"Number {at}") for at, text in enumerate([*wrong, *right])])
    wait_for(tab, 3)
    assert list(shown(tab)) == [f"Number {len(wrong) + at}" for at in range(3)]
    feed.say(*(process(f"p00000000000{at}", match=[f"conv:{twins}"]) for at in range(2)))
    wait_for(tab, 0)


@pytest.mark.parametrize(
    "layout",
    [{}, {"shape": "list"}, {"headings": "opaque"}, {"headings": "opaque", "shape": "list"}, {"single": True}],
)
def test_an_open_conversation_has_its_card_above_its_messages_and_takes_marks(
    opened: Open, feed: ScriptedFeed, layout: dict[str, Any]
) -> None:
    """In private and business mailboxes, with the conversation's id in the heading or not, or messages alone."""
    tab = opened(**layout)
    wait_for(tab, 2)
    click(tab, 0)
    tab.until(f"{STATE} === 'Thank them'")
    card = "document.querySelector('afterview-card').getBoundingClientRect()"
    assert tab.run(f"{card}.top >= document.querySelector('.head').getBoundingClientRect().bottom")
    assert tab.run(f"{card}.bottom <= document.querySelector('.mail').getBoundingClientRect().top")
    with errors(tab) as failed:
        tab.click(f"{CARD}.querySelector('[data-key=mark-thanked]')")
        tab.until(f"{STATE} === 'Waiting'")
        assert ("POST", "marks", {"process": "p000000000001", "what": "thanked"}) in feed.requests
        click(tab, 2)
        tab.until("!document.querySelector('afterview-card')")
        click(tab, 1)
        tab.until(f"{STATE} === 'Applied'")
        tab.run("close()")
        tab.until("!document.querySelector('afterview-card')")
        assert shown(tab) == {**BOTH, "Interview at Northwind": "Waiting"}
        assert failed() == []


def test_a_chosen_row_is_not_taken_for_what_is_open(opened: Open) -> None:
    """The heading names nothing, and the row that is chosen is not the one that is shown, or not the only one."""
    tab = opened(headings="opaque")
    wait_for(tab, 2)
    click(tab, 0)
    tab.until(f"{STATE} === 'Thank them'")
    select = f"document.querySelectorAll('{ROW}')[%d].setAttribute('aria-selected', '%s')"
    tab.run(select % (1, "true"))
    tab.until("!document.querySelector('afterview-card')")
    tab.run(select % (0, "false"))
    tab.run("new Promise(resolve => setTimeout(resolve, 500))")
    assert tab.run("document.querySelector('afterview-card') === null")
    tab.run(select % (1, "false"))
    tab.run(select % (0, "true"))
    tab.until(f"{STATE} === 'Thank them'")


def test_a_row_that_is_used_again_takes_the_badge_of_its_new_conversation(opened: Open) -> None:
    tab = opened()
    wait_for(tab, 2)
    row = f"document.querySelectorAll('{ROW}')[%d]"
    tab.run(f"fill({row % 0}, data.threads[2])")
    wait_for(tab, 1)
    assert shown(tab) == {"Your application to Harbour": "Applied"}
    tab.run(f"fill({row % 2}, data.threads[0])")
    wait_for(tab, 2)
    assert shown(tab) == BOTH
    for _ in range(3):
        tab.run("[...document.querySelectorAll('[role=option]')].forEach((row, at) => fill(row, data.threads[at]))")
        wait_for(tab, 2)
    assert shown(tab) == BOTH
    tab.run("document.querySelector('[role=listbox]').lastElementChild.remove()")
    tab.run("document.querySelector('[role=listbox]').firstElementChild.remove()")
    wait_for(tab, 1)


PEEK = "document.querySelector('afterview-peek')?.shadowRoot"


def test_a_mark_is_made_from_the_row_without_opening_the_mail(opened: Open, feed: ScriptedFeed) -> None:
    tab = opened()
    wait_for(tab, 2)
    tab.click("document.querySelector('afterview-badge')")
    tab.until(f"{PEEK}?.querySelector('[data-key=mark-thanked]')?.getClientRects().length === 1")
    tab.click(f"{PEEK}.querySelector('[data-key=mark-thanked]')")
    tab.until("document.querySelector('afterview-badge').shadowRoot.textContent === 'Waiting'")
    assert ("POST", "marks", {"process": "p000000000001", "what": "thanked"}) in feed.requests
    assert tab.run("document.querySelector('#ConversationReadingPaneContainer') === null")


ALONE = "mail/deeplink/read/AAkALg"
OFFER = "document.querySelector('afterview-track')"


def alone(subject: str, date: str = "Mon 11/23/2026 3:04 PM", count: int = 1) -> dict[str, Any]:
    """A message in a window of its own, which names no conversation."""
    messages = [{**KIM, "text": "Hello Ana."}] * count
    return {"threads": [thread(convid(LUNCH), subject, messages=messages, date=date)]}


def by_looks(feed: ScriptedFeed, tab: Tab, *names: str) -> None:
    """Processes that are known by what the message looks like, at the minute that the browser's zone makes of it."""
    at = datetime.datetime.fromtimestamp(tab.run("new Date(2026, 10, 23, 15, 4).getTime()") / 1000, datetime.UTC)
    key = tuple_key("Hello again", KIM["email"], at)
    feed.say(*(process(name, subject="Hello again", state="offer", match=[key]) for name in names))


def test_a_message_in_a_window_of_its_own_is_known_by_its_looks(opened: Open, feed: ScriptedFeed) -> None:
    tab = opened(ALONE, **alone("RE: Hello again"))
    tab.until(f"{OFFER} !== null")
    assert tab.run("document.querySelector('afterview-card, afterview-badge') === null")
    by_looks(feed, tab, "p000000000001")
    tab.until(f"{STATE} === 'Offer'")
    assert tab.run(f"{OFFER} === null")
    by_looks(feed, tab, "p000000000001", "p000000000002")
    tab.until("document.querySelector('afterview-card') === null")
    tab.run("new Promise(resolve => setTimeout(resolve, 500))")
    assert tab.run(f"{OFFER} === null"), "in doubt: neither shown nor offered"


@pytest.mark.parametrize(
    "data",
    [alone("Hello again", "Mon 11/23/2026"), alone("Hello")],
    ids=["day alone", "another subject"],
)
def test_in_a_window_of_its_own_what_is_not_sure_shows_nothing(
    opened: Open, feed: ScriptedFeed, data: dict[str, Any]
) -> None:
    tab = opened(ALONE, **data)
    by_looks(feed, tab, "p000000000001")
    tab.until(f"{OFFER} !== null")
    tab.run("new Promise(resolve => setTimeout(resolve, 500))")
    assert tab.run("document.querySelector('afterview-card') === null")


def test_in_a_window_of_its_own_without_a_time_nothing_is_shown_or_offered(opened: Open, feed: ScriptedFeed) -> None:
    tab = opened(ALONE, **alone("Hello again", "soon"))
    by_looks(feed, tab, "p000000000001")
    tab.until("document.querySelector('#ItemReadingPaneContainer [role=heading]') !== null")
    tab.run("new Promise(resolve => setTimeout(resolve, 700))")
    assert tab.run("document.querySelector('afterview-card, afterview-track') === null")


def test_in_a_window_with_several_mails_nobody_knows_which_is_meant(opened: Open, feed: ScriptedFeed) -> None:
    tab = opened(ALONE, **alone("Hello again", count=2))
    by_looks(feed, tab, "p000000000001")
    tab.until("document.querySelector('#ItemReadingPaneContainer [role=heading]') !== null")
    tab.run("new Promise(resolve => setTimeout(resolve, 700))")
    assert tab.run("document.querySelector('afterview-card, afterview-track') === null")


def test_the_dark_theme_is_seen(opened: Open) -> None:
    tab = opened(theme="dark")
    wait_for(tab, 2)
    assert tab.run("document.querySelector('afterview-badge').dataset.tone") == "dark"
    click(tab, 0)
    tab.until(f"{STATE} === 'Thank them'")
    assert tab.run("document.querySelector('afterview-card').dataset.tone") == "dark"


@pytest.mark.parametrize(
    ("data", "known"),
    [
        ({"user": "own"}, True),
        ({"user": "other@example.test"}, False),
        ({"private": ["own"]}, True),
        ({"private": ["own", "other@example.test"]}, False),
    ],
)
def test_whose_mail_it_is_stands_on_the_account_button_or_over_the_folders(
    opened: Open, feed: ScriptedFeed, user: str, data: dict[str, Any], known: bool
) -> None:
    """With a private account the address stands over its folders alone; with two nobody knows whose mail is shown."""
    feed.say(process("p000000000001", state="offer", account_ids=["work"], match=[f"conv:{NORTHWIND.hex()}"]))
    own = {name: [user if one == "own" else one for one in value] for name, value in data.items() if name == "private"}
    tab = opened(**{"user": user if data.get("user") == "own" else data.get("user", ""), **own})
    wait_for(tab, 1)
    click(tab, 0)
    tab.until(f"{STATE} === 'Offer'")
    assert tab.run(f"{CARD}.textContent.includes('in another mail account of yours')") is known
