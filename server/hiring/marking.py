"""What the user's own marks do to the course of a process: each has the force of a message of its moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from parsers.facts import Ask, Span
from server.hiring.asks import ANY_ASK, OpenAsk
from server.hiring.course import Course, Point, Stand
from server.hiring.days import instant, later, plus
from server.hiring.interviews import noted
from server.hiring.promises import Promise
from server.hiring.vocabulary import ENDED, Mark, MarkType, State

THANK_YOU_DAYS = 7
"""For so many days after an interview a thank-you is due."""

PATIENCE_DAYS = 7
"""So many days after a promised date, or after the last word, a follow-up becomes right."""

_OUTCOMES = {
    MarkType.ACCEPTED: State.ACCEPTED,
    MarkType.DECLINED: State.DECLINED,
    MarkType.WITHDRAWN: State.WITHDRAWN,
    MarkType.REJECTED: State.REJECTED,
}
_ABOUT_GROUPING = frozenset({MarkType.MERGE, MarkType.SPLIT})
_SAYS_NOTHING_OF_STATE = frozenset({MarkType.SNOOZE_UNTIL, MarkType.DONE, MarkType.TRACK})
_KEEPS_WHAT_LIES_AHEAD = frozenset({State.REPLY_DUE, State.SCHEDULED, State.OFFER, State.ON_HOLD})


def moment(course: Course, text: str | None) -> datetime | None:
    """A moment of RFC 3339 from a mark's value; without an offset it is meant in the user's zone."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=course.calendar.zone)


def span(course: Course, text: str | None) -> Span | None:
    """A day, or a moment, from a mark's value."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        found = moment(course, text)
        if found is None:
            return None
        day = course.calendar.day(instant(found))
        return Span(day, day, "", end=found)
    return Span(day, day, "")


def apply(mark: Mark, course: Course, at: datetime) -> None:
    """Take in one mark, whose moment ``at`` is in UTC."""
    if mark.what in _ABOUT_GROUPING:
        return
    if mark.what in _SAYS_NOTHING_OF_STATE:
        _set_aside(mark, course, at)
        return
    if mark.what is MarkType.NOT_HIRING:
        course.stir(at, mark)
        course.not_hiring = Point(at, mark)
        return
    course.not_hiring = course.done = None
    course.touch(at, mark)
    if mark.what in _OUTCOMES:
        course.end(_OUTCOMES[mark.what], at, mark)
        return
    match mark.what:
        case MarkType.THANKED:
            course.thanks.append(Point(at, mark))
            course.engage(at, mark)
        case MarkType.FOLLOWED_UP:
            _followed_up(mark, course, at)
        case MarkType.ANSWERED:
            course.asks.close(ANY_ASK, at)
            course.engage(at, mark)
        case MarkType.INTERVIEWED_AT:
            _interviewed(mark, course, at)
        case MarkType.PROMISED_BY:
            _promised(mark, course, at)
        case MarkType.OFFER:
            _offered(mark, course, at, span(course, mark.value.get("deadline")))
        case MarkType.ON_HOLD:
            _reopen(course, at, mark)
            course.pause = Stand(at, mark, None, State.ON_HOLD, span(course, mark.value.get("until")))
        case MarkType.SET_STATE if mark.value.get("state") in set(State):
            _set_state(mark, course, at, State(mark.value["state"]))


def _set_aside(mark: Mark, course: Course, at: datetime) -> None:
    course.stir(at, mark)
    if mark.what is MarkType.TRACK:
        course.not_hiring = None
        course.applied = course.applied or (None if course.outreach or course.engaged else Point(at, mark))
    elif mark.what is MarkType.DONE:
        course.done = Point(at, mark)
    elif (until := span(course, mark.value.get("day"))) is not None:
        course.snooze = (Point(at, mark), until)


def _reopen(course: Course, at: datetime, mark: Mark) -> None:
    if course.ended is not None:
        course.clear(at)
    course.engage(at, mark)


def _followed_up(mark: Mark, course: Course, at: datetime) -> None:
    """An older ask or thank-you that is still open cannot overrule what the user says was written since."""
    course.asks.close(ANY_ASK, at)
    for session in course.interviews.past(at):
        session.settled = True
    course.follow_up, course.follow_from = Point(at, mark), None


def _interviewed(mark: Mark, course: Course, at: datetime) -> None:
    start = moment(course, mark.value.get("start"))
    if start is None:
        return
    session = noted(mark, start, moment(course, mark.value.get("end")), at)
    if course.ended is not None:
        if session.start <= course.ended.at or course.ended.state is State.ACCEPTED:
            session.settled = True
            course.interviews.note(session)
            return
        course.clear(at)
    course.asks.close({Ask.TIMES}, at)
    course.undated = course.follow_from = None
    course.pause = None if course.pause is None or session.start > course.pause.at else course.pause
    course.interviews.proposals.clear()
    course.interviews.note(session)
    course.engage(at, mark)


def _promised(mark: Mark, course: Course, at: datetime) -> None:
    by = span(course, mark.value.get("day"))
    if by is not None:
        course.promise = Promise(by, at, mark)
        course.follow_from = None
        course.engage(at, mark)


def _offered(mark: Mark, course: Course, at: datetime, deadline: Span | None) -> None:
    _reopen(course, at, mark)
    course.pause = course.undated = None
    course.asks.close(ANY_ASK, at)
    course.offer = Stand(at, mark, None, State.OFFER, deadline or (course.offer.span if course.offer else None))


def _set_state(mark: Mark, course: Course, at: datetime, state: State) -> None:
    """Put the process into a state: whatever was open before and would overrule it is closed."""
    if state is State.NOT_HIRING:
        course.not_hiring = Point(at, mark)
        return
    if state in ENDED:
        course.end(state, at, mark)
        return
    promise, offer = course.promise, course.offer
    ahead = course.interviews.ahead(at) if state in _KEEPS_WHAT_LIES_AHEAD else []
    kept = [(session, session.footing) for session in ahead]
    course.clear(at)
    for session, footing in kept:
        session.footing, session.settled = footing, False
    course.engaged = Point(at, mark)
    match state:
        case State.OUTREACH:
            course.outreach, course.applied, course.engaged = Point(at, mark), None, None
        case State.APPLIED:
            course.outreach, course.applied, course.engaged = None, Point(at, mark), None
        case State.REPLY_DUE:
            course.asks.add(OpenAsk(Ask.ANSWER, at, at, None, mark))
        case State.SCHEDULED:
            course.undated = None if ahead else Point(at, mark)
        case State.THANK_YOU_DUE:
            _thank_you_due(mark, course, at)
        case State.WAITING:
            still = promise is not None and plus(promise.span.last, PATIENCE_DAYS) > course.calendar.day(at)
            course.promise = promise if still else None
        case State.FOLLOW_UP_DUE:
            course.follow_from = Point(at, mark)
        case State.FOLLOWED_UP:
            course.follow_up = Point(at, mark)
        case State.OFFER:
            _offered(mark, course, at, offer.span if offer else None)
        case State.ON_HOLD:
            course.pause = Stand(at, mark, None, State.ON_HOLD)


def _thank_you_due(mark: Mark, course: Course, at: datetime) -> None:
    """Take back the thanks for the last interview; where none is recent, one has just taken place."""
    course.thanks.clear()
    past = course.interviews.past(at)
    if past and at < later(past[-1].end, days=THANK_YOU_DAYS - 1):
        past[-1].settled, past[-1].origin, past[-1].fixed_at = False, mark, at
    else:
        course.interviews.sessions.append(noted(mark, at - timedelta(hours=1), at, at, listed=False))
