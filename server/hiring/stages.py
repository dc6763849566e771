"""Which states hold at a moment, judged from the course of a process; the first of them is where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.hiring.asks import OpenAsk
from server.hiring.course import Course, Origin, Point
from server.hiring.days import Calendar, clock, plus
from server.hiring.marking import PATIENCE_DAYS, THANK_YOU_DAYS
from server.hiring.promises import Promise
from server.hiring.sessions import Session, loops
from server.hiring.vocabulary import Mark, State

OFFER_DAYS = 3
"""An offer that names no deadline is answered within so many days."""

UNDATED_DAYS = 14
"""An interview whose time no mail says in words is taken to lie ahead for so many days."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A state that holds, since when, what is due, and what decided it (mails and marks, the weightiest first)."""

    state: State
    since: datetime
    due: date | datetime | None = None
    points: tuple[Point, ...] = ()
    ask: OpenAsk | None = None
    promise: Promise | None = None

    @property
    def confidence(self) -> float:
        """How sure the reading is that decided the state; a mark is certain."""
        return sure(self.points[0].origin) if self.points else 1.0


def sure(origin: Origin) -> float:
    """The confidence of a reading; 1 for a mark."""
    return 1.0 if isinstance(origin, Mark) else min(max(origin.confidence, 0.0), 1.0)


@dataclass(slots=True)
class View:
    """A course looked at from one moment, with what several stages ask for worked out once."""

    course: Course
    now: datetime
    calendar: Calendar
    today: date
    past: Sequence[Session]
    loop: Sequence[Session]
    promise: Promise | None

    @property
    def last_end(self) -> datetime | None:
        """When the last interview so far was over."""
        return self.past[-1].end if self.past else None

    @property
    def thanked(self) -> Point | None:
        """The first thank-you after the last loop."""
        if not self.loop:
            return None
        last = max(self.loop, key=lambda each: each.end)
        for point in self.course.thanks:
            if point.at >= (last.start if isinstance(point.origin, Mark) else last.thanked_from()):
                return point
        return None

    @property
    def loop_end(self) -> datetime | None:
        """The end of the last loop that is over as a whole."""
        return max((each.end for each in self.loop), default=None)


def look(course: Course, now: datetime) -> View:
    """The course as it is seen at a moment."""
    calendar = course.calendar
    past = course.interviews.past(now)
    over: Sequence[Session] = ()
    for loop in loops([each for each in course.interviews.sessions if not each.void], calendar):
        if all(each.end <= now or early_thanks(course, each) for each in loop):
            over = loop
    promise = course.promise
    if promise is not None:
        heard = course.last_heard.at if course.last_heard else None
        if promise.spent(heard, past[-1].end if past else None, calendar):
            promise = None
    return View(course, now, calendar, calendar.day(now), past, over, promise)


def early_thanks(course: Course, session: Session) -> bool:
    """Whether a thank-you shows that an interview of unknown length is over already."""
    return session.shown_end is None and any(point.at >= session.start for point in course.thanks)


def ended(view: View) -> Stage | None:
    """Accepted, declined, withdrawn or rejected: the last of them that was said."""
    end = view.course.ended
    return Stage(end.state, end.at, None, (end,)) if end else None


def offer(view: View) -> Stage | None:
    """An offer stands."""
    standing = view.course.offer
    if standing is None:
        return None
    span = standing.span
    due = plus(view.calendar.day(standing.at), OFFER_DAYS) if span is None else clock(span) or span.last
    return Stage(State.OFFER, standing.at, due, (standing,))


def on_hold(view: View) -> Stage | None:
    """The employer paused; with a day named, a follow-up is right a week after it, unless one went out already."""
    pause = view.course.pause
    if pause is None:
        return None
    due = plus(pause.span.first, PATIENCE_DAYS) if pause.span else None
    asked = view.course.follow_up
    if asked is not None and asked.at > pause.at:
        due = None
    return Stage(State.ON_HOLD, pause.at, due, (pause,))


def reply_due(view: View) -> list[Stage]:
    """What was asked for and not answered, the most urgent first."""
    found = []
    for ask in view.course.asks.open:
        if ask.open_at(view.now):
            point = Point(ask.at, ask.origin, ask.fact.evidence if ask.fact else None)
            found.append(Stage(State.REPLY_DUE, ask.first, ask.due(view.calendar), (point,), ask=ask))
    found.sort(key=lambda each: (_day(each.due, view.calendar), each.since))
    return found


def scheduled(view: View) -> Stage | None:
    """An interview lies ahead, or is going on."""
    running = [each for each in view.course.interviews.ahead(view.now) if not early_thanks(view.course, each)]
    if running:
        next_ = next((each for each in running if each.start > view.now), running[0])
        point = Point(next_.fixed_at, next_.origin)
        due = next_.shown_start.date() if next_.whole_day else next_.shown_start
        return Stage(State.SCHEDULED, next_.fixed_at, due, (point,))
    undated = view.course.undated
    if undated is not None and view.today < plus(view.calendar.day(undated.at), UNDATED_DAYS):
        return Stage(State.SCHEDULED, undated.at, None, (undated,))
    return None


