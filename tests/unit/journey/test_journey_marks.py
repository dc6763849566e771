"""Marks: what the user says by hand has the force of a message, and inference restarts from it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from parsers.facts import Ask, Kind, Sender
from server.hiring.vocabulary import MarkType, State
from tests.unit.journey.story import Story, at, by, calendar, day, fixed

APPLIED = Story().applied(1).receipt(1, "10:05")
MET = APPLIED.interview(8)
WAITS = MET.thanks(9)

Row = tuple[Story, int, State, date | datetime | None]

CASES: dict[str, Row] = {
    "thanked": (MET.mark(MarkType.THANKED, 9), 10, State.WAITING, day(16)),
    "thanked before the end by the calendar": (MET.mark(MarkType.THANKED, 8, "14:50"), 9, State.WAITING, day(15)),
    "followed up": (WAITS.mark(MarkType.FOLLOWED_UP, 17), 18, State.FOLLOWED_UP, None),
    "followed up overrules an older ask": (
        MET.invite(9).mark(MarkType.FOLLOWED_UP, 17),
        18,
        State.FOLLOWED_UP,
        None,
    ),
    "followed up overrules an older thank-you": (MET.mark(MarkType.FOLLOWED_UP, 9), 10, State.FOLLOWED_UP, None),
    "followed up, then they wrote": (WAITS.mark(MarkType.FOLLOWED_UP, 17).reply(18), 19, State.WAITING, day(25)),
    "answered": (APPLIED.invite(3).mark(MarkType.ANSWERED, 4), 5, State.WAITING, day(11)),
    "answered, then asked again": (
        APPLIED.invite(3).mark(MarkType.ANSWERED, 4).invite(6),
        7,
        State.REPLY_DUE,
        day(7),
    ),
    "an approach answered elsewhere": (Story().outreach(1).mark(MarkType.ANSWERED, 2), 3, State.WAITING, day(9)),
    "interviewed in the past": (
        APPLIED.mark(MarkType.INTERVIEWED_AT, 6, start="2026-06-05T14:00:00+02:00"),
        6,
        State.THANK_YOU_DUE,
        day(6),
    ),
    "interview in the future": (
        APPLIED.invite(3).mark(MarkType.INTERVIEWED_AT, 4, start="2026-06-12T14:00:00+02:00"),
        5,
        State.SCHEDULED,
        at(12, "14:00"),
    ),
    "interview without an offset is in the user's zone": (
        APPLIED.mark(MarkType.INTERVIEWED_AT, 4, start="2026-06-12T14:00"),
        5,
        State.SCHEDULED,
        at(12, "14:00"),
    ),
    "interview corrected on its day": (
        APPLIED.scheduled(3, calendar(at(12, "14:00"))).mark(
            MarkType.INTERVIEWED_AT, 4, start="2026-06-12T16:00:00+02:00"
        ),
        5,
        State.SCHEDULED,
        at(12, "16:00"),
    ),
    "interview whose start is no moment": (
        APPLIED.mark(MarkType.INTERVIEWED_AT, 4, start="soon"),
        5,
        State.APPLIED,
        None,
    ),
    "interview with an end before its start": (
        APPLIED.mark(MarkType.INTERVIEWED_AT, 4, start="2026-06-03T14:00:00+02:00", end="2026-06-03T13:00:00+02:00"),
        4,
        State.THANK_YOU_DUE,
        day(4),
    ),
    "interview after a no reopens": (
        WAITS.rejected(12).mark(MarkType.INTERVIEWED_AT, 14, start="2026-06-20T14:00:00+02:00"),
        15,
        State.SCHEDULED,
        at(20, "14:00"),
    ),
    "interview before a no is only history": (
        WAITS.rejected(12).mark(MarkType.INTERVIEWED_AT, 14, start="2026-06-05T14:00:00+02:00"),
        15,
        State.REJECTED,
        None,
    ),
    "promised by phone": (WAITS.mark(MarkType.PROMISED_BY, 10, day="2026-06-19"), 11, State.WAITING, day(26)),
    "promised by phone, an update clears it": (
        WAITS.mark(MarkType.PROMISED_BY, 10, day="2026-06-19").update(12),
        13,
        State.WAITING,
        day(19),
    ),
    "offered by phone": (WAITS.mark(MarkType.OFFER, 12), 13, State.OFFER, day(15)),
    "offered by phone, with a deadline": (
        WAITS.mark(MarkType.OFFER, 12, deadline="2026-06-20"),
        13,
        State.OFFER,
        day(20),
    ),
    "offered by phone after a no": (WAITS.rejected(11).mark(MarkType.OFFER, 12), 13, State.OFFER, day(15)),
    "accepted": (WAITS.offer(12).mark(MarkType.ACCEPTED, 13), 14, State.ACCEPTED, None),
    "declined": (WAITS.offer(12).mark(MarkType.DECLINED, 13), 14, State.DECLINED, None),
    "withdrawn": (WAITS.mark(MarkType.WITHDRAWN, 13), 14, State.WITHDRAWN, None),
    "withdrawn, then an automatic no": (
        WAITS.mark(MarkType.WITHDRAWN, 13).rejected(14, sender=Sender.ATS),
        15,
        State.WITHDRAWN,
        None,
    ),
    "rejected by phone": (WAITS.mark(MarkType.REJECTED, 13), 14, State.REJECTED, None),
    "rejected by phone, then invited": (WAITS.mark(MarkType.REJECTED, 13).invite(15), 16, State.REPLY_DUE, day(16)),
    "paused by phone": (WAITS.mark(MarkType.ON_HOLD, 13, until="2026-07-01"), 14, State.ON_HOLD, day(38)),
    "paused by phone, then invited": (WAITS.mark(MarkType.ON_HOLD, 13).invite(15), 16, State.REPLY_DUE, day(16)),
    "not hiring": (WAITS.mark(MarkType.NOT_HIRING, 13), 14, State.NOT_HIRING, None),
    "not hiring, whatever comes": (WAITS.mark(MarkType.NOT_HIRING, 13).invite(14), 15, State.NOT_HIRING, None),
    "not hiring, then tracked after all": (
        WAITS.mark(MarkType.NOT_HIRING, 13).mark(MarkType.TRACK, 14),
        15,
        State.WAITING,
        day(16),
    ),
    "tracked, by a person": (Story().mail(Kind.NOT_HIRING, 1).mark(MarkType.TRACK, 2), 3, State.WAITING, day(8)),
    "tracked, by a machine": (
        Story().mail(Kind.NOT_HIRING, 1, sender=Sender.ATS).mark(MarkType.TRACK, 2),
        3,
        State.APPLIED,
        None,
    ),
    "tracked, with a calendar": (
        Story().mail(Kind.NOT_HIRING, 1, times=[calendar(at(5))]).mark(MarkType.TRACK, 2),
        3,
        State.SCHEDULED,
        at(5),
    ),
    "tracked, the user's own": (Story().sent(Kind.NOT_HIRING, 1).mark(MarkType.TRACK, 2), 3, State.APPLIED, None),
    "by hand, then interviewed": (
        Story().mark(MarkType.TRACK, 1).mark(MarkType.INTERVIEWED_AT, 2, start="2026-06-02T08:00:00+02:00"),
        2,
        State.THANK_YOU_DUE,
        day(3),
    ),
    "by hand, then thanked": (
        Story()
        .mark(MarkType.TRACK, 1)
        .mark(MarkType.INTERVIEWED_AT, 2, start="2026-06-02T08:00:00+02:00")
        .mark(MarkType.THANKED, 3),
        4,
        State.WAITING,
        day(10),
    ),
    "a state that is none": (WAITS.mark(MarkType.SET_STATE, 10, state="hopeful"), 11, State.WAITING, day(17)),
    "a mark of the future": (WAITS.mark(MarkType.REJECTED, 20), 12, State.WAITING, day(16)),
    "a mark at this very moment": (WAITS.mark(MarkType.REJECTED, 12, "12:00"), 12, State.REJECTED, None),
}

SET_TO: dict[State, date | None] = {
    State.NOT_HIRING: None,
    State.OUTREACH: None,
    State.APPLIED: None,
    State.REPLY_DUE: day(21),
    State.SCHEDULED: None,
    State.THANK_YOU_DUE: day(21),
    State.WAITING: day(27),
    State.FOLLOW_UP_DUE: day(20),
    State.FOLLOWED_UP: None,
    State.OFFER: day(23),
    State.ACCEPTED: None,
    State.DECLINED: None,
    State.WITHDRAWN: None,
    State.REJECTED: None,
    State.ON_HOLD: None,
}

BEFORE: dict[str, Story] = {
    "nothing": Story(),
    "an approach": Story().outreach(1),
    "an open ask": MET.mail(Kind.INFO_REQUEST, 15),
    "a recent interview": APPLIED.interview(18),
    "an open promise": WAITS.update(15, promise=by(18)),
    "an old promise": WAITS.update(10, promise=by(12)),
    "a follow-up": WAITS.follow_up(17),
    "an offer": WAITS.offer(19),
    "a no": WAITS.rejected(15),
    "an acceptance": WAITS.offer(12).mark(MarkType.ACCEPTED, 13),
    "a hold": WAITS.update(15, pauses=True),
    "not hiring": WAITS.mark(MarkType.NOT_HIRING, 13),
    "an unknown time": APPLIED.scheduled(15),
    "done": WAITS.mark(MarkType.DONE, 15),
}


@pytest.mark.parametrize("name", CASES)
def test_mark(name: str) -> None:
    story, when, state, due = CASES[name]
    standing = story.stands(when)
    assert (standing.state, standing.next_action_due) == (state, due)


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("state", State)
def test_a_state_set_by_hand_holds_whatever_was_before(state: State, before: str) -> None:
    standing = BEFORE[before].mark(MarkType.SET_STATE, 20, state=state.value).stands(20)
    assert standing.state is state
    assert standing.confidence == 1.0
    assert standing.reasons[0].text.startswith(("On 20 June you", "Kim Lee wrote"))
    if before in {"an open ask", "a follow-up", "a no"}:
        assert standing.next_action_due == SET_TO[state]


@pytest.mark.parametrize("state", [each for each in State if each not in {State.NOT_HIRING, State.ACCEPTED}])
def test_a_later_invitation_moves_on_from_a_state_set_by_hand(state: State) -> None:
    standing = MET.mark(MarkType.SET_STATE, 20, state=state.value).invite(22).stands(23)
    assert standing.state is (State.OFFER if state is State.OFFER else State.REPLY_DUE)


def test_an_interview_ahead_stays_where_the_state_allows_it() -> None:
    story = APPLIED.scheduled(3, calendar(at(30, "14:00")))
    assert story.mark(MarkType.SET_STATE, 20, state="scheduled").stands(21).next_action_due == at(30, "14:00")
    assert story.mark(MarkType.SET_STATE, 20, state="reply_due").stands(21).also_due[0].due == at(30, "14:00")


def test_done_leaves_the_state_and_takes_it_out_of_sight() -> None:
    story = WAITS.mark(MarkType.DONE, 12)
    assert (story.stands(13).state, story.stands(13).live) == (State.WAITING, False)
    assert story.reply(14).stands(15).live
    assert not story.out_of_office(14).stands(15).live
    assert story.mark(MarkType.SET_STATE, 14, state="waiting").stands(15).live


def test_snooze_lasts_until_its_day_or_their_next_word() -> None:
    story = WAITS.mark(MarkType.SNOOZE_UNTIL, 10, day="2026-06-14")
    assert story.stands(13, "23:59").snoozed_until == day(14)
    assert story.stands(13).valid_until == at(14, "00:00")
    assert story.stands(14, "00:00").snoozed_until is None
    assert story.update(12).stands(13).snoozed_until is None
    assert story.mark(MarkType.SNOOZE_UNTIL, 11, day="2026-06-12").stands(12).snoozed_until is None
    assert story.mark(MarkType.SNOOZE_UNTIL, 11, day="never").stands(12).snoozed_until == day(14)


def test_snooze_does_not_put_off_a_follow_up() -> None:
    assert WAITS.mark(MarkType.SNOOZE_UNTIL, 12, day="2026-06-14").stands(13).next_action_due == day(16)


def test_merge_and_split_are_none_of_the_journeys_business() -> None:
    story = WAITS.mark(MarkType.MERGE, 12, process="p1").mark(MarkType.SPLIT, 12, messages="<a@b>")
    assert story.stands(13) == WAITS.stands(13)


def test_a_process_by_hand_with_nothing_in_it() -> None:
    standing = Story().stands(3, tracked=True)
    assert (standing.state, standing.live, len(standing.reasons)) == (State.APPLIED, True, 1)


def test_marks_are_named_in_the_reasons() -> None:
    texts = [each.text for each in WAITS.mark(MarkType.PROMISED_BY, 10, day="2026-06-19").stands(11).reasons]
    assert texts == [
        "On 10 June you noted when they want to write.",
        "They named 19 June, and a follow-up is right from 26 June: a week after that date.",
    ]


def test_interview_by_hand_may_replace_one_that_was_cancelled() -> None:
    story = APPLIED.scheduled(3, fixed(at(12, "14:00"))).mail(Kind.INTERVIEW_CANCELLED, 4)
    standing = story.mark(MarkType.INTERVIEWED_AT, 13, start="2026-06-12T14:00:00+02:00").stands(13)
    assert standing.state is State.THANK_YOU_DUE
    assert len(standing.interviews) == 1


def test_answer_by_hand_settles_every_open_ask() -> None:
    story = APPLIED.invite(3, asks={Ask.TIMES: None, Ask.DOCUMENTS: by(9)}).mark(MarkType.ANSWERED, 4)
    assert story.stands(5).also_due == ()
