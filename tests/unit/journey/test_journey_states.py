"""The states table: for each row a story, a day, the state and what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from parsers.facts import Ask, Evidence, Kind, Sender, Source
from server.hiring.vocabulary import MarkType, State
from tests.unit.journey.story import Story, at, by, calendar, day

INTERVIEWED = Story().applied(1).interview(8)
OFFERED = INTERVIEWED.thanks(9).offer(15)

CASES: dict[str, tuple[Story, int, State, date | datetime | None]] = {
    "nothing at all": (Story(), 3, State.NOT_HIRING, None),
    "ordinary mail": (Story().mail(Kind.NOT_HIRING, 1), 3, State.NOT_HIRING, None),
    "the user's answer to ordinary mail": (
        Story().mail(Kind.NOT_HIRING, 1).sent(Kind.OUT_OTHER, 2),
        3,
        State.NOT_HIRING,
        None,
    ),
    "a recruiter wrote first": (Story().outreach(1), 3, State.OUTREACH, None),
    "nudges of a recruiter": (Story().outreach(1).outreach(5), 6, State.OUTREACH, None),
    "application sent": (Story().applied(1), 3, State.APPLIED, None),
    "application acknowledged": (Story().applied(1).receipt(1, "11:00"), 30, State.APPLIED, None),
    "receipt alone": (Story().receipt(1), 3, State.APPLIED, None),
    "asked, no day named": (Story().applied(1).invite(3), 3, State.REPLY_DUE, day(4)),
    "asked, by a day": (Story().invite(3, asks={Ask.TIMES: by(5)}), 4, State.REPLY_DUE, day(5)),
    "a test by a day and hour": (
        Story().mail(Kind.ASSESSMENT_REQUEST, 3, asks={Ask.ASSESSMENT: by(9, clock="17:00")}),
        4,
        State.REPLY_DUE,
        at(9, "17:00"),
    ),
    "a deadline beside the ask": (
        Story().mail(Kind.ASSESSMENT_REQUEST, 3, deadline=by(9)),
        4,
        State.REPLY_DUE,
        day(9),
    ),
    "documents asked for": (Story().mail(Kind.INFO_REQUEST, 3), 9, State.REPLY_DUE, day(4)),
    "interview ahead": (INTERVIEWED, 7, State.SCHEDULED, at(8, "14:00")),
    "interview running": (Story().interview(8, "11:30", "12:30"), 8, State.SCHEDULED, at(8, "11:30")),
    "interview over": (INTERVIEWED, 9, State.THANK_YOU_DUE, day(9)),
    "interview over for six days": (INTERVIEWED, 14, State.THANK_YOU_DUE, day(9)),
    "thanked": (INTERVIEWED.thanks(9), 10, State.WAITING, day(16)),
    "promised": (INTERVIEWED.thanks(9).update(10, promise=by(19)), 20, State.WAITING, day(26)),
    "promised and a week over": (INTERVIEWED.thanks(9).update(10, promise=by(19)), 26, State.FOLLOW_UP_DUE, day(26)),
    "a week of silence": (INTERVIEWED.thanks(9), 16, State.FOLLOW_UP_DUE, day(16)),
    "the day before that": (INTERVIEWED.thanks(9), 15, State.WAITING, day(16)),
    "followed up": (INTERVIEWED.thanks(9).follow_up(17), 40, State.FOLLOWED_UP, None),
    "offer without deadline": (OFFERED, 16, State.OFFER, day(18)),
    "offer with deadline": (INTERVIEWED.offer(15, deadline=by(25)), 16, State.OFFER, day(25)),
    "offer until an hour": (INTERVIEWED.offer(15, deadline=by(25, clock="12:00")), 16, State.OFFER, at(25, "12:00")),
    "accepted": (OFFERED.sent(Kind.ACCEPT_OFFER, 16), 17, State.ACCEPTED, None),
    "declined": (OFFERED.sent(Kind.DECLINE_OFFER, 16), 17, State.DECLINED, None),
    "withdrawn": (INTERVIEWED.sent(Kind.WITHDRAW, 9), 10, State.WITHDRAWN, None),
    "rejected": (INTERVIEWED.rejected(12), 13, State.REJECTED, None),
    "on hold": (INTERVIEWED.update(12, pauses=True), 13, State.ON_HOLD, None),
    "on hold until a day": (INTERVIEWED.update(12, pauses=by(30)), 13, State.ON_HOLD, day(37)),
    "by hand, no message": (Story().mark(MarkType.TRACK, 1, company="Acme"), 2, State.APPLIED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_state_and_due(name: str) -> None:
    story, when, state, due = CASES[name]
    standing = story.stands(when)
    assert (standing.state, standing.next_action_due) == (state, due)
    assert standing.reasons


def test_every_state_has_a_case() -> None:
    assert {case[2] for case in CASES.values()} == set(State)


def test_automatic_sender_is_named_as_such() -> None:
    text = Story().receipt(2, says="Thank you for applying.").stands(3).reasons[0].text
    assert text == "Acme Careers (automatic mail) wrote on 2 June: “Thank you for applying.”"


def test_a_person_is_quoted_with_the_day_and_the_message() -> None:
    reason = Story().invite(3, says="We'd like to  meet you.").stands(4).reasons[0]
    assert reason.text == "Kim Lee wrote on 3 June: “We'd like to meet you.”"
    assert reason.message == "<000@mail.example>"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (Source.SUBJECT, "Kim Lee wrote on 3 June, with the subject “Interview”"),
        (Source.CALENDAR, "Kim Lee sent a calendar entry on 3 June: “Interview”"),
        (Source.MARKUP, "Kim Lee sent a mail on 3 June that holds “Interview”"),
        (Source.HEADER, "Kim Lee sent a mail on 3 June whose header says “Interview”"),
        (Source.PROCESS, "Kim Lee invited you to an interview on 3 June."),
    ],
)
def test_evidence_is_quoted_for_what_it_is(source: Source, text: str) -> None:
    reading = replace(Story().invite(3).readings[0], facts=(), evidence=(Evidence("Interview", source),))
    assert Story((reading,)).stands(4).reasons[0].text == text


def test_the_last_word_is_said_to_be_whose_it_was() -> None:
    assert "The last word was yours on 9 June" in INTERVIEWED.thanks(9).stands(10).reasons[1].text
    assert "The last word was theirs on 10 June" in INTERVIEWED.thanks(9).reply(10).stands(11).reasons[1].text


def test_confidence_is_that_of_the_mail_that_decided() -> None:
    story = Story().applied(1).invite(3, confidence=0.42).update(4, confidence=0.99, sender=Sender.ATS)
    assert story.stands(5).confidence == pytest.approx(0.42)


def test_calendar_interview_is_listed_with_a_stable_id() -> None:
    before = Story().scheduled(3, calendar(at(8, "15:00"), at(8, "16:00"), uid="abc")).stands(4).interviews
    after = Story().scheduled(3, calendar(at(9, "15:00"), at(9, "16:00"), uid="abc", sequence=1)).stands(4).interviews
    assert before[0].id == after[0].id
