"""Any text, any anchor: spans or none, never an exception, and never in more than linear time."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.datelexicon import LANGUAGES
from parsers.dates import MOST_TEXT, find

WORDS = [
    "next",
    "this",
    "last",
    "monday",
    "tue",
    "Wed",
    "friday",
    "sat",
    "june",
    "May",
    "12",
    "12th",
    "3rd",
    "2026",
    "24",
    "7",
    "31",
    "0",
    "00",
    "9999",
    "at",
    "by",
    "until",
    "from",
    "to",
    "between",
    "and",
    "or",
    "the",
    "of",
    "in",
    "within",
    "early",
    "mid",
    "end",
    "week",
    "month",
    "quarter",
    "day",
    "days",
    "business",
    "tomorrow",
    "today",
    "noon",
    "midnight",
    "half",
    "past",
    "am",
    "pm",
    "3pm",
    "10:00",
    "15.30",
    "12/06",
    "6/12/26",
    "1.2.",
    "2026-12-01",
    "-",
    "–",
    "/",
    ",",
    ":",
    ".",
    "(",
    ")",
    "@",
    "ET",
    "BST",
    "UTC+2",
    "Berlin",
    "time",
    "your",
    "a",
    "couple",
    "few",
    "ago",
    "bis",
    "Uhr",
    "halb",
    "nächste",
    "Woche",
    "à",
    "h",
    "prochaine",
    "semaine",
    "que",
    "viene",
    "até",
    "alle",
    "ore",
    "EOD",
    "Q3",
    "first",
    "second",
    "every",
]

anchors = st.builds(
    lambda moment, hours: moment.replace(tzinfo=timezone(timedelta(hours=hours))),
    st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 31)),
    st.integers(-12, 14),
)


def check(text: str, anchor: datetime, language: str | None) -> None:
    """What holds of every span, whatever the text."""
    for span in find(text, anchor, likely=language or "en"):
        assert span.text in text
        assert span.text
        assert span.first <= span.last
        for moment in (span.start, span.end):
            assert moment is None or moment.utcoffset() is not None
        if span.start and span.end:
            assert span.start <= span.end


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), anchors)
def test_any_text(text: str, anchor: datetime) -> None:
    check(text, anchor, None)


@settings(max_examples=1500, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=25),
    st.sampled_from([" ", "", "\n", ", "]),
    anchors,
    st.sampled_from([None, *LANGUAGES]),
)
def test_any_words_of_dates(words: list[str], between: str, anchor: datetime, language: str | None) -> None:
    check(between.join(words), anchor, language)


HOSTILE = [
    "1", "1 ", "1/", "1.", "12:", "next ", "Mon, ", "12:00 ", "5-", "the ", "a@", "2pm, ", "12/06/", "'a", "\n", " ",
    "between 2 and ", "1 or ", "from 1 to ", "next week, Tuesday ", "Tue or ", "10:00\nFriday ", "12 June\n", "((",
    "January 1 - ", "1, 2, ", "http://", "UTC+", "in 5-7 ", "am ", "a'", "at ", "of the ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_takes_linear_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    anchor = datetime(2026, 6, 10, tzinfo=UTC)
    find("warm up on Monday", anchor)
    begin = time.process_time()
    find(text[: MOST_TEXT // 8], anchor)
    short = time.process_time() - begin
    begin = time.process_time()
    find(text, anchor)
    assert time.process_time() - begin < max(0.5, short * 8 * 4)
