"""The advice table: for each row a small process, a day, the state, what is due, and the advice by id."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from parsers.facts import Ask, FactType, Kind
from server.hiring.advice import advise, rows
from server.hiring.vocabulary import MarkType, State
from tests.unit.journey.story import Story, at, by, calendar, day

APPLIED = Story().applied(1).receipt(1, "10:05")
MET = APPLIED.interview(8)
WAITS = MET.thanks(9)
OFFER = WAITS.offer(15, deadline=by(20))
KEEP, STAY = "live.keep_applying", "live.dont_stop_or_quit"
THANK_YOU = ["thank_you.what_to_say", "thank_you.name_a_detail", "thank_you.keep_it_short"]
NOT_THANKS = ["thank_you.dont_write_long", "thank_you.dont_send_several", "thank_you.dont_skip"]
OUTREACH = ["outreach.answer_if_interested", "outreach.decline_in_a_line"]
NOT_OUTREACH = ["outreach.dont_give_bank_details", "outreach.dont_accept_uninterviewed"]
NOT_OFFER = ["offer.dont_go_silent", "offer.dont_resign_yet", "declining.dont_ghost"]
NOT_PUSHY = ["follow_up.dont_be_pushy", "follow_up.dont_write_to_several"]

Row = tuple[Story, int, State, date | datetime | None, list[str], list[str]]

TABLE: dict[str, Row] = {
    "reply due": (
        APPLIED.invite(3),
        3,
        State.REPLY_DUE,
        day(4),
        ["reply.answer_within_a_day", "reply.concrete_times", KEEP],
        ["reply.dont_leave_waiting", STAY],
    ),
    "reply due, the day asked for has passed": (
        APPLIED.invite(3, asks={Ask.TIMES: by(5)}),
        6,
        State.REPLY_DUE,
        day(5),
        ["reply.answer_though_late", "reply.concrete_times", KEEP],
        ["reply.dont_leave_waiting", STAY],
    ),
    "scheduled": (
        MET,
        7,
        State.SCHEDULED,
        at(8, "14:00"),
        ["scheduled.prepare", "scheduled.ask_when_to_hear", KEEP],
        [STAY],
    ),
    "thank-you due, the same day": (
        APPLIED.interview(8, "09:00", "10:00"),
        8,
        State.THANK_YOU_DUE,
        day(9),
        ["thank_you.write_today", *THANK_YOU, KEEP],
        [*NOT_THANKS, STAY],
    ),
    "thank-you due, the day after": (
        MET,
        9,
        State.THANK_YOU_DUE,
        day(9),
        ["thank_you.write_today", *THANK_YOU, KEEP],
        [*NOT_THANKS, STAY],
    ),
    "thank-you due, late but still right": (
        MET,
        10,
        State.THANK_YOU_DUE,
        day(9),
        ["thank_you.late_still_right", *THANK_YOU, KEEP],
        [*NOT_THANKS, STAY],
    ),
    "applied": (
        APPLIED,
        10,
        State.APPLIED,
        None,
        ["applied.keep_applying", KEEP],
        ["applied.dont_write_after_receipt", STAY],
    ),
    "outreach": (Story().outreach(1), 2, State.OUTREACH, None, [*OUTREACH, KEEP], [*NOT_OUTREACH, STAY]),
    "waiting, the promised date has just passed": (
        WAITS.update(10, promise=by(12)),
        13,
        State.WAITING,
        day(19),
        ["waiting.be_patient", "waiting.keep_applying", KEEP],
        ["waiting.dont_write_again", STAY],
    ),
    "follow-up due": (
        WAITS,
        16,
        State.FOLLOW_UP_DUE,
        day(16),
        ["follow_up.write_once", KEEP],
        [*NOT_PUSHY, STAY],
    ),
    "follow-up due, never thanked": (
        MET,
        16,
        State.FOLLOW_UP_DUE,
        day(15),
        ["follow_up.write_once", "follow_up.add_thanks", KEEP],
        [*NOT_PUSHY, STAY],
    ),
    "followed up": (
        WAITS.follow_up(16),
        17,
        State.FOLLOWED_UP,
        None,
        ["followed_up.keep_looking", KEEP],
        ["followed_up.dont_send_another", STAY],
    ),
    "rejected": (
        WAITS.rejected(12),
        13,
        State.REJECTED,
        None,
        ["rejected.move_on", "rejected.one_line_of_thanks"],
        ["rejected.dont_go_on_writing"],
    ),
    "on hold": (
        WAITS.update(12, pauses=by(30)),
        13,
        State.ON_HOLD,
        day(37),
        ["on_hold.keep_applying", "on_hold.note_the_date", KEEP],
        ["on_hold.dont_press", STAY],
    ),
    "on hold, the date is a week behind": (
        WAITS.update(12, pauses=by(30)),
        37,
        State.ON_HOLD,
        day(37),
        ["on_hold.keep_applying", "on_hold.note_the_date", "on_hold.ask_now", KEEP],
        ["on_hold.dont_press", STAY],
    ),
    "accepted": (
        OFFER.sent(Kind.ACCEPT_OFFER, 16),
        17,
        State.ACCEPTED,
        None,
        ["accepted.tell_the_others", "accepted.search_may_stop"],
        ["accepted.dont_leave_without_word"],
    ),
    "withdrawn": (
        WAITS.sent(Kind.WITHDRAW, 12),
        13,
        State.WITHDRAWN,
        None,
        ["withdrawn.nothing_to_do"],
        [],
    ),
    "offer": (
        OFFER,
        16,
        State.OFFER,
        day(20),
        ["offer.answer_by_deadline", "declining.tell_them", KEEP],
        [*NOT_OFFER, STAY],
    ),
    "offer whose deadline has passed": (
        OFFER,
        21,
        State.OFFER,
        day(20),
        ["offer.deadline_passed", "declining.tell_them", KEEP],
        [*NOT_OFFER, STAY],
    ),
    "declined": (
        OFFER.sent(Kind.DECLINE_OFFER, 16),
        17,
        State.DECLINED,
        None,
        ["declined.tell_them"],
        ["declining.dont_ghost"],
    ),
    "asleep: no word on the search": (
        WAITS,
        100,
        State.FOLLOW_UP_DUE,
        day(16),
        ["follow_up.write_once"],
        NOT_PUSHY,
    ),
    "done by hand: no word on the search": (
        WAITS.mark(MarkType.DONE, 10),
        11,
        State.WAITING,
        day(16),
        ["waiting.be_patient", "waiting.keep_applying"],
        ["waiting.dont_write_again"],
    ),
    "round two with a thank-you open": (
        MET.scheduled(9, calendar(at(20, "14:00"), uid="two")),
        10,
        State.SCHEDULED,
        at(20, "14:00"),
        ["scheduled.prepare", "scheduled.ask_when_to_hear", "also.thank_you", KEEP],
        [STAY],
    ),
    "asked while an interview lies ahead": (
        MET.mail(Kind.INFO_REQUEST, 6, "12:00"),
        7,
        State.REPLY_DUE,
        day(7),
        ["reply.answer_within_a_day", "reply.concrete_times", "also.prepare", KEEP],
        ["reply.dont_leave_waiting", STAY],
    ),
    "asked before the role was paused": (
        WAITS.mail(Kind.INFO_REQUEST, 10).update(12, pauses=True),
        13,
        State.ON_HOLD,
        None,
        ["on_hold.keep_applying", "on_hold.note_the_date", "also.answer", KEEP],
        ["on_hold.dont_press", STAY],
    ),
    "not hiring": (Story().mail(Kind.NOT_HIRING, 1), 2, State.NOT_HIRING, None, [], []),
    "a fake job": (
        Story().outreach(1, scam="Send 50 USD for the equipment."),
        2,
        State.OUTREACH,
        None,
        ["scam.check_sender", *OUTREACH, KEEP],
        ["scam.dont_pay_or_tell", *NOT_OUTREACH, STAY],
    ),
    "an invitation in junk": (
        APPLIED.invite(3, junk=True),
        3,
        State.REPLY_DUE,
        day(4),
        ["junk.check_and_move", "reply.answer_within_a_day", "reply.concrete_times", KEEP],
        ["junk.dont_trust_blindly", "reply.dont_leave_waiting", STAY],
    ),
    "an invitation in junk, answered": (
        APPLIED.invite(3, junk=True).times(4),
        5,
        State.WAITING,
        day(11),
        ["waiting.be_patient", "waiting.keep_applying", KEEP],
        ["waiting.dont_write_again", STAY],
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_row(name: str) -> None:
    story, when, state, due, do, dont = TABLE[name]
    standing = story.stands(when)
    assert (standing.state, standing.next_action_due) == (state, due)
    assert story.advised(when) == (do, dont)


def test_every_state_and_every_row_of_the_file_has_a_case() -> None:
    given = {each for row in TABLE.values() for each in (*row[4], *row[5])}
    assert {row[2] for row in TABLE.values()} == set(State)
    assert {row.id for row in rows()} == given


def test_without_a_sent_folder_the_advice_is_conditional() -> None:
    for story, when in ((MET, 9), (MET, 10), (APPLIED.invite(3), 3), (WAITS, 16), (OFFER, 16), (OFFER, 21)):
        standing = story.stands(when)
        unsure = advise(replace(standing, notes=(*standing.notes, "no_sent_folder")))
        assert unsure.do[0].text.startswith("If you have not ")
        assert [each.id for each in unsure.do] == [each.id for each in advise(standing).do]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_wording(row: object) -> None:
    """One sentence each, plain words, an id that says where it belongs."""
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", row.id)
    for text in (row.text, row.why, row.unsure or row.text):
        assert re.fullmatch(r"[A-Z][^.!?]*[.]", text), text
        assert len(text) <= 160
    if not row.is_do:
        assert row.text.startswith("Don't ")


def test_ids_are_unique() -> None:
    assert len({row.id for row in rows()}) == len(rows())


def test_a_reopened_process_is_live_again() -> None:
    story = WAITS.rejected(12).reply(20, also=[FactType.REOPENS])
    assert KEEP in story.advised(21)[0]
