"""What the hiring side asked for and the user has not answered yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from parsers.facts import Ask, Fact, FactType, Kind, Span
from server.hiring.days import Calendar, clock, plus
from server.hiring.sessions import Session
from server.hiring.vocabulary import Mark, Reading

ANY_ASK = frozenset(Ask)
BUT_TIMES = ANY_ASK - {Ask.TIMES}

_FITS: dict[Kind, frozenset[Ask]] = {
    Kind.AVAILABILITY_REPLY: frozenset({Ask.TIMES, Ask.ANSWER}),
    Kind.INFO_REPLY: BUT_TIMES,
    Kind.APPLICATION: BUT_TIMES,
    Kind.OUT_OTHER: frozenset({Ask.ANSWER}),
}
"""Which asks an outgoing mail answers by its kind alone, where no fact of its own says more."""

_PRESUPPOSES: dict[Kind, frozenset[Ask]] = {
    Kind.INTERVIEW_SCHEDULED: frozenset({Ask.TIMES}),
    Kind.INTERVIEW_RESCHEDULED: frozenset({Ask.TIMES}),
    Kind.INTERVIEW_CANCELLED: frozenset({Ask.TIMES}),
    Kind.APPLICATION_RECEIVED: BUT_TIMES,
    Kind.OFFER: ANY_ASK,
    Kind.REJECTION: ANY_ASK,
}
"""Which open asks a later mail of the hiring side shows to be settled."""

_IMPLIED: dict[Kind, tuple[Ask, frozenset[Ask]]] = {
    Kind.INTERVIEW_INVITE: (Ask.TIMES, frozenset({Ask.TIMES})),
    Kind.ASSESSMENT_REQUEST: (Ask.ASSESSMENT, BUT_TIMES),
    Kind.INFO_REQUEST: (Ask.ANSWER, ANY_ASK),
}
"""What a kind asks for where none of the named asks stands among its facts."""

_ASK_NOTHING = frozenset({Kind.REJECTION, Kind.RECRUITER_OUTREACH, Kind.NOT_HIRING})


@dataclass(slots=True)
class OpenAsk:
    """One thing asked for, first at ``first``. ``tied`` is the interview with whose start it lapses."""

    ask: Ask
    at: datetime
    first: datetime
    by: Span | None
    origin: Reading | Mark
    fact: Fact | None = None
    tied: Session | None = None
    falls_with_interview: bool = False

    def due(self, calendar: Calendar) -> date | datetime:
        """The day asked for (a moment where a clock time was), else the day after it was asked."""
        if self.by is None:
            return plus(calendar.day(self.first), 1)
        return clock(self.by) or self.by.last

    def open_at(self, now: datetime) -> bool:
        """Whether it still waits for an answer: what belongs to an interview lapses when that starts."""
        if self.tied is None:
            return True
        if self.tied.void:
            return not self.falls_with_interview
        return self.tied.start > now


def asked(reading: Reading, grouped: dict[FactType, list[Fact]], fixes_time: bool) -> list[tuple[Ask, Fact | None]]:
    """What an incoming mail asks for: its facts, and what its kind implies where no fact says it."""
    if reading.kind in _ASK_NOTHING:
        return []
    found: list[tuple[Ask, Fact | None]] = [(fact.ask or Ask.ANSWER, fact) for fact in grouped.get(FactType.ASKS, ())]
    implied = _IMPLIED.get(reading.kind)
    if implied and not any(ask in implied[1] for ask, _ in found):
        found.append((implied[0], None))
    if fixes_time and reading.kind is not Kind.INTERVIEW_INVITE:
        found = [(ask, fact) for ask, fact in found if ask is not Ask.TIMES]
    if reading.kind is Kind.OFFER:
        # "Let us know by Friday" is the offer itself, which has a state and a due day of its own.
        found = [(ask, fact) for ask, fact in found if ask is not Ask.ANSWER]
    return found


class Asks:
    """The asks of one process that are open, oldest first."""

    __slots__ = ("closed_at", "open")

    def __init__(self) -> None:
        self.open: list[OpenAsk] = []
        self.closed_at: datetime | None = None

    def add(self, new: OpenAsk) -> None:
        """Open an ask. Asked again, it keeps its first day unless a new one is named."""
        for old in self.open:
            if old.ask is new.ask:
                new.first = old.first
                if new.by is None:
                    new.by = old.by
                self.open.remove(old)
                break
        self.open.append(new)

    def close(self, asks: Iterable[Ask], at: datetime) -> None:
        """Settle the open asks of these types."""
        settled = frozenset(asks)
        left = [each for each in self.open if each.ask not in settled]
        if len(left) < len(self.open):
            self.open, self.closed_at = left, at

    def presupposed(self, kind: Kind, grouped: dict[FactType, list[Fact]], at: datetime) -> None:
        """Settle what a mail of the hiring side presupposes or says to have received."""
        received = {fact.ask for fact in grouped.get(FactType.ANSWERS, ()) if fact.ask is not None}
        self.close(_PRESUPPOSES.get(kind, frozenset()) | received, at)

    def answered(self, kind: Kind, grouped: dict[FactType, list[Fact]], at: datetime) -> None:
        """Settle what an outgoing mail answers: exactly what its facts say, else what fits its kind."""
        if not self.open:
            return
        said = {fact.ask for fact in grouped.get(FactType.ANSWERS, ()) if fact.ask is not None}
        if any(fact.meeting and not fact.meeting.declined for fact in grouped.get(FactType.TIMES, ())):
            said.add(Ask.TIMES)
        if Ask.ANSWER in said or not any(each.ask in said for each in self.open):
            said |= _FITS.get(kind, frozenset())
        if kind is Kind.AVAILABILITY_REPLY:
            said.add(Ask.TIMES)
        self.close(said, at)
