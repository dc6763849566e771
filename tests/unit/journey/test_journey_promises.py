"""Promises and follow-ups: which promise stands, from when a follow-up is right, and that a second one never is."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from parsers.facts import FactType, Kind, Sender
from server.hiring.vocabulary import State
from tests.unit.journey.story import Story, at, by, calendar, day

THANKED = Story().applied(1).interview(8).thanks(9)
PROMISED = THANKED.update(10, promise=by(19))
ASKED = THANKED.follow_up(16)

Row = tuple[Story, int, State, date | datetime | None]

CASES: dict[str, Row] = {
    "promised": (PROMISED, 11, State.WAITING, day(26)),
    "the promised day itself": (PROMISED, 19, State.WAITING, day(26)),
    "promised day just passed": (PROMISED, 20, State.WAITING, day(26)),
    "a week later": (PROMISED, 26, State.FOLLOW_UP_DUE, day(26)),
    "an interval counts to its end": (THANKED.update(10, promise=by(15, 19)), 20, State.WAITING, day(26)),
    "the latest wins, though earlier": (PROMISED.update(11, promise=by(15)), 12, State.WAITING, day(22)),
    "the latest wins, though later": (PROMISED.update(11, promise=by(30)), 27, State.WAITING, day(37)),
    "pleasantries leave it standing": (PROMISED.reply(12), 13, State.WAITING, day(26)),
    "a receipt leaves it standing": (PROMISED.receipt(12), 13, State.WAITING, day(26)),
    "any other mail without a date clears it": (PROMISED.update(12), 13, State.WAITING, day(19)),
    "a question clears it": (
        PROMISED.mail(Kind.INFO_REQUEST, 12).sent(Kind.INFO_REPLY, 13),
        14,
        State.WAITING,
        day(20),
    ),
    "a scheduling mail leaves it, its interview spends it": (
        PROMISED.scheduled(18, calendar(at(22, "14:00"), at(22, "15:00"), "two")).thanks(23),
        24,
        State.WAITING,
        day(30),
    ),
    "an interview before its day does not spend it": (
        PROMISED.scheduled(11, calendar(at(15, "14:00"), at(15, "15:00"), "two")).thanks(16),
        17,
        State.WAITING,
        day(26),
    ),
    "the user's own mail leaves it standing": (PROMISED.sent(Kind.OUT_OTHER, 18), 20, State.WAITING, day(26)),
    "they wrote after the promised day": (PROMISED.reply(21), 26, State.WAITING, day(28)),
    "they wrote after a follow-up was right": (PROMISED.reply(27), 28, State.WAITING, day(34)),
    "an out-of-office answer is no word of theirs": (PROMISED.out_of_office(21), 26, State.FOLLOW_UP_DUE, day(26)),
    "a promise that lay behind when written": (THANKED.update(10, promise=by(2)), 11, State.WAITING, day(17)),
    "a promise with the interview's confirmation": (
        Story().scheduled(3, calendar(at(8, "14:00"), at(8, "15:00")), promise=by(12)).thanks(9),
        10,
        State.WAITING,
        day(19),
    ),
    "a deadline where nothing is owed is theirs": (THANKED.update(10, deadline=by(19)), 11, State.WAITING, day(26)),
    "a deadline of a task still open is the task's": (
        THANKED.mail(Kind.ASSESSMENT_REQUEST, 10).update(11, deadline=by(19)).sent(Kind.INFO_REPLY, 12),
        13,
        State.WAITING,
        day(19),
    ),
    "no promise: their mail counts": (THANKED.update(12), 13, State.WAITING, day(19)),
    "no promise: the user's mail counts": (THANKED.sent(Kind.OUT_OTHER, 13), 14, State.WAITING, day(20)),
    "no promise: an interview after the last mail": (
        Story().interview(8).thanks(8, "15:30"),
        14,
        State.WAITING,
        day(15),
    ),
    "no promise: the seventh day": (THANKED, 16, State.FOLLOW_UP_DUE, day(16)),
    "followed up": (ASKED, 17, State.FOLLOWED_UP, None),
    "followed up for weeks": (ASKED, 50, State.FOLLOWED_UP, None),
    "a second one is never right": (ASKED.follow_up(30), 50, State.FOLLOWED_UP, None),
    "an out-of-office answer re-arms nothing": (ASKED.out_of_office(17), 40, State.FOLLOWED_UP, None),
    "application viewed re-arms nothing": (ASKED.update(17, moves=False), 40, State.FOLLOWED_UP, None),
    "an answer re-arms": (ASKED.reply(18), 19, State.WAITING, day(25)),
    "an answer, and a week of silence": (ASKED.reply(18), 25, State.FOLLOW_UP_DUE, day(25)),
    "an answer with a promise": (ASKED.update(18, promise=by(30)), 31, State.WAITING, day(37)),
    "a new interview re-arms": (
        ASKED.scheduled(18, calendar(at(22, "14:00"), at(22, "15:00"), "two")).thanks(23),
        24,
        State.WAITING,
        day(30),
    ),
    "a follow-up before the interview counts for nothing after it": (
        Story().applied(1).follow_up(5).interview(8).thanks(9),
        10,
        State.WAITING,
        day(16),
    ),
    "a follow-up does not replace the thank-you": (
        Story().interview(8).follow_up(9),
        10,
        State.THANK_YOU_DUE,
        day(9),
    ),
    "a nudge beside something else is a follow-up": (
        THANKED.sent(Kind.OUT_OTHER, 16, also=[FactType.NUDGES]),
        17,
        State.FOLLOWED_UP,
        None,
    ),
    "a follow-up before the promised day": (PROMISED.follow_up(14), 27, State.FOLLOWED_UP, None),
    "an automatic receipt after a follow-up is an answer that moves": (
        ASKED.update(17, sender=Sender.ATS),
        18,
        State.WAITING,
        day(24),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_promise_and_follow_up(name: str) -> None:
    story, when, state, due = CASES[name]
    standing = story.stands(when)
    assert (standing.state, standing.next_action_due) == (state, due)


@pytest.mark.parametrize(("clock", "state"), [("23:59", State.WAITING), ("00:00", State.FOLLOW_UP_DUE)])
def test_it_flips_at_local_midnight(clock: str, state: State) -> None:
    assert PROMISED.stands(25 if clock == "23:59" else 26, clock).state is state


def test_since_of_a_due_follow_up_is_that_midnight() -> None:
    assert PROMISED.stands(30).since == at(26, "00:00")


def test_the_reason_says_how_the_day_is_reckoned() -> None:
    texts = [
        each.text for each in THANKED.update(10, promise=by(19), says="We'll decide by Friday.").stands(20).reasons
    ]
    assert texts == [
        "Kim Lee wrote on 10 June: “We'll decide by Friday.”",
        "They named 19 June, and a follow-up is right from 26 June: a week after that date.",
    ]


def test_mail_that_is_not_hiring_neither_counts_nor_re_arms() -> None:
    assert THANKED.mail(Kind.NOT_HIRING, 15).stands(16) == THANKED.stands(16)
    assert ASKED.mail(Kind.NOT_HIRING, 17).stands(18) == ASKED.stands(18)


def test_messages_dated_at_or_after_now_do_not_count() -> None:
    story = THANKED.rejected(12)
    assert story.stands(12, "10:00").state is State.WAITING
    assert story.stands(at(12).replace(microsecond=1)).state is State.REJECTED
