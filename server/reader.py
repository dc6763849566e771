"""A message on its way in: parse, weigh, keep. ``serve`` and ``scan`` take the same way.

The reader decides from header fields how much of a message is wanted, keeps what is or may be hiring mail, and
remembers in memory which messages it passed over, so that a plain "Re: Tuesday" is fetched after all once the mail it
answers turns out to be hiring mail, in whatever order they arrive.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from threading import Thread

from parsers import learned, screen, signals
from parsers import message as message_parser
from parsers.errors import NotAMessage
from parsers.facts import Direction, Message, Sender
from parsers.header import end_of_header
from server.hiring.threads import FAINT
from server.hiring.vocabulary import AccountId, Location, MessageKey, MessageRecord
from server.mailbox.types import FolderRole, HeaderRow, MailboxState, Progress, RawMessage, Want
from server.store.store import Store

_NAMELESS = "x-"
"""What the keys of messages without a Message-ID begin with."""
_Place = tuple[str, str, int]
"""Account, mailbox and UID."""

log = logging.getLogger(__name__)

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""A Date before this is a broken clock's, and the server's INTERNALDATE is taken instead."""


_PROTON_ID = re.compile(r"[A-Za-z0-9_=-]{8,200}")


def direction_of(message: Message, role: FolderRole, me: frozenset[str]) -> Direction:
    """Outgoing is what comes from one of the user's addresses, or lies in Sent."""
    own = message.from_ is not None and message.from_.address in me
    return Direction.OUT if own or role is FolderRole.SENT else Direction.IN


def message_key(message: Message) -> MessageKey:
    """The Message-ID, or a name made of From, Date, Subject and text for a message that has none."""
    if message.message_id:
        return MessageKey(message.message_id)
    sender = message.from_.address if message.from_ else ""
    seed = f"{sender}\n{message.date}\n{message.subject}\n{message.text[:1000]}"
    return MessageKey(_NAMELESS + hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:24])


def read(raw: RawMessage, me: frozenset[str], now: datetime) -> MessageRecord:
    """Parse one message and weigh what it says. Raises ``NotAMessage`` for bytes that are no mail at all.

    ``now`` bounds the Date of a mail that lies on a server already: one ahead of it is a broken clock's.
    """
    message = message_parser.parse(raw.source, truncated=raw.truncated)
    return record_of(message, raw, me, now)


def unopened(raw: RawMessage, me: frozenset[str], now: datetime) -> MessageRecord | None:
    """What the header alone says of plainly bulk mail, which a sync does not open either; None for all other mail."""
    if raw.role is FolderRole.SENT:
        return None
    header = raw.source[: end_of_header(raw.source)[0]]
    if not screen.plainly_bulk(header):
        return None
    message = message_parser.parse_header(header)
    return record_of(message, raw, me, now) if message.message_id else None


def record_of(
    message: Message, raw: RawMessage, me: frozenset[str], now: datetime, seen: signals.Glance | None = None
) -> MessageRecord:
    """What is kept of a parsed message; ``seen`` is the glance at it, where there was one."""
    direction = direction_of(message, raw.role, me)
    places: tuple[Location, ...] = ()
    if raw.account:
        places = (Location(AccountId(raw.account), raw.mailbox, raw.uidvalidity, raw.uid),)
    return MessageRecord(
        key=message_key(message),
        message_id=message.message_id,
        date=_date(message, raw, now),
        direction=direction,
        from_=message.from_,
        to=message.to,
        cc=message.cc,
        reply_to=message.reply_to,
        subject=message.subject[:998],
        in_reply_to=message.in_reply_to,
        references=message.references,
        thread_index=message.headers.get("thread-index"),
        calendar_uids=tuple(dict.fromkeys(event.uid for event in message.events if event.uid)),
        list_id=message.headers.get("list-id"),
        junk=raw.role is FolderRole.JUNK,
        gmail_thread=f"{raw.gmail_thread:x}" if raw.gmail_thread else None,
        gmail_message=f"{raw.gmail_message:x}" if raw.gmail_message else None,
        email_id=raw.email_id,
        thread_id=raw.thread_id,
        proton_message=_proton_id(message, "x-pm-internal-id"),
        proton_thread=_proton_id(message, "x-pm-conversationid-id"),
        locations=places,
        signals=signals.read(message, me, direction, seen),
    )


def _proton_id(message: Message, field: str) -> str | None:
    value = message.headers.get(field, "").strip()
    return value if _PROTON_ID.fullmatch(value) else None


