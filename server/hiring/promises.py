"""When the hiring side said it would write, and for how long that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from parsers.facts import Evidence, Fact, Kind, Span
from server.hiring.days import Calendar, plus
from server.hiring.vocabulary import Mark, Reading

LEAVES_STANDING = frozenset(
    {
        Kind.HIRING_REPLY,
        Kind.APPLICATION_RECEIVED,
        Kind.RECRUITER_OUTREACH,
        Kind.INTERVIEW_INVITE,
        Kind.INTERVIEW_SCHEDULED,
        Kind.INTERVIEW_RESCHEDULED,
        Kind.INTERVIEW_CANCELLED,
    }
)
"""Pleasantries, acknowledgements and scheduling mails; any other kind without a date clears a promise."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A day or interval by which the hiring side wants to write, and the mail or mark that says so."""

    span: Span
    at: datetime
    origin: Reading | Mark
    evidence: Evidence | None = None

    def spent(self, last_heard: datetime | None, last_interview: datetime | None, calendar: Calendar) -> bool:
        """Whether it no longer counts: an interview took place after its day, or they wrote after it."""
        last = self.span.last
        if last_interview is not None and last < calendar.day(last_interview):
            return True
        return last_heard is not None and last_heard > self.at and calendar.day(last_heard) > last


def promised(reading: Reading, facts: list[Fact], at: datetime, day: date) -> Promise | None:
    """The last promise of a mail dated ``day``, give or take a zone; a day that lay behind by then is none."""
    for fact in reversed(facts):
        if fact.by is not None and fact.by.last >= plus(day, -1):
            return Promise(fact.by, at, reading, fact.evidence)
    return None
