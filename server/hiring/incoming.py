"""What a message of the hiring side does to the course of a process."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from parsers.facts import Ask, Fact, FactType, Kind, Meeting, MeetingStatus, Sender, Span
from server.hiring.asks import OpenAsk, asked
from server.hiring.course import Course, Grouped, Point, Stand, first_evidence, grouped
from server.hiring.days import instant, plus
from server.hiring.promises import LEAVES_STANDING, promised
from server.hiring.sessions import STRUCTURED, Session
from server.hiring.vocabulary import Reading, State

_PEOPLE = frozenset({Sender.PERSON, Sender.AGENCY})
_SCHEDULING = frozenset({Kind.INTERVIEW_SCHEDULED, Kind.INTERVIEW_RESCHEDULED})
_NO_PROGRESS = frozenset({Kind.APPLICATION_RECEIVED, Kind.RECRUITER_OUTREACH})
_A_PERSON_ANSWERS = frozenset({Kind.HIRING_REPLY, Kind.STATUS_UPDATE})
_PAUSING = frozenset({Kind.STATUS_UPDATE, Kind.HIRING_REPLY, Kind.INTERVIEW_CANCELLED, Kind.APPLICATION_RECEIVED})
_TELLING = _A_PERSON_ANSWERS | {Kind.APPLICATION_RECEIVED}


def received(course: Course, reading: Reading, at: datetime) -> None:
    """Take in one message of the hiring side that moves the process."""
    facts = grouped(reading)
    kind, sender = reading.kind, reading.record.signals.sender
    if kind is Kind.REJECTION:
        _rejected(course, reading, facts, at)
        return
    course.last_heard = course.touch(at, reading)
    course.done = course.snooze = None
    fixed = _times_fixed(course, kind, facts, at)
    if course.ended is not None:
        if not _reopens(course, kind, facts, fixed, at):
            return
        course.clear(at)
        course.engaged = Point(at, reading)
    course.follow_from = None
    _advance(course, reading, facts, at, sender)
    if kind in _PAUSING and (pauses := facts.get(FactType.PAUSES)):
        course.pause = Stand(at, reading, pauses[-1].evidence, State.ON_HOLD, pauses[-1].by)
    elif FactType.REOPENS in facts or fixed or kind in _SCHEDULING or kind is Kind.INTERVIEW_INVITE:
        course.pause = None
    if kind not in LEAVES_STANDING:
        course.undated = None
    _arrange(course, reading, facts, fixed, at)
    _ask(course, reading, facts, bool(fixed), at)
    _promise(course, reading, facts, at)
    if kind is Kind.OFFER:
        _offered(course, reading, facts, at)
    elif course.offer is not None and (deadlines := _of_the_offer(facts)):
        course.offer = replace(course.offer, span=deadlines[-1])


def _rejected(course: Course, reading: Reading, facts: Grouped, at: datetime) -> None:
    left = course.ended is not None and course.ended.state in {State.WITHDRAWN, State.DECLINED}
    if left and reading.record.signals.sender not in _PEOPLE:
        return
    course.last_heard = course.touch(at, reading)
    course.snooze = None
    course.end(State.REJECTED, at, reading, first_evidence(facts, FactType.REJECTS))


def _reopens(course: Course, kind: Kind, facts: Grouped, fixed: list[Meeting], at: datetime) -> bool:
    if course.ended is None or course.ended.state is State.ACCEPTED:
        return False  # what follows an acceptance is onboarding
    if kind in {Kind.INTERVIEW_INVITE, Kind.OFFER} or FactType.REOPENS in facts:
        return True
    # A reminder of a time that was known before the end reopens nothing.
    return any(m.start is not None and instant(m.start) > at and course.interviews.known(m) is None for m in fixed)


def _advance(course: Course, reading: Reading, facts: Grouped, at: datetime, sender: Sender) -> None:
    """Whether this turns an application, or an approach, into a process under way."""
    kind = reading.kind
    if kind is Kind.RECRUITER_OUTREACH and course.applied is None and course.engaged is None:
        course.outreach = course.outreach or Point(at, reading)
        return
    if kind is Kind.APPLICATION_RECEIVED:
        course.applied = course.applied or Point(at, reading)
    unanswered = course.outreach is not None and course.applied is None and course.engaged is None
    answers = kind in _A_PERSON_ANSWERS and sender in _PEOPLE and not unanswered
    named = any(fact.by is not None for fact in _promises(course, kind, facts))
    if answers or named or kind not in _NO_PROGRESS | _A_PERSON_ANSWERS:
        course.engage(at, reading)
    elif course.applied is None and course.outreach is None:
        course.applied = Point(at, reading)


def _times_fixed(course: Course, kind: Kind, facts: Grouped, at: datetime) -> list[Meeting]:
    """The times that an incoming mail fixes: what its headline says decides over single sentences."""
    yesterday = plus(course.calendar.day(at), -1)
    fixed = []
    for fact in facts.get(FactType.TIMES, ()):
        meeting = fact.meeting
        if meeting is None or meeting.start is None or meeting.status is MeetingStatus.CANCELLED:
            continue
        structured = meeting.source in STRUCTURED
        surely = meeting.status is not MeetingStatus.PROPOSED and (structured or kind is Kind.INTERVIEW_CANCELLED)
        # In prose a day that lies behind is a look back, or a year read wrongly.
        behind = not structured and course.calendar.day(instant(meeting.start)) < yesterday
        if (kind in _SCHEDULING or surely) and not behind:
            fixed.append(meeting)
    return fixed if kind is not Kind.RECRUITER_OUTREACH else []


def _arrange(course: Course, reading: Reading, facts: Grouped, fixed: list[Meeting], at: datetime) -> None:
    """Interviews fixed, moved, cancelled, suspended and proposed by the hiring side."""
    kind = reading.kind
    meetings = [fact.meeting for fact in facts.get(FactType.TIMES, ()) if fact.meeting is not None]
    cancelled = [each for each in meetings if each.status is MeetingStatus.CANCELLED]
    if kind is Kind.INTERVIEW_CANCELLED and not cancelled and not fixed:
        cancelled = [Meeting(MeetingStatus.CANCELLED, None)]
    if cancelled:
        course.interviews.cancel(cancelled, at)
        course.undated = None
    moved = kind is Kind.INTERVIEW_RESCHEDULED or bool(cancelled)
    if fixed:
        course.interviews.fix(fixed, at, reading, moved)
        course.undated = None
    elif kind in _SCHEDULING:
        wanted = FactType.TIMES in facts or any(fact.ask is Ask.TIMES for fact in facts.get(FactType.ASKS, ()))
        _fixed_unsaid(course, reading, at, wanted)
    else:
        wish = [each for each in meetings if each.status is MeetingStatus.MOVED]
        for each in wish:
            course.interviews.suspend(each, at)
        if kind is not Kind.RECRUITER_OUTREACH:
            offered = [each for each in meetings if each.status is not MeetingStatus.CANCELLED]
            course.interviews.propose(offered, at, reading, by_user=False)


def _fixed_unsaid(course: Course, reading: Reading, at: datetime, wanted: bool) -> None:
    """A time is fixed but not said: the user's own concrete time, one that is known already, or an unknown one.

    ``wanted`` where the mail only wishes to move a time, or asks for times.
    """
    if course.interviews.accept(at, reading, by_user=False):
        course.undated = None
        return
    if reading.kind is Kind.INTERVIEW_RESCHEDULED:
        course.interviews.suspend(Meeting(MeetingStatus.MOVED, None), at)
    if not course.interviews.ahead(at):
        course.undated = None if wanted else Point(at, reading)


def _ask(course: Course, reading: Reading, facts: Grouped, fixes: bool, at: datetime) -> None:
    course.asks.presupposed(reading.kind, facts, at)
    limited = {fact.evidence for fact in facts.get(FactType.ASKS, ()) if fact.by is not None}
    deadlines = [fact for fact in facts.get(FactType.DEADLINE, ()) if fact.evidence not in limited]
    tasks = [fact.by for fact in deadlines if fact.by is not None] if reading.kind is not Kind.OFFER else []
    yesterday = plus(course.calendar.day(at), -1)
    for ask, fact in asked(reading, facts, fixes):
        days = [by for by in (fact.by if fact else None, *tasks[:1]) if by is not None and by.last >= yesterday]
        by = days[0] if days else None
        tied = _tied_to(course, by, at) if ask is not Ask.TIMES else None
        course.asks.add(OpenAsk(ask, at, at, by, reading, fact, tied, fixes and ask is Ask.ANSWER))
        if course.pause is not None and course.pause.at < at:
            course.pause = None


def _tied_to(course: Course, by: Span | None, at: datetime) -> Session | None:
    """The interview that an ask belongs to: the next one, unless more time is given than until then."""
    ahead = [each for each in course.interviews.ahead(at) if each.start > at]
    return ahead[0] if ahead and (by is None or by.last <= course.calendar.day(ahead[0].start)) else None


def _promise(course: Course, reading: Reading, facts: Grouped, at: datetime) -> None:
    new = promised(reading, _promises(course, reading.kind, facts), at, course.calendar.day(at))
    if new is not None:
        course.promise = new
    elif reading.kind not in LEAVES_STANDING:
        course.promise = None


def _promises(course: Course, kind: Kind, facts: Grouped) -> list[Fact]:
    """The promises of a mail; a deadline where the user owes nothing is a day by which they want to write."""
    owed = course.offer is not None or course.asks.open or FactType.ASKS in facts
    told = [] if owed or kind not in _TELLING else facts.get(FactType.DEADLINE, [])
    return facts.get(FactType.PROMISE, []) or told


def _offered(course: Course, reading: Reading, facts: Grouped, at: datetime) -> None:
    deadlines = _days_named(facts, FactType.DEADLINE) or _days_named(facts, FactType.ASKS)
    standing = course.offer or Stand(at, reading, first_evidence(facts, FactType.OFFERS))
    course.offer = replace(standing, span=deadlines[-1] if deadlines else standing.span)
    course.pause = course.undated = None


def _of_the_offer(facts: Grouped) -> list[Span]:
    """Deadlines of a later mail that can be the offer's: not those of papers, a task or times asked for."""
    asks = {fact.evidence for fact in facts.get(FactType.ASKS, ()) if fact.ask is not Ask.ANSWER}
    return [fact.by for fact in facts.get(FactType.DEADLINE, ()) if fact.by is not None and fact.evidence not in asks]


def _days_named(facts: Grouped, what: FactType) -> list[Span]:
    return [fact.by for fact in facts.get(what, ()) if fact.by is not None]
