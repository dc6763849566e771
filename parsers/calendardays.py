"""Arithmetic with calendar days: business days, weeks, months, and the year that a date without one means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

NEAR_DAYS = 60
"""Days ahead within which a date is believed even where the weekday beside it is another."""
PAST_DAYS = 62
"""A date without a year may lie this many days before the mail; one further back is taken for the coming year's."""

FRIDAY = 4


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def offset_name(moment: datetime) -> str | None:
    """The offset of a moment as ``+02:00``, None where its zone is not known."""
    offset = moment.strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}" if offset else None


def add_business_days(day: date, count: int) -> date:
    """The day ``count`` business days after ``day``, before it if negative; holidays are not known."""
    step = 1 if count >= 0 else -1
    weeks, rest = divmod(abs(count), 5)
    # Whole weeks keep the weekday, so a start on a weekend first falls back on the business day before it.
    while day.weekday() > FRIDAY and count:
        day -= timedelta(days=step)
    day += timedelta(weeks=weeks * step)
    while rest:
        day += timedelta(days=step)
        if day.weekday() <= FRIDAY:
            rest -= 1
    return day


def last_day_of_month(day: date) -> date:
    """The last day of the month in which ``day`` lies."""
    return first_of_month(day, 1) - timedelta(days=1)


def first_of_month(day: date, months: int = 0) -> date:
    """The first day of the month ``months`` after the one in which ``day`` lies."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day where it is shorter."""
    first = first_of_month(day, months)
    return min(first + timedelta(days=day.day - 1), last_day_of_month(first))


def first_of_quarter(day: date, quarters: int = 0) -> date:
    """The first day of the quarter ``quarters`` after the one in which ``day`` lies."""
    return first_of_month(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), quarters * 3)


def monday(day: date, weeks: int = 0) -> date:
    """The Monday of the week ``weeks`` after the one in which ``day`` lies; weeks begin on Monday."""
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)


def coming(weekday: int, day: date, *, today: bool = False) -> date:
    """The next such weekday (0 is Monday) after ``day``; ``today`` lets ``day`` itself count."""
    ahead = (weekday - day.weekday()) % 7
    return day + timedelta(days=ahead if ahead or today else 7)


def nearest(month: int, day: int, anchor: date, weekday: int | None = None) -> tuple[date | None, bool]:
    """The date that a day and month without a year mean in a mail of ``anchor``, and whether the weekday fits it.

    It is the coming one, or one of the recent past (``PAST_DAYS``). A weekday beside it may choose another year, but
    not where the usual date is near: then somebody looked at the wrong line of the calendar.
    """
    years = [found for year in range(anchor.year - 1, anchor.year + 3) if (found := make_date(year, month, day))]
    if not years:
        return None, False
    since = anchor - timedelta(days=PAST_DAYS)
    # 29 February may lie further off than a year.
    usual = next((found for found in years if found >= since), years[-1])
    if weekday is None or usual.weekday() == weekday:
        return usual, True
    if (usual - anchor).days <= NEAR_DAYS:
        return usual, False
    others = [found for found in years if found.weekday() == weekday and abs((found - anchor).days) < 300]
    return (others[0], True) if others else (usual, False)


def in_coming_months(day: int, anchor: date, weekday: int | None = None) -> date | None:
    """The next month's day with this number ("the 12th"), on this weekday where one is named, or None.

    With a weekday the month before counts as well: "Monday 3rd" is found within five weeks of the mail or not at all.
    """
    for found in _days_numbered(day, anchor, back=weekday is not None):
        if weekday is None:
            if found >= anchor:
                return found
        elif found.weekday() == weekday and timedelta(days=-21) <= found - anchor <= timedelta(days=NEAR_DAYS):
            return found
    return None


def _days_numbered(day: int, anchor: date, *, back: bool) -> Iterator[date]:
    order = (0, 1, 2, -1, 3) if back else (0, 1, 2)
    for months in order:
        first = first_of_month(anchor, months)
        found = make_date(first.year, first.month, day)
        if found and (found >= anchor or back):
            yield found
