"""Fit for all eyes and hands, and against a mail's own styles. With AFTERVIEW_PICTURES=1 it takes the pictures."""

from __future__ import annotations

import datetime
import os
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.support.pictures import USER, fill
from tests.support.thunderbird import Thunderbird, pair
from tests.support.thunderbird_house import House

pytestmark = [pytest.mark.browser, pytest.mark.dovecot]

PICTURES = Path(__file__).parents[2] / "docs/pictures"
SUBJECT = "Re: Interview for the Backend Engineer role at Northwind"
STYLED = "Interview: a mail with styles of its own"
STYLES = """
body { display: flex; column-count: 3; zoom: 2; filter: blur(3px); opacity: .1; direction: rtl; font-size: 40px }
* { visibility: hidden !important; letter-spacing: 1em !important }
afterview-card { display: none !important; position: absolute !important; left: -9999px !important;
  opacity: 0 !important; transform: scale(0) !important; clip-path: circle(0) !important;
  pointer-events: none !important }
"""


@pytest.mark.parametrize("user", [USER])
def test_fit_for_all_eyes_and_hands(house: House) -> None:
    fill(house.dovecot)
    with house.mail() as mail:
        pair(mail, house.server.port, house.server.pairing_code())
        mail.fetch(house.user, 7)
        mail.do("window.resizeTo(1280, 860); await sleep(300);")
        show(mail, SUBJECT)
        for tone in ("light", "dark"):
            mail.dark(tone == "dark")
            mail.until_card(f"card && doc.querySelector('afterview-card').dataset.tone === '{tone}'")
            assert mail.violations() == []
            if os.environ.get("AFTERVIEW_PICTURES"):
                picture(mail, PICTURES / f"thunderbird-{tone}.png")
        space = mail.open_space()
        space.until("document.querySelectorAll('.entry').length >= 3")
        assert space.violations() == []
        settings = mail.open_settings()
        settings.until("document.querySelector('#state').textContent.startsWith('Connected')")
        assert settings.violations() == []
        mail.show_mail()
        keys(mail, house)

        # No style of a mail moves, hides or covers the card.
        house.dovecot.deliver(house.user, styled(house.user))
        mail.fetch(house.user, 7)  # one was deleted
        show(mail, STYLED)
        seen = mail.message(
            "const host = doc.querySelector('afterview-card');"
            "const { x, y, width, height } = host.getBoundingClientRect();"
            "const { visibility, opacity, transform, filter } = doc.defaultView.getComputedStyle(host);"
            "const letters = doc.defaultView.getComputedStyle(card.querySelector('h2')).letterSpacing;"
            "const front = doc.elementFromPoint(x + width / 2, y + 20);"
            "return {place: [x, y], large: width > 300 && height > 100, front: front === host,"
            " looks: [visibility, opacity, transform, filter, letters]};"
        )
        assert seen == {
            "place": [10, 10],
            "large": True,
            "front": True,
            "looks": ["visible", "1", "none", "none", "normal"],
        }


def keys(mail: Thunderbird, house: House) -> None:
    """The card by keyboard: what is typed into it reaches none of the program's single-key commands."""
    show(mail, SUBJECT)
    count = f"return [...inbox('{house.user}').messages].length;"
    before = mail.do(count)
    mail.message("about().getMessagePaneBrowser().focus(); card.querySelector('[data-key=mark-thanked]').focus();")
    mail.keys("Tab", "Enter")
    assert mail.message("return [card.activeElement?.name, card.querySelector('form')?.ariaLabel];") == [
        "day",
        "They named a day…",
    ]
    mail.keys("a", "Delete", "j")
    assert mail.do(count) == before, "no message was archived, deleted or marked"
    mail.message("card.activeElement.value = '2099-12-31';")
    mail.keys("Enter")
    mail.until_card("card?.textContent.includes('You noted the day they named by hand.')")
    mail.message("card.querySelector('[data-key=undo]').click();")
    mail.until_card("card && !card.querySelector('[data-key=undo]')")
    mail.message("card.querySelector('[data-key=mark-promised_by]').focus();")
    mail.keys("Enter", "Escape")
    assert mail.message("return card.activeElement?.dataset.key;") == "mark-promised_by"
    mail.keys("Tab", "Enter")
    assert mail.message("return card.activeElement?.ariaExpanded;") == "true"
    mail.do("three().threadTree.table.body.focus();")
    mail.keys("Delete")
    mail.do(f"await until(() => [...inbox('{house.user}').messages].length === {before - 1});")


def show(mail: Thunderbird, subject: str) -> None:
    """Display a message, and wait for its own card."""
    mail.select(subject)
    mail.until_card(f"card && doc.title === {subject!r}")


def styled(user: str) -> bytes:
    """A hiring mail that would have the card out of sight."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Lea Moor <lea@heath.example>", f"Ana <{user}>", STYLED
    made["Message-ID"] = "<styled-1@heath.example>"
    made["Date"] = format_datetime(datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=3))
    text = "We would like to invite you to an interview for the Warden role. When are you free next week?"
    made.set_content(f"<html><head><style>{STYLES}</style></head><body><p>{text}</p></body></html>", subtype="html")
    return made.as_bytes().replace(b"\n", b"\r\n")


def picture(mail: Thunderbird, path: Path) -> None:
    """Keep what the window looks like, with nothing that passes by in its status line."""
    mail.do("const line = document.getElementById('statusText'); if (line) line.value = line.label = '';")
    mail.picture(path)
    assert path.stat().st_size < 250_000
