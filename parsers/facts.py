"""The typed values that the parsers yield and every other room reads.

The closed lists are spelled as in the vocabulary of the product: kinds of messages, senders, parts of people, facts
beside the kind. All values are immutable. Moments are aware datetimes; days are plain dates in the zone in which
they were written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType

MessageId = NewType("MessageId", str)
"""A msg-id of RFC 5322 section 3.6.4 with its angle brackets: ``<left@right>``."""


class Direction(StrEnum):
    """Whether a message came to the user or went out from the user."""

    IN = "in"
    OUT = "out"


class Kind(StrEnum):
    """What a message is, by the one thing in it that moves the hiring process most."""

    APPLICATION_RECEIVED = "application_received"
    RECRUITER_OUTREACH = "recruiter_outreach"
    INTERVIEW_INVITE = "interview_invite"
    INTERVIEW_SCHEDULED = "interview_scheduled"
    INTERVIEW_RESCHEDULED = "interview_rescheduled"
    INTERVIEW_CANCELLED = "interview_cancelled"
    ASSESSMENT_REQUEST = "assessment_request"
    INFO_REQUEST = "info_request"
    STATUS_UPDATE = "status_update"
    REJECTION = "rejection"
    OFFER = "offer"
    HIRING_REPLY = "hiring_reply"
    NOT_HIRING = "not_hiring"
    APPLICATION = "application"
    AVAILABILITY_REPLY = "availability_reply"
    THANK_YOU = "thank_you"
    FOLLOW_UP = "follow_up"
    INFO_REPLY = "info_reply"
    ACCEPT_OFFER = "accept_offer"
    DECLINE_OFFER = "decline_offer"
    WITHDRAW = "withdraw"
    OUT_OTHER = "out_other"


OUTGOING_KINDS: tuple[Kind, ...] = (
    Kind.ACCEPT_OFFER,
    Kind.DECLINE_OFFER,
    Kind.WITHDRAW,
    Kind.APPLICATION,
    Kind.THANK_YOU,
    Kind.AVAILABILITY_REPLY,
    Kind.INFO_REPLY,
    Kind.FOLLOW_UP,
    Kind.OUT_OTHER,
)
"""Kinds of outgoing messages; where one does several things, the first of these is its kind."""

INCOMING_KINDS: tuple[Kind, ...] = (
    Kind.REJECTION,
    Kind.OFFER,
    Kind.INTERVIEW_CANCELLED,
    Kind.INTERVIEW_RESCHEDULED,
    Kind.INTERVIEW_SCHEDULED,
    Kind.ASSESSMENT_REQUEST,
    Kind.INTERVIEW_INVITE,
    Kind.INFO_REQUEST,
    Kind.STATUS_UPDATE,
    Kind.APPLICATION_RECEIVED,
    Kind.HIRING_REPLY,
    Kind.RECRUITER_OUTREACH,
    Kind.NOT_HIRING,
)
"""Kinds of incoming messages, in the same order of precedence."""


class Sender(StrEnum):
    """Who or what wrote a message."""

    PERSON = "person"
    ATS = "ats"
    AGENCY = "agency"
    CALENDAR = "calendar"
    SELF = "self"


class Part(StrEnum):
    """The part that a person plays in a hiring process."""

    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring_manager"
    INTERVIEWER = "interviewer"
    COORDINATOR = "coordinator"
    AGENCY = "agency"
    ATS = "ats"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where in a message, or around it, a piece of evidence was found."""

    BODY = "body"
    SUBJECT = "subject"
    HEADER = "header"
    CALENDAR = "calendar"
    MARKUP = "markup"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence, header or calendar field that says so; at most 300 characters, whitespace folded."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322 section 3.4: display name (may be empty) and addr-spec in lower case."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The part behind the last ``@``, or an empty string."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Span:
    """A time as somebody wrote it: an interval of days, with clock times where they were given.

    ``first`` and ``last`` are days in the writer's zone (the same day for "on Friday"). ``start`` and ``end`` are set
    only where a clock time was written: ``start`` alone for "at 3 pm", ``end`` alone for "by Friday 17:00".
    ``text`` is the matched text. ``zone`` is an IANA name or ``+hh:mm``, as far as the text itself names a zone.
    ``doubtful`` is true where day and month, am and pm or the zone's letters could be read in two ways.
    """

    first: date
    last: date
    text: str
    start: datetime | None = None
    end: datetime | None = None
    zone: str | None = None
    doubtful: bool = False


class MeetingStatus(StrEnum):
    """What a message says of an interview's time."""

    PROPOSED = "proposed"
    FIXED = "fixed"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Meeting:
    """An interview's time as one message gives it.

    ``start`` is None only where a cancellation, or a wish to move, names no time. ``uid`` and ``sequence`` are those of
    RFC 5545 where a calendar part gave them. ``timezone`` is an IANA name where known, else ``+hh:mm``.
    ``shift`` is by how many minutes a time moves that the message does not name, below 0 for earlier.
    ``declined`` is true for the user's own calendar DECLINE, ``whole_day`` where only the day is known: start and end
    are then the hours in which people work.
    """

    status: MeetingStatus
    start: datetime | None
    end: datetime | None = None
    timezone: str | None = None
    uid: str | None = None
    sequence: int = 0
    source: Source = Source.BODY
    doubtful: bool = False
    declined: bool = False
    whole_day: bool = False
    shift: int = 0


