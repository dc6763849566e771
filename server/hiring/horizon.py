"""How long a process stays live, and the next moment at which time alone changes where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from server.hiring.days import plus
from server.hiring.marking import THANK_YOU_DAYS
from server.hiring.sessions import Footing
from server.hiring.stages import UNDATED_DAYS, Stage, View
from server.hiring.vocabulary import ENDED, State

LIVE_DAYS = 60
"""A process in which nothing happened for so many days, with nothing ahead, is shown in the archive only."""

GRACE_DAYS = 14
"""So long after a promised date, or the end of a pause, a process stays live: a week until a follow-up is right, and
a week to write it. Else a date named two months ahead would never lead to a follow-up."""


def live_until(head: Stage, view: View) -> datetime | None:
    """The moment from which a process gets no badge, due item or notification any more; None if it gets none anyway."""
    course, calendar = view.course, view.calendar
    if head.state in ENDED or course.done is not None:
        return None
    last = course.stirred or view.now
    if view.last_end is not None:
        last = max(last, view.last_end)
    ends = [calendar.midnight(plus(calendar.day(last), LIVE_DAYS))]
    ends += [each.end for each in course.interviews.sessions if not each.void and each.end > view.now]
    if view.promise is not None:
        ends.append(calendar.midnight(plus(view.promise.span.last, GRACE_DAYS)))
    if course.pause is not None and course.pause.span is not None:
        ends.append(calendar.midnight(plus(course.pause.span.first, GRACE_DAYS)))
    spans = [ask.by for ask in course.asks.open if ask.open_at(view.now)]
    spans.append(course.offer.span if course.offer else None)
    ends += [calendar.passed(span) for span in spans if span is not None]
    return max(ends)


def _moments(head: Stage, held: Sequence[Stage], view: View) -> Iterator[datetime]:
    """Moments at which something shown may change, in no order; some lie behind."""
    course, calendar = view.course, view.calendar
    for session in course.interviews.sessions:
        if session.footing is not Footing.VOID:
            yield session.start
            yield session.end
    if course.snooze is not None:
        yield calendar.midnight(course.snooze[1].first)
    if head.state in ENDED:
        return
    for proposal in course.interviews.proposals:
        yield proposal.start
    deadline = course.offer.span if course.offer is not None else head.ask.by if head.ask is not None else None
    if deadline is not None:
        yield calendar.passed(deadline)
    for stage in held:
        yield from _flips(stage, head, view)


def _flips(stage: Stage, head: Stage, view: View) -> Iterator[datetime]:
    """The midnights at which a stage, or what is said about it, gives way to another."""
    calendar = view.calendar
    if stage.state is State.THANK_YOU_DUE:
        day = calendar.day(stage.since)
        yield calendar.midnight(plus(day, 2))
        yield calendar.midnight(plus(day, THANK_YOU_DAYS))
    elif stage.state is State.SCHEDULED and stage.due is None:
        yield calendar.midnight(plus(calendar.day(stage.since), UNDATED_DAYS))
    elif stage is head and stage.state in {State.WAITING, State.ON_HOLD} and isinstance(stage.due, date):
        yield calendar.midnight(stage.due)


def next_change(head: Stage, held: Sequence[Stage], view: View, coming: Iterable[datetime]) -> datetime | None:
    """The next moment at which time alone may change anything, None if never.

    ``coming`` are the moments of messages and marks that lie ahead. At an earlier moment nothing changes; at this one
    it may turn out that nothing did.
    """
    ahead = [each for each in _moments(head, held, view) if each > view.now]
    ahead += [each for each in coming if each > view.now]
    return min(ahead, default=None)
