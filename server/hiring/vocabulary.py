"""The words of the domain beside those of ``parsers.facts``: states, marks, and the values that flow through a process.

A message on file is a ``MessageRecord`` (ids, addresses, dates, signals: no body). Read in its process it yields a
``Reading``. Readings and the user's ``Mark`` values, at a moment ``now``, yield a ``Standing``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from parsers.facts import (
    Address,
    Direction,
    Evidence,
    Fact,
    Kind,
    MeetingStatus,
    MessageId,
    Person,
    Sender,
    Signals,
    Source,
    Span,
)

MessageKey = NewType("MessageKey", str)
"""Names a message for good: its Message-ID, or ``x-`` and a hash of From, Date and Subject where it has none."""

ProcessId = NewType("ProcessId", str)
"""Names a hiring process: ``p`` and 12 hexadecimal digits."""

MarkId = NewType("MarkId", str)
"""Names a mark: ``m`` and 12 hexadecimal digits."""

AccountId = NewType("AccountId", str)
"""Names a mail account of the configuration."""


class State(StrEnum):
    """Where a hiring process stands at a moment."""

    NOT_HIRING = "not_hiring"
    OUTREACH = "outreach"
    APPLIED = "applied"
    REPLY_DUE = "reply_due"
    SCHEDULED = "scheduled"
    THANK_YOU_DUE = "thank_you_due"
    WAITING = "waiting"
    FOLLOW_UP_DUE = "follow_up_due"
    FOLLOWED_UP = "followed_up"
    OFFER = "offer"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    ON_HOLD = "on_hold"


ENDED = frozenset({State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.REJECTED})
"""States in which a process is over until the hiring side reopens it."""


class MarkType(StrEnum):
    """What the user says by hand; each has the force of a message of that day."""

    THANKED = "thanked"
    FOLLOWED_UP = "followed_up"
    ANSWERED = "answered"
    INTERVIEWED_AT = "interviewed_at"
    PROMISED_BY = "promised_by"
    OFFER = "offer"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    ON_HOLD = "on_hold"
    SET_STATE = "set_state"
    NOT_HIRING = "not_hiring"
    DONE = "done"
    SNOOZE_UNTIL = "snooze_until"
    MERGE = "merge"
    SPLIT = "split"
    TRACK = "track"


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated event of the user's own.

    ``at`` is the moment from which it counts. ``value`` by type, all strings: INTERVIEWED_AT ``start`` and optional
    ``end`` (RFC 3339; may lie ahead: then it fixes an interview), PROMISED_BY ``day``, OFFER optional ``deadline``,
    ON_HOLD optional ``until``, SET_STATE ``state``, SNOOZE_UNTIL ``day``, MERGE ``process`` (the id joined to this
    one), SPLIT ``messages`` (message keys, space-separated, that leave to a process of their own), TRACK optional
    ``company`` and ``role``. ``anchor`` is a message of the process at the time of marking, so that the mark finds
    its process again after a rebuild; None for a process made with no message.
    """

    id: MarkId
    process: ProcessId
    what: MarkType
    at: datetime
    value: Mapping[str, str] = field(default_factory=dict)
    anchor: MessageKey | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """Where a message lies on a server: exact only together with the account and UIDVALIDITY (RFC 9051 2.3.1.1)."""

    account: AccountId
    mailbox: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """What is kept of a message: no body.

    ``date`` is aware: the Date field, else the server's INTERNALDATE. ``thread_index`` is the header of that name,
    ``calendar_uids`` the iCalendar UIDs in the message, ``gmail_thread`` and ``gmail_message`` are X-GM-THRID and
    X-GM-MSGID in hexadecimal, ``email_id`` and ``thread_id`` those of RFC 8474, ``proton_message`` and
    ``proton_thread`` those that Proton's own web page shows and its Bridge writes into the header. ``accounts`` are
    those in which it was ever seen: they stay when the message leaves the server, its locations do not.
    """

    key: MessageKey
    message_id: MessageId | None
    date: datetime
    direction: Direction
    from_: Address | None
    signals: Signals
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    in_reply_to: tuple[MessageId, ...] = ()
    references: tuple[MessageId, ...] = ()
    thread_index: str | None = None
    calendar_uids: tuple[str, ...] = ()
    list_id: str | None = None
    junk: bool = False
    gmail_thread: str | None = None
    gmail_message: str | None = None
    email_id: str | None = None
    thread_id: str | None = None
    proton_message: str | None = None
    proton_thread: str | None = None
    locations: tuple[Location, ...] = ()
    accounts: tuple[AccountId, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is, read within its process: the kind, how sure that is (0 to 1), its facts and why."""

    record: MessageRecord
    kind: Kind
    confidence: float
    facts: tuple[Fact, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The messages of one hiring process, oldest first, and what they say of who and what it is about.

    ``views`` holds the messages that belong to another process as well, each with what it says of this one.
    """

    keys: tuple[MessageKey, ...]
    views: Mapping[MessageKey, MessageRecord] = field(default_factory=dict)
    company: str | None = None
    role: str | None = None
    people: tuple[Person, ...] = ()

    @property
    def own(self) -> tuple[MessageKey, ...]:
        """The messages that belong to this process alone, or all where each is shared."""
        return tuple(key for key in self.keys if key not in self.views) or self.keys


class InterviewStatus(StrEnum):
    """An interview as the feed shows it."""

    PROPOSED = "proposed"
    FIXED = "fixed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview of a process at a moment: proposed, fixed, moved, cancelled or over."""

    id: str
    start: datetime
    end: datetime | None
    timezone: str | None
    status: InterviewStatus
    source: Source


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due beside the headline state, and when."""

    what: State
    due: date | datetime | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence that says why the process stands where it does, and the message it comes from."""

    text: str
    message: MessageKey | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a process stands at a moment, and everything the feed says about that.

    ``since`` is when the state began; ``valid_until`` the next moment at which time alone changes anything here.
    ``notes`` are identifiers that pick further advice: ``late_thank_you``, ``deadline_passed``, ``thank_you_missing``,
    ``no_sent_folder``, ``scam``, ``junk``.
    """

    state: State
    confidence: float
    live: bool
    since: datetime
    next_action_due: date | datetime | None = None
    also_due: tuple[Due, ...] = ()
    interviews: tuple[Interview, ...] = ()
    promise: Span | None = None
    deadline: Span | None = None
    reasons: tuple[Reason, ...] = ()
    snoozed_until: date | None = None
    valid_until: datetime | None = None
    notes: tuple[str, ...] = ()


__all__ = [
    "ENDED",
    "AccountId",
    "Direction",
    "Due",
    "Group",
    "Interview",
    "InterviewStatus",
    "Location",
    "Mark",
    "MarkId",
    "MarkType",
    "MeetingStatus",
    "MessageKey",
    "MessageRecord",
    "ProcessId",
    "Reading",
    "Reason",
    "Sender",
    "Standing",
    "State",
]
