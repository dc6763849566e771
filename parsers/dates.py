"""Dates and times in prose, as a hiring mail writes them, read against the mail's own date.

Nothing is invented: what names no day yields nothing ("soon", "in a few days", "24/7", a phone number). A date
without a year is the coming one, or one of the last two months. ``find`` is meant to be called a sentence or a
paragraph at a time; words of seven languages come from ``parsers/languages``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from parsers import baredays
from parsers.appointments import loosened
from parsers.calendardays import add_business_days, last_day_of_month
from parsers.clockgrammar import clocks_of
from parsers.datelexicon import (
    CLOCKED,
    LANGUAGES,
    TRIGGERS,
    every_clock,
    every_trigger,
    language_of,
    lexicon,
    words_of,
)
from parsers.datewords import tokens
from parsers.facts import ClockTime, Span
from parsers.slots import Finder

__all__ = ["add_business_days", "appointments", "clocks_of", "find", "language_of", "last_day_of_month"]

MOST_TEXT = 100_000
"""Characters of a text that are read; a mail's own words are far fewer."""

_SHORT = 60
"""Characters of a sentence in which an hour in words may be all that is named: "Alle nove." """
_ISH = re.compile(r"(?<=[0-9])ish\b")
_DIGIT = re.compile(r"[0-9]")


def find(text: str, anchor: datetime, *, likely: str = LANGUAGES[0]) -> tuple[Span, ...]:
    """The dates and times that ``text`` names, in the order of the text.

    ``anchor`` is the mail's date, aware: relative words count from it, and clock times without a zone are those of
    its writer's place (``clocks_of``). One span is one slot: "Tue 10am or Wed 2pm" yields two. "By Friday" and "on
    Friday" are that Friday, with "by" in the span's text; "within 5-7 business days" is the 5th to the 7th; "within
    10 days" runs from the anchor on; "until September" is its first day. A clock time without a day in the text
    yields nothing.
    The language is told from the text; ``likely`` is that of the mail around it. Never raises on any text.
    """
    finder = _finder(text, anchor, likely, loosely=False)
    return finder.spans() if finder is not None else ()


def appointments(
    text: str, anchor: datetime, *, likely: str = LANGUAGES[0]
) -> tuple[tuple[Span, ...], tuple[ClockTime, ...]]:
    """The days and times of a text that may well arrange an appointment, and the clock times whose day it leaves out.

    As ``find``, but "thurs 230" is a Thursday at half past two: for mails of which the process shows what they do.
    """
    finder = _finder(_ISH.sub("   ", text), anchor, likely, loosely=True)
    return (finder.spans(), finder.alone()) if finder is not None else ((), ())


def _finder(text: str, anchor: datetime, likely: str, *, loosely: bool) -> Finder | None:
    """A pass over the text, or None where it names no time."""
    if anchor.tzinfo is None:
        anchor = anchor.replace(tzinfo=UTC)
    if not 1971 <= anchor.year <= 2199:
        return None
    text = text[:MOST_TEXT]
    spoken = loosely and len(text) <= _SHORT
    digit = _DIGIT.search(text) is not None
    said = frozenset() if digit else words_of(text)
    if not digit and said.isdisjoint(every_trigger()) and not (spoken and not said.isdisjoint(every_clock())):
        return None  # as most sentences do, whatever their language
    words = lexicon(language_of(text, likely))
    if not digit and said.isdisjoint(words.triggers) and not (spoken and not said.isdisjoint(words.clocks)):
        return None
    found = tokens(text, words)
    baredays.mark(found, words)
    if not any(
        token.role in TRIGGERS or token.sign in {"o", "hour"} or (loosely and token.role in CLOCKED) for token in found
    ):
        return None
    return Finder(text, loosened(found, text, words, anchor.date()) if loosely else found, words, anchor)
