from datetime import date

import pytest

from parsers.calendardays import add_business_days, add_months, coming, last_day_of_month, nearest


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-06-10", 5, "2026-06-17"),  # Wednesday
        ("2026-06-10", 7, "2026-06-19"),
        ("2026-06-12", 1, "2026-06-15"),  # Friday
        ("2026-06-13", 1, "2026-06-15"),  # Saturday
        ("2026-06-14", 5, "2026-06-19"),  # Sunday
        ("2026-06-15", -1, "2026-06-12"),
        ("2026-06-14", -1, "2026-06-12"),
        ("2026-06-10", 0, "2026-06-10"),
    ],
)
def test_business_days_skip_weekends(start: str, count: int, expected: str) -> None:
    assert add_business_days(date.fromisoformat(start), count) == date.fromisoformat(expected)


def test_last_day_of_month_knows_leap_years() -> None:
    assert last_day_of_month(date(2028, 2, 3)) == date(2028, 2, 29)
    assert last_day_of_month(date(2026, 12, 31)) == date(2026, 12, 31)


def test_a_month_later_stays_within_the_shorter_month() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_coming_weekday_is_after_today_unless_today_counts() -> None:
    wednesday = date(2026, 6, 10)
    assert coming(2, wednesday) == date(2026, 6, 17)
    assert coming(2, wednesday, today=True) == wednesday


def test_a_weekday_chooses_the_year() -> None:
    # 5 March 2026 is a Thursday; without a weekday the mail of June means next year's.
    assert nearest(3, 5, date(2026, 6, 10)) == (date(2027, 3, 5), True)
    assert nearest(3, 5, date(2026, 6, 10), 3) == (date(2026, 3, 5), True)
    assert nearest(3, 5, date(2026, 6, 10), 6) == (date(2027, 3, 5), False)
