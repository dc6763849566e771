"""Whatever the facts and marks: an answer, the same for any order of input, true for as long as it says."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.facts import (
    INCOMING_KINDS,
    OUTGOING_KINDS,
    Ask,
    Direction,
    Evidence,
    Fact,
    FactType,
    Kind,
    Meeting,
    MeetingStatus,
    Sender,
    Signals,
    Source,
    Span,
)
from server.hiring.advice import advise
from server.hiring.journey import stand
from server.hiring.vocabulary import Mark, MarkId, MarkType, MessageKey, MessageRecord, ProcessId, Reading, State
from tests.unit.journey.story import Story, at, calendar

BEGIN = datetime(2026, 2, 20, tzinfo=UTC)
END = BEGIN + timedelta(days=150)
ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Africa/Cairo", "UTC")]
EVIDENCE = Evidence("So they say.", Source.BODY)

# Few distinct moments, so that things coincide; some of them at the very edges of the calendar.
moments = st.one_of(
    st.integers(0, 40).map(lambda n: BEGIN + timedelta(hours=n * 31)),
    st.datetimes(BEGIN.replace(tzinfo=None), END.replace(tzinfo=None), timezones=st.sampled_from(ZONES)),
)
wild_moments = st.one_of(moments, st.datetimes(timezones=st.sampled_from(ZONES)))
days = st.one_of(st.integers(0, 150).map(lambda n: BEGIN.date() + timedelta(n)), st.sampled_from([date.min, date.max]))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = draw(days)
    last = max(first, draw(days)) if draw(st.booleans()) else first
    return Span(first, last, "then", end=draw(st.one_of(st.none(), wild_moments)))


meetings = st.builds(
    Meeting,
    st.sampled_from(MeetingStatus),
    st.one_of(st.none(), wild_moments),
    st.one_of(st.none(), moments),
    uid=st.sampled_from([None, None, "a", "b"]),
    sequence=st.integers(0, 2),
    source=st.sampled_from([Source.BODY, Source.CALENDAR, Source.PROCESS]),
    declined=st.booleans(),
)
facts = st.builds(
    Fact,
    st.sampled_from(FactType),
    st.just(EVIDENCE),
    st.one_of(st.none(), st.sampled_from(Ask)),
    st.one_of(st.none(), spans()),
    st.one_of(st.none(), meetings),
)


@st.composite
def readings(draw: st.DrawFn, count: int = 8) -> list[Reading]:
    found = []
    for number in range(draw(st.integers(0, count))):
        direction = draw(st.sampled_from(Direction))
        kind = draw(st.sampled_from(INCOMING_KINDS if direction is Direction.IN else OUTGOING_KINDS))
        said = tuple(draw(st.lists(facts, max_size=4)))
        signals = Signals(draw(st.sampled_from(Sender)), 1, {}, moves=draw(st.integers(0, 5)) > 0, facts=said)
        record = MessageRecord(
            MessageKey(f"<{number}@x.example>"), None, draw(moments), direction, None, signals, junk=draw(st.booleans())
        )
        found.append(Reading(record, kind, draw(st.floats(0, 1)), said, (EVIDENCE,) if draw(st.booleans()) else ()))
    return found


@st.composite
def marks(draw: st.DrawFn, count: int = 4) -> list[Mark]:
    text = st.one_of(
        moments.map(datetime.isoformat), days.map(date.isoformat), st.sampled_from(State), st.text(max_size=5)
    )
    keys = ("start", "end", "day", "deadline", "until", "state")
    return [
        Mark(
            MarkId(f"m{number}"),
            ProcessId("p"),
            draw(st.sampled_from(MarkType)),
            draw(moments),
            {key: str(draw(text)) for key in keys},
        )
        for number in range(draw(st.integers(0, count)))
    ]


nows = st.one_of(moments, st.just(END), wild_moments)
zones = st.sampled_from(ZONES)


@given(readings(), marks(), nows, zones, st.booleans())
@settings(max_examples=120, deadline=None)
def test_there_is_always_an_answer(
    told: list[Reading], noted: list[Mark], now: datetime, zone: ZoneInfo, tracked: bool
) -> None:
    standing = stand(told, noted, now, zone, tracked=tracked)
    assert standing.reasons and all(each.text for each in standing.reasons)
    assert 0 <= standing.confidence <= 1
    assert standing.valid_until is None or standing.valid_until > now
    assert (standing.state is State.NOT_HIRING) == (advise(standing).do == ())
    assert len({each.id for each in standing.interviews}) == len(standing.interviews)


@given(readings(), marks(), nows, zones, st.randoms())
@settings(max_examples=60, deadline=None)
def test_order_of_input_does_not_matter(
    told: list[Reading], noted: list[Mark], now: datetime, zone: ZoneInfo, random: st.DataObject
) -> None:
    expected = stand(told, noted, now, zone)
    random.shuffle(told)
    random.shuffle(noted)
    assert stand(told, noted, now, zone) == expected


@given(readings(), marks(), nows, zones, moments, facts)
@settings(max_examples=60, deadline=None)
def test_mail_that_is_not_hiring_changes_nothing(
    told: list[Reading], noted: list[Mark], now: datetime, zone: ZoneInfo, when: datetime, fact: Fact
) -> None:
    expected = stand(told, noted, now, zone)
    if not any(each.kind not in {Kind.NOT_HIRING, Kind.OUT_OTHER} and each.record.date < now for each in told):
        return
    signals = Signals(Sender.PERSON, -9000, {}, facts=(fact,))
    record = MessageRecord(MessageKey("<zz@x.example>"), None, when, Direction.IN, None, signals, junk=True)
    other = Reading(record, Kind.NOT_HIRING, 1.0, (fact,), (EVIDENCE,))
    assert stand([*told, other], noted, now, zone) == expected


@given(readings(), marks(), moments, zones, st.lists(st.floats(0, 1, exclude_max=True), min_size=3, max_size=6))
@settings(max_examples=120, deadline=None)
def test_nothing_changes_before_valid_until(
    told: list[Reading], noted: list[Mark], now: datetime, zone: ZoneInfo, shares: list[float]
) -> None:
    if not told and not noted:
        return  # a process of nothing at all begins whenever it is looked at
    now = now.astimezone(UTC)
    standing = stand(told, noted, now, zone)
    until = (standing.valid_until or now + timedelta(days=900)).astimezone(UTC)
    until = min(until, now + timedelta(days=900))
    sampled = [now + (until - now) * share for share in shares] + [until - timedelta(microseconds=1)]
    for moment in sampled:
        if now <= moment < until:
            assert stand(told, noted, moment, zone) == standing


def test_a_thousand_processes_take_less_than_half_a_second() -> None:
    story = Story().applied(1).receipt(1, "11:00").invite(3).times(4, "10:00", at(8), at(9))
    story = story.scheduled(5, calendar(at(8, "14:00"), at(8, "15:00"))).thanks(9).update(10).follow_up(20)
    assert len(story.readings) == 8
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        for _ in range(1000):
            story.stands(21)
        best = min(best, time.process_time() - begin)
    assert best < 0.5
