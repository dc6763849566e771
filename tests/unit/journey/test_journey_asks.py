"""Asked and answered; and what turns an application or an approach into a process under way."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from parsers.facts import Ask, FactType, Kind, Sender
from server.hiring.vocabulary import Due, MarkType, State
from tests.unit.journey.story import Story, at, by, calendar, cancelled, day, fixed, proposed

APPLIED = Story().applied(1).receipt(1, "10:05")
INVITED = APPLIED.invite(3)
TESTED = APPLIED.mail(Kind.ASSESSMENT_REQUEST, 3)
ASKED = APPLIED.mail(Kind.INFO_REQUEST, 3, asks={Ask.DOCUMENTS: None})
QUESTION = APPLIED.mail(Kind.INFO_REQUEST, 3)
BOTH = APPLIED.invite(3, asks={Ask.TIMES: by(5), Ask.DOCUMENTS: by(9)})
AHEAD = APPLIED.scheduled(3, calendar(at(10, "14:00"), at(10, "15:00")))

Row = tuple[Story, int, State, date | datetime | None]

ANSWERED: dict[str, Row] = {
    "times given": (INVITED.times(4), 5, State.WAITING, day(11)),
    "times given late": (INVITED.times(8), 9, State.WAITING, day(15)),
    "times not answered by a thank-you": (INVITED.thanks(4), 5, State.REPLY_DUE, day(4)),
    "times not answered by a follow-up": (INVITED.follow_up(4), 5, State.REPLY_DUE, day(4)),
    "times not answered by papers": (INVITED.sent(Kind.INFO_REPLY, 4), 5, State.REPLY_DUE, day(4)),
    "slot booked on a page, then fixed": (
        INVITED.scheduled(5, fixed(at(9))),
        6,
        State.SCHEDULED,
        at(9),
    ),
    "slot booked on a page, said by hand": (INVITED.mark(MarkType.ANSWERED, 4), 5, State.WAITING, day(11)),
    "test handed in": (TESTED.sent(Kind.INFO_REPLY, 6), 7, State.WAITING, day(13)),
    "test done on a platform, receipt": (TESTED.receipt(6), 7, State.WAITING, day(13)),
    "test done, they say so": (TESTED.update(6, answers=[Ask.ASSESSMENT]), 7, State.WAITING, day(13)),
    "test done, said by hand": (TESTED.mark(MarkType.ANSWERED, 6), 7, State.WAITING, day(13)),
    "test handed in, then a promise": (
        TESTED.sent(Kind.INFO_REPLY, 6).update(7, promise=by(12)),
        8,
        State.WAITING,
        day(19),
    ),
    "test reminded of keeps the first day": (TESTED.mail(Kind.ASSESSMENT_REQUEST, 5), 6, State.REPLY_DUE, day(4)),
    "test reminded of with a new day": (
        TESTED.mail(Kind.ASSESSMENT_REQUEST, 5, deadline=by(8)),
        6,
        State.REPLY_DUE,
        day(8),
    ),
    "documents sent": (ASKED.sent(Kind.INFO_REPLY, 4, answers=[Ask.DOCUMENTS]), 5, State.WAITING, day(11)),
    "documents not sent by giving times": (ASKED.times(4), 5, State.REPLY_DUE, day(4)),
    "question answered in any words": (QUESTION.sent(Kind.OUT_OTHER, 4), 5, State.WAITING, day(11)),
    "rejection settles an ask": (INVITED.rejected(5), 6, State.REJECTED, None),
    "offer settles an ask": (ASKED.offer(5), 6, State.OFFER, day(8)),
    "an unrelated update settles none": (TESTED.update(6), 7, State.REPLY_DUE, day(4)),
    "one of two answered": (BOTH.times(4), 5, State.REPLY_DUE, day(9)),
    "both answered at once": (
        BOTH.sent(Kind.AVAILABILITY_REPLY, 4, answers=[Ask.TIMES, Ask.DOCUMENTS]),
        5,
        State.WAITING,
        day(11),
    ),
    "an absurd day asked for is none": (APPLIED.invite(3, asks={Ask.TIMES: by(-20)}), 4, State.REPLY_DUE, day(4)),
    "the ask of an approach is not owed": (
        Story().outreach(3, asks={Ask.TIMES: None}, times=[proposed(at(5))]),
        4,
        State.OUTREACH,
        None,
    ),
    "asked before the interview, open": (AHEAD.mail(Kind.INFO_REQUEST, 5), 6, State.REPLY_DUE, day(6)),
    "asked before the interview, it began": (AHEAD.mail(Kind.INFO_REQUEST, 5), 11, State.THANK_YOU_DUE, day(11)),
    "asked for a day after the interview": (
        AHEAD.mail(Kind.ASSESSMENT_REQUEST, 5, deadline=by(12)),
        11,
        State.REPLY_DUE,
        day(12),
    ),
    "asked to confirm, then cancelled": (
        APPLIED.scheduled(3, fixed(at(10)), asks={Ask.ANSWER: None}).mail(
            Kind.INTERVIEW_CANCELLED, 5, times=[cancelled()]
        ),
        6,
        State.WAITING,
        day(12),
    ),
    "answers that fit nothing change nothing": (APPLIED.sent(Kind.OUT_OTHER, 4), 5, State.APPLIED, None),
}

UNDER_WAY: dict[str, Row] = {
    "a plain receipt": (APPLIED, 5, State.APPLIED, None),
    "a receipt by a person": (Story().applied(1).receipt(2, sender=Sender.PERSON), 5, State.APPLIED, None),
    "a receipt that names a date": (Story().receipt(2, promise=by(26)), 5, State.WAITING, day(33)),
    "a person answers": (APPLIED.reply(4), 5, State.WAITING, day(11)),
    "an agency answers": (APPLIED.reply(4, sender=Sender.AGENCY), 5, State.WAITING, day(11)),
    "a machine says it is under review": (APPLIED.update(4, sender=Sender.ATS), 30, State.APPLIED, None),
    "a machine names a date": (APPLIED.update(4, sender=Sender.ATS, promise=by(26)), 5, State.WAITING, day(33)),
    "application viewed": (APPLIED.update(4, moves=False), 30, State.APPLIED, None),
    "only an application viewed": (Story().update(4, moves=False), 30, State.APPLIED, None),
    "approach answered with interest": (Story().outreach(1).sent(Kind.OUT_OTHER, 2), 3, State.WAITING, day(9)),
    "approach answered, a week of silence": (
        Story().outreach(1).sent(Kind.OUT_OTHER, 2),
        9,
        State.FOLLOW_UP_DUE,
        day(9),
    ),
    "approach declined": (Story().outreach(1).sent(Kind.WITHDRAW, 2), 3, State.WITHDRAWN, None),
    "approach declined, nudged again": (
        Story().outreach(1).sent(Kind.WITHDRAW, 2).outreach(9),
        10,
        State.WITHDRAWN,
        None,
    ),
    "approach answered with an application": (Story().outreach(1).applied(2), 3, State.WAITING, day(9)),
    "nudge read as a plain reply": (Story().outreach(1).reply(4), 5, State.OUTREACH, None),
    "application followed up": (APPLIED.follow_up(9), 12, State.FOLLOWED_UP, None),
    "their answer to that": (APPLIED.follow_up(9).reply(10), 12, State.WAITING, day(17)),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_asked_and_answered(name: str) -> None:
    story, when, state, due = ANSWERED[name]
    standing = story.stands(when)
    assert (standing.state, standing.next_action_due) == (state, due)


@pytest.mark.parametrize("name", UNDER_WAY)
def test_before_an_interview(name: str) -> None:
    story, when, state, due = UNDER_WAY[name]
    standing = story.stands(when)
    assert (standing.state, standing.next_action_due) == (state, due)


def test_the_second_ask_and_the_interview_are_due_beside_the_first() -> None:
    story = BOTH.scheduled(3, calendar(at(10, "14:00")), clock="09:00")
    assert story.stands(3).also_due == (Due(State.REPLY_DUE, day(9)), Due(State.SCHEDULED, at(10, "14:00")))


def test_a_passed_day_is_said() -> None:
    story = APPLIED.mail(Kind.ASSESSMENT_REQUEST, 3, deadline=by(8))
    assert "deadline_passed" not in story.stands(8, "23:59").notes
    assert "deadline_passed" in story.stands(9, "00:00").notes
    assert story.stands(9).deadline == by(8)


def test_a_reminder_is_quoted_with_its_own_day() -> None:
    standing = TESTED.mail(Kind.ASSESSMENT_REQUEST, 5, says="Please remember the test.").stands(6)
    assert standing.reasons[0].text == "Kim Lee wrote on 5 June: “Please remember the test.”"
    assert standing.since == at(3)


def test_no_beside_an_invitation_for_another_role_ends_nothing() -> None:
    assert APPLIED.invite(3, also=[FactType.REJECTS]).stands(4).state is State.REPLY_DUE


def test_ask_lapses_at_the_very_start_of_the_interview() -> None:
    story = AHEAD.mail(Kind.INFO_REQUEST, 5)
    assert story.stands(10, "13:59").state is State.REPLY_DUE
    assert story.stands(10, "14:00").state is State.SCHEDULED
