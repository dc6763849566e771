"""Which time a mail fixes, moves or offers, once the process shows that this is what it does.

People leave out what both sides know: "Thursday. We have glue" takes its clock time from the mail before, "11:15
Eastern then" its day, "same time on the 19th" its hour from the interview that moves, "sounds good, see you then"
everything. Calendar data and times that the mail itself names in full come first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parsers.calendardays import offset_name
from parsers.facts import (
    ClockTime,
    Direction,
    Evidence,
    Fact,
    FactType,
    Kind,
    Lead,
    Meeting,
    MeetingStatus,
    Mention,
    Source,
)
from server.hiring.vocabulary import MessageRecord, Reading

_FIXES = {Kind.INTERVIEW_SCHEDULED: MeetingStatus.FIXED, Kind.INTERVIEW_RESCHEDULED: MeetingStatus.MOVED}
_OFFERS = frozenset({Kind.INTERVIEW_INVITE, Kind.AVAILABILITY_REPLY})
_OVER = frozenset({Kind.REJECTION, Kind.OFFER, Kind.NOT_HIRING, Kind.RECRUITER_OUTREACH})
"""Kinds beside which nothing that is said of a later hour moves an interview."""
_HELD = frozenset({MeetingStatus.FIXED, MeetingStatus.MOVED})
_WHOLE_DAY = (time(9), time(18))
"""The hours in which an interview lies of which only the day is known."""
_AGENDA = 3
"""So many clock times beside one day are the sessions of that day; two are a time and something else."""
_MOST_SESSIONS = 12
_SHORT = 60
"""Characters of a sentence that says no more than when."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What earlier mails of the arrangement named: concrete times, days, and the interview that stands.

    ``latest`` are the days of the last mail that named any; ``called_off`` is true where that interview was cancelled.
    """

    starts: tuple[datetime, ...]
    days: tuple[date, ...]
    latest: tuple[date, ...]
    standing: Meeting | None
    called_off: bool = False


def with_times(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings, those that arrange an interview with the time they mean, as far as the process tells it."""
    done: list[Reading] = []
    for reading in readings:
        done.append(_moved(_with_time(reading, done), done))
    return tuple(done)


def _moved(reading: Reading, earlier: Sequence[Reading]) -> Reading:
    """A time fixed for an interview that stood, and that somebody wished to move, is a new one for it."""
    own = {each.start for each in _meetings(reading, MeetingStatus.FIXED)} - {None}
    if reading.kind is not Kind.INTERVIEW_SCHEDULED or not own:
        return reading
    wished = False
    for before in reversed(earlier):
        held = [each.start for each in _meetings(before, *_HELD) if each.start is not None]
        if held:
            moves = wished and held[0] > reading.record.date and held[0] not in own
            return replace(reading, kind=Kind.INTERVIEW_RESCHEDULED) if moves else reading
        wished = wished or any(each.start is None for each in _meetings(before, MeetingStatus.MOVED))
    return reading


def _with_time(reading: Reading, earlier: Sequence[Reading]) -> Reading:
    by = next((fact for fact in reading.facts if fact.meeting is not None and fact.meeting.shift), None)
    if by is not None:
        return _shifted(reading, by, earlier)
    fixes = _FIXES.get(reading.kind)
    if fixes is None and reading.kind not in _OFFERS:
        return reading
    own = _meetings(reading, *_HELD)
    if not reading.record.signals.moves or any(each.source is not Source.BODY for each in own):
        return reading
    said = _said(earlier)
    if fixes is MeetingStatus.MOVED and said.standing is not None:
        own = [each for each in own if not _same(each, said.standing)]
    if fixes is not None and any(each.start is not None for each in own):
        return reading
    status = fixes or MeetingStatus.PROPOSED
    if fixes is None and any(each.start for each in _meetings(reading, MeetingStatus.PROPOSED)):
        return reading
    found = _resolved(reading.record, status, said)
    if not found and reading.kind is Kind.AVAILABILITY_REPLY and (refused := _refused(reading.record, said)):
        found = (refused,)
    if found:
        kept = tuple(fact for fact in reading.facts if fact.what is not FactType.TIMES or not _is_prose(fact))
        return replace(reading, facts=kept + found)
    return _repeated(reading, earlier, fixes) if fixes is not None else reading


