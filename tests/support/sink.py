"""A sink in memory that keeps everything it is given, and remembers in which order."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Mapping, Sequence

from server.mailbox.types import FolderRole, HeaderRow, MailboxState, Progress, RawMessage, Want

_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)


def message_id(source: bytes) -> str:
    """The Message-ID of a message's source or header, or an empty string."""
    found = _ID.search(source.replace(b"\r\n", b"\n").partition(b"\n\n")[0])
    return found[1].decode() if found else ""


class Sink:
    """Implements ``MessageSink``. ``wanted`` says how much of every message is wanted; set what a test needs."""

    def __init__(self, wanted: Want = Want.TEXT) -> None:
        self.wanted = wanted
        self.states: dict[tuple[str, str], MailboxState] = {}
        self.rows: list[HeaderRow] = []
        self.messages: dict[tuple[str, int, int], RawMessage] = {}
        self.taken = 0
        self.batches: list[int] = []
        self.lost: list[tuple[str, int, tuple[int, ...] | None]] = []
        self.shown: list[Progress] = []
        self.wanted_ids: set[str] = set()
        self.passes = True
        self.through: set[str] = set()
        self.arrived = threading.Condition()

    def mailbox_state(self, account: str, mailbox: str) -> MailboxState | None:
        return self.states.get((account, mailbox))

    def wants(self, rows: Sequence[HeaderRow], account: str, mailbox: str, role: FolderRole) -> Sequence[Want]:
        self.rows.extend(rows)
        return [self.wanted] * len(rows)

    def screen_text(self, start: bytes) -> bool:
        return self.passes

    def take(self, messages: Sequence[RawMessage], account: str, mailbox: str, state: MailboxState) -> None:
        with self.arrived:
            for message in messages:
                self.messages[(mailbox, message.uidvalidity, message.uid)] = message
                self.wanted_ids.discard(message_id(message.source))
            self.taken += len(messages)
            self.batches.append(len(messages))
            self.states[(account, mailbox)] = state
            self.arrived.notify_all()

    def left(self, account: str) -> Mapping[str, Collection[int]]:
        return {}

    def missing(self, account: str) -> Collection[str]:
        asked, self.wanted_ids = sorted(self.wanted_ids), set()
        return asked

    def kept_uids(self, account: str, mailbox: str, uidvalidity: int) -> Collection[int]:
        return [uid for name, validity, uid in self.messages if (name, validity) == (mailbox, uidvalidity)]

    def gone(self, account: str, mailbox: str, uidvalidity: int, uids: Collection[int] | None) -> None:
        self.lost.append((mailbox, uidvalidity, None if uids is None else tuple(sorted(uids))))
        for key in list(self.messages):
            other = uids is None and key[1] != uidvalidity
            if key[0] == mailbox and (other or (uids is not None and key[1] == uidvalidity and key[2] in uids)):
                del self.messages[key]

    def progress(self, progress: Progress) -> None:
        with self.arrived:
            self.shown.append(progress)
            self.arrived.notify_all()

    def settled(self, account: str) -> bool:
        return account in self.through

    def settle(self, account: str) -> None:
        self.through.add(account)

    def ids(self, mailbox: str = "INBOX") -> list[str]:
        """The Message-IDs on file of a mailbox, sorted."""
        return sorted(message_id(m.source) for (name, _, _), m in self.messages.items() if name == mailbox)
