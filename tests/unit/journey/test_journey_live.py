"""How long a process is live, and how long a standing holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from parsers.facts import Kind
from server.hiring.vocabulary import MarkType, State
from tests.unit.journey.story import Story, at, by, calendar, day, fixed, moved, proposed

APPLIED = Story().applied(1)
WAITS = Story().applied(1).interview(8).thanks(9)

LIVE: dict[str, tuple[Story, int, bool]] = {
    "fresh": (APPLIED, 2, True),
    "59 days": (APPLIED, 60, True),
    "60 days": (APPLIED, 61, False),
    "counted from the last mail": (WAITS, 68, True),
    "60 days after the last mail": (WAITS, 69, False),
    "counted from the interview": (Story().scheduled(1, calendar(at(40, "14:00"))), 99, True),
    "60 days after the interview": (Story().scheduled(1, calendar(at(40, "14:00"))), 100, False),
    "an interview ahead": (Story().scheduled(1, calendar(at(90))), 80, True),
    "a promise ahead": (WAITS.update(10, promise=by(90)), 80, True),
    "a promise two months off leads to a follow-up": (WAITS.update(10, promise=by(90)), 97, True),
    "and then sleeps": (WAITS.update(10, promise=by(90)), 104, False),
    "a deadline ahead": (WAITS.offer(10, deadline=by(90)), 80, True),
    "a passed deadline": (WAITS.offer(10, deadline=by(80)), 81, False),
    "a task's deadline ahead": (APPLIED.mail(Kind.ASSESSMENT_REQUEST, 2, deadline=by(90)), 80, True),
    "a pause until a day ahead": (WAITS.update(10, pauses=by(90)), 80, True),
    "a pause without a day": (WAITS.update(10, pauses=True), 80, False),
    "a mark is a sign of life": (APPLIED.mark(MarkType.ANSWERED, 30), 80, True),
    "an out-of-office answer is none": (APPLIED.out_of_office(30), 80, False),
    "rejected": (WAITS.rejected(10), 11, False),
    "accepted": (WAITS.offer(10).sent(Kind.ACCEPT_OFFER, 11), 12, False),
    "declined": (WAITS.offer(10).sent(Kind.DECLINE_OFFER, 11), 12, False),
    "withdrawn": (WAITS.sent(Kind.WITHDRAW, 11), 12, False),
    "not hiring": (Story().mail(Kind.NOT_HIRING, 1), 2, False),
    "asleep, then they write": (WAITS.reply(120), 121, True),
}


@pytest.mark.parametrize("name", LIVE)
def test_live(name: str) -> None:
    story, when, live = LIVE[name]
    assert story.stands(when).live is live


def test_archive_keeps_the_state() -> None:
    assert WAITS.stands(400).state is State.FOLLOW_UP_DUE
    assert not WAITS.stands(400).live


VALID: dict[str, tuple[Story, datetime, datetime | None]] = {
    "application falls asleep": (APPLIED, at(2), at(61, "00:00")),
    "asleep for good": (APPLIED, at(100), None),
    "interview begins": (Story().scheduled(1, calendar(at(8, "14:00"), at(8, "15:00"))), at(2), at(8, "14:00")),
    "interview ends": (
        Story().scheduled(1, calendar(at(8, "14:00"), at(8, "15:00"))),
        at(8, "14:00"),
        at(8, "15:00"),
    ),
    "thank-you turns late": (Story().scheduled(1, fixed(at(8, "14:00"))), at(9), at(10, "00:00")),
    "thank-you is over": (Story().scheduled(1, fixed(at(8, "14:00"))), at(10), at(15, "00:00")),
    "follow-up becomes right": (WAITS, at(10), at(16, "00:00")),
    "offer's deadline passes": (WAITS.offer(10, deadline=by(12)), at(12, "12:00"), at(13, "00:00")),
    "a message of the future": (APPLIED.reply(5), at(5), at(5).replace(microsecond=1)),
    "a mark of the future": (APPLIED.mark(MarkType.REJECTED, 5), at(2), at(5)),
    "rejected for good": (WAITS.rejected(10), at(11), None),
    "not hiring for good": (Story().mail(Kind.NOT_HIRING, 1), at(2), None),
    "a proposal passes": (Story().invite(1, times=[proposed(at(5))]), at(4), at(5)),
}


@pytest.mark.parametrize("name", VALID)
def test_valid_until(name: str) -> None:
    story, now, until = VALID[name]
    assert story.stands(now).valid_until == until


@pytest.mark.parametrize(
    "story",
    [
        WAITS.update(10, promise=by(19)).follow_up(27),
        Story().invite(2, times=[proposed(at(5)), proposed(at(6))]).times(3, "10:00", at(5)),
        Story().scheduled(3, fixed(at(8, "10:00")), fixed(at(9, "14:00")), promise=by(15)).update(20, pauses=by(40)),
        Story().scheduled(3, fixed(at(8))).sent(Kind.OUT_OTHER, 4, times=[moved()]).offer(20, deadline=by(25)),
        Story().scheduled(3).mark(MarkType.SNOOZE_UNTIL, 4, day="2026-06-12").out_of_office(9),
    ],
)
def test_stepping_from_one_change_to_the_next_misses_none(story: Story) -> None:
    now, end = at(1, "00:00").astimezone(UTC), at(120).astimezone(UTC)
    standing = story.stands(now)
    until = standing.valid_until
    while now < end:
        now += timedelta(hours=1)
        seen = story.stands(now)
        if until is None or now < until:
            assert seen == standing
        standing, until = seen, seen.valid_until


def test_last_day_of_a_month_and_a_year() -> None:
    story = Story().scheduled(
        208, calendar(datetime(2026, 12, 31, 14, 0, tzinfo=UTC), datetime(2026, 12, 31, 15, 0, tzinfo=UTC))
    )
    standing = story.stands(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    assert str(standing.next_action_due) == "2027-01-01"
    assert day(1).year == 2026