def _shifted(reading: Reading, by: Fact, earlier: Sequence[Reading]) -> Reading:
    """The reading of a mail that moves the interview that stands and lies ahead by so much: "half an hour later"."""
    others = tuple(fact for fact in reading.facts if fact is not by)
    named = any(fact.what is FactType.TIMES and fact.meeting is not None and fact.meeting.start for fact in others)
    standing = _said(earlier).standing
    if named or reading.kind in _OVER or by.meeting is None or standing is None or standing.start is None:
        return replace(reading, facts=others)
    if standing.whole_day or standing.start <= reading.record.date:
        return replace(reading, facts=others)
    shift = timedelta(minutes=by.meeting.shift)
    end = standing.end + shift if standing.end is not None else None
    meeting = Meeting(MeetingStatus.MOVED, standing.start + shift, end, standing.timezone)
    kept = tuple(fact for fact in others if fact.what is not FactType.TIMES)
    facts = (*kept, Fact(FactType.TIMES, by.evidence, meeting=meeting))
    return replace(reading, kind=Kind.INTERVIEW_RESCHEDULED, facts=facts)


def _is_prose(fact: Fact) -> bool:
    """Whether a fact's time is from prose and names a start, so that a better reading of the same prose replaces it."""
    return fact.meeting is not None and fact.meeting.start is not None and fact.meeting.source is Source.BODY


def _meetings(reading: Reading, *statuses: MeetingStatus) -> list[Meeting]:
    return [
        fact.meeting
        for fact in reading.facts
        if fact.what is FactType.TIMES and fact.meeting is not None and fact.meeting.status in statuses
    ]


def _same(one: Meeting, other: Meeting) -> bool:
    return one.start is not None and other.start is not None and one.start == other.start


def _said(earlier: Sequence[Reading]) -> _Said:
    """What was named since an interview was last fixed, and that interview."""
    starts: list[datetime] = []
    days: list[date] = []
    latest: list[date] = []
    called_off = fixed = False
    for before in reversed(earlier):
        if not before.record.signals.moves or before.kind is Kind.NOT_HIRING:
            continue
        held = [each for each in _meetings(before, *_HELD) if each.start is not None]
        if held:
            return _Said(tuple(starts), tuple(days), tuple(latest), held[0], called_off)
        called_off = called_off or bool(_meetings(before, MeetingStatus.CANCELLED))
        fixed = fixed or before.kind in _FIXES
        if fixed:
            continue  # a reminder that names no time leaves the one before it standing
        offered = [each.start for each in _meetings(before, MeetingStatus.PROPOSED) if each.start is not None]
        starts += offered
        days += [start.date() for start in offered]
        days += [
            mention.day.first
            for mention in before.record.signals.mentions
            if mention.day is not None
            and mention.day.first == mention.day.last
            and mention.lead is Lead.NONE
            and _ahead(mention.day.first, before.record)
        ]
        latest = latest or days[:]
    return _Said(tuple(starts), tuple(days), tuple(latest), None)


def _ahead(day: date, record: MessageRecord) -> bool:
    return day >= record.date.date()


def _resolved(record: MessageRecord, status: MeetingStatus, said: _Said) -> tuple[Fact, ...]:
    """The times that a mail's mentions and what was said before make together; none where they leave a choice."""
    moved = said.standing if status is MeetingStatus.MOVED else None
    mentions = [
        each
        for each in (_moved_over(each, moved, record) for each in record.signals.mentions)
        if each.lead in (Lead.NONE, Lead.BY) and (each.day is None or each.day.first == each.day.last)
    ]
    spoken = [each for each in mentions if each.evidence.source is not Source.SUBJECT]
    for part in (spoken, mentions):
        full = [each for each in part if each.day is not None and each.day.start is not None]
        full = [each for each in full if _ahead(_start(each).date(), record) and not _restates(each, moved)]
        if full and status is MeetingStatus.MOVED and (later := _moved_within(full, part)):
            return _at_clocks(record, status, _start(full[-1]).date(), full[-1:], [later])
        if full:
            return tuple(_fact(each, status, _start(each), _end(each)) for each in full[:_MOST_SESSIONS])
    days = [each for each in mentions if each.day is not None and _ahead(each.day.first, record)]
    clocks = [each for each in spoken if each.clock is not None]
    if moved is not None and moved.start is not None and len(clocks) > 1:
        clocks = [each for each in clocks if each.clock is not None and each.clock.start != moved.start.time()]
    if moved is not None and moved.start is not None and len(_days(days)) > 1:
        days = [each for each in days if each.day is not None and each.day.first != moved.start.date()]
    if status is MeetingStatus.PROPOSED:
        return _taken_up(days, clocks, said) or _same_hour(record, days, clocks, said)
    if clocks:
        if moved is None and not said.days and (found := _today(record, clocks[0])):
            return (_fact(clocks[0], status, found, None),)
        day = _day_of(record, days, clocks, said, moved)
        return _at_clocks(record, status, day, days, clocks) if day is not None else ()
    return _on_day(record, status, days, said, moved)


