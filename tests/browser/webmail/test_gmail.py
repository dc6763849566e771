"""Gmail in both browsers, on a page that reproduces its structure under its real name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.scripted_feed import CODE, ScriptedFeed, process
from tests.support.webmail_page import CARD, STATE, Browser, Tab, WebmailPages, badges, errors

pytestmark = pytest.mark.browser

HOST = "mail.google.com"
NORTHWIND, HARBOUR, FJORD = "18c2f4a07b9d3e51", "19a1b2c3d4e5f607", "18fffffffffffff1"
LUNCH, QUAY = "17c0ffee00000001", "17c0ffee00000002"
KIM = ("Kim Lee", "kim@northwind.example")
ANA = "ana@example.test"
ROW = "tr.zA"
SUBJECT = "row.querySelector('.bog')?.textContent ?? row.textContent"


def mail(number: str, sender: tuple[str, str] = KIM, text: str = "Hello Ana.") -> dict[str, str]:
    return {"id": number, "name": sender[0], "email": sender[1], "text": text}


def thread(number: str | None, subject: str, *mails: dict[str, str], **fields: Any) -> dict[str, Any]:
    own = mails or (mail((number or "1")[:-1] + "a"),)
    plain = {"date": "Mon, Nov 23, 2026, 3:04 PM", "short": "3:04 PM", "snippet": "Hello Ana.", "unread": True}
    return {**plain, "id": number, "subject": subject, "messages": list(own), **fields}


def threads() -> list[dict[str, Any]]:
    return [
        thread(NORTHWIND, "Interview at Northwind", mail("18c2f4a07b9d3e52"), mail("18c2f4a07b9d3e53")),
        thread(HARBOUR, "Your application to Harbour"),
        thread(LUNCH, "Lunch on Friday?", mail("17c0ffee0000000a", ("Sam", "sam@friends.example"))),
    ]


def processes() -> list[dict[str, Any]]:
    """Two processes with the numbers that Gmail's IMAP gives for them, in hexadecimal."""
    return [
        process(
            "p000000000001",
            company="Northwind",
            role="Gardener",
            state="thank_you_due",
            advice={"do": [{"id": "thank", "text": "Thank them today.", "why": "It is right."}], "dont": []},
            match=[f"gm-thr:{NORTHWIND}", "gm-msg:18c2f4a07b9d3e52", "gm-msg:18c2f4a07b9d3e53"],
        ),
        process("p000000000002", state="applied", match=[f"gm-thr:{HARBOUR}"]),
    ]


Open = Callable[..., Tab]


@pytest.fixture
def opened(browser: Browser, pages: WebmailPages, feed: ScriptedFeed) -> Open:
    """Opens Gmail, paired with a feed that holds ``processes``."""
    paired: list[int] = []

    def open_it(where: str = "mail/u/0/#inbox", **data: Any) -> Tab:
        start = pages.show(HOST, "gmail.html", {"user": ANA, "threads": threads(), **data})
        if not feed.content()["processes"]:
            feed.say(*processes())
        if not paired:
            browser.connect(feed.port, CODE)
            paired.append(feed.port)
        return browser.open(start + where)

    return open_it


def shown(tab: Tab, selector: str = ROW) -> dict[str, str]:
    return badges(tab, selector, SUBJECT)


BOTH = {"Interview at Northwind": "Thank them", "Your application to Harbour": "Applied"}


def wait_for(tab: Tab, count: int) -> None:
    tab.until(f"document.querySelectorAll('afterview-badge').length === {count}")


@pytest.mark.parametrize("block", [False, True])
def test_rows_are_matched_by_number_alone_and_stay_as_high_as_they_were(opened: Open, block: bool) -> None:
    tab = opened(block=block, wait=300)
    with errors(tab) as failed:
        wait_for(tab, 2)
        assert shown(tab) == BOTH
        places = (
            "[...document.querySelectorAll('tr.zA, tr.zA td, .y6')].map(e => e.getBoundingClientRect())"
            ".map(box => [box.x, box.y, box.height])"
        )
        before = tab.run(places)
        tab.run("document.querySelectorAll('afterview-badge').forEach(badge => badge.style.display = 'none')")
        assert tab.run(places) == before
        assert failed() == []


