"""Days by their distance: "in two weeks", "within 5-7 business days", "a week on Tuesday", "3 days ago"."""

from __future__ import annotations

from datetime import date, timedelta

from parsers.calendardays import (
    add_business_days,
    add_months,
)
from parsers.datelexicon import Role
from parsers.daybase import RANGES, Day, DayReader, Found

MOST = {"hour": 24 * 31, "day": 366, "business_day": 260, "week": 52, "fortnight": 26, "month": 18}
"""The longest duration of each unit that is read as a date; more is a term of contract or a career."""


class Durations(DayReader):
    """Reads durations counted from the mail's date."""

    def _amount(self, at: int) -> tuple[int, int, int] | None:
        """The least and the most of an amount such as "5-7", "a", "two or three", and the index behind it."""
        while self.role(at) is Role.APPROX:
            at += 1
        token = self.tokens[at]
        if token.role is Role.ARTICLE:
            return 1, 1, at + 1
        if token.role is not Role.NUMBER or token.half or token.sign in {"o", "4"}:
            return None
        low = high = token.value
        here = at + 1
        ahead = self.tokens[here + 1]
        spoken = self.role(here) is Role.COMMA and token.sign == ahead.sign == "w"  # "ein, zwei Wochen"
        joined = spoken or self.role(here) in {*RANGES, Role.OR, Role.AND}
        if joined and ahead.role is Role.NUMBER and not ahead.half:
            high, here = ahead.value, here + 2
        return (low, high, here) if 0 < low <= high else None

    def _measure(self, at: int) -> tuple[int, int, str, int] | None:
        """An amount with its unit: least, most, unit, index behind; None for rates ("3 days a week")."""
        amount = self._amount(at)
        if amount is None:
            return None
        low, high, here = amount
        here += self.role(here) in {Role.NEXT, Role.COMING}  # "les deux prochaines semaines"
        unit = self.tokens[here]
        hours = self.tokens[here - 1].sign == "h"
        if hours:
            name = "hour"
        elif unit.role in {Role.UNIT, Role.AT} and unit.sign in MOST:
            name = unit.sign
            here += 1
        elif unit.role is Role.OCLOCK:  # "binnen 48 uur"
            name = "hour"
            here += 1
        else:
            return None
        if self.role(here) is Role.OR and self.role(here + 1) in {Role.NUMBER} and self.tokens[here + 1].sign == "w":
            high, here = max(high, self.tokens[here + 1].value), here + 2
        if self.role(here) is Role.OR_SO:
            here += 1
        if high > MOST[name] or (self.role(here) in {Role.ARTICLE, Role.PER} and self.role(here + 1) is Role.UNIT):
            return None
        return low, high, name, here

    def _later(self, amount: int, unit: str, day: date | None = None) -> date:
        start = self.today if day is None else day
        if unit == "hour":
            return (self.moment + timedelta(hours=amount)).date() if day is None else start
        if unit == "business_day":
            return add_business_days(start, amount)
        if unit == "month":
            return add_months(start, amount)
        return start + timedelta(days=amount * {"day": 1, "week": 7, "fortnight": 14}[unit])

    def duration(self, at: int) -> Found:
        """ "In two weeks", "within 5-7 business days", "over the next ten days", "in a week or two"."""
        here = at + 1
        open_start = self.role(at) in {Role.WITHIN, Role.HAVE}
        if self.role(here) is Role.THE:
            here += 1
        if self.role(here) in {Role.NEXT, Role.COMING}:
            open_start = True
            here += 1
            token = self.tokens[here]
            if token.role is Role.UNIT and token.sign in MOST and token.sign != "hour":
                return self._next_unit(at, here)
        measure = self._measure(here)
        if measure is None:
            return None
        low, high, unit, here = measure
        if self.role(here) is Role.TIME:
            here += 1
        if self.role(here) is Role.AGO:
            return None
        first, last = self._later(low, unit), self._later(high, unit)
        if open_start and low == high:
            first = self.today
        return [Day(first, last, self.tokens[at].start, self.tokens[here - 1].end)], here

    def ago(self, at: int) -> Found:
        """ "Vor drei Tagen", "il y a deux semaines": where "ago" goes before."""
        measure = self._measure(at + 1)
        if measure is None:
            return None
        low, high, unit, here = measure
        first, last = self._later(-high, unit), self._later(-low, unit)
        return [Day(first, last, self.tokens[at].start, self.tokens[here - 1].end)], here

    def _next_unit(self, at: int, here: int) -> Found:
        token = self.tokens[here]
        plural = token.value or self.tokens[here - 1].value
        either = self.role(here + 1) is Role.OR and self.tokens[here + 2].sign == "w"
        if plural or (self.lexicon.in_next != "duration" and not either):
            return None
        count, end = (self.tokens[here + 2].value, here + 3) if either else (1, here + 1)
        if self.role(end) is Role.OR_SO:
            end += 1
        last = self._later(count, token.sign)
        return [Day(self.today, last, self.tokens[at].start, self.tokens[end - 1].end)], end

    def duration_from(self, at: int) -> Found:
        """ "Two weeks from today", "a week on Tuesday", "a week tomorrow", "3 days ago"."""
        measure = self._measure(at)
        if measure is None:
            return None
        low, high, unit, here = measure
        role = self.role(here)
        start = self.tokens[at].start
        if role is Role.AGO:
            day, earliest = self._later(-low, unit), self._later(-high, unit)
            return [Day(earliest, day, start, self.tokens[here].end)], here + 1
        if role is Role.HENCE:
            return [Day(self._later(low, unit), self._later(high, unit), start, self.tokens[here].end)], here + 1
        if role is Role.HAVE:  # "fünf Tage haben Sie dafür"
            return [Day(self.today, self._later(high, unit), start, self.tokens[here].end)], here + 1
        ahead = here
        if role in {Role.FROM, Role.ON, Role.AFTER}:
            ahead += 1
        elif role is not Role.RELATIVE_DAY:
            return None
        if self.role(ahead) not in {Role.RELATIVE_DAY, Role.WEEKDAY} or unit not in {"week", "fortnight", "day"}:
            return None
        found = self.read(ahead, Role.ON)
        if not found:
            return None
        base = found[0][0]
        first, last = self._later(low, unit, base.first), self._later(high, unit, base.first)
        return [Day(first, last, start, base.end)], found[1]
