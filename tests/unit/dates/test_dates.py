"""English dates and times, one a line: the text and what stands in it, read on Wednesday 10 June 2026 in Berlin."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from parsers.dates import find

Read = Callable[..., str]

FOUND = [
    ("12 June", "2026-06-12"),
    ("June 12th", "2026-06-12"),
    ("Thu Mar 5", "2026-03-05"),
    ("2026-12-01", "2026-12-01"),
    ("on 12/06/2026 and 13/06/2026", "2026-06-12; 2026-06-13"),
    ("by 12/06/2026", "2026-06-12 ?"),
    ("see you Friday", "2026-06-12"),
    ("next Tuesday", "2026-06-16"),
    ("this Thursday", "2026-06-11"),
    ("Wed 4/3 at 2", "2026-03-04 14:00"),
    ("Let me know by Wed", "2026-06-17"),
    ("tomorrow, today or tonight", "2026-06-11; 2026-06-10; 2026-06-10"),
    ("We'll get back to you next week.", "2026-06-15..2026-06-19"),
    ("by the end of next week", "2026-06-19"),
    ("early next week", "2026-06-15..2026-06-16"),
    ("mid next week", "2026-06-17"),
    ("by the end of the month", "2026-06-30"),
    ("by the end of the week", "2026-06-12"),
    ("in two weeks", "2026-06-24"),
    ("in a couple of weeks", "2026-06-24"),
    ("within 5-7 business days", "2026-06-17..2026-06-19"),
    ("within 48 hours", "2026-06-10..2026-06-12"),
    ("on hold until September", "2026-09-01"),
    ("next month", "2026-07-01..2026-07-31"),
    ("by EOD Friday", "2026-06-12"),
    ("by COB Friday", "2026-06-12"),
    ("by EOD", "2026-06-10"),
    ("in the next 10 days", "2026-06-10..2026-06-20"),
    ("by the end of the quarter", "2026-06-30"),
    ("Friday 3pm", "2026-06-12 15:00"),
    ("Thu 3:30 PM", "2026-06-11 15:30"),
    ("tomorrow 15:00", "2026-06-11 15:00"),
    ("tomorrow at noon", "2026-06-11 12:00"),
    ("Friday at 3", "2026-06-12 15:00"),
    ("between 2 and 4pm on Friday", "2026-06-12 14:00-16:00"),
    ("Friday 2-3:30pm", "2026-06-12 14:00-15:30"),
    ("Monday from 10 to 11", "2026-06-15 10:00-11:00"),
    ("3pm on Friday", "2026-06-12 15:00"),
    ("Friday 2 PM ET", "2026-06-12 14:00 America/New_York"),
    ("Thursday 3pm EST", "2026-06-11 15:00 America/New_York"),
    ("Thu 12 June at 10:00 (Berlin)", "2026-06-12 10:00 Europe/Berlin ?"),
    ("Fri 3pm BST", "2026-06-12 15:00 Europe/London ?"),
    ("Fri 3pm GMT+2", "2026-06-12 15:00 +02:00"),
    ("Fri 3pm UTC", "2026-06-12 15:00 UTC"),
    ("Fri 3pm your time", "2026-06-12 15:00 ?"),
    ("Tue 10am or Wed 2pm", "2026-06-16 10:00; 2026-06-17 14:00"),
    ("Monday 15th: 10-12, 14-16", "2026-06-15 10:00-12:00; 2026-06-15 14:00-16:00"),
    ("Wed 13 Aug 10:00am – 11:00am NZST", "2026-08-13 10:00-11:00 Pacific/Auckland ?"),
    ("Monday 15 June, 12:10 - 12:30 (Eastern).", "2026-06-15 12:10-12:30 America/New_York"),
    (
        "I've got 1pm Tues, 1pm Thurs or 3pm Thurs AWST.",
        "2026-06-16 13:00 Australia/Perth; 2026-06-11 13:00 Australia/Perth; 2026-06-11 15:00 Australia/Perth",
    ),
    ("They offer 10am, 11.15 or 2pm on the 19th.", "2026-06-19 10:00; 2026-06-19 11:15; 2026-06-19 14:00"),
    ("Date: 12 June\nTime: 10:00 - 11:00", "2026-06-12 10:00-11:00"),
    ("Tuesday or Wednesday next week", "2026-06-16; 2026-06-17"),
    ("Next week, Tuesday or Wednesday", "2026-06-16; 2026-06-17"),
    ("the 4th or 5th would do", "2026-07-04; 2026-07-05"),
    ("12, 13 or 14 June", "2026-06-12; 2026-06-13; 2026-06-14"),
    ("June 15-17", "2026-06-15..2026-06-17"),
    ("from Monday to Wednesday", "2026-06-15..2026-06-17"),
    ("moved from Monday to Wednesday at 3 pm", "2026-06-15; 2026-06-17 15:00"),
    ("by Friday 17:00", "2026-06-12 -17:00"),
    ("by 5pm on Friday", "2026-06-12 -17:00"),
    ("half past two on Wednesday", "2026-06-17 14:30"),
    ("Wednesday at half 8", "2026-06-17 08:30 ?"),
    ("Friday week", "2026-06-19"),
    ("a week on Tuesday", "2026-06-23"),
    ("two weeks from today", "2026-06-24"),
    ("in a week or two", "2026-06-17..2026-06-24"),
    ("in two weeks' time", "2026-06-24"),
    ("the week of June 22", "2026-06-22..2026-06-26"),
    ("w/c 22 June", "2026-06-22..2026-06-26"),
    ("the first week of July", "2026-07-01..2026-07-07"),
    ("in early July", "2026-07-01..2026-07-10"),
    ("mid-June", "2026-06-15"),
    ("mid-July", "2026-07-15"),
    ("by the end of June", "2026-06-30"),
    ("last Tuesday", "2026-06-09"),
    ("yesterday", "2026-06-09"),
    ("3 days ago", "2026-06-07"),
    ("last week", "2026-06-01..2026-06-05"),
    ("Thursday at 1600", "2026-06-11 16:00"),
    ("Your new time is Thursday 11th at 11, Parkinson Building", "2026-06-11 11:00"),
    ("Thursday, in our Berlin office, at 3pm", "2026-06-11 15:00"),
    (
        "I'm free Tue 16 June 9am-12pm, Wed 17 June 2-5pm, and Thu 18 June after 3pm CET",
        "2026-06-16 09:00-12:00 Europe/Berlin; 2026-06-17 14:00-17:00 Europe/Berlin; 2026-06-18 15:00 Europe/Berlin",
    ),
    ("Sunday midnight", "2026-06-14 23:59"),
    ("by Sunday midnight", "2026-06-14 -23:59"),
    ("fri sat 9 till 4", "2026-06-12; 2026-06-13 09:00-16:00"),
    ("thurs or fri 12.30", "2026-06-11; 2026-06-12 12:30"),
    ("Q3 results, in Q3", "2026-07-01..2026-09-30"),
    ("Please send it within 14 days.", "2026-06-10..2026-06-24"),
    ("at the beginning of next week", "2026-06-15..2026-06-16"),
    ("early to mid next week", "2026-06-15..2026-06-17"),
    ("over the next two to three weeks", "2026-06-24..2026-07-01"),
    ("over the next week", "2026-06-10..2026-06-17"),
    ("next week or the week after", "2026-06-15..2026-06-19"),
    ("later this week", "2026-06-10..2026-06-12"),
    ("sometime next week", "2026-06-15..2026-06-19"),
    ("by next Friday", "2026-06-19"),
    ("the week after next", "2026-06-22..2026-06-26"),
    ("this afternoon at 3", "2026-06-10 15:00"),
    ("Jan 5", "2027-01-05"),
    ("work with us on the 12th, 9 to 1, locum rate paid", "2026-06-12 09:00-13:00"),
    ("3 months for the price of 1 until midnight on Sunday", "2026-06-14 -23:59"),
    ("Week of the 14th", "2026-06-15..2026-06-19"),
    ("Just to confirm, 10.45 tomorrow, Education Centre", "2026-06-11 10:45"),
    ("you had me down for 10.30 on Thursday", "2026-06-11 10:30"),
    ("monday half 8 at the unit", "2026-06-15 08:30 ?"),
    ("the first Monday in November", "2026-11-02"),
    ("the last Friday of June", "2026-06-26"),
    ("She holds her surgery until 5.15pm and could see you on Tuesday the 16th", "2026-06-16"),
    ("at 3pm in our Berlin office on Thursday", "2026-06-11 15:00"),
    ("Thu, 18 Jun 2026 10:00:00 -0400", "2026-06-18 10:00 -04:00"),
    ("2 Jun 2026", "2026-06-02"),
    ("the 3rd of July", "2026-07-03"),
    ("March 3rd, 2027", "2027-03-03"),
    ("on the 15th", "2026-06-15"),
    ("by the 20th", "2026-06-20"),
    ("until 3/29", "2027-03-29"),
    ("on 6/15 at 2pm", "2026-06-15 14:00"),
    ("12.06.2026", "2026-06-12"),
    ("02-07-2026 is a Thursday", "2026-07-02 ?; 2026-06-11"),
    ("Thursday 02/07/2026 at 10", "2026-07-02 10:00"),
    ("half past four tomorrow", "2026-06-11 16:30"),
    ("tomorrow at quarter to nine", "2026-06-11 08:45 ?"),
    ("Tuesday 10-11:30", "2026-06-16 10:00-11:30"),
    ("Tuesday 11-1pm", "2026-06-16 11:00-13:00"),
    ("Tuesday 10am-2", "2026-06-16 10:00-14:00"),
    ("Tuesday 9-5", "2026-06-16 09:00-17:00"),
    ("Thursday morning", "2026-06-11"),
    ("Thursday evening at 7", "2026-06-11 19:00"),
    ("tomorrow morning at 9", "2026-06-11 09:00"),
    ("tonight at 8", "2026-06-10 20:00"),
    ("Monday week", "2026-06-22"),
    ("a week from Friday", "2026-06-19"),
    ("the day after tomorrow", "2026-06-12"),
    ("in 3 days", "2026-06-13"),
    ("in 10-14 days", "2026-06-20..2026-06-24"),
    ("within a week", "2026-06-10..2026-06-17"),
    ("within the week", "2026-06-12"),
    ("within 2 weeks", "2026-06-10..2026-06-24"),
    ("within one business day", "2026-06-10..2026-06-11"),
    ("in the coming week", "2026-06-10..2026-06-17"),
    ("in about three weeks", "2026-07-01"),
    ("in a month", "2026-07-10"),
    ("in 6 months", "2026-12-10"),
    ("we'll be in touch by mid-July", "2026-07-15"),
    ("by end of June", "2026-06-30"),
    ("late July", "2026-07-22..2026-07-31"),
    ("by the middle of next month", "2026-07-15"),
    ("early next month", "2026-07-01..2026-07-10"),
    ("end of next month", "2026-07-31"),
    ("by EOW", "2026-06-12"),
    ("by EOM", "2026-06-30"),
    ("by year end", "2026-12-31"),
    ("this week", "2026-06-10..2026-06-12"),
    ("last month", "2026-05-01..2026-05-31"),
    ("Tues & Thurs", "2026-06-16; 2026-06-11"),
    ("Wed or Thu, you say", "2026-06-17; 2026-06-11"),
    ("In May 2027", "2027-05-01..2027-05-31"),
    ("10% by the 1st", "2026-07-01"),
    ("All times are in CET: Tue 10am, Wed 2pm", "2026-06-16 10:00 Europe/Berlin; 2026-06-17 14:00 Europe/Berlin"),
    ("Mon 2pm (UK time)", "2026-06-15 14:00 Europe/London"),
    ("Mon 2pm New York time", "2026-06-15 14:00 America/New_York"),
    ("Mon 2pm IST", "2026-06-15 14:00 Asia/Kolkata ?"),
    ("Mon 2pm UTC-5", "2026-06-15 14:00 -05:00"),
    ("Mon 2pm my time", "2026-06-15 14:00"),
    ("Friday at noon", "2026-06-12 12:00"),
    ("Friday 12 noon", "2026-06-12 12:00"),
    ("by noon on Friday", "2026-06-12 -12:00"),
    ("before Friday", "2026-06-12"),
    ("no later than June 30", "2026-06-30"),
    ("due June 30 at 5pm", "2026-06-30 -17:00"),
    ("closing date: 30 June", "2026-06-30"),
    ("from 1 July", "2026-07-01"),
    ("between Monday and Wednesday", "2026-06-15..2026-06-17"),
    ("22 - 26 June", "2026-06-22..2026-06-26"),
    ("June 29 - July 3", "2026-06-29..2026-07-03"),
    ("29 June to 3 July", "2026-06-29..2026-07-03"),
    ("Tue 16th or Wed 17th at 9", "2026-06-16; 2026-06-17 09:00"),
    ("15, 16 and 17 June", "2026-06-15; 2026-06-16; 2026-06-17"),
    ("the 15th, 16th or 17th", "2026-06-15; 2026-06-16; 2026-06-17"),
    ("June 15 or 16", "2026-06-15; 2026-06-16"),
    ("sat 20th at 10", "2026-06-20 10:00"),
    ("Sat and Sun", "2026-06-13; 2026-06-14"),
    ("on Sat", "2026-06-13"),
    ("Friday the 26th of June", "2026-06-26"),
    ("Friday, June 26th, 2026 at 2:30 PM EDT", "2026-06-26 14:30 America/New_York"),
    ("Mittwoch in English", "2026-06-17"),
    ("When: Tuesday, June 16\nTime: 1:00 PM - 1:45 PM ET", "2026-06-16 13:00-13:45 America/New_York"),
    ("first half of July", "2026-07-01..2026-07-15"),
    ("the second week of July", "2026-07-08..2026-07-14"),
    ("week commencing 6 July", "2026-07-06..2026-07-10"),
    ("Tuesday at 10 or 11", "2026-06-16 10:00; 2026-06-16 11:00"),
    ("Tuesday at 10am, 11am or 3pm", "2026-06-16 10:00; 2026-06-16 11:00; 2026-06-16 15:00"),
    ("Thursday next week at 4pm", "2026-06-18 16:00"),
    ("Friday of next week", "2026-06-19"),
    ("next week Thursday", "2026-06-18"),
    ("two weeks ago", "2026-05-27"),
    ("on Monday 29th February", "2028-02-29 ?"),
]

NOTHING = [
    "24/7 support, 50/50, call 020 7946 0958, you may march, he sat in the sun.",
    "version 2.4.1 for $12.50, 12 Main Street 1:1 5/5 open 9-5 401(k) soon, in a few days, in due course, shortly",
    "I did 3/4 of it",
    "Monday to Friday 9am to 5pm",
    "It's at 15:00.",
    "The 21st century, the 2nd round, the 3rd floor",
    "on the 5th floor",
    "in the coming weeks",
    "every Tuesday at 10",
    "Tuesdays and Thursdays",
    "Black Friday",
    "The Sunday Times",
    "I sat an exam",
    "the sun was out",
    "You may 2 people bring",
    "by April Smith",
    "Room 12, line 5 at 3 offices",
    "It costs $15-20 on average",
    "call 555-123-4567 or +44 20 7946 0958",
    "v2.4.1 and 10.0.0.1 and 12:34:56:78",
    "job 2300019K, PG-88213, H1B, 401(k), COVID-19",
    "3-5 years of experience",
    "3 days a week",
    "20 minutes",
    "the 2nd interview on the 3rd floor",
    "9-5 job, 1:1 with Kim, 5/5 stars",
    "we will get back to you soon",
    "in a few days",
    "over the next few weeks",
    "shortly, in due course",
    "See you at 3pm",
    "From: 2 PM To: 3 PM",
    "tomorrow's leaders and today's market",
    "a few weeks ago",
    "31 June",
    "30/02/2026",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(read: Read, text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_invented(read: Read, text: str) -> None:
    assert read(text) == ""


def at(written: str, hours: float = 0) -> datetime:
    """The anchor of a mail written at this time, at this offset from UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=timezone(timedelta(hours=hours)))


