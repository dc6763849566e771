"""How the tables of these tests write down what was found."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from parsers.dates import find
from parsers.facts import Span

ANCHOR = datetime(2026, 6, 10, 9, 0, tzinfo=timezone(timedelta(hours=2)))
"""Wednesday 10 June 2026, 9:00 in Berlin."""


def written(span: Span) -> str:
    """``first..last start-end zone ?``, each where it is there: ``2026-06-12 14:00-16:00 Europe/Berlin``."""
    parts = [span.first.isoformat() if span.first == span.last else f"{span.first}..{span.last}"]
    if span.start or span.end:
        begin = f"{span.start:%H:%M}" if span.start else ""
        parts.append(begin + (f"-{span.end:%H:%M}" if span.end else ""))
    if span.zone:
        parts.append(span.zone)
    if span.doubtful:
        parts.append("?")
    return " ".join(parts)


@pytest.fixture
def read() -> Callable[..., str]:
    """Finds, checks what holds of every span, and writes down."""

    def read(text: str, anchor: datetime = ANCHOR, language: str | None = None) -> str:
        spans = find(text, anchor, likely=language or "en")
        assert all(span.text and span.text in text for span in spans)
        assert all(moment.tzinfo for span in spans for moment in (span.start, span.end) if moment)
        return "; ".join(written(span) for span in spans)

    return read
