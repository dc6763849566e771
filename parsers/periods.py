"""Weeks, months, quarters and parts of them: "early next week", "mid-June", "by the end of Q2"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from parsers.calendardays import (
    FRIDAY,
    PAST_DAYS,
    coming,
    first_of_month,
    first_of_quarter,
    last_day_of_month,
    monday,
    nearest,
)
from parsers.datelexicon import Role
from parsers.daybase import ENDS, MODIFIERS, POSITIONS, Day, Found
from parsers.monthdays import MonthDays


class Periods(MonthDays):
    """Reads periods and their parts."""

    def week_of(self, at: int) -> Found:
        """ "The week of 22 June": its Monday to Friday."""
        here = at + 1
        if self.role(here) is Role.COLON:
            here += 1
        found = self.read(here, Role.ON)
        if not found or found[0][0].period:
            return None
        day = found[0][0]
        first = monday(day.first + timedelta(days=1))  # to an American, Sunday begins the week
        friday = first + timedelta(days=FRIDAY)
        return [Day(first, friday, self.tokens[at].start, found[0][-1].end, day.doubtful, period=True)], found[1]

    def end_of_day(self, at: int, lead: Role | None, week: date | None) -> Found:
        """ "EOD Friday"; today where no day is named and a "by" goes before."""
        token = self.tokens[at]
        here = at + 1
        if self.role(here) in {Role.ON, Role.OF, Role.COMMA, Role.THE, Role.BY}:
            here += 1
        found = None
        if self.role(here) not in {Role.IN, Role.WITHIN, Role.END_OF_DAY, Role.NUMBER} or self.is_day(here):
            found = self.read(here, Role.BY, week)
        if found and not found[0][0].period:
            return [replace(found[0][0], start=token.start), *found[0][1:]], found[1]
        if lead is not Role.BY:
            return None
        return [Day(self.today, self.today, token.start, token.end)], at + 1

    def ordinal(self, at: int) -> Found:
        """ "First week of June", "the last week of next month", "the first of June"."""
        token = self.tokens[at]
        here = at + 1
        weeks = self.role(here) is Role.WEEK_OF
        if weeks or (self.tokens[here].sign == "week" and self.role(here + 1) in {Role.OF, Role.IN}):
            month_at = here + (1 if weeks else 2)
            found = self.period(month_at + (self.role(month_at) is Role.THE), Role.IN)
            if not found or not found[0][0].period:
                return None
            month = found[0][0].first
            if token.value > 0:
                first = month.replace(day=1) + timedelta(days=7 * (token.value - 1))
                last = first + timedelta(days=6)
            else:
                last = last_day_of_month(month)
                first = last - timedelta(days=6)
            return [Day(first, last, token.start, found[0][0].end, period=True)], found[1]
        if self.role(here) is Role.WEEKDAY and self.role(here + 1) in {Role.OF, Role.IN}:
            month_at = here + 2 + (self.role(here + 2) is Role.THE)
            found = self.period(month_at, Role.IN)
            if not found or not found[0][0].period or found[0][0].first.day != 1:
                return None
            begin = found[0][0].first
            if token.value > 0:
                day = coming(self.tokens[here].value, begin, today=True) + timedelta(weeks=token.value - 1)
            else:
                day = coming(self.tokens[here].value, last_day_of_month(begin) - timedelta(days=7))
            return [Day(day, day, token.start, found[0][0].end)], found[1]
        if self.tokens[here].sign == "quarter":
            return self._quarter(token.value, None, at, here + 1) if 1 <= token.value <= 4 else None
        if token.value > 0 and self.role(here) is Role.OF and self.role(here + 1) is Role.MONTH:
            dated, _ = nearest(self.tokens[here + 1].value, token.value, self.today)
            end = self.tokens[here + 1].end
            return ([Day(dated, dated, token.start, end)], here + 2) if dated else None
        return None

    def period(self, at: int, lead: Role | None) -> Found:
        """A week, month, quarter or year, or a part of one: "early next week", "mid-June", "by the end of Q2"."""
        role = self.role(at)
        here = at
        if role in ENDS:
            offset = self.offset_behind(at + 1)
            return self._whole(ENDS[role], offset, Role.END, at, at + 1 + abs(offset))
        if role is Role.MID_MONTH:
            middle = self.today.replace(day=15)
            middle = middle if middle >= self.today else first_of_month(self.today, 1).replace(day=15)
            return [Day(middle, middle, self.tokens[at].start, self.tokens[at].end)], at + 1
        position = second = None
        if role in POSITIONS:
            position = role
            here += 1
            if self.role(here) in {Role.DASH, Role.TO, Role.OR, Role.SLASH} and self.role(here + 1) in POSITIONS:
                second = self.role(here + 1)
                here += 2
            elif self.role(here) is Role.DASH:
                here += 1
        article = self.role(here) is Role.THE
        here += article
        modifier = None
        if self.role(here) in MODIFIERS:
            modifier = self.role(here)
            here += 1
        bare = modifier is None and position is not None and not article and self.role(here) is Role.UNIT
        if bare and not self.offset_behind(here + 1):
            return None  # "end week", "early month"
        return self.period_at(here, at, position, modifier, second, lead)

    def period_at(
        self,
        here: int,
        at: int,
        position: Role | None,
        modifier: Role | None,
        second: Role | None = None,
        lead: Role | None = None,
    ) -> Found:
        """The period whose unit or month stands at ``here``, of an expression that begins at ``at``."""
        token = self.tokens[here]
        offset = {Role.NEXT: 1, Role.COMING: 1, Role.LAST: -1}.get(modifier, 0) if modifier else 0
        if token.role is Role.WEEK and modifier is None:
            return self._whole("week", token.value, position, at, here + 1, second)
        if token.role is Role.QUARTER_NAME:
            known = position or modifier or lead
            return self._quarter(token.value, position, at, here + 1, second) if known else None
        if token.role is Role.MONTH:
            return self._month_period(here, at, position, modifier, second, lead)
        if token.role is not Role.UNIT or token.sign not in {"week", "month", "quarter", "year", "weekend"}:
            return None
        if modifier is None and self.offset_behind(here + 1):
            offset = self.offset_behind(here + 1)
            modifier = Role.NEXT
            here += 1
        if modifier is None and position is None and not (token.sign == "weekend" and lead is not None):
            return None
        if modifier and (token.value or self.tokens[here - 1].value):
            return None  # "the coming weeks" is no date
        if modifier is Role.COMING and token.sign == "week" and position is None:
            last = self.today + timedelta(days=7)
            return [Day(self.today, last, self.tokens[at].start, self.tokens[here].end, period=True)], here + 1
        if token.sign == "year" and position is None and modifier is not Role.NEXT:
            return None
        return self._whole(token.sign, offset, position, at, here + 1, second)

    def _month_period(
        self, here: int, at: int, position: Role | None, modifier: Role | None, second: Role | None, lead: Role | None
    ) -> Found:
        token, year = self.tokens[here], self.tokens[here + 1]
        capital = token.raw[0].isupper() or (token.sign != "=" and position is not None)
        if not (position or modifier or lead) or (not capital and token.sign == "="):
            return None
        if (
            position is None
            and modifier is None
            and self.role(here + 1) is Role.PLAIN
            and year.raw[0].isupper()
            and not year.line
        ):
            return None  # a name: "by April Smith"
        end = here + 1
        if year.role is Role.NUMBER and year.sign == "4" and abs(year.value - self.today.year) <= 1:
            first = date(year.value, token.value, 1)
            end += 1
        elif year.role is Role.NUMBER and year.sign == "4":
            return None
        else:
            first = date(self.today.year, token.value, 1)
            back = 0 if lead in {Role.BY, Role.UNTIL} or modifier in {Role.NEXT, Role.COMING} else PAST_DAYS
            if modifier is Role.LAST:
                first = first if first < self.today else first_of_month(first, -12)
            elif last_day_of_month(first) < self.today - timedelta(days=back):
                first = first_of_month(first, 12)
            elif first > self.today + timedelta(days=366 - PAST_DAYS):
                first = first_of_month(first, -12)
        return self._part(first, "month", position, at, end, second)

    def _whole(
        self, unit: str, offset: int, position: Role | None, at: int, here: int, second: Role | None = None
    ) -> Found:
        if unit == "week":
            return self._week(offset, position, at, here, second)
        if unit == "weekend":
            saturday = monday(self.today, offset) + timedelta(days=5)
            return [
                Day(
                    saturday,
                    saturday + timedelta(days=1),
                    self.tokens[at].start,
                    self.tokens[here - 1].end,
                    period=True,
                )
            ], here
        if unit == "month":
            first = first_of_month(self.today, offset)
        elif unit == "quarter":
            first = first_of_quarter(self.today, offset)
        else:
            first = date(self.today.year + offset, 1, 1)
        return self._part(first, unit, position, at, here, second)

    def _quarter(self, number: int, position: Role | None, at: int, here: int, second: Role | None = None) -> Found:
        """This quarter of the year, or the next year's where it is over."""
        first = date(self.today.year, number * 3 - 2, 1)
        if last_day_of_month(first_of_month(first, 2)) < self.today:
            first = first_of_month(first, 12)
        return self._part(first, "quarter", position, at, here, second)

    def _week(self, offset: int, position: Role | None, at: int, here: int, second: Role | None) -> Found:
        start = monday(self.today, offset)
        if offset == 0 and self.today.weekday() > FRIDAY and position is Role.END:
            start += timedelta(weeks=1)
        bounds = {
            None: (0, 4),
            Role.EARLY: (0, 1),
            Role.MID: (2, 2),
            Role.LATE: (3, 4),
            Role.END: (4, 4),
            Role.FIRST_HALF: (0, 2),
            Role.SECOND_HALF: (2, 4),
        }
        first, last = bounds[position]
        last = bounds[second][1] if second else last
        begin = start + timedelta(days=first)
        if offset == 0 and position is None:
            begin = self.today
        finish = max(start + timedelta(days=last), begin)
        if offset == 0 and position is None and self.today.weekday() > FRIDAY:
            finish = monday(self.today) + timedelta(days=6)
        period = position is None
        return [Day(begin, finish, self.tokens[at].start, self.tokens[here - 1].end, period=period)], here

    def _part(self, first: date, unit: str, position: Role | None, at: int, here: int, second: Role | None) -> Found:
        months = {"month": 1, "quarter": 3, "year": 12}[unit]
        last = last_day_of_month(first_of_month(first, months - 1))
        length = (last - first).days + 1
        third = timedelta(days=length // 3)
        middle = first + timedelta(days=length // 2 - 1)
        bounds = {
            None: (first, last),
            Role.EARLY: (first, first + third - timedelta(days=1)),
            Role.MID: (middle, middle),
            Role.LATE: (last - third + timedelta(days=1), last),
            Role.END: (last, last),
            Role.FIRST_HALF: (first, middle),
            Role.SECOND_HALF: (middle + timedelta(days=1), last),
        }
        begin, finish = bounds[position]
        finish = bounds[second][1] if second else finish
        period = position is None
        return [Day(begin, finish, self.tokens[at].start, self.tokens[here - 1].end, period=period)], here
