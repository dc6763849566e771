"""Where a hiring process stands at a moment: a pure function of its messages, the user's marks and ``now``.

The course of the process is told from its messages and marks in the order of time (``course``, ``marking``); then it
is looked at from ``now`` (``stages``). Nothing is remembered between two calls, so no state can go stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo

from parsers.facts import Direction, Kind, Span
from server.hiring.course import Course
from server.hiring.days import Calendar, instant, later, plus
from server.hiring.horizon import live_until, next_change
from server.hiring.incoming import received
from server.hiring.marking import apply
from server.hiring.outgoing import sent
from server.hiring.reasons import Writer, reasons
from server.hiring.stages import Stage, View, look, stages
from server.hiring.vocabulary import ENDED, Due, Interview, Mark, MarkType, Reading, Reason, Standing, State

_INVITING = frozenset(
    {
        Kind.INTERVIEW_INVITE,
        Kind.INTERVIEW_SCHEDULED,
        Kind.INTERVIEW_RESCHEDULED,
        Kind.ASSESSMENT_REQUEST,
        Kind.INFO_REQUEST,
        Kind.OFFER,
    }
)
_OPEN_TASKS = frozenset({State.REPLY_DUE, State.SCHEDULED, State.THANK_YOU_DUE})
_TELLS_NOTHING = frozenset({MarkType.MERGE, MarkType.SPLIT, MarkType.SNOOZE_UNTIL, MarkType.DONE, MarkType.NOT_HIRING})


def stand(
    readings: Sequence[Reading], marks: Sequence[Mark], now: datetime, zone: tzinfo, *, tracked: bool = False
) -> Standing:
    """Where the process of these messages and marks stands.

    ``readings`` and ``marks`` may come in any order; messages dated at or after ``now`` and marks after it do not
    count yet, readings of kind ``not_hiring`` never do, and ``out_other`` only beside others. In a process that the
    user tracks by hand (``tracked``, or a mark that says what happened) and that has no hiring message at all, its
    messages count as plain hiring mail: a person's is a reply to wait upon, an automatic one a receipt, the user's own
    an application; with no message it is ``applied``. Moments in the result are in UTC, times of interviews as they
    were given, days in ``zone``.
    """
    calendar = Calendar(zone)
    at = instant(now)
    told = sorted(((instant(each.record.date), each.record.key, each) for each in readings), key=lambda row: row[:2])
    noted = sorted(((instant(each.at), each.id, each) for each in marks), key=lambda row: row[:2])
    tracked = tracked or any(each.what not in _TELLS_NOTHING and moment <= at for moment, _, each in noted)
    hiring = [row for row in told if row[2].kind is not Kind.NOT_HIRING]
    counted = [row for row in hiring if row[0] < at]
    if all(row[2].kind is Kind.OUT_OTHER for row in counted):  # what the user writes to anybody
        if tracked:
            hiring = [(moment, key, _taken_as_hiring(each)) for moment, key, each in told]
        counted = [row for row in hiring if row[0] < at] if tracked else []
    course = Course(calendar)
    _tell(course, counted, [row for row in noted if row[0] <= at])
    coming = [later(moment, microseconds=1) for moment, _, _ in hiring if moment >= at]
    coming += [moment for moment, _, _ in noted if moment > at]
    if course.first is None or course.not_hiring is not None:
        begin = min((row[0] for row in (*told, *noted)), default=at)
        return _outside(course, course.not_hiring.at if course.not_hiring else begin, tracked, coming, calendar)
    view = look(course, at)
    held = stages(view)
    if not held:
        held = [Stage(State.APPLIED, course.first.at, None, (course.first,))]
    return _standing(held, view, [row[2] for row in counted], coming)


def _taken_as_hiring(reading: Reading) -> Reading:
    """A message that the user tracks by hand although nothing in it reads like hiring."""
    if reading.kind is not Kind.NOT_HIRING:
        return reading
    kind = Kind.OUT_OTHER if reading.record.direction is Direction.OUT else Kind.HIRING_REPLY
    return Reading(reading.record, kind, reading.confidence, reading.facts, reading.evidence)


def _tell(
    course: Course, told: Iterable[tuple[datetime, str, Reading]], noted: Iterable[tuple[datetime, str, Mark]]
) -> None:
    """Tell messages and marks in the order of time; at the same moment the mark comes last, so that it decides."""
    rest = list(noted)
    rest.reverse()
    for moment, _, reading in told:
        while rest and rest[-1][0] < moment:
            when, _, mark = rest.pop()
            apply(mark, course, when)
        if reading.record.signals.moves:
            (sent if reading.record.direction is Direction.OUT else received)(course, reading, moment)
        elif course.first is None:
            course.stir(moment, reading)
    for when, _, mark in reversed(rest):
        apply(mark, course, when)


def _outside(course: Course, since: datetime, tracked: bool, coming: list[datetime], calendar: Calendar) -> Standing:
    """No message counts: no hiring process, or one that the user tracks and nothing is known of yet."""
    valid_until = min(coming, default=None)
    if tracked and course.not_hiring is None:
        text = "You track this by hand; nothing has come in yet."
        return Standing(State.APPLIED, 1.0, True, since, reasons=(Reason(text),), valid_until=valid_until)
    if course.not_hiring is not None:
        why = Writer(calendar, since).told(course.not_hiring)
    else:
        why = Reason("Nothing in these messages reads like a hiring process.")
    return Standing(State.NOT_HIRING, 1.0, False, since, reasons=(why,), valid_until=valid_until)


def _standing(held: list[Stage], view: View, readings: list[Reading], coming: list[datetime]) -> Standing:
    course, now, calendar = view.course, view.now, view.calendar
    head = held[0]
    interviews = _interviews(view)
    snooze = _snoozed(view)
    deadline = _deadline(head, view)
    asleep = live_until(head, view)
    if asleep is not None:
        coming.append(asleep)
    last = course.stirred or now
    return Standing(
        state=head.state,
        confidence=round(head.confidence, 4),
        live=asleep is not None and asleep > now,
        since=head.since,
        next_action_due=head.due,
        also_due=_also_due(head, held),
        interviews=interviews,
        promise=view.promise.span if view.promise and head.state not in ENDED else None,
        deadline=deadline,
        reasons=reasons(head, view, Writer(calendar, last)),
        snoozed_until=snooze,
        valid_until=next_change(head, held, view, coming),
        notes=_notes(head, view, deadline, readings),
    )


def _also_due(head: Stage, held: list[Stage]) -> tuple[Due, ...]:
    """What the state hides and the user still has to do."""
    if head.state in ENDED:
        return ()
    tasks = _OPEN_TASKS | {State.FOLLOW_UP_DUE} if head.state is State.ON_HOLD else _OPEN_TASKS
    found: list[Due] = []
    for stage in held[1:]:
        due = Due(stage.state, stage.due)
        if stage.state in tasks and due not in found and due != Due(head.state, head.due):
            found.append(due)
    return tuple(found)


def _interviews(view: View) -> tuple[Interview, ...]:
    shown = [each.shown(view.now) for each in view.course.interviews.sessions if each.listed and not each.whole_day]
    if view.course.ended is None:
        shown += [each.shown() for each in view.course.interviews.proposals if each.start > view.now]
    return tuple(sorted(shown, key=lambda each: (instant(each.start), each.id)))


def _snoozed(view: View) -> date | None:
    snooze = view.course.snooze
    return snooze[1].first if snooze and snooze[1].first > view.today else None


def _deadline(head: Stage, view: View) -> Span | None:
    if head.state is State.OFFER and view.course.offer is not None:
        return view.course.offer.span
    return head.ask.by if head.ask is not None else None


def _notes(head: Stage, view: View, deadline: Span | None, readings: list[Reading]) -> tuple[str, ...]:
    notes: list[str] = []
    end = view.loop_end
    if head.state is State.THANK_YOU_DUE and end is not None and view.today > plus(view.calendar.day(end), 1):
        notes.append("late_thank_you")
    unthanked = end is not None and view.thanked is None and not view.loop[-1].settled
    if head.state in {State.WAITING, State.FOLLOW_UP_DUE} and unthanked:
        notes.append("thank_you_missing")
    if deadline is not None and view.calendar.passed(deadline) <= view.now:
        notes.append("deadline_passed")
    if any(each.record.signals.scam for each in readings if each.record.direction is Direction.IN):
        notes.append("scam")
    inviting = [each for each in readings if each.kind in _INVITING and each.record.direction is Direction.IN]
    if inviting and inviting[-1].record.junk and not _answered_since(inviting[-1], readings):
        notes.append("junk")
    return tuple(notes)


def _answered_since(reading: Reading, readings: list[Reading]) -> bool:
    moment = instant(reading.record.date)
    return any(each.record.direction is Direction.OUT and instant(each.record.date) > moment for each in readings)
