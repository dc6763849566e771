"""The whole product at work on one mailbox: mail server, Afterview, webmail and a browser with the extension."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.afterview import Afterview
from tests.support.browsers import Browser, Tab
from tests.support.dovecot import Dovecot
from tests.support.letters import ASK, KIM, RECEIPT, SUBJECT, letter
from tests.support.roundcube import Roundcube

NO = """Hi Ana,

thank you for your interest in the Gardener role. We have decided to go on with another candidate.

Best regards
Kim Lee
"""
FIXED = """Hi Ana,

your interview is confirmed for {day} at 15:00.

Best regards
Kim Lee
"""
MOVED = """Hi Ana,

we have to move your interview to {day} at 15:00.

Best regards
Kim Lee
"""
ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class House:
    """Everything that runs, and the mailbox."""

    server: Afterview
    dovecot: Dovecot
    webmail: Roundcube
    browser: Browser
    user: str

    def deliver(self, number: int, subject: str, body: str, sender: str = KIM, *, answers: str = "") -> None:
        """Put a mail of two hours ago, or of just now for an answer, into the inbox."""
        now = datetime.datetime.now(datetime.UTC)
        when = now if answers else now - datetime.timedelta(hours=2)
        source = letter(number, subject, body, sender=sender, to=f"Ana <{self.user}>", reply_to=answers, when=when)
        self.dovecot.deliver(self.user, source)

    def fill(self) -> None:
        """Three mails: an invitation, a private one, a receipt."""
        self.deliver(1, SUBJECT, ASK)
        self.deliver(2, "Lunch on Friday?", "Noon?", "Sam <sam@friends.example>")
        self.deliver(3, "Your application to Harbour Labs", RECEIPT, "Harbour Labs Careers <no-reply@harbour.example>")

    def inbox(self) -> Tab:
        """Roundcube's message list in a browser that is paired."""
        self.browser.pair(self.server.port, self.server.pairing_code())
        return self.browser.sign_in(self.webmail, self.user, self.dovecot.password)

    def process(self, company: str = "Northwind") -> dict[str, Any]:
        """A process, by the command line."""
        found: dict[str, Any] = next(p for p in self.server.feed()["processes"] if p["company"] == company)
        return found


def ahead(days: int) -> datetime.datetime:
    """A day so far from today in the user's zone."""
    return datetime.datetime.now(ZONE) + datetime.timedelta(days=days)


def day_ahead(days: int) -> str:
    """Such a day as a mail writes it."""
    then = ahead(days)
    return f"{then:%A}, {then.day} {then:%B %Y}"


def interview_on(days: int) -> str:
    """What a badge's title says of an interview on such a day."""
    then = ahead(days)
    return f"Interview {then:%a} {then.day} {then:%b}"


def row(words: str) -> str:
    """The lowest row of Roundcube's list with these words, in JavaScript."""
    rows = "[...document.querySelectorAll('#messagelist tr.message')]"
    return f"{rows}.filter(row => row.textContent.includes('{words}')).at(-1)"


def badge(words: str) -> str:
    """That row's badge."""
    return f"{row(words)}?.querySelector('afterview-badge')"


def word(element: str) -> str:
    """What a badge says."""
    return f"{element}?.shadowRoot.textContent"


def within(host: str, selector: str) -> str:
    """An element inside one of the extension's own."""
    return f"document.querySelector('{host}')?.shadowRoot.querySelector('{selector}')"


def says(element: str, text: str) -> str:
    """Whether an element's text is this one."""
    return f"{element}?.textContent === '{text}'"


def fill(field: str, value: str) -> str:
    """Put a value into a field, as somebody who types it."""
    typed = "field.dispatchEvent(new Event('input', {bubbles: true}))"
    return f"(field => (field.value = {json.dumps(value)}, {typed}))({field})"
