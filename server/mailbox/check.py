"""Trying an account out: for ``account add``, ``account test`` and ``doctor``."""

from __future__ import annotations

from dataclasses import dataclass

from server.config import Account
from server.mailbox.discovery import discover
from server.mailbox.errors import MailboxError
from server.mailbox.signin import SignIn
from server.mailbox.types import FolderRole
from server.mailbox.wire import Timeouts

PATIENCE = Timeouts(connect=10.0, read=20.0)
"""Somebody sits and waits, so the time-outs are shorter than the reader's."""


@dataclass(frozen=True, slots=True)
class FolderCount:
    """A mailbox that would be read, and how many messages lie in it; None where the server did not say."""

    name: str
    role: FolderRole
    messages: int | None


@dataclass(frozen=True, slots=True)
class AccountReport:
    """How an account fared. ``error`` is None where mail can be read; ``notes`` are sentences worth showing."""

    account: str
    error: MailboxError | None = None
    folders: tuple[FolderCount, ...] = ()
    idle: bool = False
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether mail can be read."""
        return self.error is None

    @property
    def messages(self) -> int:
        """How many messages would be looked at."""
        return sum(folder.messages or 0 for folder in self.folders)


def test_account(account: Account, *, secret: str | None = None, timeouts: Timeouts = PATIENCE) -> AccountReport:
    """Resolve, connect, verify, sign in, list and count; one sign-in attempt, nothing is read or changed.

    ``secret`` is the password to try, where it is not yet kept anywhere.
    """
    try:
        with SignIn(account, secret=secret, timeouts=timeouts).open() as session:
            discovery = discover(session.list_folders(), account)
            counts = []
            for folder in discovery.folders:
                seen = session.status(folder.raw)
                counts.append(FolderCount(folder.name, folder.role, None if seen is None else seen.exists))
            session.examine(discovery.folders[0].raw, discovery.folders[0].name)  # some servers balk only here
            notes = discovery.notes
            if not session.can("IDLE"):
                notes = (*notes, "This server cannot announce new mail (no IDLE), so it is asked every half minute.")
            return AccountReport(account.id, None, tuple(counts), session.can("IDLE"), notes)
    except MailboxError as fault:
        return AccountReport(account.id, fault)


test_account.__test__ = False  # type: ignore[attr-defined]  # pytest takes every test_* it can see for a test
