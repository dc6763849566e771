"""What a message of the user's own does to the course of a process."""

from __future__ import annotations

from datetime import datetime

from parsers.facts import FactType, Kind, MeetingStatus
from server.hiring.course import Course, Grouped, Point, first_evidence, grouped
from server.hiring.days import later
from server.hiring.vocabulary import Reading, State

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


def sent(course: Course, reading: Reading, at: datetime) -> None:
    """Take in one message of the user's own."""
    facts = grouped(reading)
    kind = reading.kind
    course.touch(at, reading)
    if kind in _ENDS:
        what = (FactType.ACCEPTS, FactType.DECLINES, FactType.WITHDRAWS)
        state = _ENDS[kind]
        if state is State.WITHDRAWN and course.offer is not None:
            state = State.DECLINED  # the offer came by phone: its mail shows no answer to it, the mark does
        course.end(state, at, reading, first_evidence(facts, *what))
        return
    if course.ended is not None:
        return
    if kind is Kind.APPLICATION:
        course.applied = course.applied or Point(at, reading)
    interested = kind in {Kind.AVAILABILITY_REPLY, Kind.INFO_REPLY, Kind.THANK_YOU}
    if course.outreach is not None or interested:
        course.engage(at, reading)
    elif course.applied is None and course.engaged is None:
        course.applied = Point(at, reading)
    course.asks.answered(kind, facts, at)
    _my_times(course, reading, facts, at)
    if kind is Kind.THANK_YOU or (FactType.THANKS in facts and kind in _THANKING):
        course.thanks.append(Point(at, reading, first_evidence(facts, FactType.THANKS)))
        course.undated = None
    if kind is Kind.FOLLOW_UP or (
        FactType.NUDGES in facts and kind in _NUDGING and not _fresh_thanks(course, kind, at)
    ):
        course.follow_up = Point(at, reading, first_evidence(facts, FactType.NUDGES))
        course.follow_from = None


def _fresh_thanks(course: Course, kind: Kind, at: datetime) -> bool:
    past = course.interviews.past(at)
    return kind is Kind.THANK_YOU and (not past or at < later(past[-1].end, days=CUSTOMARY_HOPE_DAYS))


def _my_times(course: Course, reading: Reading, facts: Grouped, at: datetime) -> None:
    """Times that the user declines, cancels, wants to move, offers, accepts or confirms."""
    meetings = [fact.meeting for fact in facts.get(FactType.TIMES, ()) if fact.meeting is not None]
    if reading.kind is Kind.THANK_YOU:  # who thanks for an interview was there
        meetings = [each for each in meetings if each.status not in (MeetingStatus.CANCELLED, MeetingStatus.MOVED)]
    void = [each for each in meetings if each.declined or each.status is MeetingStatus.CANCELLED]
    moved = [each for each in meetings if each.status is MeetingStatus.MOVED and not each.declined]
    fixed = [each for each in meetings if each.status is MeetingStatus.FIXED and not each.declined]
    offered = [each for each in meetings if each.status is MeetingStatus.PROPOSED and not each.declined]
    if void:
        course.interviews.cancel(void, at)
    for each in moved:
        course.interviews.suspend(each, at)
    if fixed:
        course.interviews.fix(fixed, at, reading, moves=False)
        course.undated = None
    elif offered or moved:
        mine = offered + moved
        repeats = len(mine) == 1 and not moved and course.interviews.takes_up(mine[0], at)
        if repeats and reading.kind is Kind.AVAILABILITY_REPLY:
            course.interviews.accept(at, reading, by_user=True)
        else:
            course.interviews.propose(mine, at, reading, by_user=True)
    elif reading.kind is Kind.AVAILABILITY_REPLY and not void:
        course.interviews.accept(at, reading, by_user=True)
