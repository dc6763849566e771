"""What the tests of the Thunderbird add-on live in: Afterview, two mailboxes, a mail program, a few letters."""

from __future__ import annotations

import contextlib
import datetime
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.support.afterview import Afterview
from tests.support.dovecot import Dovecot
from tests.support.letters import KIM, letter
from tests.support.thunderbird import Thunderbird

SAM = "Sam <sam@friends.example>"
ATS = "Harbour Labs Careers <no-reply@harbour.example>"


@dataclass(frozen=True)
class House:
    """Afterview and the mailboxes: ``user``'s, which it reads, and ``other``'s, of which it knows nothing."""

    server: Afterview
    dovecot: Dovecot
    user: str
    other: str
    package: Path
    profile: Path

    def deliver(
        self, number: int, subject: str, body: str, sender: str = KIM, *, answers: str = "", to: str = ""
    ) -> None:
        """Put a mail of two hours ago, or of just now for an answer, into an inbox."""
        now = datetime.datetime.now(datetime.UTC)
        when = now if answers else now - datetime.timedelta(hours=2)
        source = letter(number, subject, body, sender=sender, to=f"Ana <{self.user}>", reply_to=answers, when=when)
        self.dovecot.deliver(to or self.user, source)

    def mail(self, *, installs: bool = True, **prefs: object) -> AbstractContextManager[Thunderbird]:
        """The mail program, on the same profile each time; it ends with the block."""
        return contextlib.closing(
            Thunderbird(
                self.profile, self.dovecot, (self.user, self.other), self.package if installs else None, **prefs
            )
        )

    def keywords(self, number: int) -> set[str]:
        """The keywords of a letter in the mailbox, but those of IMAP and what Thunderbird thinks of junk."""
        with self.dovecot.client(self.user) as client:
            client.select_folder("INBOX", readonly=True)
            found = client.search(["HEADER", "Message-ID", f"letter-{number}@"])
            flags = client.fetch(found, ["FLAGS"])[found[0]][b"FLAGS"]
        return {flag.decode() for flag in flags if not flag.startswith(b"\\")} - {"NonJunk", "Junk", "$NotJunk"}

    def marks(self) -> list[str]:
        """What is marked by hand, by the feed."""
        return [mark["what"] for process in self.server.feed()["processes"] for mark in process["marks"]]
