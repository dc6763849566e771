"""How long a process stays live, and the next moment at which time alone changes where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from server.hiring.days import instant, plus
from server.hiring.marking import THANK_YOU_DAYS
from server.hiring.stages import UNDATED_DAYS, Stage, View
from server.hiring.vocabulary import ENDED

LIVE_DAYS = 60
"""A process in which nothing happened for so many days, with nothing ahead, is shown in the archive only."""

GRACE_DAYS = 14
"""So long after a promised date, or the end of a pause, a process stays live: a week until a follow-up is right, and
a week to write it. Else a date named two months ahead would never lead to a follow-up."""


def live_until(view: View) -> datetime:
    """The moment from which a process that has not ended counts as asleep."""
    course, calendar = view.course, view.calendar
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


def is_live(head: Stage, view: View) -> bool:
    """Whether the process gets a badge, a due item and notifications."""
    return head.state not in ENDED and view.course.done is None and live_until(view) > view.now


def _moments(head: Stage, held: Iterable[Stage], view: View) -> Iterable[datetime]:
    """Moments at which something may change, in no order; some lie behind."""
    course, calendar = view.course, view.calendar
    for session in course.interviews.sessions:
        yield session.start
        yield session.end
    if course.snooze is not None:
        yield calendar.midnight(course.snooze[1].first)
    if head.state in ENDED:
        return
    yield live_until(view)
    for proposal in course.interviews.proposals:
        yield proposal.start
    spans = [ask.by for ask in course.asks.open] + [course.offer.span if course.offer else None]
    for span in spans:
        if span is not None:
            yield calendar.passed(span)
    if course.undated is not None:
        yield calendar.midnight(plus(calendar.day(course.undated.at), UNDATED_DAYS))
    if view.loop_end is not None:
        day = calendar.day(view.loop_end)
        yield calendar.midnight(plus(day, 2))
        yield calendar.midnight(plus(day, THANK_YOU_DAYS))
    for stage in held:
        if isinstance(stage.due, datetime):
            yield instant(stage.due)
        elif isinstance(stage.due, date):
            yield calendar.midnight(stage.due)


def next_change(head: Stage, held: Iterable[Stage], view: View, coming: Iterable[datetime]) -> datetime | None:
    """The next moment at which time alone may change anything, None if never.

    ``coming`` are the moments of messages and marks that lie ahead. At an earlier moment nothing changes; at this one
    it may turn out that nothing did.
    """
    ahead = [each for each in _moments(head, held, view) if each > view.now]
    ahead += [each for each in coming if each > view.now]
    return min(ahead, default=None)