def _refused(record: MessageRecord, said: _Said) -> Fact | None:
    """That a proposed day does not suit: such a reply accepts nothing."""
    for mention in record.signals.mentions:
        if mention.lead is Lead.OLD and mention.day is not None and mention.day.first in said.days:
            return Fact(FactType.TIMES, mention.evidence, meeting=Meeting(MeetingStatus.PROPOSED, None))
    return None


def _moved_within(full: Sequence[Mention], part: Sequence[Mention]) -> Mention | None:
    """The clock time to which one day's interview moves: "Thursday's 11:00 has been swapped to 15:30"."""
    behind = part[part.index(full[-1]) + 1 :]
    same = [each for each in behind if each.clock is not None and each.evidence == full[-1].evidence]
    return same[0] if len(full) == 1 and len(same) == 1 else None


def _moved_over(mention: Mention, moved: Meeting | None, record: MessageRecord) -> Mention:
    """The day to which an interview moves where both days read as a run of days: "from the 12th to the 19th"."""
    if moved is None or moved.start is None or mention.day is None or mention.day.first == mention.day.last:
        return mention
    if mention.day.first != _in_zone_of(record, moved.start).date():
        return mention
    return replace(mention, lead=Lead.NONE, day=replace(mention.day, first=mention.day.last))


def _in_zone_of(record: MessageRecord, start: datetime) -> datetime:
    """A time as the writer of a mail tells its day; calendars often give theirs in UTC."""
    return start.astimezone(record.date.tzinfo) if start.utcoffset() == timedelta(0) else start


def _restates(mention: Mention, moved: Meeting | None) -> bool:
    return moved is not None and moved.start == _start(mention)


def _start(mention: Mention) -> datetime:
    start = mention.day.start if mention.day is not None else None
    return start if start is not None else datetime.min.replace(tzinfo=UTC)


def _end(mention: Mention) -> datetime | None:
    return mention.day.end if mention.day is not None else None


def _fact(
    mention: Mention, status: MeetingStatus, start: datetime, end: datetime | None, *, whole_day: bool = False
) -> Fact:
    time_named = mention.day or mention.clock
    meeting = Meeting(
        status, start, end, _zone_name(start), doubtful=time_named is None or time_named.doubtful, whole_day=whole_day
    )
    return Fact(FactType.TIMES, mention.evidence, meeting=meeting)


def _zone_name(start: datetime) -> str | None:
    if isinstance(start.tzinfo, ZoneInfo):
        return start.tzinfo.key
    return offset_name(start)


def _rules(clock: ClockTime, days: Sequence[Mention], record: MessageRecord) -> tzinfo:
    """The zone of a clock time: the one that it names, else the one named for all, else the writer's.

    A name that this machine's tables do not know any more counts as none.
    """
    name = clock.zone or next((each.day.zone for each in days if each.day is not None and each.day.zone), None)
    if name is not None and name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[4:6])
        return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if name[0] == "-" else 1))
    try:
        return ZoneInfo(name) if name is not None else record.date.tzinfo or UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return record.date.tzinfo or UTC


def _today(record: MessageRecord, mention: Mention) -> datetime | None:
    """The moment later today that a short note names where nothing was said of a day: "See you at 11"."""
    clocks = {each.clock.start if each.clock is not None else None for each in record.signals.mentions}
    if mention.clock is None or len(mention.evidence.text) > _SHORT or len(clocks) > 1:
        return None
    zone = _rules(mention.clock, (), record)
    start = datetime.combine(record.date.astimezone(zone).date(), mention.clock.start, zone)
    return start if start > record.date else None


def _day_of(
    record: MessageRecord, days: Sequence[Mention], clocks: Sequence[Mention], said: _Said, moved: Meeting | None
) -> date | None:
    """The one day that a clock time belongs to."""
    named = _days(days)
    if len(named) == 1:
        return named.pop()
    if named:
        return None
    if moved is not None and moved.start is not None:
        return moved.start.date()
    for named_before in (said.days, said.latest):
        known = {day for day in named_before if _ahead(day, record)}
        if len(known) == 1:
            return known.pop()
    wanted = {each.clock.start for each in clocks if each.clock is not None}
    fitting = {start.date() for start in said.starts if start.time() in wanted and _ahead(start.date(), record)}
    return fitting.pop() if len(fitting) == 1 else None


def _days(mentions: Sequence[Mention]) -> set[date]:
    return {each.day.first for each in mentions if each.day is not None}


