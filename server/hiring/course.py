"""The course of one process: its messages and marks told in order, and what stands after the last of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from parsers.facts import Ask, Direction, Evidence, Fact, FactType, Kind, Meeting, MeetingStatus, Sender, Span
from server.hiring.asks import ANY_ASK, Asks, OpenAsk, asked
from server.hiring.days import Calendar, instant, later
from server.hiring.interviews import Interviews
from server.hiring.promises import LEAVES_STANDING, Promise, promised
from server.hiring.sessions import STRUCTURED
from server.hiring.vocabulary import Mark, Reading, State

Origin = Reading | Mark
Grouped = dict[FactType, list[Fact]]

_PEOPLE = frozenset({Sender.PERSON, Sender.AGENCY})
_SCHEDULING = frozenset({Kind.INTERVIEW_SCHEDULED, Kind.INTERVIEW_RESCHEDULED})
_NO_PROGRESS = frozenset({Kind.APPLICATION_RECEIVED, Kind.RECRUITER_OUTREACH})
_A_PERSON_ANSWERS = frozenset({Kind.HIRING_REPLY, Kind.STATUS_UPDATE})
_PAUSING = frozenset({Kind.STATUS_UPDATE, Kind.HIRING_REPLY, Kind.INTERVIEW_CANCELLED, Kind.APPLICATION_RECEIVED})
_TELLING = _A_PERSON_ANSWERS | {Kind.APPLICATION_RECEIVED}
_NUDGING = frozenset({Kind.FOLLOW_UP, Kind.THANK_YOU, Kind.AVAILABILITY_REPLY, Kind.INFO_REPLY, Kind.OUT_OTHER})
_THANKING = frozenset({Kind.AVAILABILITY_REPLY, Kind.INFO_REPLY, Kind.FOLLOW_UP, Kind.OUT_OTHER})
"""Kinds whose mails may thank for the interview beside what they are mainly for."""

_ENDS = {
    Kind.ACCEPT_OFFER: State.ACCEPTED,
    Kind.DECLINE_OFFER: State.DECLINED,
    Kind.WITHDRAW: State.WITHDRAWN,
}

CUSTOMARY_HOPE_DAYS = 2
"""A thank-you of these first days that hopes to hear soon is a thank-you, no follow-up."""


@dataclass(frozen=True, slots=True)
class Point:
    """Something that happened: when, and the mail or mark that says so."""

    at: datetime
    origin: Origin
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Stand(Point):
    """An end, an offer or a pause that stands, with the deadline or the day it names."""

    state: State = State.OFFER
    span: Span | None = None


def grouped(reading: Reading) -> Grouped:
    """The facts of a reading by what they do, in the order of the text."""
    found: Grouped = {}
    for fact in reading.facts:
        found.setdefault(fact.what, []).append(fact)
    return found


def first_evidence(facts: Grouped, *whats: FactType) -> Evidence | None:
    """The evidence of the first fact of these types."""
    for what in whats:
        for fact in facts.get(what, ()):
            return fact.evidence
    return None


@dataclass(slots=True)
class Course:
    """What stands after the messages and marks told so far, each told once, in the order of time.

    ``engaged`` is the moment from which the hiring side owes an answer: somebody answered, a date was named, an
    interview came up, or the user sent what was wanted. ``undated`` is an interview known to be fixed at a time that
    no mail says in words. ``follow_from`` is set where the user set the state ``follow_up_due`` by hand.
    """

    calendar: Calendar
    asks: Asks = field(default_factory=Asks)
    interviews: Interviews = field(init=False)
    first: Point | None = None
    last: Point | None = None
    stirred: datetime | None = None
    last_heard: Point | None = None
    outreach: Point | None = None
    applied: Point | None = None
    engaged: Point | None = None
    promise: Promise | None = None
    thanks: list[Point] = field(default_factory=list)
    follow_up: Point | None = None
    follow_from: Point | None = None
    offer: Stand | None = None
    pause: Stand | None = None
    ended: Stand | None = None
    undated: Point | None = None
    not_hiring: Point | None = None
    done: Point | None = None
    snooze: tuple[Point, Span] | None = None

    def __post_init__(self) -> None:
        """Start with no interview."""
        self.interviews = Interviews(self.calendar)

    def hear(self, reading: Reading, at: datetime) -> None:
        """Take in one message that belongs to the process and moves it."""
        facts = grouped(reading)
        if reading.record.direction is Direction.OUT:
            self._sent(reading, facts, at)
        else:
            self._received(reading, facts, at)

    def touch(self, at: datetime, origin: Origin) -> Point:
        """Note that something happened."""
        self.stir(at, origin)
        self.last = Point(at, origin)
        return self.last

    def stir(self, at: datetime, origin: Origin) -> None:
        """Note a sign of life that starts no waiting."""
        self.first = self.first or Point(at, origin)
        self.stirred = at

    def engage(self, at: datetime, origin: Origin) -> None:
        """From here on the ball is in play."""
        if self.engaged is None:
            self.engaged = Point(at, origin)

    def end(self, state: State, at: datetime, origin: Origin, evidence: Evidence | None = None) -> None:
        """The process ends, and with it everything that was open."""
        self.clear(at)
        self.ended = Stand(at, origin, evidence, state)

    def clear(self, at: datetime) -> None:
        """Close the chapter: nothing of what was open before counts any more."""
        self.asks.close(ANY_ASK, at)
        self.interviews.close(at)
        self.promise = self.follow_up = self.follow_from = self.undated = None
        self.offer = self.pause = self.ended = None

    def _received(self, reading: Reading, facts: Grouped, at: datetime) -> None:
        kind, sender = reading.kind, reading.record.signals.sender
        if kind is Kind.REJECTION:
            self._rejected(reading, facts, at)
            return
        self.last_heard = self.touch(at, reading)
        self.done = self.snooze = None
        fixed = self._times_fixed(reading, facts)
        if self.ended is not None:
            if not self._reopens(kind, facts, fixed, at):
                return
            self.clear(at)
            self.engaged = Point(at, reading)
        self.follow_from = None
        self._advance(reading, facts, at, sender)
        if kind in _PAUSING and (pauses := facts.get(FactType.PAUSES)):
            self.pause = Stand(at, reading, pauses[-1].evidence, State.ON_HOLD, pauses[-1].by)
        elif FactType.REOPENS in facts or fixed or kind in _SCHEDULING or kind is Kind.INTERVIEW_INVITE:
            self.pause = None
        if kind not in LEAVES_STANDING:
            self.undated = None
        self._arrange(reading, facts, fixed, at)
        self._ask(reading, facts, bool(fixed), at)
        self._promise(reading, facts, at)
        if kind is Kind.OFFER:
            self._offered(reading, facts, at)
        elif self.offer is not None and (deadlines := facts.get(FactType.DEADLINE)):
            self.offer = Stand(self.offer.at, self.offer.origin, self.offer.evidence, State.OFFER, deadlines[-1].by)

    def _rejected(self, reading: Reading, facts: Grouped, at: datetime) -> None:
        left = self.ended is not None and self.ended.state in {State.WITHDRAWN, State.DECLINED}
        if left and reading.record.signals.sender not in _PEOPLE:
            return
        self.last_heard = self.touch(at, reading)
        self.snooze = None
        self.end(State.REJECTED, at, reading, first_evidence(facts, FactType.REJECTS))

    def _reopens(self, kind: Kind, facts: Grouped, fixed: list[Meeting], at: datetime) -> bool:
        if self.ended is None or self.ended.state is State.ACCEPTED:
            return False  # what follows an acceptance is onboarding
        if kind in {Kind.INTERVIEW_INVITE, Kind.OFFER} or FactType.REOPENS in facts:
            return True
        # A reminder of a time that was known before the end reopens nothing.
        return any(m.start is not None and instant(m.start) > at and self.interviews.known(m) is None for m in fixed)

    def _advance(self, reading: Reading, facts: Grouped, at: datetime, sender: Sender) -> None:
        """Whether this turns an application, or an approach, into a process under way."""
        kind = reading.kind
        if kind is Kind.RECRUITER_OUTREACH and self.applied is None and self.engaged is None:
            self.outreach = self.outreach or Point(at, reading)
            return
        if kind is Kind.APPLICATION_RECEIVED:
            self.applied = self.applied or Point(at, reading)
        unanswered = self.outreach is not None and self.applied is None and self.engaged is None
        answers = kind in _A_PERSON_ANSWERS and sender in _PEOPLE and not unanswered
        named = any(fact.by is not None for fact in self._promises(kind, facts))
        if answers or named or kind not in _NO_PROGRESS | _A_PERSON_ANSWERS:
            self.engage(at, reading)
        elif self.applied is None and self.outreach is None:
            self.applied = Point(at, reading)

    def _times_fixed(self, reading: Reading, facts: Grouped) -> list[Meeting]:
        """The times that an incoming mail fixes: what its headline says decides over single sentences."""
        fixed = []
        for fact in facts.get(FactType.TIMES, ()):
            meeting = fact.meeting
            if meeting is None or meeting.start is None or meeting.status is MeetingStatus.CANCELLED:
                continue
            calendar = meeting.source in STRUCTURED and meeting.status is not MeetingStatus.PROPOSED
            cancels = reading.kind is Kind.INTERVIEW_CANCELLED and meeting.status is not MeetingStatus.PROPOSED
            if reading.kind in _SCHEDULING or calendar or cancels:
                fixed.append(meeting)
        return fixed if reading.kind is not Kind.RECRUITER_OUTREACH else []

    def _arrange(self, reading: Reading, facts: Grouped, fixed: list[Meeting], at: datetime) -> None:
        """Interviews fixed, moved, cancelled, suspended and proposed by the hiring side."""
        kind = reading.kind
        meetings = [fact.meeting for fact in facts.get(FactType.TIMES, ()) if fact.meeting is not None]
        cancelled = [each for each in meetings if each.status is MeetingStatus.CANCELLED]
        if kind is Kind.INTERVIEW_CANCELLED and not cancelled and not fixed:
            cancelled = [Meeting(MeetingStatus.CANCELLED, None)]
        if cancelled:
            self.interviews.cancel(cancelled, at)
            self.undated = None
        moved = kind is Kind.INTERVIEW_RESCHEDULED or bool(cancelled)
        if fixed:
            self.interviews.fix(fixed, at, reading, moved)
            self.undated = None
        elif kind in _SCHEDULING:
            wanted = FactType.TIMES in facts or any(fact.ask is Ask.TIMES for fact in facts.get(FactType.ASKS, ()))
            self._fixed_unsaid(reading, at, wanted)
        else:
            wish = [each for each in meetings if each.status is MeetingStatus.MOVED]
            for each in wish:
                self.interviews.suspend(each, at)
            if kind is not Kind.RECRUITER_OUTREACH:
                offered = [each for each in meetings if each.status is not MeetingStatus.CANCELLED]
                self.interviews.propose(offered, at, reading, by_user=False)

    def _fixed_unsaid(self, reading: Reading, at: datetime, wanted: bool) -> None:
        """A time is fixed but not said: the user's own concrete time, one that is known already, or an unknown one.

        ``wanted`` where the mail only wishes to move a time, or asks for times.
        """
        if self.interviews.accept(at, reading, by_user=False):
            self.undated = None
            return
        if reading.kind is Kind.INTERVIEW_RESCHEDULED:
            self.interviews.suspend(Meeting(MeetingStatus.MOVED, None), at)
        if not self.interviews.ahead(at):
            self.undated = None if wanted else Point(at, reading)

    def _ask(self, reading: Reading, facts: Grouped, fixes: bool, at: datetime) -> None:
        self.asks.presupposed(reading.kind, facts, at)
        task = next((fact.by for fact in facts.get(FactType.DEADLINE, ()) if fact.by is not None), None)
        today = self.calendar.day(at)
        for ask, fact in asked(reading, facts, fixes):
            by = (fact.by if fact else None) or (task if reading.kind is not Kind.OFFER else None)
            if by is not None and (by.last - today).days < -1:
                by = None
            ahead = [each for each in self.interviews.ahead(at) if each.start > at]
            tied = ahead[0] if ahead and (by is None or by.last <= self.calendar.day(ahead[0].start)) else None
            tied = tied if ask is not Ask.TIMES else None
            self.asks.add(OpenAsk(ask, at, by, reading, fact, tied, fixes and ask is Ask.ANSWER))
            self.pause = None if self.pause is None or self.pause.at < at else self.pause

    def _promise(self, reading: Reading, facts: Grouped, at: datetime) -> None:
        new = promised(reading, self._promises(reading.kind, facts), at, self.calendar.day(at))
        if new is not None:
            self.promise = new
        elif reading.kind not in LEAVES_STANDING:
            self.promise = None

    def _promises(self, kind: Kind, facts: Grouped) -> list[Fact]:
        """The promises of a mail; a deadline where the user owes nothing is a day by which they want to write."""
        owed = self.offer is not None or self.asks.open or FactType.ASKS in facts
        told = [] if owed or kind not in _TELLING else facts.get(FactType.DEADLINE, [])
        return facts.get(FactType.PROMISE, []) or told

    def _offered(self, reading: Reading, facts: Grouped, at: datetime) -> None:
        deadlines = [fact.by for fact in facts.get(FactType.DEADLINE, ()) if fact.by is not None]
        deadlines = deadlines or [fact.by for fact in facts.get(FactType.ASKS, ()) if fact.by is not None]
        old = self.offer
        evidence = first_evidence(facts, FactType.OFFERS)
        span = deadlines[-1] if deadlines else old.span if old else None
        origin = old or Stand(at, reading, evidence)
        self.pause = self.undated = None
        self.offer = Stand(origin.at, origin.origin, origin.evidence, State.OFFER, span)

    def _sent(self, reading: Reading, facts: Grouped, at: datetime) -> None:
        kind = reading.kind
        self.touch(at, reading)
        if kind in _ENDS:
            what = (FactType.ACCEPTS, FactType.DECLINES, FactType.WITHDRAWS)
            self.end(_ENDS[kind], at, reading, first_evidence(facts, *what))
            return
        if self.ended is not None:
            return
        if kind is Kind.APPLICATION:
            self.applied = self.applied or Point(at, reading)
        interested = kind in {Kind.AVAILABILITY_REPLY, Kind.INFO_REPLY, Kind.THANK_YOU}
        if self.outreach is not None or interested:
            self.engage(at, reading)
        elif self.applied is None and self.engaged is None:
            self.applied = Point(at, reading)
        self.asks.answered(kind, facts, at)
        self._my_times(reading, facts, at)
        if kind is Kind.THANK_YOU or (FactType.THANKS in facts and kind in _THANKING):
            self.thanks.append(Point(at, reading, first_evidence(facts, FactType.THANKS)))
            self.undated = None
        if kind is Kind.FOLLOW_UP or (
            FactType.NUDGES in facts and kind in _NUDGING and not self._fresh_thanks(kind, at)
        ):
            self.follow_up = Point(at, reading, first_evidence(facts, FactType.NUDGES))
            self.follow_from = None

    def _fresh_thanks(self, kind: Kind, at: datetime) -> bool:
        past = self.interviews.past(at)
        return kind is Kind.THANK_YOU and (not past or at < later(past[-1].end, days=CUSTOMARY_HOPE_DAYS))

    def _my_times(self, reading: Reading, facts: Grouped, at: datetime) -> None:
        """Times that the user declines, cancels, wants to move, offers, accepts or confirms."""
        meetings = [fact.meeting for fact in facts.get(FactType.TIMES, ()) if fact.meeting is not None]
        void = [each for each in meetings if each.declined or each.status is MeetingStatus.CANCELLED]
        moved = [each for each in meetings if each.status is MeetingStatus.MOVED and not each.declined]
        fixed = [each for each in meetings if each.status is MeetingStatus.FIXED and not each.declined]
        offered = [each for each in meetings if each.status is MeetingStatus.PROPOSED and not each.declined]
        if void:
            self.interviews.cancel(void, at)
        for each in moved:
            self.interviews.suspend(each, at)
        if fixed:
            self.interviews.fix(fixed, at, reading, moves=False)
            self.undated = None
        elif offered or moved:
            mine = offered + moved
            repeats = len(mine) == 1 and not moved and self.interviews.takes_up(mine[0], at)
            if repeats and reading.kind is Kind.AVAILABILITY_REPLY:
                self.interviews.accept(at, reading, by_user=True)
            else:
                self.interviews.propose(mine, at, reading, by_user=True)
        elif reading.kind is Kind.AVAILABILITY_REPLY and not void:
            self.interviews.accept(at, reading, by_user=True)
