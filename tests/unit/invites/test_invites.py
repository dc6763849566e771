"""Calendar parts in the shapes in which Google, Outlook, Exchange, Apple and scheduling sites send them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from parsers.errors import BadCalendar
from parsers.facts import Address, CalendarEvent
from parsers.invites import MOST_BYTES, MOST_EVENTS, events

CEST = timezone(timedelta(hours=2))

GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REQUEST
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VEVENT
DTSTART:20260618T080000Z
DTEND:20260618T090000Z
DTSTAMP:20260610T070000Z
ORGANIZER;CN=Kim Lee:mailto:Kim.Lee@harbour.example
UID:abc123@google.example
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=
 TRUE;CN=anna@mail.example;X-NUM-GUESTS=0:mailto:anna@mail.example
ATTENDEE;PARTSTAT=ACCEPTED;CN="Lee, Kim":mailto:kim.lee@harbour.example
SEQUENCE:1
STATUS:CONFIRMED
SUMMARY:Interview: Data Engineer\\, second round
LOCATION:Room 4
DESCRIPTION:Line one\\nLine two
END:VEVENT
END:VCALENDAR
"""

WINDOWS_ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*lines: str, method: str | None = "REQUEST", zone: str = "", head: str = "") -> str:
    """A calendar with one event of these lines."""
    named = f"METHOD:{method}\n" if method else ""
    body = "\n".join(lines)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{named}{head}{zone}BEGIN:VEVENT\nUID:u1\n{body}\nEND:VEVENT\nEND:VCALENDAR\n"


def only(ics: str, method: str | None = None) -> CalendarEvent:
    (event,) = events(ics, method)
    return event


def test_google_request() -> None:
    event = only(GOOGLE)
    assert (event.method, event.uid, event.sequence, event.status) == (
        "REQUEST",
        "abc123@google.example",
        1,
        "CONFIRMED",
    )
    assert event.start == datetime(2026, 6, 18, 8, tzinfo=UTC)
    assert event.end == datetime(2026, 6, 18, 9, tzinfo=UTC)
    assert event.timezone == "UTC"
    assert event.summary == "Interview: Data Engineer, second round"
    assert event.description == "Line one\nLine two"
    assert event.location == "Room 4"
    assert event.organizer == Address("Kim Lee", "kim.lee@harbour.example")
    assert [(one.who.name, one.who.address, one.partstat) for one in event.attendees] == [
        ("anna@mail.example", "anna@mail.example", "NEEDS-ACTION"),
        ("Lee, Kim", "kim.lee@harbour.example", "ACCEPTED"),
    ]


def test_bytes_with_a_byte_order_mark_and_crlf() -> None:
    assert only(("\ufeff" + GOOGLE.replace("\n", "\r\n")).encode()).uid == "abc123@google.example"


def test_outlook_names_zones_as_windows_does() -> None:
    event = only(
        calendar(
            "DTSTART;TZID=W. Europe Standard Time:20260618T100000",
            "DTEND;TZID=W. Europe Standard Time:20260618T110000",
            zone=WINDOWS_ZONE,
        )
    )
    assert event.start == datetime(2026, 6, 18, 10, tzinfo=CEST)
    assert event.timezone == "Europe/Berlin"


def test_a_windows_zone_is_known_without_its_rules() -> None:
    event = only(calendar("DTSTART;TZID=Eastern Standard Time:20260618T100000"))
    assert event.start == datetime(2026, 6, 18, 14, tzinfo=UTC)
    assert event.timezone == "America/New_York"


@pytest.mark.parametrize(("day", "offset"), [("20260618", "+02:00"), ("20261218", "+01:00")])
def test_exchange_brings_a_zone_of_its_own(day: str, offset: str) -> None:
    zone = WINDOWS_ZONE.replace("W. Europe Standard Time", "Customized Time Zone")
    event = only(calendar(f"DTSTART;TZID=Customized Time Zone:{day}T100000", zone=zone))
    assert event.start is not None
    assert event.start.isoformat()[-6:] == offset
    assert event.timezone == offset


def test_apple_names_iana_zones_and_a_duration() -> None:
    event = only(calendar("DTSTART;TZID=America/Los_Angeles:20260618T090000", "DURATION:PT45M"))
    assert event.start == datetime(2026, 6, 18, 16, tzinfo=UTC)
    assert event.end == datetime(2026, 6, 18, 16, 45, tzinfo=UTC)
    assert event.timezone == "America/Los_Angeles"


def test_a_long_zone_name_that_ends_in_an_iana_name() -> None:
    event = only(calendar("DTSTART;TZID=/example.org/20070129_1/Europe/Berlin:20260618T100000"))
    assert event.start == datetime(2026, 6, 18, 10, tzinfo=CEST)


def test_a_scheduling_site_publishes_without_method() -> None:
    event = only(calendar("DTSTART:20260618T080000Z", "SUMMARY:Intro call", method=None))
    assert event.method == "PUBLISH"
    assert event.sequence == 0


def test_the_method_inside_goes_before_that_of_the_content_type() -> None:
    assert only(calendar("DTSTART:20260618T080000Z"), "CANCEL").method == "REQUEST"
    assert only(calendar("DTSTART:20260618T080000Z", method=None), "cancel").method == "CANCEL"


