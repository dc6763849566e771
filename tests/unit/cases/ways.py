"""The two ways a mailbox takes through the product: files through ``scan``, and an account through ``serve``'s parts.

The second stands in for the IMAP edge alone: it hands up header rows, the first kilobytes and the texts that are
asked for, in the order in which a sync does, and the real reader, store and board do the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from server.board import Board
from server.config import Account, Config
from server.hiring.vocabulary import MarkType, ProcessId
from server.mailbox.plan import HEADER_FIELDS, SCREEN_OCTETS, TEXT_OCTETS
from server.mailbox.types import FolderRole, HeaderRow, MailboxState, RawMessage, Want
from server.reader import Reader
from server.scan import scan
from server.store.store import Store
from server.web.ports import MarkRequest
from tests.unit.cases.casefile import Case, Mail
from tests.unit.cases.envelopes import message_id

_FOLDERS = {"": "INBOX", "sent": "Sent", "junk": "Junk", "archive": "Archive"}
_ROLES = {"INBOX": FolderRole.INBOX, "Sent": FolderRole.SENT, "Junk": FolderRole.JUNK, "Archive": FolderRole.ARCHIVE}


@dataclass(frozen=True)
class Seen:
    """What the product says at a moment: processes by id, and kind, processes and facts of each mail by its number."""

    processes: dict[str, dict[str, Any]]
    kinds: dict[int, str]
    belongs: dict[int, tuple[str, ...]]
    facts: dict[int, frozenset[str]] = field(default_factory=dict)


def facts_of(row: Mapping[str, Any]) -> frozenset[str]:
    """What a message says, each as a word, or two where something is asked or answered."""
    return frozenset(" ".join(filter(None, (fact["what"], fact["ask"]))) for fact in row["facts"])


def folder_of(mail: Mail) -> str:
    """Where a mail lies: what the user wrote in Sent, the rest in the inbox, unless the case says otherwise."""
    return _FOLDERS[mail.folder or ("sent" if mail.own else "")]


def by_scan(case: Case, sources: Sequence[bytes], folder: Path) -> dict[datetime, Seen]:
    """What ``afterview scan`` says of the mails as files, at each moment of the case."""
    for number, source in enumerate(sources):
        place = folder / folder_of(case.mails[number])
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:02}.eml").write_bytes(source)
    found: dict[datetime, Seen] = {}
    numbers = {message_id(case, number): number for number in range(len(case.mails))}
    for now in case.moments:
        result = scan([folder], frozenset({parseaddr(case.me)[1]}), now, case.zone, case.zone.key)
        assert not result.skipped
        messages = [row for row in result.result["messages"] if row["message_id"] in numbers]
        found[now] = Seen(
            {process["id"]: process for process in result.result["processes"]},
            {numbers[row["message_id"]]: row["kind"] for row in messages},
            {numbers[row["message_id"]]: tuple(row["process_ids"]) for row in messages},
            {numbers[row["message_id"]]: facts_of(row) for row in messages},
        )
    return found


class Mailbox:
    """A mailbox on a server that never existed: what lies in it at a moment, and what was read of it so far."""

    def __init__(self, case: Case, sources: Sequence[bytes], folder: Path) -> None:
        self.case, self.sources = case, sources
        address = parseaddr(case.me)[1]
        account = Account("home", "imap.home.example", 993, address, (address,))
        self.now = case.moments[0]
        config = Config(folder, folder, case.zone.key, accounts=(account,))
        self.store = Store.open(config.database)
        self.board = Board(self.store, config, clock=lambda: self.now)
        self.reader = Reader(self.store, {"home": frozenset({address})}, clock=lambda: self.now, shown=self.board.shown)
        self.seen: set[int] = set()
        self.marked = 0

    def go_to(self, now: datetime) -> None:
        """Let time pass until ``now``: what came since is read, what was marked since is marked."""
        while self.marked < len(self.case.marks) and self.case.marks[self.marked].at <= now:
            self._arrive(self.case.marks[self.marked].at)
            self._mark()
        self._arrive(now)

    def _arrive(self, now: datetime) -> None:
        self.now = now
        first = not self.seen
        new = [n for n, mail in enumerate(self.case.mails) if mail.at < now and n not in self.seen]
        for name, role in _ROLES.items():
            here = [number for number in new if folder_of(self.case.mails[number]) == name]
            rows = [HeaderRow(number + 1, _header(self.sources[number])) for number in here]
            if first:
                rows.reverse()  # a first sync goes newest first
            wants = self.reader.wants(rows, "home", name, role)
            wanted = [row.uid - 1 for row, want in zip(rows, wants, strict=True) if self._wanted(row.uid - 1, want)]
            self._take(wanted, name, role)
        self.seen |= set(new)
        while self._look_up():
            pass
        self.board.refresh()

    def _look_up(self) -> bool:
        """Hand up what was passed over, and what kept mail refers to, as far as it is asked for after all."""
        passed = {uid - 1 for uids in self.reader.left("home").values() for uid in uids}
        missing = self.reader.missing("home")
        numbers = passed | {n for n in self.seen if message_id(self.case, n) in missing}
        for number in sorted(numbers):
            name = folder_of(self.case.mails[number])
            self._take([number], name, _ROLES[name])
        return bool(numbers)

    def _wanted(self, number: int, want: Want) -> bool:
        return want is Want.TEXT or (
            want is Want.SCREEN and self.reader.screen_text(self.sources[number][:SCREEN_OCTETS])
        )

    def _take(self, numbers: Sequence[int], name: str, role: FolderRole) -> None:
        raws = [
            RawMessage(
                self.sources[number][:TEXT_OCTETS],
                role,
                "home",
                name,
                1,
                number + 1,
                internal_date=self.case.mails[number].at,
                truncated=len(self.sources[number]) > TEXT_OCTETS,
            )
            for number in numbers
        ]
        self.reader.take(raws, "home", name, MailboxState(1, len(self.sources) + 1))

    def _mark(self) -> None:
        mark = self.case.marks[self.marked]
        keys = [message_id(self.case, n) for n in sorted(self.seen) if mark.process in self.case.mails[n].process]
        request = MarkRequest(MarkType(mark.what), mark.at, dict(mark.value), match=tuple(f"mid:{k}" for k in keys))
        self.board.mark(request, self.now)
        self.marked += 1

    def look(self) -> Seen:
        """What the feed says now."""
        feed = json.loads(self.board.feed(self.now).body)
        processes = {process["id"]: process for process in feed["processes"]}
        numbers = {message_id(self.case, number): number for number in range(len(self.case.mails))}
        kinds: dict[int, str] = {}
        belongs: dict[int, tuple[str, ...]] = {}
        facts: dict[int, frozenset[str]] = {}
        for number in self.seen:
            kinds[number] = "out_other" if self.case.mails[number].own else "not_hiring"
            belongs[number] = ()
        for name in processes:
            for row in self.board.process(ProcessId(name), self.now)["messages"]:
                if (number := numbers.get(row["message_id"])) is not None:
                    if not belongs[number] or row["kind"] != "rejection":  # of two roles, the one that goes on
                        kinds[number], facts[number] = row["kind"], facts_of(row)
                    belongs[number] = (*belongs.get(number, ()), name)
        return Seen(processes, kinds, belongs, facts)


def by_serve(case: Case, sources: Sequence[bytes], folder: Path) -> dict[datetime, Seen]:
    """What the feed says, as mail arrives and marks are made, at each moment of the case."""
    account = Mailbox(case, sources, folder)
    try:
        found: dict[datetime, Seen] = {}
        for now in case.moments:
            account.go_to(now)
            found[now] = account.look()
        return found
    finally:
        account.store.close()


def _header(source: bytes) -> bytes:
    """The header fields that a sync asks for."""
    wanted = {name.lower().encode() for name in HEADER_FIELDS.split()}
    kept: list[bytes] = []
    keep = False
    for line in source.partition(b"\n\n")[0].split(b"\n"):
        if line[:1] not in (b" ", b"\t"):
            keep = line.partition(b":")[0].lower() in wanted
        if keep:
            kept.append(line)
    return b"\r\n".join([*kept, b"", b""])