def test_what_has_no_sure_number_shows_nothing(opened: Open, feed: ScriptedFeed) -> None:
    """The same subject everywhere: only numbers count, and only where both writings of one agree."""
    subject = "Interview at Northwind"
    decimal = str(int(NORTHWIND, 16))
    rounded = str(int(float(decimal)))  # what a JavaScript number would make of it
    assert rounded != decimal
    wrong: list[dict[str, str]] = [
        {"data-thread-id": "undefined", "data-legacy-thread-id": "undefined"},
        {"data-thread-id": "#thread-a:r-5123456789", "data-legacy-thread-id": "undefined"},
        {"data-thread-id": "#thread-a:r123"},
        {"data-standalone-draft-id": "#msg-a:r-99", "data-thread-id": "#msg-a:r-99", "data-legacy-thread-id": ""},
        {"data-thread-id": f"#thread-f:{rounded}", "data-legacy-thread-id": NORTHWIND},
        {"data-thread-id": f"#thread-f:{decimal}", "data-legacy-thread-id": HARBOUR},
        {"data-thread-id": f"#msg-f:{decimal}", "data-legacy-thread-id": NORTHWIND},  # a message of this number
        {"data-thread-id": "#thread-f:abc", "data-legacy-thread-id": f"{NORTHWIND}0"},
        {},
    ]
    rows = [thread(None, f"{subject} {at}", ids=ids) for at, ids in enumerate(wrong)]
    sent = {"data-thread-id": "#thread-a:r-77", "data-legacy-thread-id": NORTHWIND}  # begun here, known to the server
    tab = opened(threads=[*rows, thread(NORTHWIND, "Application as Gardener", ids=sent)])
    wait_for(tab, 1)
    assert shown(tab) == {"Application as Gardener": "Thank them"}
    feed.say(*processes(), process("p000000000003", state="offer", match=[f"gm-thr:{NORTHWIND}"]))
    wait_for(tab, 0)


@pytest.mark.parametrize(("snippet", "roles"), [("Hello Ana.", False), ("", False), ("Hello Ana.", True)])
def test_a_row_of_the_vertical_split_has_one_badge_and_the_pane_its_card(
    opened: Open, snippet: str, roles: bool
) -> None:
    own = [{**one, "snippet": snippet} for one in threads()]
    tab = opened(split="vertical", threads=own, roles=roles)
    wait_for(tab, 2)
    assert shown(tab, "tr.zA") == BOTH
    assert tab.run("document.querySelectorAll('tr.zA').length") == (9 if snippet else 6)
    tab.run(f"location.hash = '#inbox/{NORTHWIND}'")
    tab.until(f"{STATE} === 'Thank them'")
    assert tab.run("document.querySelector('.aia').contains(document.querySelector('afterview-card'))")
    assert shown(tab) == BOTH
    tab.run(f"location.hash = '#inbox/{LUNCH}'")
    tab.until("document.querySelector('h2.hP').textContent === 'Lunch on Friday?'")
    tab.until("!document.querySelector('afterview-card')")


def test_a_number_that_comes_late_into_the_second_part_of_a_row(opened: Open) -> None:
    first, *others = threads()
    tab = opened(split="vertical", threads=[{**first, "late": 1000}, *others])
    wait_for(tab, 1)
    wait_for(tab, 2)
    assert shown(tab) == BOTH


