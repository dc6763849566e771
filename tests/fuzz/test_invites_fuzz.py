"""Any calendar part: events, or BadCalendar with a sentence; never another error, never a hang."""

import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.errors import BadCalendar
from parsers.invites import MOST_BYTES, events

LINES = [
    "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE",
    "METHOD:REQUEST", "BEGIN:STANDARD", "END:STANDARD", "TZID:Mine", "TZOFFSETFROM:+0100", "TZOFFSETTO:+9900",
    "DTSTART:20260618T100000Z", "DTSTART;TZID=Mine:20260618T100000", "DTSTART;VALUE=DATE:20260618",
    "DTSTART:99991231T235959Z", "DURATION:P99999999D", "DTEND:00010101T000000", "RRULE:FREQ=SECONDLY", "UID:1",
    "SEQUENCE:-1", "SUMMARY:a\\", "ATTENDEE;CN=\":mailto:x", "ORGANIZER:mailto:",
    "X-WR-TIMEZONE:../../etc/passwd", "DTSTART;TZID=../../etc/passwd:20260618T100000", " folded", "",
    "no colon", ":", ";", "DTSTART;TZID=:1", "EXDATE:1", "RECURRENCE-ID:x",
    "DTSTART:20260618T100000\nDTSTART:20260619T100000Z",
]  # fmt: skip


def check(ics: bytes | str) -> None:
    """Reads it; what comes out is whole and aware."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = events(ics, None)
        except BadCalendar as error:
            assert str(error).endswith(".")
            return
    for event in found:
        assert event.method
        for moment in (event.start, event.end):
            assert moment is None or moment.utcoffset() is not None
        assert event.end is None or (event.start is not None and event.start < event.end)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_any_lines(lines: list[str]) -> None:
    check("BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + "\n".join(lines) + "\nEND:VEVENT\nEND:VCALENDAR")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(ics: bytes) -> None:
    check(ics)
    check(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + ics + b"\nEND:VEVENT\nEND:VCALENDAR")


@pytest.mark.parametrize(
    "piece",
    ["BEGIN:VEVENT\n", "ATTENDEE:mailto:a@b.example\n", "X\n", "DESCRIPTION:x\n y\n", "EXDATE:20260618T100000Z\n"],
)
def test_half_a_megabyte_takes_seconds_at_most(piece: str) -> None:
    head = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n"
    begin = time.process_time()
    check((head + piece * (MOST_BYTES // len(piece)))[:MOST_BYTES])
    assert time.process_time() - begin < 20
