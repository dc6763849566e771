"""Interviews: sessions and loops, moved, cancelled, suspended, proposed and accepted; and the thank-you after them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from parsers.facts import Ask, FactType, Kind, Sender
from server.hiring.vocabulary import Due, InterviewStatus, State
from tests.unit.journey.story import Story, at, by, calendar, cancelled, day, fixed, moved, proposed

BASE = Story().applied(1).invite(2).times(3)
FIXED = BASE.scheduled(4, calendar(at(10, "14:00"), at(10, "15:00")))
PROSE = BASE.scheduled(4, fixed(at(10, "14:00")))
LOOP = BASE.scheduled(
    4, fixed(at(10, "10:00"), at(10, "11:00")), fixed(at(10, "13:00"), at(10, "14:00")), fixed(at(11, "09:00"))
)
LOOP_BY_CALENDAR = (
    BASE.scheduled(4, calendar(at(10, "10:00"), at(10, "11:00"), "a"), sender=Sender.CALENDAR)
    .scheduled(4, calendar(at(10, "13:00"), at(10, "14:00"), "b"), sender=Sender.CALENDAR)
    .scheduled(4, calendar(at(11, "09:00"), at(11, "10:00"), "c"), sender=Sender.CALENDAR)
)
SECOND = calendar(at(16, "14:00"), at(16, "15:00"), "second")

Row = tuple[Story, datetime, State, date | datetime | None]

CASES: dict[str, Row] = {
    "ahead": (FIXED, at(9), State.SCHEDULED, at(10, "14:00")),
    "at its start": (FIXED, at(10, "14:00"), State.SCHEDULED, at(10, "14:00")),
    "a minute before its end": (FIXED, at(10, "14:59"), State.SCHEDULED, at(10, "14:00")),
    "at its end": (FIXED, at(10, "15:00"), State.THANK_YOU_DUE, day(11)),
    "unknown end, 59 minutes": (PROSE, at(10, "14:59"), State.SCHEDULED, at(10, "14:00")),
    "unknown end, an hour": (PROSE, at(10, "15:00"), State.THANK_YOU_DUE, day(11)),
    "loop between its sessions": (LOOP, at(10, "12:00"), State.SCHEDULED, at(10, "13:00")),
    "loop overnight": (LOOP, at(10, "20:00"), State.SCHEDULED, at(11, "09:00")),
    "loop over": (LOOP, at(11, "10:00"), State.THANK_YOU_DUE, day(12)),
    "loop thanked too early": (LOOP.thanks(10, "20:00"), at(11, "10:00"), State.THANK_YOU_DUE, day(12)),
    "loop thanked": (LOOP.thanks(11, "12:00"), at(11, "13:00"), State.WAITING, day(18)),
    "loop by calendar, between": (LOOP_BY_CALENDAR, at(10, "12:00"), State.SCHEDULED, at(10, "13:00")),
    "loop by calendar, over": (LOOP_BY_CALENDAR, at(11, "10:00"), State.THANK_YOU_DUE, day(12)),
    "moved in prose": (
        PROSE.mail(Kind.INTERVIEW_RESCHEDULED, 5, times=[moved(at(12, "16:00"))]),
        at(6),
        State.SCHEDULED,
        at(12, "16:00"),
    ),
    "moved in prose that names the old time": (
        PROSE.mail(Kind.INTERVIEW_RESCHEDULED, 5, times=[moved(at(10, "14:00")), moved(at(12, "16:00"))]),
        at(6),
        State.SCHEDULED,
        at(12, "16:00"),
    ),
    "moved by prose though fixed by calendar": (
        FIXED.mail(Kind.INTERVIEW_RESCHEDULED, 5, times=[moved(at(12, "16:00"))]),
        at(6),
        State.SCHEDULED,
        at(12, "16:00"),
    ),
    "moved by calendar update": (
        FIXED.mail(Kind.INTERVIEW_RESCHEDULED, 5, times=[calendar(at(9, "09:00"), sequence=1)]),
        at(6),
        State.SCHEDULED,
        at(9, "09:00"),
    ),
    "older calendar update changes nothing": (
        BASE.scheduled(4, calendar(at(10, "14:00"), sequence=3)).scheduled(5, calendar(at(9, "09:00"), sequence=1)),
        at(6),
        State.SCHEDULED,
        at(10, "14:00"),
    ),
    "moved after its time, before a thank-you": (
        PROSE.mail(Kind.INTERVIEW_RESCHEDULED, 11, times=[moved(at(15, "16:00"))]),
        at(12),
        State.SCHEDULED,
        at(15, "16:00"),
    ),
    "a new prose time replaces an old one": (PROSE.scheduled(5, fixed(at(9))), at(6), State.SCHEDULED, at(9)),
    "a reminder in another zone is no new time": (
        FIXED.scheduled(9, fixed(at(10, "20:00"))),
        at(9, "12:00"),
        State.SCHEDULED,
        at(10, "14:00"),
    ),
    "calendar corrects prose": (
        PROSE.scheduled(5, calendar(at(10, "15:00"), at(10, "16:00"))),
        at(6),
        State.SCHEDULED,
        at(10, "15:00"),
    ),
    "prose and calendar in one mail": (
        BASE.scheduled(4, fixed(at(10, "20:00")), calendar(at(10, "14:00"))),
        at(6),
        State.SCHEDULED,
        at(10, "14:00"),
    ),
    "cancelled without a word on times": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 5, times=[cancelled()]),
        at(6),
        State.WAITING,
        day(12),
    ),
    "cancelled, headline alone": (FIXED.mail(Kind.INTERVIEW_CANCELLED, 5), at(6), State.WAITING, day(12)),
    "cancelled and asked for times": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 5, times=[cancelled()], asks={Ask.TIMES: None}),
        at(6),
        State.REPLY_DUE,
        day(6),
    ),
    "cancelled by calendar": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 5, times=[cancelled(at(10, "14:00"), uid="u1")], sender=Sender.CALENDAR),
        at(11),
        State.WAITING,
        day(12),
    ),
    "one of two cancelled": (
        LOOP.mail(Kind.INTERVIEW_CANCELLED, 5, times=[cancelled(at(10, "10:00"))]),
        at(6),
        State.SCHEDULED,
        at(10, "13:00"),
    ),
    "cancelled, its day read wrongly": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 5, times=[cancelled(at(12, "14:00"))]),
        at(6),
        State.WAITING,
        day(12),
    ),
    "prose, then calendar, then calendar update": (
        PROSE.scheduled(5, calendar(at(10, "14:00"), uid="new")).scheduled(
            6, calendar(at(11, "16:00"), uid="new", sequence=1)
        ),
        at(10, "18:00"),
        State.SCHEDULED,
        at(11, "16:00"),
    ),
    "cancelled, then fixed again at the same time": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 5).scheduled(6, fixed(at(10, "14:00"))),
        at(10, "16:00"),
        State.THANK_YOU_DUE,
        day(11),
    ),
    "after a no, fixed again at the same time": (
        FIXED.rejected(5).reply(6, also=[FactType.REOPENS]).scheduled(7, fixed(at(10, "14:00"))),
        at(10, "16:00"),
        State.THANK_YOU_DUE,
        day(11),
    ),
    "two days after its start nothing can turn out a no-show": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 12, "14:01", times=[cancelled()]),
        at(13),
        State.THANK_YOU_DUE,
        day(11),
    ),
    "cancelled with a new time in the same mail": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 5, times=[cancelled(at(10, "14:00")), fixed(at(12))]),
        at(6),
        State.SCHEDULED,
        at(12),
    ),
    "cancelled, then fixed again": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 5).scheduled(6, fixed(at(13))),
        at(7),
        State.SCHEDULED,
        at(13),
    ),
    "interviewer did not show up": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 10, "16:00", times=[cancelled()]),
        at(11),
        State.WAITING,
        day(17),
    ),
    "interviewer did not show up, new times asked": (
        FIXED.mail(Kind.INTERVIEW_CANCELLED, 10, "16:00", times=[cancelled()], asks={Ask.TIMES: None}),
        at(11),
        State.REPLY_DUE,
        day(11),
    ),
    "a calendar tidied up weeks later undoes nothing": (
        FIXED.thanks(11).mail(Kind.INTERVIEW_CANCELLED, 30, times=[cancelled(at(10, "14:00"), uid="u1")]),
        at(31),
        State.WAITING,
        day(37),
    ),
    "the user's own DECLINE": (
        FIXED.sent(Kind.AVAILABILITY_REPLY, 5, times=[calendar(at(10, "14:00"), declined=True)]),
        at(6),
        State.WAITING,
        day(12),
    ),
    "the user's wish to move": (
        FIXED.sent(Kind.OUT_OTHER, 5, times=[moved()]),
        at(6),
        State.WAITING,
        day(12),
    ),
    "a wish to move, the old day passes": (
        FIXED.sent(Kind.OUT_OTHER, 5, times=[moved()]),
        at(11),
        State.WAITING,
        day(12),
    ),
    "a wish to move, then a new time": (
        FIXED.sent(Kind.OUT_OTHER, 5, times=[moved()]).scheduled(6, fixed(at(12))),
        at(7),
        State.SCHEDULED,
        at(12),
    ),
    "a wish to move, the old time stays": (
        FIXED.sent(Kind.OUT_OTHER, 5, times=[moved()]).scheduled(6, fixed(at(10, "14:00"))),
        at(7),
        State.SCHEDULED,
        at(10, "14:00"),
    ),
    "a wish to move to a time, plainly granted": (
        FIXED.sent(Kind.OUT_OTHER, 5, times=[moved(at(12, "16:00"))]).mail(Kind.INTERVIEW_RESCHEDULED, 6),
        at(7),
        State.SCHEDULED,
        at(12, "16:00"),
    ),
    "moved to a time no mail says": (
        FIXED.mail(Kind.INTERVIEW_RESCHEDULED, 5),
        at(6),
        State.SCHEDULED,
        None,
    ),
    "they want to move, no time, no question": (
        FIXED.mail(Kind.INTERVIEW_RESCHEDULED, 5, times=[moved()]),
        at(6),
        State.WAITING,
        day(12),
    ),
    "they want to move, no time yet": (
        FIXED.mail(Kind.INTERVIEW_RESCHEDULED, 5, asks={Ask.TIMES: None}),
        at(6),
        State.REPLY_DUE,
        day(6),
    ),
    "one proposal accepted": (
        Story().applied(1).invite(3, times=[proposed(at(9))]).sent(Kind.AVAILABILITY_REPLY, 4),
        at(5),
        State.SCHEDULED,
        at(9),
    ),
    "one proposal accepted by name": (
        Story().applied(1).invite(3, times=[proposed(at(9))]).times(4, "10:00", at(9)),
        at(5),
        State.SCHEDULED,
        at(9),
    ),
    "one proposal accepted in one's own zone": (
        Story()
        .applied(1)
        .invite(3, times=[proposed(at(9, "15:00", ZoneInfo("America/New_York")))])
        .times(4, "10:00", at(9, "15:00")),
        at(5),
        State.SCHEDULED,
        at(9, "15:00", ZoneInfo("America/New_York")),
    ),
    "one proposal, another time offered": (
        Story().applied(1).invite(3, times=[proposed(at(9))]).times(4, "10:00", at(9, "16:00")),
        at(5),
        State.WAITING,
        day(11),
    ),
    "two proposals, one picked": (
        Story().applied(1).invite(3, times=[proposed(at(9)), proposed(at(10))]).times(4, "10:00", at(9)),
        at(5),
        State.WAITING,
        day(11),
    ),
    "the user's one time, plainly agreed to": (
        Story().applied(1).invite(3).times(4, "10:00", at(9)).scheduled(5),
        at(6),
        State.SCHEDULED,
        at(9),
    ),
    "the user's several times, plainly agreed to": (
        Story().applied(1).invite(3).times(4, "10:00", at(9), at(10)).scheduled(5),
        at(6),
        State.SCHEDULED,
        None,
    ),
    "a time no mail says, two weeks on": (
        Story().applied(1).invite(3).scheduled(5),
        at(19),
        State.FOLLOW_UP_DUE,
        day(12),
    ),
    "a confirmation that looks back": (
        BASE.scheduled(20, fixed(at(10, "14:00"))),
        at(21),
        State.WAITING,
        day(27),
    ),
    "in another zone": (
        BASE.scheduled(4, fixed(datetime(2026, 6, 10, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles")))),
        at(10, "18:30"),
        State.SCHEDULED,
        datetime(2026, 6, 10, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles")),
    ),
    "in another zone, over on the next day here": (
        BASE.scheduled(4, fixed(datetime(2026, 6, 10, 15, 0, tzinfo=ZoneInfo("America/Los_Angeles")))),
        at(11, "12:00"),
        State.THANK_YOU_DUE,
        day(12),
    ),
    "a new round starts the cycle": (
        FIXED.thanks(11).mail(Kind.INTERVIEW_INVITE, 12),
        at(12, "12:00"),
        State.REPLY_DUE,
        day(13),
    ),
    "round two over": (FIXED.thanks(11).scheduled(12, SECOND), at(16, "15:00"), State.THANK_YOU_DUE, day(17)),
    "round two thanked": (FIXED.scheduled(12, SECOND).thanks(17), at(18), State.WAITING, day(24)),
    "thanked before the interview": (FIXED.thanks(9), at(11), State.THANK_YOU_DUE, day(11)),
    "thanked during the slot": (FIXED.thanks(10, "14:50"), at(11), State.THANK_YOU_DUE, day(11)),
    "thanked early, end not known": (PROSE.thanks(10, "14:40"), at(10, "14:45"), State.WAITING, day(17)),
    "a message of theirs is no thank-you": (FIXED.reply(11), at(11, "12:00"), State.THANK_YOU_DUE, day(11)),
    "day six": (FIXED, at(16, "23:59"), State.THANK_YOU_DUE, day(11)),
    "day seven": (FIXED, at(17, "00:00"), State.FOLLOW_UP_DUE, day(17)),
    "day seven, but they wrote": (FIXED.update(15), at(17, "00:00"), State.WAITING, day(22)),
    "ended late at night": (
        BASE.scheduled(4, calendar(at(10, "22:30"), at(10, "23:30"))),
        at(10, "23:45"),
        State.THANK_YOU_DUE,
        day(11),
    ),
    "ended after midnight": (
        BASE.scheduled(4, calendar(at(10, "23:30"), at(11, "00:30"))),
        at(11, "00:45"),
        State.THANK_YOU_DUE,
        day(12),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_interview(name: str) -> None:
    story, when, state, due = CASES[name]
    standing = story.stands(when)
    assert (standing.state, standing.next_action_due) == (state, due)


def test_thank_you_for_round_one_stays_due_beside_round_two() -> None:
    standing = FIXED.scheduled(11, SECOND).stands(12)
    assert standing.state is State.SCHEDULED
    assert standing.also_due == (Due(State.THANK_YOU_DUE, day(11)),)


def test_thank_you_is_not_due_between_the_sessions_of_a_loop() -> None:
    assert LOOP.stands(10, "20:00").also_due == ()


@pytest.mark.parametrize(("second", "owed"), [(13, False), (14, True)])
def test_sessions_known_at_once_are_one_loop_if_they_are_near(second: int, owed: bool) -> None:
    story = BASE.scheduled(4, fixed(at(10, "14:00")), fixed(at(second, "14:00")))
    assert [each.what for each in story.stands(11).also_due] == [State.THANK_YOU_DUE] * owed


def test_one_thank_you_covers_both_rounds() -> None:
    story = FIXED.scheduled(11, SECOND)
    assert story.stands(16, "16:00").also_due == ()
    assert story.thanks(17).stands(18).state is State.WAITING


def test_late_thank_you_is_noted_from_the_second_day_on() -> None:
    assert FIXED.stands(11, "23:59").notes == ()
    assert FIXED.stands(12, "00:00").notes == ("late_thank_you",)


def test_missing_thank_you_is_noted_once_it_is_too_late() -> None:
    assert FIXED.stands(18).notes == ("thank_you_missing",)
    assert FIXED.thanks(11).stands(18).notes == ()


def test_moved_interview_is_one_interview() -> None:
    standing = PROSE.mail(Kind.INTERVIEW_RESCHEDULED, 5, times=[moved(at(12, "16:00"))]).stands(6)
    assert [(each.start, each.status) for each in standing.interviews] == [(at(12, "16:00"), InterviewStatus.MOVED)]
    assert standing.interviews[0].id == PROSE.stands(6).interviews[0].id


def test_statuses_of_interviews() -> None:
    story = FIXED.scheduled(11, SECOND).mail(Kind.INTERVIEW_CANCELLED, 13)
    assert [each.status for each in story.stands(14).interviews] == [InterviewStatus.OVER, InterviewStatus.CANCELLED]
    suspended = FIXED.sent(Kind.OUT_OTHER, 5, times=[moved()])
    assert suspended.stands(6).interviews[0].status is InterviewStatus.PROPOSED


def test_open_proposals_are_listed_until_they_pass() -> None:
    story = Story().applied(1).invite(3, times=[proposed(at(9)), proposed(at(10))])
    assert [each.start for each in story.stands(8).interviews] == [at(9), at(10)]
    assert [each.start for each in story.stands(9, "10:00").interviews] == [at(10)]


def test_prose_and_calendar_of_one_interview_are_one() -> None:
    standing = PROSE.scheduled(5, calendar(at(10, "14:00"), at(10, "14:45"))).stands(6)
    assert [(each.start, each.end) for each in standing.interviews] == [(at(10, "14:00"), at(10, "14:45"))]


def test_interview_in_a_receipt_by_calendar_counts() -> None:
    story = Story().applied(1).receipt(2, times=[calendar(at(10, "14:00"))])
    assert story.stands(3).state is State.SCHEDULED


def test_hour_that_the_end_of_summer_time_repeats() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=fold) for fold in (0, 1))
    story = Story().scheduled(140, fixed(first, second))
    assert story.stands(first.astimezone(UTC) + timedelta(minutes=30)).state is State.SCHEDULED
    assert story.stands(second.astimezone(UTC)).state is State.THANK_YOU_DUE


def test_days_are_those_of_the_users_zone() -> None:
    story = BASE.scheduled(4, fixed(datetime(2026, 6, 10, 20, 0, tzinfo=UTC), datetime(2026, 6, 10, 21, 0, tzinfo=UTC)))
    now = datetime(2026, 6, 10, 22, 0, tzinfo=UTC)
    assert story.stands(now, zone=ZoneInfo("Asia/Tokyo")).next_action_due == day(12)
    assert story.stands(now, zone=ZoneInfo("America/New_York")).next_action_due == day(11)


def test_promise_before_the_interview_is_spent_by_it() -> None:
    story = BASE.update(4, promise=by(8)).scheduled(5, calendar(at(10, "14:00"), at(10, "15:00"))).thanks(11)
    assert story.stands(6).promise == by(8)
    assert story.stands(12).promise is None
    assert story.stands(12).next_action_due == day(18)


def test_wish_of_theirs_to_move_with_a_proposal_waits_for_an_answer() -> None:
    story = FIXED.invite(5, times=[moved(), proposed(at(12))])
    assert story.stands(6).state is State.REPLY_DUE
    accepted = story.sent(Kind.AVAILABILITY_REPLY, 6).stands(7)
    assert (accepted.state, accepted.next_action_due) == (State.SCHEDULED, at(12))
    assert len(accepted.interviews) == 1


def test_hope_to_hear_in_a_thank_you_is_no_follow_up() -> None:
    story = FIXED.thanks(11, also=[FactType.NUDGES])
    assert story.stands(12).state is State.WAITING
    assert story.thanks(20, also=[FactType.NUDGES]).stands(21).state is State.FOLLOWED_UP


def test_words_of_moving_in_a_thank_you_move_no_interview() -> None:
    """ "I liked to hear of your move to Leeds": who thanks for an interview was there."""
    standing = FIXED.thanks(11, times=[moved()]).stands(12)
    assert [each.status for each in standing.interviews] == [InterviewStatus.OVER]
    assert standing.state is State.WAITING
