"""The grammar of days: "Thursday 12 June", "early next week", "within 5-7 business days", "the 4th or 5th".

It knows the roles of tokens and no words. Every rule looks a bounded number of tokens ahead.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from parsers.datelexicon import Role
from parsers.daybase import ENDS, MODIFIERS, PARTS, POSITIONS, Day, Found
from parsers.durations import Durations
from parsers.periods import Periods
from parsers.weekdays import Weekdays


class Days(Weekdays, Periods, Durations):
    """Reads days of every kind."""

    def read(self, at: int, lead: Role | None = None, week: date | None = None) -> Found:
        """The days that begin at this token. ``lead`` is the role of the word before, ``week`` a Monday that holds."""
        role = self.tokens[at].role
        behind = self.tokens[at + 1].role
        if role is Role.LAST and (found := self.ordinal(at)):
            return found
        if role is Role.WEEKDAY or (role in MODIFIERS and behind is Role.WEEKDAY):
            return self.weekday(at, lead, week)
        if role is Role.RELATIVE_DAY or (role is Role.THIS and behind in PARTS):
            return self._relative(at)
        if role in {Role.ISO, Role.DATED, Role.SLASHED}:
            return self.numeric(at, None, context=lead is not None)
        if role is Role.NUMBER:
            return self.dated(at) or self.numbered(at, lead) or self.duration_from(at)
        if role is Role.MONTH:
            return self.dated(at) or self.period(at, lead)
        if role is Role.THE:
            return self._the(at, lead, week)
        if role is Role.AGO_BEFORE:
            return self.ago(at)
        if role in {Role.IN, Role.WITHIN}:
            return self.duration(at) or self._in_period(at)
        if role is Role.HAVE:  # "you have five days"
            return self.duration(at)
        if role is Role.ARTICLE:
            return self.duration_from(at)
        if role is Role.WEEK_OF:
            return self.week_of(at)
        if role is Role.END_OF_DAY:
            return self.end_of_day(at, lead, week)
        if role is Role.ORDINAL:
            return self.ordinal(at)
        if role is Role.HALF and behind is Role.MONTH:  # "half juli"
            return self.period_at(at + 1, at, Role.MID, None)
        return self.period(at, lead)

    def _relative(self, at: int) -> Found:
        token = self.tokens[at]
        day = self.today + timedelta(days=token.value)
        here = at + 1  # of "this", the value is 0: today
        part = PARTS.get(self.role(here), token.sign)
        if self.role(here) in PARTS:
            here += 1
        return [Day(day, day, token.start, self.tokens[here - 1].end, part=part)], here

    def _the(self, at: int, lead: Role | None, week: date | None) -> Found:
        role = self.role(at + 1)
        if role is Role.NUMBER:
            return self.dated(at + 1) or self.numbered(at + 1, lead)
        if role in {Role.WEEKDAY, Role.ORDINAL, Role.RELATIVE_DAY, *MODIFIERS, *POSITIONS} or role in ENDS:
            return self.read(at + 1, lead, week)
        if lead is Role.WITHIN and role is Role.UNIT:
            return self.period_at(at + 1, at, Role.END, None)
        weekend = self.tokens[at + 1].sign == "weekend" and lead in {Role.BY, Role.UNTIL}
        if role is Role.UNIT and (weekend or self.offset_behind(at + 2)):
            return self.period(at + 1, lead)
        return None

    def _in_period(self, at: int) -> Found:
        if self.role(at) is not Role.IN:
            found = self._the(at + 1, Role.WITHIN, None) if self.role(at + 1) is Role.THE else None
            return ([replace(found[0][0], start=self.tokens[at].start), *found[0][1:]], found[1]) if found else None
        here = at + 1 + (self.role(at + 1) is Role.THE)
        found = (
            self.read(here, Role.IN)
            if self.role(here) not in {Role.IN, Role.WITHIN, Role.NUMBER, Role.ARTICLE}
            else None
        )
        return found if found and found[0][0].period else None
