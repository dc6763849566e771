"""A builder of hiring processes for tests: mails and marks day by day, looked at from any moment.

``Story().invite(3).times(4)`` is an invitation on day 3 and the answer on day 4, both at 10:00. Days count from
1 June 2026 (a Monday) in Europe/Berlin: day 3 is 3 June. A day with a fraction of hours is written ``3, "15:30"``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from parsers.facts import (
    Address,
    Ask,
    Direction,
    Evidence,
    Fact,
    FactType,
    Kind,
    Meeting,
    MeetingStatus,
    Sender,
    Signals,
    Source,
    Span,
)
from server.hiring.advice import advise
from server.hiring.journey import stand
from server.hiring.vocabulary import (
    Mark,
    MarkId,
    MarkType,
    MessageKey,
    MessageRecord,
    ProcessId,
    Reading,
    Standing,
)

ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 6, 1)
KIM = Address("Kim Lee", "kim@acme.example")
ATS = Address("Acme Careers", "no-reply@ats.example")
ME = Address("Jo Roe", "jo@home.example")


def day(number: int) -> date:
    """Day 1 is 1 June 2026."""
    return FIRST + timedelta(number - 1)


def at(number: int, clock: str = "10:00", zone: tzinfo = ZONE) -> datetime:
    """A moment of such a day."""
    return datetime.combine(day(number), time.fromisoformat(clock), zone)


def by(first: int, last: int | None = None, clock: str | None = None) -> Span:
    """A span of days, with the clock time at its end where one is given."""
    last = first if last is None else last
    return Span(day(first), day(last), f"by day {last}", end=at(last, clock) if clock else None)


def fixed(start: datetime, end: datetime | None = None, **more: object) -> Meeting:
    return Meeting(MeetingStatus.FIXED, start, end, **more)


def moved(start: datetime | None = None, **more: object) -> Meeting:
    return Meeting(MeetingStatus.MOVED, start, **more)


def cancelled(start: datetime | None = None, **more: object) -> Meeting:
    return Meeting(MeetingStatus.CANCELLED, start, **more)


def proposed(start: datetime, **more: object) -> Meeting:
    return Meeting(MeetingStatus.PROPOSED, start, **more)


def calendar(start: datetime, end: datetime | None = None, uid: str = "u1", **more: object) -> Meeting:
    return Meeting(MeetingStatus.FIXED, start, end, "Europe/Berlin", uid, source=Source.CALENDAR, **more)


class Story:
    """Immutable: every method gives a longer story."""

    def __init__(self, readings: tuple[Reading, ...] = (), marks: tuple[Mark, ...] = ()) -> None:
        self.readings = readings
        self.marks = marks

    def mail(
        self,
        kind: Kind,
        when: int | datetime,
        clock: str = "10:00",
        *,
        says: str = "",
        sender: Sender = Sender.PERSON,
        moves: bool = True,
        times: Iterable[Meeting] = (),
        asks: dict[Ask, Span | None] | None = None,
        answers: Iterable[Ask] = (),
        promise: Span | None = None,
        deadline: Span | None = None,
        pauses: Span | bool = False,
        also: Iterable[FactType] = (),
        confidence: float = 0.9,
        junk: bool = False,
        scam: str = "",
        out: bool = False,
    ) -> Story:
        moment = when if isinstance(when, datetime) else at(when, clock)
        says = says or f"This is what {kind} says."
        evidence = Evidence(says, Source.BODY)
        facts = [Fact(FactType.TIMES, evidence, meeting=each) for each in times]
        facts += [Fact(FactType.ASKS, evidence, ask=ask, by=span) for ask, span in (asks or {}).items()]
        facts += [Fact(FactType.ANSWERS, evidence, ask=ask) for ask in answers]
        facts += [Fact(what, evidence) for what in also]
        if promise:
            facts.append(Fact(FactType.PROMISE, evidence, by=promise))
        if deadline:
            facts.append(Fact(FactType.DEADLINE, evidence, by=deadline))
        if pauses:
            facts.append(Fact(FactType.PAUSES, evidence, by=pauses if isinstance(pauses, Span) else None))
        warned = (Evidence(scam, Source.BODY),) if scam else ()
        record = MessageRecord(
            key=MessageKey(f"<{len(self.readings):03d}@mail.example>"),
            message_id=None,
            date=moment,
            direction=Direction.OUT if out else Direction.IN,
            from_=ME if out else ATS if sender is Sender.ATS else KIM,
            signals=Signals(Sender.SELF if out else sender, 5000, {}, moves=moves, facts=tuple(facts), scam=warned),
            junk=junk,
        )
        reading = Reading(record, kind, confidence, tuple(facts), (evidence,))
        return Story((*self.readings, reading), self.marks)

    def sent(self, kind: Kind, when: int | datetime, clock: str = "10:00", **more: object) -> Story:
        return self.mail(kind, when, clock, out=True, **more)

    def mark(self, what: MarkType, when: int | datetime, clock: str = "10:00", **value: str) -> Story:
        moment = when if isinstance(when, datetime) else at(when, clock)
        mark = Mark(MarkId(f"m{len(self.marks):012x}"), ProcessId("p000000000000"), what, moment, value)
        return Story(self.readings, (*self.marks, mark))

    # Short names for what tests tell most often.

    def applied(self, when: int, clock: str = "10:00") -> Story:
        return self.sent(Kind.APPLICATION, when, clock)

    def receipt(self, when: int, clock: str = "10:00", **more: object) -> Story:
        return self.mail(Kind.APPLICATION_RECEIVED, when, clock, **({"sender": Sender.ATS} | more))

    def outreach(self, when: int, clock: str = "10:00", **more: object) -> Story:
        return self.mail(Kind.RECRUITER_OUTREACH, when, clock, **more)

    def invite(self, when: int, clock: str = "10:00", **more: object) -> Story:
        return self.mail(Kind.INTERVIEW_INVITE, when, clock, **more)

    def times(self, when: int, clock: str = "10:00", *offered: datetime) -> Story:
        return self.sent(Kind.AVAILABILITY_REPLY, when, clock, times=[proposed(each) for each in offered])

    def scheduled(self, when: int, *meetings: Meeting, clock: str = "10:00", **more: object) -> Story:
        return self.mail(Kind.INTERVIEW_SCHEDULED, when, clock, times=meetings, **more)

    def interview(self, when: int, clock: str = "14:00", end: str | None = "15:00") -> Story:
        """An interview on that day that was fixed two days before by a calendar invitation."""
        uid = f"u{when}-{clock}"
        return self.scheduled(when - 2, calendar(at(when, clock), at(when, end) if end else None, uid))

    def update(self, when: int, clock: str = "10:00", **more: object) -> Story:
        return self.mail(Kind.STATUS_UPDATE, when, clock, **more)

    def reply(self, when: int, clock: str = "10:00", **more: object) -> Story:
        return self.mail(Kind.HIRING_REPLY, when, clock, **more)

    def rejected(self, when: int, clock: str = "10:00", **more: object) -> Story:
        return self.mail(Kind.REJECTION, when, clock, **more)

    def offer(self, when: int, clock: str = "10:00", **more: object) -> Story:
        return self.mail(Kind.OFFER, when, clock, **more)

    def thanks(self, when: int, clock: str = "10:00", **more: object) -> Story:
        return self.sent(Kind.THANK_YOU, when, clock, **more)

    def follow_up(self, when: int, clock: str = "10:00") -> Story:
        return self.sent(Kind.FOLLOW_UP, when, clock)

    def out_of_office(self, when: int, clock: str = "10:00") -> Story:
        return self.mail(Kind.HIRING_REPLY, when, clock, moves=False)

    def stands(
        self, when: int | datetime, clock: str = "12:00", zone: tzinfo = ZONE, tracked: bool = False
    ) -> Standing:
        moment = when if isinstance(when, datetime) else at(when, clock)
        return stand(self.readings, self.marks, moment, zone, tracked=tracked)

    def advised(self, when: int, clock: str = "12:00", *notes: str) -> tuple[list[str], list[str]]:
        """The ids of the advice, do and don't; ``notes`` are added to the standing."""
        standing = self.stands(when, clock)
        advice = advise(replace(standing, notes=(*standing.notes, *notes)))
        return [each.id for each in advice.do], [each.id for each in advice.dont]