class FactType(StrEnum):
    """What a message does beside its headline kind; one message can do several of these."""

    ASKS = "asks"
    ANSWERS = "answers"
    THANKS = "thanks"
    NUDGES = "nudges"
    TIMES = "times"
    PROMISE = "promise"
    DEADLINE = "deadline"
    PAUSES = "pauses"
    REJECTS = "rejects"
    REOPENS = "reopens"
    OFFERS = "offers"
    ACCEPTS = "accepts"
    DECLINES = "declines"
    WITHDRAWS = "withdraws"


class Ask(StrEnum):
    """What is asked for, or what an answer answers."""

    TIMES = "times"
    DOCUMENTS = "documents"
    ANSWER = "answer"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a message says, with the evidence for it.

    ``ask`` goes with ASKS and ANSWERS; ``by`` with ASKS (by when), PROMISE (when they will write), DEADLINE (of an
    offer or a task) and PAUSES (until when); ``meeting`` with TIMES.
    """

    what: FactType
    evidence: Evidence
    ask: Ask | None = None
    by: Span | None = None
    meeting: Meeting | None = None


class Lead(StrEnum):
    """What stands before a day or clock time in its sentence and says what it is for."""

    NONE = ""
    BY = "by"
    OLD = "old"
    """A time that no longer holds: "instead of Friday", "can't make 2:05"."""
    SINCE = "since"
    """From when on something is so: "on leave as of Tuesday"."""


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A clock time whose day stands elsewhere, as somebody wrote it; ``end`` where two times name a span.

    ``zone`` is an IANA name or ``+hh:mm`` as far as the text names one; ``doubtful`` as in ``Span``.
    """

    start: time
    text: str
    end: time | None = None
    zone: str | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A day (with or without a clock time), a run of days or a clock time alone that prose names, whatever it is for.

    What it means is decided where the process is read: "Thursday. We have glue" fixes an interview only because a
    clock time was proposed before. Exactly one of ``day`` and ``clock`` is set.
    """

    evidence: Evidence
    lead: Lead
    day: Span | None = None
    clock: ClockTime | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """An ATTENDEE of RFC 5545 section 3.8.4.1."""

    who: Address
    partstat: str = "NEEDS-ACTION"
    role: str = "REQ-PARTICIPANT"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A VEVENT together with the iTIP method (RFC 5546) under which it was sent."""

    method: str
    uid: str
    sequence: int
    start: datetime | None
    end: datetime | None
    timezone: str | None
    summary: str = ""
    description: str = ""
    location: str = ""
    organizer: Address | None = None
    attendees: tuple[Attendee, ...] = ()
    status: str = ""


@dataclass(frozen=True, slots=True)
class Markup:
    """A schema.org item found in the HTML (JSON-LD or microdata): its type and flat string properties."""

    type: str
    properties: Mapping[str, str]


RESERVATIONS = frozenset({"EventReservation", "InterviewReservation"})
"""Types of markup that hold a place at an event: an interview's, in hiring mail."""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as parsed: the header fields that matter, and the writer's own new words apart from everything else.

    ``date`` is the Date field, aware; where it is missing or absurd that of the last Received field, else None.
    ``headers`` holds the further fields that signals need, by lower-case name, decoded. ``text`` is what the writer
    newly wrote, without quoted history, legal footer and signature; ``quoted`` and ``signature`` are those.
    ``forwarded`` is true where the history was passed on by somebody else. ``faults`` names what was malformed, in
    plain words.
    """

    message_id: MessageId | None
    date: datetime | None
    from_: Address | None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    in_reply_to: tuple[MessageId, ...] = ()
    references: tuple[MessageId, ...] = ()
    subject: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    quoted: str = ""
    signature: str = ""
    forwarded: bool = False
    events: tuple[CalendarEvent, ...] = ()
    markup: tuple[Markup, ...] = ()
    attachments: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person(Address):
    """Somebody who takes part in a hiring process, as one message shows them."""

    part: Part = Part.UNKNOWN


@dataclass(frozen=True, slots=True)
class Named:
    """A company or role as a message names it, with the weight of the evidence (0 to 100)."""

    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything that one message says on its own, weighed; what it *is* is decided for the whole process at once.

    ``hiring`` is the log-odds, in thousandths, that the message belongs to a hiring process of the user's.
    ``scores`` are log-probabilities in thousandths over the kinds of the message's direction, given that it is hiring
    mail. ``evidence`` holds, for the kinds with support, the pieces that weighed most, strongest first.
    ``moves`` is false for out-of-office answers, bounces, surveys and "your application was viewed".
    ``scam`` names what makes the message look like a fake job, empty where nothing does. ``mentions`` are the days and
    clock times of the writer's own words, in their order, ``questions`` the sentences that ask something.
    """

    sender: Sender
    hiring: int
    scores: Mapping[Kind, int]
    evidence: Mapping[Kind, tuple[Evidence, ...]] = field(default_factory=dict)
    moves: bool = True
    facts: tuple[Fact, ...] = ()
    people: tuple[Person, ...] = ()
    companies: tuple[Named, ...] = ()
    roles: tuple[Named, ...] = ()
    scam: tuple[Evidence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    questions: tuple[Evidence, ...] = ()
