"""Tags on rows: off until the user turns them on, and never in the way of anybody else's."""

from __future__ import annotations

import time

import pytest

from tests.support.letters import ASK, RECEIPT, SUBJECT
from tests.support.thunderbird import Page, Thunderbird, pair
from tests.support.thunderbird_house import ATS, SAM, House

pytestmark = [pytest.mark.browser, pytest.mark.dovecot]

OWN = {"$label1", "holiday", "$Forwarded"}
"""A tag of Thunderbird's own, a keyword of another program, and one that mail programs share."""


def test_tags_come_move_and_go_and_leave_others_alone(house: House) -> None:
    house.deliver(1, SUBJECT, ASK)
    house.deliver(2, "Lunch on Friday?", "Noon?", SAM)
    house.deliver(3, "Your application to Harbour Labs", RECEIPT, ATS)
    with house.dovecot.client(house.user) as client:
        client.select_folder("INBOX")
        client.add_flags(client.search("ALL"), [name.encode() for name in OWN])
    with house.mail() as mail:
        pair(mail, house.server.port, house.server.pairing_code())
        mail.fetch(house.user, 3)
        mail.until_space("1", "Afterview: 1 due now")
        settings = mail.open_settings()
        assert settings.run("document.querySelector('#tags').checked") is False
        assert settings.run("document.querySelector('#tags-about').textContent.includes('written into your mailbox')")
        assert house.keywords(1) == house.keywords(2) == OWN, "nothing is tagged before the user says so"
        assert rights(mail) == set()

        turn(settings, "On: ")
        assert rights(mail) == {"messagesTags", "messagesTagsList", "messagesUpdate"}
        until(house, 1, {*OWN, "afterview_reply_due"})
        until(house, 3, {*OWN, "afterview_applied"})
        assert house.keywords(2) == OWN
        mail.show_mail()
        assert "Afterview: reply due" in tags(mail), "in the program's own list, with a name"

        # A process moves: its tag moves with it. A tag that the user takes off stays off.
        mail.do(
            f"const folder = inbox({house.user!r}); const header = [...folder.messages].find("
            "(header) => header.messageId.startsWith('letter-3@'));"
            "folder.removeKeywordsFromMessages([header], 'afterview_applied');"
        )
        until(house, 3, OWN)
        mail.select(SUBJECT)
        mail.menu()
        mail.choose("I answered")
        until(house, 1, {*OWN, "afterview_waiting"})
        assert house.keywords(2) == house.keywords(3) == OWN

        # Turned off: every tag is gone, from the messages and from the list; so are the rights to write them.
        turn(mail.open_settings(), "Off: ")
        until(house, 1, OWN)
        assert not [name for name in tags(mail) if "Afterview" in name]
        assert rights(mail) == set()
        assert house.keywords(2) == house.keywords(3) == OWN


def turn(settings: Page, said: str) -> None:
    """Click the box, and wait until the page says that it is done."""
    settings.until("!document.querySelector('#tags').disabled")
    settings.run("document.querySelector('#tags').click()")
    settings.until(f"document.querySelector('#tags-said').textContent.startsWith('{said}')")


def rights(mail: Thunderbird) -> set[str]:
    """What the add-on may do with messages beyond reading them."""
    held: list[str] = mail.do("return [...extension().permissions];")
    return {name for name in held if name.startswith("messages")} - {"messagesRead"}


def tags(mail: Thunderbird) -> list[str]:
    """The names in the program's list of tags."""
    names: list[str] = mail.do("return MailServices.tags.getAllTags().map(({ tag }) => tag);")
    return names


def until(house: House, number: int, wanted: set[str]) -> None:
    """Wait until the mailbox has these keywords on a letter: the program writes them in its own time."""
    deadline = time.monotonic() + 15
    while (found := house.keywords(number)) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