def thank_you_due(view: View) -> Stage | None:
    """The last interview is over and not thanked for."""
    end = view.loop_end
    if end is None or view.loop[-1].settled or view.thanked is not None:
        return None
    day = view.calendar.day(end)
    if view.today >= plus(day, THANK_YOU_DAYS):
        return None
    last = max(view.loop, key=lambda each: each.end)
    return Stage(State.THANK_YOU_DUE, end, plus(day, 1), (Point(last.fixed_at, last.origin),))


def followed_up(view: View) -> Stage | None:
    """The user asked where things stand, and nothing came since."""
    asked, heard = view.course.follow_up, view.course.last_heard
    if asked is None or (heard is not None and heard.at >= asked.at):
        return None
    if view.last_end is not None and view.last_end > asked.at:
        return None
    return Stage(State.FOLLOWED_UP, asked.at, None, (asked,))


def waiting(view: View) -> Stage | None:
    """The ball is with the hiring side: too early to ask, or time to."""
    course, calendar = view.course, view.calendar
    if course.pause is not None:
        return _after_pause(view)
    if course.engaged is None or course.last is None:
        return None
    day = _follow_up_day(view)
    points = _what_counts(view)
    if view.today >= day:
        since = calendar.midnight(day) if course.follow_from is None else course.follow_from.at
        return Stage(State.FOLLOW_UP_DUE, since, day, points, promise=view.promise)
    return Stage(State.WAITING, _waiting_since(view), day, points, promise=view.promise)


def _what_counts(view: View) -> tuple[Point, ...]:
    """What the waiting is reckoned from: the promise that stands, else the last word that engaged the other side."""
    course = view.course
    known = [point for point in (course.engaged, course.last_heard, course.follow_from) if point is not None]
    last = max(known, key=lambda each: each.at)
    if view.promise is None or course.follow_from is not None:
        return (last,)
    promise = Point(view.promise.at, view.promise.origin, view.promise.evidence)
    by_hand = isinstance(last.origin, Mark) and last.at > promise.at
    return (last, promise) if by_hand else (promise,)


def _after_pause(view: View) -> Stage | None:
    """Hidden by a hold: the follow-up that is right once the day they named is a week behind."""
    hold = on_hold(view)
    if hold is None or not isinstance(hold.due, date) or view.today < hold.due:
        return None
    return Stage(State.FOLLOW_UP_DUE, view.calendar.midnight(hold.due), hold.due, hold.points)


def _follow_up_day(view: View) -> date:
    course, calendar = view.course, view.calendar
    if course.follow_from is not None:
        return calendar.day(course.follow_from.at)
    if view.promise is not None:
        return plus(view.promise.span.last, PATIENCE_DAYS)
    last = course.last.at if course.last else view.now
    return plus(calendar.day(max(last, view.last_end or last)), PATIENCE_DAYS)


def _waiting_since(view: View) -> datetime:
    """The last thing that gave the ball to the hiring side."""
    course = view.course
    moments = [course.asks.closed_at, course.interviews.voided_at, view.last_end]
    moments += [point.at for point in (course.engaged, view.thanked) if point is not None]
    if course.follow_up is not None and course.last_heard is not None and course.last_heard.at > course.follow_up.at:
        moments.append(course.last_heard.at)
    loop_end = view.loop_end
    if loop_end is not None and view.thanked is None and not view.loop[-1].settled:
        moments.append(view.calendar.midnight(plus(view.calendar.day(loop_end), THANK_YOU_DAYS)))
    return max(each for each in moments if each is not None and each <= view.now)


def outreach(view: View) -> Stage | None:
    """A recruiter wrote first and the user has not answered."""
    point = view.course.outreach
    if point is None or view.course.applied is not None:
        return None
    return Stage(State.OUTREACH, point.at, None, (point,))


def applied(view: View) -> Stage | None:
    """An application was sent or acknowledged, nothing more."""
    point = view.course.applied
    return Stage(State.APPLIED, point.at, None, (point,)) if point else None


ORDER: tuple[Callable[[View], Stage | Sequence[Stage] | None], ...] = (
    ended,
    offer,
    on_hold,
    reply_due,
    scheduled,
    thank_you_due,
    followed_up,
    waiting,
    outreach,
    applied,
)
"""One state at a time, the first that holds."""


def stages(view: View) -> list[Stage]:
    """Every stage that holds, in the order of precedence."""
    found: list[Stage] = []
    for judge in ORDER:
        held = judge(view)
        if isinstance(held, Stage):
            found.append(held)
        elif held:
            found.extend(held)
    return found


def _day(due: date | datetime | None, calendar: Calendar) -> date:
    if isinstance(due, datetime):
        return calendar.day(due)
    return due or date.max
