"""The course of one process: its messages and marks told in order, and what stands after the last of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from parsers.facts import Evidence, Fact, FactType, Span
from server.hiring.asks import ANY_ASK, Asks
from server.hiring.days import Calendar
from server.hiring.interviews import Interviews
from server.hiring.promises import Promise
from server.hiring.vocabulary import Mark, Reading, State

Origin = Reading | Mark
Grouped = dict[FactType, list[Fact]]


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
