"""Offers, ends and what reopens them, and holds."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from parsers.facts import Ask, FactType, Kind, Sender
from server.hiring.vocabulary import Due, InterviewStatus, MarkType, State
from tests.unit.journey.story import Story, at, by, calendar, day, fixed

MET = Story().applied(1).interview(8).thanks(9)
OFFER = MET.offer(15, deadline=by(20))
REJECTED = MET.rejected(12)
HOLD = MET.update(12, pauses=True)
UNTIL = MET.update(12, pauses=by(30))

Row = tuple[Story, int, State, date | datetime | None]

CASES: dict[str, Row] = {
    "a question keeps the offer": (OFFER.sent(Kind.OUT_OTHER, 16), 17, State.OFFER, day(20)),
    "their answer keeps it": (OFFER.sent(Kind.OUT_OTHER, 16).reply(17), 18, State.OFFER, day(20)),
    "I'll tell you by Friday keeps it": (OFFER.sent(Kind.OUT_OTHER, 16, promise=by(19)), 17, State.OFFER, day(20)),
    "a reminder keeps its deadline": (OFFER.offer(18), 19, State.OFFER, day(20)),
    "the latest deadline counts": (OFFER.reply(18, deadline=by(27)), 19, State.OFFER, day(27)),
    "a deadline without a day changes none": (OFFER.reply(18, also=[FactType.DEADLINE]), 19, State.OFFER, day(20)),
    "a reminder names a deadline": (MET.offer(15).offer(17, deadline=by(22)), 18, State.OFFER, day(22)),
    "no deadline: three days after the offer, not its reminder": (MET.offer(15).offer(17), 18, State.OFFER, day(18)),
    "a passed deadline": (OFFER, 25, State.OFFER, day(20)),
    "a question, then declined": (
        OFFER.sent(Kind.OUT_OTHER, 16).reply(17).sent(Kind.DECLINE_OFFER, 18),
        19,
        State.DECLINED,
        None,
    ),
    "an offer out of the blue": (Story().offer(3), 4, State.OFFER, day(6)),
    "onboarding keeps accepted": (
        OFFER.sent(Kind.ACCEPT_OFFER, 16).mail(Kind.INFO_REQUEST, 17).scheduled(18, fixed(at(30))),
        19,
        State.ACCEPTED,
        None,
    ),
    "the formal offer after acceptance": (OFFER.sent(Kind.ACCEPT_OFFER, 16).offer(17), 18, State.ACCEPTED, None),
    "an offer taken back": (OFFER.rejected(17), 18, State.REJECTED, None),
    "an accepted offer taken back": (OFFER.sent(Kind.ACCEPT_OFFER, 16).rejected(17), 18, State.REJECTED, None),
    "the last word of the user counts": (
        OFFER.sent(Kind.ACCEPT_OFFER, 16).sent(Kind.DECLINE_OFFER, 18),
        19,
        State.DECLINED,
        None,
    ),
    "an automatic no after the user left": (
        MET.sent(Kind.WITHDRAW, 10).rejected(12, sender=Sender.ATS),
        13,
        State.WITHDRAWN,
        None,
    ),
    "an automatic no after declining": (
        OFFER.sent(Kind.DECLINE_OFFER, 16).rejected(18, sender=Sender.ATS),
        19,
        State.DECLINED,
        None,
    ),
    "thanks after a no": (REJECTED.thanks(13), 14, State.REJECTED, None),
    "their kind word after a no": (REJECTED.reply(13), 14, State.REJECTED, None),
    "reconsidered": (REJECTED.reply(20, also=[FactType.REOPENS]), 21, State.WAITING, day(27)),
    "reconsidered, then invited": (
        REJECTED.reply(20, also=[FactType.REOPENS]).invite(21),
        22,
        State.REPLY_DUE,
        day(22),
    ),
    "invited after a no": (REJECTED.invite(20), 21, State.REPLY_DUE, day(21)),
    "a new time after a no": (REJECTED.scheduled(20, fixed(at(25))), 21, State.SCHEDULED, at(25)),
    "offered after a no": (REJECTED.offer(20), 21, State.OFFER, day(23)),
    "invited after the user withdrew": (MET.sent(Kind.WITHDRAW, 10).invite(12), 13, State.REPLY_DUE, day(13)),
    "a reminder of an old time reopens nothing": (
        Story()
        .scheduled(3, calendar(at(10, "14:00")))
        .sent(Kind.WITHDRAW, 5)
        .scheduled(9, calendar(at(10, "14:00")), sender=Sender.CALENDAR),
        9,
        State.WITHDRAWN,
        None,
    ),
    "an approach after a no": (REJECTED.outreach(20), 21, State.REJECTED, None),
    "what was open before a no is not owed after it": (
        MET.invite(10).rejected(12).reply(20, also=[FactType.REOPENS]),
        21,
        State.WAITING,
        day(27),
    ),
    "on hold": (HOLD, 30, State.ON_HOLD, None),
    "on hold until": (UNTIL, 13, State.ON_HOLD, day(37)),
    "a hold lasts through the user's mails": (UNTIL.sent(Kind.OUT_OTHER, 14).thanks(15), 16, State.ON_HOLD, day(37)),
    "a hold lasts through pleasantries": (UNTIL.reply(14), 16, State.ON_HOLD, day(37)),
    "a hold asked after has no second question": (UNTIL.follow_up(38), 40, State.ON_HOLD, None),
    "a new day for the hold": (UNTIL.update(29, pauses=by(40)), 31, State.ON_HOLD, day(47)),
    "broken by an invitation": (HOLD.invite(20), 21, State.REPLY_DUE, day(21)),
    "broken by a fixed time": (HOLD.scheduled(20, fixed(at(25))), 21, State.SCHEDULED, at(25)),
    "broken by an ask": (HOLD.mail(Kind.INFO_REQUEST, 20), 21, State.REPLY_DUE, day(21)),
    "broken by an offer": (HOLD.offer(20), 21, State.OFFER, day(23)),
    "broken by a no": (HOLD.rejected(20), 21, State.REJECTED, None),
    "taken back in words": (HOLD.update(20, also=[FactType.REOPENS]), 21, State.WAITING, day(27)),
    "cancelled because the role is frozen": (
        Story().applied(1).interview(8).mail(Kind.INTERVIEW_CANCELLED, 7, pauses=True),
        7,
        State.ON_HOLD,
        None,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_ends_offers_and_holds(name: str) -> None:
    story, when, state, due = CASES[name]
    standing = story.stands(when)
    assert (standing.state, standing.next_action_due) == (state, due)


def test_a_passed_deadline_is_said() -> None:
    assert OFFER.stands(20, "23:59").notes == ()
    standing = OFFER.stands(21, "00:00")
    assert standing.notes == ("deadline_passed",)
    assert standing.reasons[-1].text == "They wanted your answer by 20 June: that has passed."


def test_a_deadline_with_a_clock_time_passes_then() -> None:
    story = MET.offer(15, deadline=by(20, clock="12:00"))
    assert story.stands(20, "11:59").notes == ()
    assert story.stands(20, "12:00").notes == ("deadline_passed",)


def test_nothing_is_due_beside_an_end() -> None:
    story = Story().interview(8).invite(9).rejected(10)
    assert story.stands(11).also_due == ()


def test_an_end_cancels_the_interview_ahead() -> None:
    story = Story().scheduled(3, calendar(at(10, "14:00"))).rejected(5)
    assert [each.status for each in story.stands(6).interviews] == [InterviewStatus.CANCELLED]
    assert story.invite(7).times(8).stands(12).state is State.WAITING


def test_a_hold_hides_but_lists_what_is_due() -> None:
    story = Story().interview(8).mail(Kind.INFO_REQUEST, 9, asks={Ask.DOCUMENTS: by(20)}).update(10, pauses=True)
    standing = story.stands(11)
    assert standing.state is State.ON_HOLD
    assert standing.also_due == (Due(State.REPLY_DUE, day(20)), Due(State.THANK_YOU_DUE, day(9)))


def test_a_hold_whose_day_is_a_week_behind_lists_the_follow_up() -> None:
    assert UNTIL.stands(36).also_due == ()
    assert UNTIL.stands(37).also_due == (Due(State.FOLLOW_UP_DUE, day(37)),)
    assert UNTIL.follow_up(38).stands(39).also_due == ()


def test_who_leaves_after_an_offer_by_phone_declines_it() -> None:
    story = Story().interview(8).mark(MarkType.OFFER, 10)
    assert story.sent(Kind.WITHDRAW, 11).stands(12).state is State.DECLINED
    assert Story().interview(8).sent(Kind.WITHDRAW, 11).stands(12).state is State.WITHDRAWN