def test_a_cancellation_may_hide_in_the_status() -> None:
    event = only(calendar("DTSTART:20260618T080000Z", "STATUS:cancelled", "SEQUENCE:3", method="PUBLISH"))
    assert (event.method, event.status, event.sequence) == ("PUBLISH", "CANCELLED", 3)


def test_a_reply_declines() -> None:
    event = only(
        calendar("DTSTART:20260618T080000Z", "ATTENDEE;PARTSTAT=DECLINED:mailto:anna@mail.example", method="REPLY")
    )
    assert [one.partstat for one in event.attendees] == ["DECLINED"]


def test_a_floating_time_is_utc_with_no_zone() -> None:
    event = only(calendar("DTSTART:20260618T100000", "DTEND:20260618T110000"))
    assert event.start == datetime(2026, 6, 18, 10, tzinfo=UTC)
    assert event.timezone is None


def test_a_floating_time_takes_the_zone_of_the_calendar() -> None:
    event = only(calendar("DTSTART:20260618T100000", head="X-WR-TIMEZONE:Europe/Berlin\n"))
    assert event.start == datetime(2026, 6, 18, 10, tzinfo=CEST)
    assert event.timezone == "Europe/Berlin"


def test_an_unknown_zone_is_as_good_as_none() -> None:
    event = only(calendar("DTSTART;TZID=Middle of Nowhere:20260618T100000"))
    assert event.start == datetime(2026, 6, 18, 10, tzinfo=UTC)
    assert event.timezone is None


def test_a_whole_day_is_no_meeting_time() -> None:
    event = only(calendar("DTSTART;VALUE=DATE:20260618", "DTEND;VALUE=DATE:20260619", "SUMMARY:Deadline"))
    assert (event.start, event.end, event.timezone) == (None, None, None)
    assert event.summary == "Deadline"


def test_of_a_series_the_first_counts() -> None:
    event = only(calendar("DTSTART:20260618T080000Z", "RRULE:FREQ=SECONDLY;COUNT=100000000"))
    assert event.start == datetime(2026, 6, 18, 8, tzinfo=UTC)


def test_a_moved_instance_comes_beside_its_series() -> None:
    series = "BEGIN:VEVENT\nUID:u1\nDTSTART:20260618T080000Z\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n"
    moved = "BEGIN:VEVENT\nUID:u1\nRECURRENCE-ID:20260625T080000Z\nDTSTART:20260625T100000Z\nEND:VEVENT\n"
    found = events(f"BEGIN:VCALENDAR\nMETHOD:REQUEST\n{series}{moved}END:VCALENDAR\n")
    assert [one.start.hour for one in found if one.start] == [8, 10]


@pytest.mark.parametrize("line", ["DTEND:20260618T0900", "DTEND:20260618T070000Z", "DURATION:soon", "DTEND:"])
def test_a_useless_end_is_left_out(line: str) -> None:
    event = only(calendar("DTSTART:20260618T080000Z", line))
    assert event.start == datetime(2026, 6, 18, 8, tzinfo=UTC)
    assert event.end is None


@pytest.mark.parametrize("line", ["DTSTART:2026", "DTSTART:99999999T999999", "SUMMARY:none", "DTSTART;TZID=:x"])
def test_a_useless_start_is_none(line: str) -> None:
    assert only(calendar(line)).start is None


def test_a_sequence_that_is_no_number_is_zero() -> None:
    assert only(calendar("DTSTART:20260618T080000Z", "SEQUENCE:two")).sequence == 0


def test_lines_cut_without_folding_are_passed_over() -> None:
    event = only(calendar("DTSTART:20260618T080000Z", "DESCRIPTION:a long text", "that somebody cut", "SUMMARY:Call"))
    assert (event.summary, event.description) == ("Call", "a long text")


def test_a_calendar_that_breaks_off_keeps_what_it_had() -> None:
    event = only("BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:u1\nDTSTART:20260618T080000Z\nSUMMARY:Ca")
    assert event.start == datetime(2026, 6, 18, 8, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VEVENT\nUID:1\nEND:VEVENT", "<html>no</html>", "\0\0\0"])
def test_no_calendar_at_all(text: str) -> None:
    with pytest.raises(BadCalendar, match="calendar"):
        events(text)


def test_a_huge_calendar_is_refused() -> None:
    with pytest.raises(BadCalendar, match="longer than 512 KB"):
        events("BEGIN:VCALENDAR\n" + "X" * MOST_BYTES)


def test_a_pile_of_parts_is_refused() -> None:
    with pytest.raises(BadCalendar, match="too many parts"):
        events("BEGIN:VCALENDAR\n" * 20_000)


def test_many_events_are_cut() -> None:
    one = "BEGIN:VEVENT\nUID:u\nDTSTART:20260618T080000Z\nEND:VEVENT\n"
    assert len(events(f"BEGIN:VCALENDAR\n{one * 80}END:VCALENDAR")) == MOST_EVENTS


def test_a_calendar_without_events() -> None:
    assert events("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR") == ()
