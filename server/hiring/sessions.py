"""One interview as the mails of a process tell it, and how sessions form the loop that is thanked for once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from parsers.facts import Meeting, Source
from server.hiring.days import Calendar, instant, later
from server.hiring.vocabulary import Interview, InterviewStatus, Mark, Reading

STRUCTURED = frozenset({Source.CALENDAR, Source.MARKUP})
"""Where a time was found that no wording blurs."""

LOOP_DAYS = 3
"""Sessions at most so many days apart, known before the first of them began, are one loop."""


class Footing(Enum):
    """Whether a session's time stands."""

    FIXED = "fixed"
    MOVED = "moved"
    SUSPENDED = "suspended"
    """Somebody wants it moved and no new time is named yet."""
    VOID = "void"


@dataclass(slots=True)
class Session:
    """An interview with its present time. ``shown_*`` are the times as given, in the zone in which they were given.

    ``known_at`` is when it was first fixed, ``fixed_at`` when its present time was. ``settled`` sessions belong to a
    chapter that is closed: no thank-you is due for them. ``listed`` is false for one that only a state set by hand
    implies, ``whole_day`` is true where no clock time is known.
    """

    id: str
    shown_start: datetime
    shown_end: datetime | None
    timezone: str | None
    source: Source
    origin: Reading | Mark
    known_at: datetime
    fixed_at: datetime
    uid: str | None = None
    sequence: int = 0
    footing: Footing = Footing.FIXED
    void_since: datetime | None = None
    settled: bool = False
    listed: bool = True
    whole_day: bool = False
    start: datetime = field(init=False)
    end: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Work out the moments in UTC."""
        self.place(self.shown_start, self.shown_end)

    def place(self, start: datetime, end: datetime | None) -> None:
        """Give the session this time; an unknown or impossible end is an hour after the start."""
        self.shown_start = start
        self.start = instant(start)
        self.shown_end = end if end is not None and instant(end) > self.start else None
        self.end = instant(self.shown_end) if self.shown_end is not None else later(self.start, hours=1)

    @property
    def void(self) -> bool:
        """Whether it does not take place, as far as is known."""
        return self.footing is Footing.VOID or self.footing is Footing.SUSPENDED

    @property
    def structured(self) -> bool:
        """Whether a calendar, markup or the user gave the time: such a time outranks prose."""
        return self.uid is not None or self.source in STRUCTURED or isinstance(self.origin, Mark)

    def thanked_from(self) -> datetime:
        """From when a thank-you counts as one: the end; where none is known, a thank-you itself shows it is over."""
        return self.end if self.shown_end is not None and not self.whole_day else self.start

    def shown(self, now: datetime) -> Interview:
        """The session as the feed lists it."""
        if self.footing is Footing.VOID:
            status = InterviewStatus.CANCELLED
        elif self.footing is Footing.SUSPENDED:
            status = InterviewStatus.PROPOSED if self.start > now else InterviewStatus.CANCELLED
        elif self.end <= now:
            status = InterviewStatus.OVER
        else:
            status = InterviewStatus.MOVED if self.footing is Footing.MOVED else InterviewStatus.FIXED
        return Interview(self.id, self.shown_start, self.shown_end, self.timezone, status, self.source)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A concrete time that one side offered and nobody took up yet."""

    id: str
    start: datetime
    at: datetime
    meeting: Meeting
    by_user: bool
    origin: Reading

    def shown(self) -> Interview:
        """The proposal as the feed lists it."""
        meeting = self.meeting
        start = meeting.start or self.start
        return Interview(self.id, start, meeting.end, meeting.timezone, InterviewStatus.PROPOSED, meeting.source)


def interview_id(*parts: str) -> str:
    """A stable id: ``i`` and 12 hexadecimal digits from a calendar UID, or a message key and a place in it."""
    return "i" + hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=6).hexdigest()


def loops(sessions: Iterable[Session], calendar: Calendar) -> list[Sequence[Session]]:
    """Sessions gathered into loops, in the order of time.

    A session belongs to the loop before it if its time was known before that loop began: a second round is arranged
    after the first.
    """
    gathered: list[list[Session]] = []
    for session in sorted(sessions, key=lambda each: (each.start, each.id)):
        if gathered:
            loop = gathered[-1]
            near = calendar.day(session.start) - calendar.day(loop[-1].start) <= timedelta(LOOP_DAYS)
            if near and session.known_at <= loop[0].start:
                loop.append(session)
                continue
        gathered.append([session])
    return list(gathered)