def test_with_conversations_off_each_message_counts_for_itself(opened: Open, feed: ScriptedFeed) -> None:
    feed.say(
        process("p000000000001", state="thank_you_due", match=[f"gm-thr:{NORTHWIND}", "gm-msg:18c2f4a07b9d3e52"]),
        process("p000000000002", state="offer", match=[f"gm-thr:{NORTHWIND}", "gm-msg:18c2f4a07b9d3e53"]),
    )
    tab = opened(single=True)
    wait_for(tab, 2)
    word = "row.querySelector('afterview-badge')?.shadowRoot.textContent"
    row = f"[...document.querySelectorAll('tr.zA')].map(row => {word})"
    assert tab.run(row) == ["Thank them", "Offer", None, None]
    tab.run(f"location.hash = '#inbox/{NORTHWIND}.18c2f4a07b9d3e53'")
    tab.until(f"{STATE} === 'Offer'")


def test_lists_that_are_hidden_are_left_alone(opened: Open) -> None:
    tab = opened(lists={"search": [HARBOUR, LUNCH], "jobs": [NORTHWIND]})
    wait_for(tab, 2)
    tab.run("location.hash = '#search/harbour'")
    tab.until("document.querySelectorAll('[gh=tl]').length === 2")
    wait_for(tab, 3)
    assert shown(tab, "[role=main] tr.zA") == {"Your application to Harbour": "Applied"}
    tab.run("location.hash = '#jobs'")
    wait_for(tab, 4)
    assert shown(tab, "[role=main] tr.zA") == {"Interview at Northwind": "Thank them"}
    tab.run("location.hash = '#inbox'")
    tab.until("document.querySelector('[role=main]').querySelectorAll('afterview-badge').length === 2")
    assert shown(tab, "[role=main] tr.zA") == BOTH


def test_several_inboxes_on_screen_are_all_marked(opened: Open) -> None:
    tab = opened(sections=[[NORTHWIND], [HARBOUR, LUNCH]])
    wait_for(tab, 2)
    assert shown(tab) == BOTH


def test_a_list_redrawn_in_place_and_numbers_that_come_late(opened: Open, feed: ScriptedFeed) -> None:
    first, *others = threads()
    tab = opened(threads=[{**first, "late": 1000}, *others])
    wait_for(tab, 1)
    wait_for(tab, 2)
    assert shown(tab) == BOTH
    tab.run("data.threads.forEach(thread => { thread.late = 0 })")
    for _ in range(3):
        tab.run("redraw()")
        wait_for(tab, 2)
    changed = processes()
    changed[0]["state"] = "waiting"
    feed.say(*changed)
    tab.until("document.querySelector('afterview-badge').shadowRoot.textContent === 'Waiting'")
    assert shown(tab) == {**BOTH, "Interview at Northwind": "Waiting"}
    # a row that is used again for another thread
    tab.run(
        "(() => { const row = document.querySelector('tr.zA');"
        "row.replaceChildren(...cells(data.threads[2])); return true })()"
    )
    wait_for(tab, 1)
    assert shown(tab) == {"Your application to Harbour": "Applied"}


def test_an_open_conversation_has_its_card_above_its_messages_and_takes_marks(opened: Open, feed: ScriptedFeed) -> None:
    tab = opened(f"mail/u/0/#inbox/{NORTHWIND}")
    tab.until(f"{STATE} === 'Thank them'")
    order = (
        "[...document.querySelector('.a98.iY').children].map(child => child.localName === 'afterview-card' ? 'card' :"
        "child.querySelector('h2') ? 'subject' : `${child.querySelectorAll('.adn').length} messages`)"
    )
    assert tab.run(order) == ["subject", "card", "2 messages"]
    with errors(tab) as failed:
        tab.click(f"{CARD}.querySelector('[data-key=mark-thanked]')")
        tab.until(f"{STATE} === 'Waiting'")
        assert ("POST", "marks", {"process": "p000000000001", "what": "thanked"}) in feed.requests
        tab.run("location.hash = '#inbox'")
        tab.until("!document.querySelector('[role=main] afterview-card')")
        wait_for(tab, 2)
        assert shown(tab) == {**BOTH, "Interview at Northwind": "Waiting"}
        tab.run(f"location.hash = '#inbox/{HARBOUR}'")
        tab.until(f"{STATE} === 'Applied'")
        tab.run(f"location.hash = '#inbox/{LUNCH}'")
        tab.until("!document.querySelector('afterview-card')")
        tab.run(f"location.hash = '#inbox/{NORTHWIND}'")
        tab.until(f"{STATE} === 'Waiting'")
        assert tab.run(order) == ["subject", "card", "2 messages"]
        assert failed() == []


