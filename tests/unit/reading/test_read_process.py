"""Each rule of reading a whole process, on a process small enough to see why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parsers.facts import (
    Ask,
    Evidence,
    Fact,
    FactType,
    Kind,
    Lead,
    Meeting,
    MeetingStatus,
    Mention,
    Sender,
    Source,
    Span,
)
from server.hiring.reading import read_process

BODY = Evidence("so it says", Source.BODY)
THURSDAY = datetime(2025, 3, 6, 14, tzinfo=UTC)
CALENDAR = Evidence("METHOD:REQUEST", Source.CALENDAR)


def times(status, start=THURSDAY, uid=None, source=Source.BODY, evidence=BODY):
    return Fact(FactType.TIMES, evidence, meeting=Meeting(status, start, uid=uid, source=source))


def kinds(process):
    return [reading.kind for reading in read_process(process.records)]


def whats(reading):
    return [fact.what for fact in reading.facts]


def test_no_records_no_readings():
    assert read_process([]) == ()


def test_clear_messages_keep_the_kind_they_look_like(process):
    run = process().out(Kind.APPLICATION).into(Kind.APPLICATION_RECEIVED).into(Kind.REJECTION)
    assert kinds(run) == [Kind.APPLICATION, Kind.APPLICATION_RECEIVED, Kind.REJECTION]


def test_one_reading_a_record_in_the_same_order(process):
    run = process().into(Kind.INTERVIEW_INVITE).out(Kind.AVAILABILITY_REPLY).into(Kind.INTERVIEW_SCHEDULED)
    assert [reading.record for reading in read_process(run.records)] == run.records


def test_same_records_same_readings(process):
    run = process().into(Kind.INTERVIEW_INVITE, Kind.INFO_REQUEST).out(Kind.AVAILABILITY_REPLY, Kind.INFO_REPLY)
    assert read_process(run.records) == read_process(run.records)


def test_what_went_before_decides_a_message_that_could_be_two_things(process):
    fixed = process().into(Kind.INTERVIEW_INVITE).out(Kind.AVAILABILITY_REPLY)
    fixed.into(scores={Kind.INTERVIEW_SCHEDULED: -900, Kind.OFFER: -700})
    assert kinds(fixed)[-1] is Kind.INTERVIEW_SCHEDULED
    after = process().into(Kind.INTERVIEW_SCHEDULED).out(Kind.THANK_YOU)
    after.into(scores={Kind.INTERVIEW_SCHEDULED: -900, Kind.OFFER: -700})
    assert kinds(after)[-1] is Kind.OFFER


def test_what_comes_after_decides_too(process):
    answer = {Kind.INTERVIEW_INVITE: -700, Kind.INFO_REQUEST: -700}
    times_given = process().out(Kind.APPLICATION).into(scores=answer).out(Kind.AVAILABILITY_REPLY)
    papers_sent = process().out(Kind.APPLICATION).into(scores=answer).out(Kind.INFO_REPLY)
    assert kinds(times_given)[1] is Kind.INTERVIEW_INVITE
    assert kinds(papers_sent)[1] is Kind.INFO_REQUEST


def test_an_approach_is_one_only_while_the_user_has_not_answered(process):
    like = {Kind.RECRUITER_OUTREACH: -100, Kind.INFO_REQUEST: -2500, Kind.INTERVIEW_INVITE: -2500}
    assert kinds(process().into(scores=like).into(scores=like)) == [Kind.RECRUITER_OUTREACH] * 2
    assert kinds(process().into(scores=like).out(Kind.OUT_OTHER).into(scores=like))[2] is not Kind.RECRUITER_OUTREACH


def test_an_approach_owes_no_answer(process):
    asks = Fact(FactType.ASKS, BODY, ask=Ask.TIMES)
    (reading,) = read_process(process().into(Kind.RECRUITER_OUTREACH, facts=(asks,)).records)
    assert reading.facts == ()


def test_no_thank_you_before_the_interview(process):
    like = {Kind.THANK_YOU: -400, Kind.OUT_OTHER: -1500}
    before = process().into(Kind.INTERVIEW_SCHEDULED, facts=(times(MeetingStatus.FIXED),))
    before.out(scores=like, date=THURSDAY - timedelta(hours=20))
    after = process().into(Kind.INTERVIEW_SCHEDULED, facts=(times(MeetingStatus.FIXED),))
    after.out(scores=like, date=THURSDAY + timedelta(hours=20))
    assert kinds(before)[1] is Kind.OUT_OTHER
    assert kinds(after)[1] is Kind.THANK_YOU


def test_a_calendar_request_fixes_the_interview_whatever_the_words(process):
    fact = times(MeetingStatus.FIXED, uid="u1", source=Source.CALENDAR, evidence=CALENDAR)
    run = process().into(Kind.INTERVIEW_INVITE).into(Kind.HIRING_REPLY, facts=(fact,), sender=Sender.CALENDAR)
    assert kinds(run)[1] is Kind.INTERVIEW_SCHEDULED


def test_the_same_event_at_a_new_time_is_rescheduled(process):
    first = times(MeetingStatus.FIXED, uid="u1", source=Source.CALENDAR, evidence=CALENDAR)
    later = times(MeetingStatus.FIXED, THURSDAY + timedelta(days=1), "u1", Source.CALENDAR, CALENDAR)
    other = times(MeetingStatus.FIXED, THURSDAY + timedelta(days=1), "u2", Source.CALENDAR, CALENDAR)
    scheduled = Kind.INTERVIEW_SCHEDULED
    assert kinds(process().into(scheduled, facts=(first,)).into(scheduled, facts=(later,)))[1] is (
        Kind.INTERVIEW_RESCHEDULED
    )
    assert kinds(process().into(scheduled, facts=(first,)).into(scheduled, facts=(other,)))[1] is scheduled


def test_an_unchanged_update_of_an_event_is_no_new_time(process):
    fact = times(MeetingStatus.FIXED, uid="u1", source=Source.CALENDAR, evidence=CALENDAR)
    run = process().into(Kind.INTERVIEW_SCHEDULED, facts=(fact,)).into(Kind.INTERVIEW_SCHEDULED, facts=(fact,))
    assert kinds(run)[1] is Kind.INTERVIEW_SCHEDULED


def test_a_calendar_cancel_cancels(process):
    fact = times(MeetingStatus.CANCELLED, uid="u1", source=Source.CALENDAR, evidence=CALENDAR)
    run = process().into(Kind.INTERVIEW_SCHEDULED).into(Kind.HIRING_REPLY, facts=(fact,), sender=Sender.CALENDAR)
    assert kinds(run)[1] is Kind.INTERVIEW_CANCELLED


def test_a_calendar_reply_of_the_user_gives_times(process):
    fact = times(MeetingStatus.FIXED, uid="u1", source=Source.CALENDAR, evidence=CALENDAR)
    run = process().into(Kind.INTERVIEW_SCHEDULED).out(Kind.OUT_OTHER, facts=(fact,))
    assert kinds(run)[1] is Kind.AVAILABILITY_REPLY


def test_called_off_because_the_job_is_filled_is_no_mere_cancellation(process):
    gone = times(MeetingStatus.CANCELLED, uid="u1", source=Source.CALENDAR, evidence=CALENDAR)
    run = process().into(Kind.INTERVIEW_SCHEDULED)
    run.into(Kind.REJECTION, facts=(gone, Fact(FactType.REJECTS, BODY)))
    assert kinds(run)[1] is Kind.REJECTION


def test_what_the_user_tracks_is_a_process_whatever_the_words(process):
    run = process().into(Kind.INTERVIEW_INVITE, hiring=-2000).out(Kind.AVAILABILITY_REPLY, hiring=-2000)
    readings = read_process(run.records, tracked=True)
    assert [reading.kind for reading in readings] == [Kind.INTERVIEW_INVITE, Kind.AVAILABILITY_REPLY]


@pytest.mark.parametrize(
    ("kind", "what", "ask"),
    [
        (Kind.REJECTION, FactType.REJECTS, None),
        (Kind.OFFER, FactType.OFFERS, None),
        (Kind.INTERVIEW_INVITE, FactType.ASKS, Ask.TIMES),
        (Kind.ASSESSMENT_REQUEST, FactType.ASKS, Ask.ASSESSMENT),
        (Kind.INFO_REQUEST, FactType.ASKS, Ask.ANSWER),
    ],
)
def test_an_incoming_kind_implies_its_fact(process, kind, what, ask):
    reading = read_process(process().out(Kind.APPLICATION).into(scores={kind: -5}).records)[1]
    assert reading.kind is kind
    assert [(fact.what, fact.ask) for fact in reading.facts] == [(what, ask)]
    assert reading.facts[0].evidence.text == f"words of {kind}"


@pytest.mark.parametrize(
    ("kind", "what", "ask"),
    [
        (Kind.THANK_YOU, FactType.THANKS, None),
        (Kind.AVAILABILITY_REPLY, FactType.ANSWERS, Ask.TIMES),
        (Kind.INFO_REPLY, FactType.ANSWERS, Ask.ANSWER),
        (Kind.FOLLOW_UP, FactType.NUDGES, None),
        (Kind.ACCEPT_OFFER, FactType.ACCEPTS, None),
        (Kind.DECLINE_OFFER, FactType.DECLINES, None),
        (Kind.WITHDRAW, FactType.WITHDRAWS, None),
    ],
)
def test_an_outgoing_kind_implies_its_fact(process, kind, what, ask):
    reading = read_process(process().into(Kind.HIRING_REPLY).out(scores={kind: -5}).records)[1]
    assert reading.kind is kind
    assert [(fact.what, fact.ask) for fact in reading.facts] == [(what, ask)]


def test_a_fact_that_is_there_is_not_implied_again(process):
    asks = Fact(FactType.ASKS, BODY, ask=Ask.TIMES)
    reading = read_process(process().out(Kind.APPLICATION).into(Kind.INTERVIEW_INVITE, facts=(asks,)).records)[1]
    assert reading.facts == (asks,)


def test_a_document_ask_is_ask_enough_for_an_info_request(process):
    asks = Fact(FactType.ASKS, BODY, ask=Ask.DOCUMENTS)
    reading = read_process(process().out(Kind.APPLICATION).into(Kind.INFO_REQUEST, facts=(asks,)).records)[1]
    assert reading.facts == (asks,)


def test_a_fact_that_would_have_come_first_falls_to_a_sure_kind(process):
    offers = Fact(FactType.OFFERS, BODY)
    sure = process().out(Kind.APPLICATION).into(scores={Kind.INTERVIEW_INVITE: -1, Kind.OFFER: -9000}, facts=(offers,))
    assert FactType.OFFERS not in whats(read_process(sure.records)[1])


def test_a_fact_that_comes_later_in_the_order_stays(process):
    asks = Fact(FactType.ASKS, BODY, ask=Ask.DOCUMENTS)
    run = process().into(Kind.INTERVIEW_INVITE).out(Kind.AVAILABILITY_REPLY)
    run.into(scores={Kind.INTERVIEW_SCHEDULED: -1}, facts=(times(MeetingStatus.FIXED), asks))
    assert whats(read_process(run.records)[2]) == [FactType.TIMES, FactType.ASKS]


def test_a_cancellation_in_prose_takes_the_time_away(process):
    run = process().into(Kind.INTERVIEW_SCHEDULED).into(scores={Kind.INTERVIEW_CANCELLED: -1})
    (fact,) = read_process(run.records)[1].facts
    assert fact.meeting is not None
    assert (fact.meeting.status, fact.meeting.start) == (MeetingStatus.CANCELLED, None)


def test_sounds_good_fixes_the_one_time_that_the_user_proposed(process):
    run = process().into(Kind.INTERVIEW_INVITE)
    run.out(Kind.AVAILABILITY_REPLY, facts=(times(MeetingStatus.PROPOSED),)).into(scores={Kind.INTERVIEW_SCHEDULED: -1})
    (fact,) = read_process(run.records)[2].facts
    assert fact.meeting is not None
    assert (fact.meeting.status, fact.meeting.start) == (MeetingStatus.FIXED, THURSDAY)
    assert fact.meeting.source is Source.PROCESS


def test_of_two_proposed_times_none_is_taken(process):
    two = (times(MeetingStatus.PROPOSED), times(MeetingStatus.PROPOSED, THURSDAY + timedelta(days=1)))
    run = process().into(Kind.INTERVIEW_INVITE).out(Kind.AVAILABILITY_REPLY, facts=two)
    assert read_process(run.into(scores={Kind.INTERVIEW_SCHEDULED: -1}).records)[2].facts == ()


def test_the_one_time_of_a_message_that_fixes_is_fixed(process):
    run = process().into(Kind.INTERVIEW_INVITE).out(Kind.AVAILABILITY_REPLY)
    run.into(scores={Kind.INTERVIEW_SCHEDULED: -1}, facts=(times(MeetingStatus.PROPOSED),))
    (fact,) = read_process(run.records)[2].facts
    assert fact.meeting is not None
    assert fact.meeting.status is MeetingStatus.FIXED


def test_where_nothing_is_hiring_nothing_is_read(process):
    run = process().into(Kind.OFFER, hiring=-3000).out(Kind.ACCEPT_OFFER, hiring=-2000)
    assert kinds(run) == [Kind.NOT_HIRING, Kind.OUT_OTHER]
    assert all(reading.facts == () for reading in read_process(run.records))


def test_a_short_human_reply_in_a_known_process_is_hiring_mail(process):
    run = process().into(Kind.INTERVIEW_INVITE).out(Kind.AVAILABILITY_REPLY)
    run.into(Kind.INTERVIEW_SCHEDULED, hiring=-2500)
    assert kinds(run)[2] is Kind.INTERVIEW_SCHEDULED


def test_plain_advertising_stays_so_in_any_company(process):
    run = process().out(Kind.APPLICATION).into(Kind.OFFER, hiring=-9000, sender=Sender.ATS)
    assert kinds(run)[1] is Kind.NOT_HIRING


def test_an_absence_note_moves_nothing(process):
    run = process().into(Kind.INTERVIEW_INVITE).out(Kind.AVAILABILITY_REPLY)
    run.into(scores={Kind.REJECTION: -100, Kind.HIRING_REPLY: -2000}, moves=False)
    run.into(scores={Kind.INTERVIEW_SCHEDULED: -800, Kind.OFFER: -800})
    assert kinds(run)[2:] == [Kind.HIRING_REPLY, Kind.INTERVIEW_SCHEDULED]
    assert read_process(run.records)[2].facts == ()


def test_confidence_is_a_share_and_doubt_lowers_it(process):
    clear = read_process(process().out(Kind.APPLICATION).into(scores={Kind.REJECTION: -1}).records)
    torn = read_process(
        process().out(Kind.APPLICATION).into(scores={Kind.REJECTION: -700, Kind.STATUS_UPDATE: -700}).records
    )
    assert all(0 <= reading.confidence <= 1 for reading in (*clear, *torn))
    assert clear[1].confidence > 0.9 > torn[1].confidence


def test_evidence_is_the_sentence_or_else_the_process(process):
    run = process().into(Kind.INTERVIEW_INVITE).out(scores={Kind.AVAILABILITY_REPLY: -900})
    first, second = read_process(run.records)
    assert first.evidence[0].text == "words of interview_invite"
    assert second.evidence[0].source is Source.PROCESS
    assert "interview invite" in second.evidence[0].text


def test_a_task_that_came_back_is_news_and_no_task(process):
    back = Fact(FactType.ANSWERS, BODY, ask=Ask.ASSESSMENT)
    likes = {Kind.ASSESSMENT_REQUEST: -100, Kind.APPLICATION_RECEIVED: -2500, Kind.STATUS_UPDATE: -3500}
    run = process().out(Kind.APPLICATION).into(Kind.ASSESSMENT_REQUEST)
    (*_, reading) = read_process(run.into(scores=likes, facts=(back,)).records)
    assert (reading.kind, whats(reading)) == (Kind.STATUS_UPDATE, [FactType.ANSWERS])
    more = Fact(FactType.ASKS, BODY, ask=Ask.ASSESSMENT)
    again = process().out(Kind.APPLICATION).into(scores=likes, facts=(back, more))
    assert kinds(again)[-1] is Kind.ASSESSMENT_REQUEST


def test_called_off_because_the_job_is_gone_is_a_no(process):
    refused = Fact(FactType.REJECTS, BODY)
    likes = {Kind.INTERVIEW_CANCELLED: -500, Kind.REJECTION: -1200}
    run = process().into(Kind.INTERVIEW_SCHEDULED, facts=(times(MeetingStatus.FIXED),))
    assert kinds(run.into(scores=likes, facts=(refused,)))[-1] is Kind.REJECTION
    doubtful = {Kind.INTERVIEW_CANCELLED: -10, Kind.REJECTION: -6000}
    other = process().into(Kind.INTERVIEW_SCHEDULED, facts=(times(MeetingStatus.FIXED),))
    assert kinds(other.into(scores=doubtful, facts=(refused,)))[-1] is Kind.INTERVIEW_CANCELLED


def test_where_nothing_was_fixed_another_proposal_moves_nothing(process):
    likes = {Kind.INTERVIEW_RESCHEDULED: -50, Kind.INTERVIEW_INVITE: -1500}
    offered = (times(MeetingStatus.PROPOSED),)
    refused = (Fact(FactType.TIMES, BODY, meeting=Meeting(MeetingStatus.PROPOSED, None)),)
    run = process().into(scores={Kind.INTERVIEW_INVITE: -1}, facts=offered)
    run.out(Kind.AVAILABILITY_REPLY, facts=refused).into(scores=likes)
    assert kinds(run)[-1] is Kind.INTERVIEW_INVITE
    agreed = process().into(scores={Kind.INTERVIEW_INVITE: -1}, facts=offered)
    agreed.out(Kind.AVAILABILITY_REPLY, facts=offered).into(scores=likes)
    assert kinds(agreed)[-1] is Kind.INTERVIEW_RESCHEDULED


def test_who_leaves_with_an_offer_in_hand_declines_it(process):
    run = process().into(Kind.OFFER).out(scores={Kind.WITHDRAW: -1, Kind.DECLINE_OFFER: -9000})
    assert kinds(run)[-1] is Kind.DECLINE_OFFER


def test_words_of_falling_away_beside_an_offer_cancel_no_interview(process):
    vague = Fact(FactType.TIMES, BODY, meeting=Meeting(MeetingStatus.CANCELLED, None))
    run = process().into(Kind.INTERVIEW_SCHEDULED).into(Kind.OFFER, facts=(vague,))
    assert FactType.TIMES not in whats(read_process(run.records)[-1])


def test_an_offer_waits_until_the_day_by_which_they_would_like_to_know(process):
    told = Evidence("We would love to know on Monday.", Source.BODY)
    monday = Span(THURSDAY.date(), THURSDAY.date(), "Monday")
    run = process().into(Kind.OFFER)
    record = replace(
        run.records[0], signals=replace(run.records[0].signals, mentions=(Mention(told, Lead.NONE, monday),))
    )
    (reading,) = read_process([record])
    assert [fact.by for fact in reading.facts if fact.what is FactType.DEADLINE] == [monday]


def test_a_person_answers_rather_than_acknowledges(process):
    likes = {Kind.HIRING_REPLY: -400, Kind.APPLICATION_RECEIVED: -1400}
    person, machine = (
        process().out(Kind.APPLICATION).into(scores=likes, sender=who) for who in (Sender.PERSON, Sender.ATS)
    )
    assert (kinds(person)[-1], kinds(machine)[-1]) == (Kind.HIRING_REPLY, Kind.APPLICATION_RECEIVED)


def test_a_pause_is_news_and_no_pleasantry(process):
    paused = Fact(FactType.PAUSES, BODY)
    likes = {Kind.HIRING_REPLY: -100, Kind.STATUS_UPDATE: -3000}
    (*_, reading) = read_process(process().out(Kind.APPLICATION).into(scores=likes, facts=(paused,)).records)
    assert (reading.kind, whats(reading)) == (Kind.STATUS_UPDATE, [FactType.PAUSES])
