"""What a later mail does to the time of an interview that is known already."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from parsers.facts import Address, CalendarEvent, Direction, Kind, MeetingStatus, Message
from parsers.signals import read
from server.hiring.appointments import with_times
from server.hiring.conclusions import conclude
from server.hiring.decoding import Decision
from server.hiring.vocabulary import MessageKey, MessageRecord, Reading

HERE = timezone(timedelta(hours=1))
FIXED, MOVED = Kind.INTERVIEW_SCHEDULED, Kind.INTERVIEW_RESCHEDULED


def readings(*mails: tuple[Kind, str], events: tuple[CalendarEvent, ...] = ()) -> tuple[Reading, ...]:
    """Mails a day apart from Monday 9 March 2026 on, each of a kind that is sure; the events belong to the first."""
    found: list[Reading] = []
    for day, (kind, text) in enumerate(mails, 9):
        sent = datetime(2026, 3, day, 10, tzinfo=HERE)
        sender = Address("", "kim@northmere.example")
        message = Message(None, sent, sender, subject="Job", text=text, events=() if found else events)
        signals = read(message, frozenset({"dana@example.net"}), Direction.IN)
        record = MessageRecord(MessageKey(f"<{day}@x.example>"), None, sent, Direction.IN, sender, signals)
        found.append(conclude(record, Decision(kind, 0.9, {kind: 0.9}), found))
    return with_times(found)


def starts(reading: Reading) -> list[str]:
    held = (MeetingStatus.FIXED, MeetingStatus.MOVED)
    meetings = [fact.meeting for fact in reading.facts if fact.meeting is not None and fact.meeting.status in held]
    return [f"{each.start:%m-%d %H:%M}" for each in meetings if each.start is not None]


@pytest.mark.parametrize(
    "reminder", ["Just a reminder: see you on Thursday.", "Please bring your ID on Thursday. We are open all week."]
)
def test_a_reminder_that_names_the_day_alone_leaves_the_hour(reminder: str) -> None:
    first, last = readings((FIXED, "Your interview is on Thursday at 3pm."), (FIXED, reminder))
    assert starts(first) == ["03-12 15:00"]
    assert starts(last) == []


def test_a_reminder_without_a_day_hides_no_time() -> None:
    *_, last = readings(
        (FIXED, "Your interview is on Thursday at 3pm."),
        (FIXED, "All set for the interview, do bring your ID."),
        (FIXED, "Reminder: see you on Thursday."),
    )
    assert starts(last) == []


def test_another_day_alone_is_a_day_of_its_own() -> None:
    *_, last = readings((FIXED, "Your interview is on Thursday at 3pm."), (FIXED, "The second one is on Friday."))
    assert starts(last) == ["03-13 09:00"]


@pytest.mark.parametrize(
    "text",
    [
        "We have to move the interview from the 12th to the 19th, same time.",
        "Wir müssen das Gespräch leider vom 12. auf den 19. verschieben, gleiche Uhrzeit.",
        "Votre entretien est déplacé du 12 au 19, même heure.",
        "L'entretien du 12 est reporté au 19, même heure.",
        "La entrevista se pasa del 12 al 19, misma hora.",
        "Il colloquio è spostato dal 12 al 19, stessa ora.",
        "A entrevista passou do dia 12 para o dia 19, mesmo horário.",
        "Het gesprek verschuift van de 12e naar de 19e, zelfde tijd.",
    ],
)
def test_a_day_moves_and_keeps_its_hour(text: str) -> None:
    _, last = readings((FIXED, "Your interview is on March 12 at 3pm."), (MOVED, text))
    assert starts(last) == ["03-19 15:00"]


def test_a_day_that_was_proposed_with_its_hour_is_taken_with_it() -> None:
    *_, last = readings(
        (FIXED, "Your interview is on Thursday at 3pm."),
        (Kind.INTERVIEW_INVITE, "We have to move it. Could you do Friday at 10?"),
        (MOVED, "Thank you, so Friday it is."),
    )
    assert starts(last) == ["03-13 10:00"]


def test_one_hour_of_two_zones_is_two_hours() -> None:
    invite = "Could you do Thursday at 10:00 Berlin time or Friday at 10:00 London time?"
    _, last = readings((Kind.INTERVIEW_INVITE, invite), (FIXED, "Monday 16 March it is."))
    assert starts(last) == ["03-16 09:00"]  # the whole day


def test_a_zone_that_is_not_known_any_more_is_the_writers() -> None:
    (reading,) = readings((FIXED, "Thursday it is. The talk begins at 15:00"))
    signals = reading.record.signals
    mentions = tuple(
        replace(each, clock=replace(each.clock, zone="Nowhere/Gone")) if each.clock is not None else each
        for each in signals.mentions
    )
    record = replace(reading.record, signals=replace(signals, mentions=mentions, facts=()))
    (again,) = with_times([replace(reading, record=record, facts=())])
    assert any(each.clock is not None for each in mentions)
    assert starts(again) == ["03-12 15:00"]


def test_a_calendar_in_utc_is_of_the_day_that_its_people_see() -> None:
    start = datetime(2026, 3, 11, 23, 30, tzinfo=UTC)
    event = CalendarEvent("REQUEST", "1", 0, start, start + timedelta(hours=1), "UTC", "Interview")
    _, last = readings((FIXED, "Invitation"), (FIXED, "See you on Thursday!"), events=(event,))
    assert starts(last) == []


@pytest.mark.parametrize("kind", [FIXED, MOVED, Kind.HIRING_REPLY, Kind.INTERVIEW_CANCELLED])
def test_so_much_later_moves_the_interview_that_stands(kind: Kind) -> None:
    fixed = (FIXED, "Your interview is on Thursday at 3pm.")
    _, last = readings(fixed, (kind, "Sorry, we have to start half an hour later on Thursday."))
    assert (last.kind, starts(last)) == (MOVED, ["03-12 15:30"])
    _, explicit = readings(fixed, (MOVED, "We have to start half an hour later, so Thursday at 3:45pm it is."))
    assert starts(explicit) == ["03-12 15:45"]


def test_so_much_later_than_nothing_moves_nothing() -> None:
    (only,) = readings((Kind.HIRING_REPLY, "The talk begins half an hour later today."))
    assert (only.kind, starts(only)) == (Kind.HIRING_REPLY, [])


def test_a_time_fixed_after_a_wish_to_move_is_a_new_one() -> None:
    fixed = (FIXED, "Your interview is on Thursday at 3pm.")
    wish = (Kind.INTERVIEW_INVITE, "Could we reschedule our interview?")
    *_, last = readings(fixed, wish, (FIXED, "Then Friday at 2pm."))
    assert (last.kind, starts(last)) == (MOVED, ["03-13 14:00"])
    *_, same = readings(fixed, wish, (FIXED, "It stays at Thursday at 3pm after all."))
    assert same.kind is FIXED