def test_windows_of_their_own(opened: Open) -> None:
    tab = opened(f"mail/u/0/popout?th={NORTHWIND}")
    tab.until(f"{STATE} === 'Thank them'")
    compose = opened("mail/u/0/popout?compose=new")
    compose.until("document.querySelector('[role=dialog] h2') !== null")
    compose.run("(() => { document.querySelector('.editable').append('Dear Kim'); return 1 })()")
    compose.run("new Promise(resolve => setTimeout(resolve, 500))")
    assert not compose.run("document.querySelector('afterview-card, afterview-badge')")


def test_the_dark_theme_is_seen(opened: Open) -> None:
    tab = opened(theme="dark")
    wait_for(tab, 2)
    assert tab.run("document.querySelector('afterview-badge').dataset.tone") == "dark"
    tab.run(f"location.hash = '#inbox/{NORTHWIND}'")
    tab.until(f"{STATE} === 'Thank them'")
    assert tab.run("document.querySelector('afterview-card').dataset.tone") == "dark"


PEEK = "document.querySelector('afterview-peek')?.shadowRoot"


@pytest.mark.parametrize("split", ["", "vertical"])
def test_a_mark_is_made_from_the_row_without_opening_the_mail(opened: Open, feed: ScriptedFeed, split: str) -> None:
    tab = opened(split=split)
    wait_for(tab, 2)
    tab.click("document.querySelector('afterview-badge')")
    tab.until(f"{PEEK}?.querySelector('[data-key=mark-thanked]')?.getClientRects().length === 1")
    assert tab.run("location.hash") == "#inbox"
    tab.click(f"{PEEK}.querySelector('[data-key=mark-thanked]')")
    tab.until("document.querySelector('afterview-badge').shadowRoot.textContent === 'Waiting'")
    assert ("POST", "marks", {"process": "p000000000001", "what": "thanked"}) in feed.requests
    assert tab.run("location.hash") == "#inbox"


KNOWN = f"{CARD}.textContent.includes('in another mail account of yours')"
"""What the card says of a process in the account ``work`` where it knows that ``main`` is signed in."""


def in_another_account() -> dict[str, Any]:
    return process("p000000000001", state="thank_you_due", account_ids=["work"], match=[f"gm-thr:{NORTHWIND}"])


@pytest.mark.parametrize(
    ("shown_as", "chip", "known"),
    [("own", True, True), ("own", False, True), ("other@example.test", True, False), ("no address", True, False)],
)
def test_whose_mail_it_is_stands_on_the_account_button_or_in_the_title(
    opened: Open, feed: ScriptedFeed, user: str, shown_as: str, chip: bool, known: bool
) -> None:
    feed.say(in_another_account())
    tab = opened(f"mail/u/0/#inbox/{NORTHWIND}", user=user if shown_as == "own" else shown_as, chip=chip)
    tab.until(f"{STATE} === 'Thank them'")
    assert tab.run(KNOWN) is known


def test_an_address_in_a_subject_is_no_account(opened: Open, feed: ScriptedFeed, user: str) -> None:
    feed.say(in_another_account())
    own = thread(NORTHWIND, f"Welcome - {user} - Gmail")
    window = opened(f"mail/u/1/popout?th={NORTHWIND}", threads=[own])
    window.until(f"{STATE} === 'Thank them'")
    assert not window.run(KNOWN)
    tab = opened(f"mail/u/0/#inbox/{NORTHWIND}", user="other@example.test", chip=False, threads=[own])
    tab.until(f"{STATE} === 'Thank them'")
    assert not tab.run(KNOWN)