ANCHORED = [
    ("between February 23 to February 24, 2025", at("2026-06-10"), "2025-02-23..2025-02-24"),
    ("January 5", at("2026-12-20"), "2027-01-05"),
    ("on 12 March", at("2026-03-13"), "2026-03-12"),
    ("by 5 January", at("2026-11-23"), "2027-01-05"),
    ("Thu Mar 5", at("2026-02-20"), "2026-03-05"),
    ("next Tuesday", at("2026-06-11"), "2026-06-16"),  # said on a Thursday
    ("next Monday", at("2026-06-12"), "2026-06-15"),  # said on a Friday
    ("next Friday", at("2026-06-08"), "2026-06-19"),  # said on a Monday: not the coming one
    ("next Tuesday", at("2026-06-14"), "2026-06-16"),  # said on a Sunday
    ("by Wed", at("2026-06-10"), "2026-06-17"),
    ("by Wed", at("2026-06-09"), "2026-06-10"),
    ("this Friday", at("2026-06-12"), "2026-06-12"),
    ("by the end of the week", at("2026-06-13"), "2026-06-19"),  # said on a Saturday
    ("by the end of the week", at("2026-06-12"), "2026-06-12"),
    ("this week", at("2026-06-13"), "2026-06-13..2026-06-14"),
    ("within 2 business days", at("2026-06-12"), "2026-06-12..2026-06-16"),
    ("within 5-7 business days", at("2026-06-13"), "2026-06-19..2026-06-23"),
    ("within 24 hours", at("2026-06-10 23:30"), "2026-06-10..2026-06-11"),
    ("by the end of the month", at("2028-02-03"), "2028-02-29"),
    ("next month", at("2026-12-31"), "2027-01-01..2027-01-31"),
    ("in a month", at("2026-01-31"), "2026-02-28"),
    ("until September", at("2026-10-02"), "2027-09-01"),
    ("by the end of the quarter", at("2026-11-23"), "2026-12-31"),
    ("end of next quarter", at("2026-11-23"), "2027-03-31"),
    ("the 12th works", at("2026-06-13"), "2026-07-12"),
    ("on the 31st", at("2026-06-10"), "2026-07-31"),
    ("on 06/12 at 3pm", at("2026-06-10", -5), "2026-06-12 15:00 ?"),  # written in Chicago
    ("on 06/12 at 3pm", at("2026-06-10", 2), "2026-12-06 15:00 ?"),  # written in Berlin
    ("on 06/12/2026 at 3pm ET", at("2026-06-10", 0), "2026-06-12 15:00 America/New_York ?"),
    ("on 06/06/2026", at("2026-06-01", -5), "2026-06-06"),
    ("Fri 06/12", at("2026-06-10", 0), "2026-06-12"),
    ("06/12/2026 or 06/15/2026", at("2026-06-01", 2), "2026-06-12; 2026-06-15"),
    ("Friday 3pm BST", at("2026-06-10", 1), "2026-06-12 15:00 Europe/London"),
    ("Friday 3pm BST", at("2026-06-10", 0), "2026-06-12 15:00 Europe/London ?"),
    ("Friday 3pm IST", at("2026-06-10", 5.5), "2026-06-12 15:00 Asia/Kolkata"),
    ("Friday 3pm IST", at("2026-06-10", 1), "2026-06-12 15:00 Europe/Dublin"),
    ("Friday 3pm CST", at("2026-06-10", 8), "2026-06-12 15:00 Asia/Shanghai"),
    ("early next week", at("2026-12-30"), "2027-01-04..2027-01-05"),
    ("last Friday", at("2026-06-10"), "2026-06-05"),
    ("last Wednesday", at("2026-06-10"), "2026-06-03"),
]