def _at_clocks(
    record: MessageRecord, status: MeetingStatus, day: date, days: Sequence[Mention], clocks: Sequence[Mention]
) -> tuple[Fact, ...]:
    chosen = clocks[:_MOST_SESSIONS] if len(clocks) >= _AGENDA else clocks[:1]
    made = []
    for mention in chosen:
        if mention.clock is not None:
            zone = _rules(mention.clock, days, record)
            start = datetime.combine(day, mention.clock.start, zone)
            end = datetime.combine(day, mention.clock.end, zone) if mention.clock.end is not None else None
            made.append(_fact(mention, status, start, end))
    return tuple(made)


def _on_day(
    record: MessageRecord, status: MeetingStatus, days: Sequence[Mention], said: _Said, moved: Meeting | None
) -> tuple[Fact, ...]:
    """A day alone: with the clock time that was said for it, or the moved one's, or that all that was said shares."""
    if len(_days(days)) != 1 or days[0].day is None:
        return ()
    mention, day = days[0], days[0].day.first
    there = {start for start in said.starts if start.date() == day}
    if moved is not None and moved.start is not None and len(there) != 1:
        usual = _in_zone_of(record, moved.start)
        return (_fact(mention, status, datetime.combine(day, usual.time(), usual.tzinfo), None),)
    stands = said.standing.start if said.standing is not None and not said.called_off else None
    if stands is not None and _in_zone_of(record, stands).date() == day:
        return ()  # a reminder of a time that is known
    shared = {_hour(start): start.timetz() for start in said.starts}
    if len(there) == 1:
        return (_fact(mention, status, there.pop(), None),)
    if not there and len(shared) == 1:
        return (_fact(mention, status, datetime.combine(day, next(iter(shared.values()))), None),)
    zone = record.date.tzinfo or UTC
    hours = (datetime.combine(day, each, zone) for each in _WHOLE_DAY)
    return (_fact(mention, status, *hours, whole_day=True),)


def _hour(start: datetime) -> tuple[time, str | timedelta | None]:
    """A clock time in its zone: two named zones make two even where Python takes their times of day for the same."""
    zone = start.tzinfo
    return start.time(), zone.key if isinstance(zone, ZoneInfo) else start.utcoffset()


def _taken_up(days: Sequence[Mention], clocks: Sequence[Mention], said: _Said) -> tuple[Fact, ...]:
    """Which of the other side's times somebody takes up by its day or its hour alone: "Wednesday works"."""
    if clocks and not days:
        wanted = {each.clock.start for each in clocks if each.clock is not None}
        fitting = {start for start in said.starts if start.time() in wanted}
        mention = clocks[0]
    elif days and not clocks:
        named = _days(days)
        fitting = {start for start in said.starts if start.date() in named}
        mention = days[0]
    else:
        return ()
    return (_fact(mention, MeetingStatus.PROPOSED, fitting.pop(), None),) if len(fitting) == 1 else ()


def _same_hour(
    record: MessageRecord, days: Sequence[Mention], clocks: Sequence[Mention], said: _Said
) -> tuple[Fact, ...]:
    """Another day of the hiring side's at the one hour that was proposed: "Thursday. Same time?"."""
    if record.direction is Direction.OUT or clocks or len(_days(days)) != 1 or len({*said.starts}) != 1:
        return ()
    start = said.starts[0]
    day = _days(days).pop()
    return (_fact(days[0], MeetingStatus.PROPOSED, datetime.combine(day, start.timetz()), None),) if day else ()


def _repeated(reading: Reading, earlier: Sequence[Reading], fixes: MeetingStatus) -> Reading:
    """A bare yes: it fixes the one time that it names itself as a proposal, or that the mail before it proposes."""
    proposed = {each.start for each in _meetings(reading, MeetingStatus.PROPOSED) if each.start is not None}
    if len(proposed) == 1:
        return replace(reading, facts=tuple(_fixed(fact, fixes) for fact in reading.facts))
    if _meetings(reading, MeetingStatus.PROPOSED):
        return reading
    for before in reversed(earlier):
        if not before.record.signals.moves:
            continue
        open_times = [each for each in _meetings(before, MeetingStatus.PROPOSED) if each.start is not None]
        if len({each.start for each in open_times}) == 1:
            meeting = replace(open_times[0], status=fixes, source=Source.PROCESS)
            return replace(reading, facts=(*reading.facts, Fact(FactType.TIMES, _evidence(before), meeting=meeting)))
        if open_times or before.kind in _FIXES:
            break
    return reading


def _fixed(fact: Fact, fixes: MeetingStatus) -> Fact:
    meeting = fact.meeting
    if meeting is None or meeting.status is not MeetingStatus.PROPOSED:
        return fact
    return replace(fact, meeting=replace(meeting, status=fixes))


def _evidence(before: Reading) -> Evidence:
    """The evidence for the time that a mail proposed."""
    return next(fact.evidence for fact in before.facts if fact.meeting is not None and fact.meeting.start is not None)
