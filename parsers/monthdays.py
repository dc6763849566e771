"""Days by their number: "12 June 2026", "the 4th or 5th", "March 5-7", "12/06" in either order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from parsers.calendardays import (
    first_of_month,
    in_coming_months,
    make_date,
    nearest,
)
from parsers.datelexicon import Lexicon, Role
from parsers.datewords import Token
from parsers.daybase import RANGES, Day, DayReader, Found

_LISTED = 6
_LEADS = frozenset({Role.BY, Role.UNTIL, Role.FROM, Role.ON, Role.IN, Role.AFTER, Role.BETWEEN, Role.WITHIN})
_JOINTS = frozenset({Role.COMMA, Role.OR, Role.AND, Role.TO, Role.DASH, Role.SLASH, Role.UNTIL, Role.AT_TO})
_NUMERIC = frozenset({Role.DATED, Role.SLASHED})
_AMERICAN = range(-10, -3)
"""Offsets from UTC, in hours, at which months are written before days."""


class MonthDays(DayReader):
    """Reads days by their number in a month."""

    def numeric(self, at: int, weekday: int | None, *, context: bool) -> Found:
        """A date in numbers. 12/06 is one only in a ``context`` that says so, or before a clock time."""
        token = self.tokens[at]
        if token.role is Role.ISO:
            day = make_date(token.value, token.second, token.third)
            if day is None or not 1990 <= day.year <= 2100:
                return None
            return [Day(day, day, token.start, token.end, weekday is not None and day.weekday() != weekday)], at + 1
        if at and self.role(at - 1) is Role.VERSION:
            return None
        if token.role is Role.SLASHED and token.sign != "." and not (context or self._clock_behind(at + 1)):
            return None
        day, doubtful = self._ordered(token, weekday)
        return ([Day(day, day, token.start, token.end, doubtful)], at + 1) if day else None

    def _clock_behind(self, at: int) -> bool:
        if self.role(at) in {Role.AT, Role.AT_TO, Role.COMMA}:
            at += 1
        token = self.tokens[at]
        return token.role is Role.CLOCK or bool(token.half) or token.sign == "h"

    def _ordered(self, token: Token, weekday: int | None) -> tuple[date | None, bool]:
        """The day of a numeric date and whether the order of day and month is in doubt."""
        first, second = token.value, token.second
        by_day = self._of_numbers(token, first, second, weekday)
        by_month = self._of_numbers(token, second, first, weekday)
        if token.sign == "." or by_month is None:
            return by_day or (None, False)
        if by_day is None:
            return by_month
        if first == second:
            return by_day
        if weekday is not None and by_day[1] != by_month[1]:
            return (by_month if by_day[1] else by_day)[0], False
        return (by_month if self.month_first else by_day)[0], not self.sure

    def _of_numbers(self, token: Token, day: int, month: int, weekday: int | None) -> tuple[date, bool] | None:
        """The date and whether the weekday beside it says otherwise."""
        if not 1 <= month <= 12:
            return None
        if token.third < 0:
            found, fits = nearest(month, day, self.today, weekday)
            return (found, not fits) if found else None
        year = token.third + 2000 if token.third < 100 else token.third
        near = 1 if token.sign == "." else 5
        if not 1990 <= year <= 2100 or (token.third < 100 and abs(year - self.today.year) > near):
            return None
        exact = make_date(year, month, day)
        return (exact, weekday is not None and exact.weekday() != weekday) if exact else None

    def dated(self, at: int, weekday: int | None = None) -> Found:
        """Days of a named month: "12 June 2026", "the 4th or 5th of June", "March 5-7"."""
        if at and self.role(at - 1) is Role.VERSION:
            return None
        return self._month_first(at, weekday) if self.role(at) is Role.MONTH else self._month_last(at, weekday)

    def is_day(self, at: int) -> bool:
        """Whether a number stands here that can be a day of a month."""
        token = self.tokens[at]
        return token.role is Role.NUMBER and 1 <= token.value <= 31 and not token.half and token.sign in {"", "o", "0"}

    def _month_last(self, at: int, weekday: int | None) -> Found:
        numbers, joints, here = self._number_list(at)
        if not numbers:
            return None
        of = self.role(here) is Role.OF
        here += of
        month = self.tokens[here]
        if month.role is not Role.MONTH:
            return None
        if month.sign == "=" and not of and not month.raw[0].isupper() and self.tokens[here - 1].sign != "o":
            before = self.role(at - 1) if at else Role.STOP
            if before not in _LEADS | {Role.WEEKDAY, Role.THE, Role.COMMA}:
                return None
        here += 1
        if self.role(here) is Role.PERIOD and month.end - month.start <= 4 and self.tokens[here + 1].sign == "4":
            here += 1
        return self._month_days(numbers, joints, month.value, here, month.end, weekday)

    def _number_list(self, at: int, *, ordinals: bool = False) -> tuple[list[Token], list[Role], int]:
        """Day numbers as listed ("12, 13 or 14"), what joins them, and the index behind."""
        numbers: list[Token] = []
        joints: list[Role] = []
        here = at
        while self.is_day(here):
            numbers.append(self.tokens[here])
            here += 1
            if self.lexicon.day_dot and self.role(here) is Role.PERIOD:
                here += 1
            joint, ahead = self.role(here), here + 1
            if joint is Role.COMMA and self.role(ahead) in {Role.OR, Role.AND}:
                ahead += 1
            if self.role(ahead) is Role.THE:
                ahead += 1
            if len(numbers) >= _LISTED or joint not in _JOINTS or not self.is_day(ahead):
                break
            if ordinals and (self.tokens[ahead].sign != "o" or self.role(ahead + 1) in {Role.MONTH, Role.OF}):
                break
            joints.append(joint)
            here = ahead
        return numbers, joints[: max(0, len(numbers) - 1)], here

    def _month_first(self, at: int, weekday: int | None) -> Found:
        month = self.tokens[at]
        here = at + 1
        if self.role(here) is Role.PERIOD and month.end - month.start <= 4:
            here += 1
        if self.role(here) is Role.THE:
            here += 1
        if not self.is_day(here) or self.tokens[here].line:
            return None
        if month.sign == "=" and not month.raw[0].isupper() and weekday is None:
            before = self.role(at - 1) if at else Role.STOP
            if before not in {Role.ON, Role.BY, Role.UNTIL, Role.FROM}:
                return None
        numbers = [self.tokens[here]]
        joints: list[Role] = []
        here += 1
        while (
            len(numbers) < _LISTED
            and self.role(here) in {Role.DASH, Role.TO, Role.AND, Role.OR}
            and self.is_day(here + 1)
        ):
            following = self.tokens[here + 1]
            behind = self.role(here + 2)
            if following.value <= numbers[-1].value or behind in {
                Role.MONTH,
                Role.UNIT,
                Role.COLON,
                Role.OF,
                Role.OCLOCK,
            }:
                break
            joints.append(self.role(here))
            numbers.append(following)
            here += 2
        if self.role(here) is Role.UNIT:
            return None
        return self._month_days(numbers, joints, month.value, here, numbers[-1].end, weekday, month.start)

    def _month_days(
        self,
        numbers: list[Token],
        joints: list[Role],
        month: int,
        here: int,
        end: int,
        weekday: int | None,
        start: int | None = None,
    ) -> Found:
        """The days with these numbers in a month, and the year behind it where one stands."""
        year = None
        ahead = here + (self.role(here) in {Role.COMMA, Role.OF})
        token = self.tokens[ahead]
        if token.role is Role.NUMBER and token.sign == "4" and 1990 <= token.value <= 2100 and not token.line:
            year, here, end = token.value, ahead + 1, token.end
        days: list[Day] = []
        for place, token in enumerate(numbers):
            on = weekday if place == 0 else None
            if year is None:
                day, fits = nearest(month, token.value, self.today, on)
            else:
                day = make_date(year, month, token.value)
                fits = day is not None and on in {None, day.weekday()}
            if day is None:
                return None
            if place and joints[place - 1] in RANGES and days and day >= days[-1].first:
                days[-1] = replace(days[-1], last=day, end=token.end)
            else:
                days.append(Day(day, day, token.start, token.end, doubtful=not fits))
        days[0] = replace(days[0], start=days[0].start if start is None else start)
        days[-1] = replace(days[-1], end=end)
        return days, here

    def numbered(self, at: int, lead: Role | None) -> Found:
        """Ordinals without a month: "(by) the 12th", "the 4th or 5th". Needs a lead, or "the" and nothing behind."""
        numbers, joints, here = self._number_list(at, ordinals=True)
        the = at > 0 and self.role(at - 1) is Role.THE
        if not numbers or numbers[0].sign != "o" or not (the or lead) or self.tokens[at].line:
            return None
        end = numbers[-1].end
        month: date | None = None
        behind = here + (self.role(here) is Role.OF)
        if self.role(behind) in {Role.THIS, Role.NEXT, Role.THE} and self.tokens[behind + 1].sign == "month":
            month = first_of_month(self.today, int(self.role(behind) is Role.NEXT))
            here, end = behind + 2, self.tokens[behind + 1].end
        elif self.role(here) in {
            Role.BEHIND_ORDINAL,
            Role.UNIT,
            Role.OF,
            Role.ORDINAL,
            Role.WEEKDAY,
            Role.PLACE,
            Role.QUARTER_NAME,
        } or (self.role(here) is Role.PLAIN and (lead is None or self.tokens[here].raw[0].isupper())):
            return None
        days: list[Day] = []
        for place, token in enumerate(numbers):
            since = days[-1].last if days else self.today
            day = make_date(month.year, month.month, token.value) if month else in_coming_months(token.value, since)
            if day is None:
                return None
            if place and joints[place - 1] in RANGES:
                days[-1] = replace(days[-1], last=max(day, days[-1].first), end=token.end)
            else:
                days.append(Day(day, day, token.start, token.end))
        days[-1] = replace(days[-1], end=end)
        return days, here


def order(found: list[Token], words: Lexicon, anchor: datetime) -> tuple[bool, bool]:
    """Whether months come first in the numeric dates of a text, and whether that is known from the text."""
    numeric = [(place, token) for place, token in enumerate(found) if token.role in _NUMERIC and token.sign != "."]
    if not numeric:
        return False, True
    votes = 0
    for place, token in numeric:
        if token.value > 12 and token.second <= 12:
            votes -= 1
        elif token.second > 12 and token.value <= 12:
            votes += 1
        else:
            votes += _weekday_vote(found, place, token, anchor.date())
    if votes:
        return votes > 0, True
    if words.day_first == "yes":
        return False, True
    offset = anchor.utcoffset() or timedelta()
    american = offset.total_seconds() / 3600 in _AMERICAN
    american = american or any(
        token.role is Role.ZONE and token.raw in {"ET", "EST", "EDT", "CT", "CDT", "PT", "PST", "PDT"}
        for token in found
    )
    return american, False


def _weekday_vote(found: list[Token], place: int, token: Token, today: date) -> int:
    before = [other for other in found[max(0, place - 2) : place] if other.role is Role.WEEKDAY]
    if not before or token.value > 12 or token.second > 12:
        return 0
    weekday = before[-1].value
    fits = []
    for day, month in ((token.value, token.second), (token.second, token.value)):
        if token.third < 0:
            fits.append(nearest(month, day, today, weekday)[1])
        else:
            year = token.third + 2000 if token.third < 100 else token.third
            try:
                fits.append(date(year, month, day).weekday() == weekday)
            except ValueError:
                fits.append(False)
    return 0 if fits[0] == fits[1] else (-1 if fits[0] else 1)