@pytest.mark.parametrize(("text", "anchor", "expected"), ANCHORED)
def test_the_anchor_counts(read: Read, text: str, anchor: datetime, expected: str) -> None:
    assert read(text, anchor) == expected


MATCHED = [
    ("Let us know by Friday 17:00, please.", ["by Friday 17:00"]),
    ("We will be in touch by the end of next week.", ["by the end of next week"]),
    ("Tue 10am or Wed 2pm would do", ["Tue 10am", "Wed 2pm"]),
    ("The role is on hold until September.", ["until September"]),
    ("See you on Friday at 3.", ["Friday at 3"]),
    ("You will hear within 5-7 business days.", ["within 5-7 business days"]),
    ("Date: 12 June\nTime: 10:00", ["12 June\nTime: 10:00"]),
    ("the end of next\nweek", ["the end of next\nweek"]),
]


@pytest.mark.parametrize(("text", "expected"), MATCHED)
def test_the_matched_text(text: str, expected: list[str]) -> None:
    assert [span.text for span in find(text, at("2026-06-10", 2))] == expected


def test_clock_times_are_in_the_named_zone_else_the_writers() -> None:
    named, bare = find("Fri 3pm ET", at("2026-06-10", 2)), find("Fri 3pm", at("2026-06-10", 2))
    assert named[0].start is not None and named[0].start.utcoffset() == timedelta(hours=-4)
    assert bare[0].start is not None and bare[0].start.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("sent", "text", "start"),
    [
        ("2026-10-20T10:00+02:00", "Tuesday 27 October at 10:00", "2026-10-27T10:00+01:00"),
        ("2026-03-24T10:00+01:00", "Dienstag, 31. März, 10 Uhr", "2026-03-31T10:00+02:00"),
        ("2026-10-20T10:00+01:00", "Tuesday 27 October at 10:00", "2026-10-27T10:00+00:00"),
        ("2026-10-27T10:00-04:00", "Tuesday, November 3 at 10 AM", "2026-11-03T10:00-05:00"),
        ("2026-10-27T10:00-05:00", "el martes 3 de noviembre a las 10", "2026-11-03T10:00-05:00"),
        ("2026-10-20T10:00+00:00", "Tuesday 27 October at 10:00", "2026-10-27T10:00+00:00"),
        ("2026-10-20T10:00+05:30", "Tuesday 27 October at 10:00", "2026-10-27T10:00+05:30"),
    ],
)
def test_an_hour_beyond_a_change_of_the_clocks_is_one_of_the_writers_place(sent: str, text: str, start: str) -> None:
    (span,) = find(text, datetime.fromisoformat(sent))
    assert span.start is not None
    assert span.start.isoformat(timespec="minutes") == start


def test_letters_name_a_place_not_an_offset() -> None:
    summer, winter = find("June 12 at 3pm EST", at("2026-06-01"))[0], find("December 3 at 3pm EST", at("2026-11-20"))[0]
    assert summer.start is not None and summer.start.utcoffset() == timedelta(hours=-4)
    assert winter.start is not None and winter.start.utcoffset() == timedelta(hours=-5)


def test_a_mail_without_a_zone_is_read_in_utc() -> None:
    (span,) = find("Friday 3pm", datetime(2026, 6, 10))
    assert span.start is not None and span.start.utcoffset() == timedelta(0)


@pytest.mark.parametrize("year", [1, 1970, 2200, 9999])
def test_an_absurd_anchor_finds_nothing(year: int) -> None:
    assert find("tomorrow at 3pm", datetime(year, 1, 1, tzinfo=UTC)) == ()
