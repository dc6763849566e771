"""Calendar days in the user's zone, and arithmetic that no absurd date can break.

Two aware datetimes of one zone compare by their wall clocks, which is wrong in the hour that a change of daylight
saving repeats. So the journey turns every moment into UTC first and asks here for days and midnights.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from parsers.facts import Span

EARLIEST = datetime(1, 1, 3, tzinfo=UTC)
LATEST = datetime(9999, 12, 29, tzinfo=UTC)


def instant(moment: datetime) -> datetime:
    """The same moment in UTC, held between the years 1 and 9999 so that any zone can still show it."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return EARLIEST if moment.year < 5000 else LATEST
    if EARLIEST <= moment <= LATEST:
        return moment
    return EARLIEST if moment < EARLIEST else LATEST


def later(moment: datetime, **amount: float) -> datetime:
    """The UTC moment and ``timedelta(**amount)`` together, held at the end of the calendar."""
    return moment + timedelta(**amount) if LATEST - moment > timedelta(**amount) else LATEST


def plus(day: date, days: int) -> date:
    """The day so many days later, held at the ends of the calendar."""
    ordinal = min(max(day.toordinal() + days, EARLIEST.toordinal()), LATEST.toordinal())
    return date.fromordinal(ordinal)


def clock(span: Span) -> datetime | None:
    """The clock time that a span ends with, None where only days were written."""
    moment = span.end or span.start
    return moment if moment is not None and moment.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days as the user counts them."""

    zone: tzinfo

    def day(self, moment: datetime) -> date:
        """The day on which a moment falls."""
        return moment.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The UTC moment at which a day begins."""
        return instant(datetime.combine(min(max(day, EARLIEST.date()), LATEST.date()), time.min, self.zone))

    def passed(self, span: Span) -> datetime:
        """The UTC moment from which a span lies behind: its clock time, else the end of its last day."""
        moment = clock(span)
        return instant(moment) if moment is not None else self.midnight(plus(span.last, 1))