def _date(message: Message, raw: RawMessage, now: datetime) -> datetime:
    """The Date field where it can be true, else when the server got the message, else the earliest date there is.

    A sender's clock that is fast must not hide a mail that has arrived already. A file does not say when it arrived:
    its Date stands, so that a mailbox can be looked at from a moment long past.
    """
    date = message.date if message.date is not None and message.date >= EARLIEST else None
    if raw.internal_date is None:
        return date or EARLIEST
    if date is not None and date > now:
        return min(raw.internal_date, now)
    return date or raw.internal_date


def _others(record: MessageRecord) -> set[str]:
    """The addresses on the other side of a message that people write from; machines answer nobody."""
    people = {person.address for person in record.signals.people}
    if record.direction is Direction.OUT:
        return people | {other.address for other in record.to if other.address}
    machine = record.signals.sender in (Sender.ATS, Sender.CALENDAR)
    return people | (
        {record.from_.address} if record.from_ is not None and record.from_.address and not machine else set()
    )


def _correspondents(message: Message, direction: Direction) -> set[str]:
    """The address that a message is from, or those that it is to."""
    if direction is Direction.OUT:
        return {other.address for other in message.to if other.address}
    return {message.from_.address} if message.from_ is not None and message.from_.address else set()


class Reader:
    """Delivers an account's mail into the store: the ``MessageSink`` of the mail edge.

    ``me`` maps each account to the user's own addresses. ``shown`` is called with every change of an
    account's progress, from the account's thread.
    """

    def __init__(
        self,
        store: Store,
        me: Mapping[str, frozenset[str]],
        *,
        clock: Callable[[], datetime],
        shown: Callable[[Progress], None],
    ) -> None:
        self._store = store
        self._me = me
        self._everyone = frozenset(address for addresses in me.values() for address in addresses)
        self._clock = clock
        self._shown = shown
        self._known: set[str] = set()
        self._people: set[str] = set()
        self._asked: set[str] = set()
        self._stale: set[MessageKey] = set()
        self._marked: set[MessageKey] = set()
        self._wanted: dict[str, set[str]] = {}
        self._passed: dict[str, list[_Place]] = {}
        self._left: dict[str, dict[str, set[int]]] = {}
        self._read: set[_Place] = set()
        self.skipped = 0
        self._loads = False
        self._recollect()
        if not all(map(store.settled, me)):
            self._load()

    def _load(self) -> None:
        """Read what was learned, while mail servers are asked; where nothing is new, it is not needed at all."""
        if not self._loads:
            self._loads = True
            Thread(target=learned.load, name="learned", daemon=True).start()

    def _recollect(self) -> None:
        """Know what is on file. What was not read again since a rebuild counts only where a mark hangs on it."""
        self._stale = self._store.stale_keys()
        self._marked = {mark.anchor for mark in self._store.marks() if mark.anchor is not None}
        records = [record for record in self._store.records() if record.key not in self._stale - self._marked]
        self._known = {record.key for record in records} | self._marked
        self._people = {address for record in records for address in _others(record)}
        for record in records:
            named = {*record.in_reply_to, *record.references} - self._known
            self._asked |= named
            for account in record.accounts:
                if not self._store.settled(account):
                    self._wanted.setdefault(account, set()).update(named)

    def mailbox_state(self, account: str, mailbox: str) -> MailboxState | None:
        """How far this mailbox was read. Where that is forgotten, a rebuild may have been asked for meanwhile."""
        state = self._store.mailbox_state(account, mailbox)
        if state is None and not self._store.stale_keys() <= self._stale:
            for remembered in (self._asked, self._wanted, self._passed, self._left, self._read):
                remembered.clear()
            self._recollect()
        return state

    def wants(self, rows: Sequence[HeaderRow], account: str, mailbox: str, role: FolderRole) -> Sequence[Want]:
        """For each header row how much of its message is wanted; relatives of hiring mail are always wanted."""
        if rows:
            self._load()
        return [self._want(row, (account, mailbox, row.uid), role) for row in rows]

    def _want(self, row: HeaderRow, place: _Place, role: FolderRole) -> Want:
        if not self._stale and role is not FolderRole.SENT and screen.plainly_bulk(row.header):
            return Want.NOTHING
        header = message_parser.parse_header(row.header)
        if self._stale and self._was_kept(header):
            return Want.TEXT
        direction = direction_of(header, role, self._everyone)
        if self._is_related(header) or (header.message_id and header.message_id in self._asked):
            return Want.TEXT
        if not self._people.isdisjoint(_correspondents(header, direction)):
            return Want.TEXT
        want = Want(screen.want(header, direction))
        if want is not Want.TEXT:
            self._pass_over(header, place, set() if want is Want.NOTHING else _correspondents(header, direction))
        return want

    def _was_kept(self, header: Message) -> bool:
        """Whether this may be a mail on file that was not read again since a rebuild: what it is now is to be seen."""
        if header.message_id:
            return MessageKey(header.message_id) in self._stale
        return any(key.startswith(_NAMELESS) for key in self._stale)

    def _pass_over(self, message: Message, place: _Place, people: set[str]) -> None:
        """Remember a mail that was left, by those it answers and by its people: they may turn out to be hiring."""
        for name in {*message.in_reply_to, *message.references, *people, *filter(None, [message.message_id])}:
            self._passed.setdefault(name, []).append(place)  # a list of one takes a third of a set of one

    def screen_text(self, start: bytes) -> bool:
        """Whether the first kilobytes of a message could be hiring mail."""
        return screen.could_be_hiring(start)

    def take(self, messages: Sequence[RawMessage], account: str, mailbox: str, state: MailboxState) -> None:
        """Read these messages and keep those of hiring processes, together with the state they bring."""
        me = self._me.get(account, frozenset())
        kept: list[MessageRecord] = []
        dropped: set[MessageKey] = set()
        for raw in messages:
            message = self._parsed(raw)
            if message is None:
                continue
            direction = direction_of(message, raw.role, me)
            least = self._least(message, direction)
            tied = raw.asked or self._is_wanted(message)
            seen = None if tied else signals.glance(message, me, direction, least)
            if seen is None or seen.hiring >= least:
                record = record_of(message, raw, me, self._clock(), seen)
                kept.append(record)
                self._known.add(record.key)
                self._stale.discard(record.key)
                dropped.discard(record.key)
                self._read.add((account, mailbox, raw.uid))
                self._ask_for_relatives(record, account)
            else:
                self._pass_over(message, (account, mailbox, raw.uid), _correspondents(message, direction))
                if (key := message_key(message)) in self._stale:
                    dropped.add(key)
        self._store.save(kept, account, mailbox, state, dropped)
        self._stale -= dropped

    def _is_wanted(self, message: Message) -> bool:
        """Whether a message is tied to kept ones, asked for by them, or marked by the user."""
        key = message_key(message)
        return self._is_related(message) or key in self._asked or key in self._marked

    def _least(self, message: Message, direction: Direction) -> int:
        """The log-odds of hiring from which a message belongs on file, for whom it is from or to."""
        return 1 if self._people.isdisjoint(_correspondents(message, direction)) else FAINT

    def _is_related(self, message: Message) -> bool:
        return not self._known.isdisjoint((*message.in_reply_to, *message.references))

    def _parsed(self, raw: RawMessage) -> Message | None:
        try:
            return message_parser.parse(raw.source, truncated=raw.truncated)
        except NotAMessage as error:
            self.skipped += 1
            log.warning("message %s/%s was skipped: %s", raw.uidvalidity, raw.uid, error)
            return None

    def _ask_for_relatives(self, record: MessageRecord, account: str) -> None:
        """Ask for the mails this one answers, and for those passed over that answer it or are by its people.

        A first sync goes newest first, so that an answer is seen before the mail that makes sense of it.
        """
        people = _others(record) - self._people
        self._people |= people
        named: set[str] = {*record.in_reply_to, *record.references}
        parents = named - self._known - self._asked
        self._asked |= parents
        for name in {*parents, *people, *filter(None, [record.message_id])}:
            for where, mailbox, uid in self._passed.pop(name, ()):
                parents.discard(name)
                if (where, mailbox, uid) not in self._read:
                    self._left.setdefault(where, {}).setdefault(mailbox, set()).add(uid)
        self._wanted.setdefault(account, set()).update(parents)

    def missing(self, account: str) -> Collection[str]:
        """Message-IDs to look for in this account; each is handed out once, and not at all where it came meanwhile."""
        return self._wanted.pop(account, set()) - self._known

    def left(self, account: str) -> Mapping[str, Collection[int]]:
        """UIDs by mailbox that were passed over and are wanted after all; handed out once each."""
        left: dict[str, set[int]] = {}
        for mailbox, uids in self._left.pop(account, {}).items():
            if unread := {uid for uid in uids if (account, mailbox, uid) not in self._read}:
                left[mailbox] = unread
        return left

    def kept_uids(self, account: str, mailbox: str, uidvalidity: int) -> Collection[int]:
        """The UIDs in this mailbox of messages that are on file."""
        return self._store.kept_uids(account, mailbox, uidvalidity)

    def gone(self, account: str, mailbox: str, uidvalidity: int, uids: Collection[int] | None) -> None:
        """Forget where these messages lay; what they said stays."""
        self._store.forget_locations(account, mailbox, uidvalidity, uids)

    def settled(self, account: str) -> bool:
        """Whether this account's first sync is through."""
        return self._store.settled(account)

    def settle(self, account: str) -> None:
        """It is through."""
        self._store.settle(account)

    def progress(self, progress: Progress) -> None:
        """Show an account's progress."""
        self._shown(progress)
