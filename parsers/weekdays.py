"""Weekdays as written: "next Tuesday", "Thu Mar 5", "Monday 3rd", "Friday of next week"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from parsers.calendardays import (
    coming,
    in_coming_months,
    monday,
)
from parsers.datelexicon import Role
from parsers.daybase import MODIFIERS, PARTS, RANGES, Day, Found
from parsers.monthdays import MonthDays

_LONGEST_SHORT_FORM = 3
"""Letters of a weekday's abbreviation: "qui" for "quinta"."""
_ENDS = frozenset({Role.STOP, Role.PERIOD, Role.COMMA})
_PRONOUNS = frozenset({"te", "lhe", "lhes", "eu", "nós", "já", "sem"})
_WEEKS_AHEAD = {Role.NEXT: 1, Role.COMING: 1, Role.THIS: 0, Role.LAST: -1}


class Weekdays(MonthDays):
    """Reads weekdays."""

    def weekday(self, at: int, lead: Role | None, week: date | None) -> Found:
        """A weekday with what stands at it: "next", a date, a part of the day, "of next week"."""
        before = self.tokens[at - 1].role if at else Role.STOP
        modifier = None
        here = at
        if self.role(at) in MODIFIERS:
            modifier = self.role(at)
            here += 1
        token = self.tokens[here]
        if before in {Role.EVERY, Role.NOT_BEFORE_WEEKDAY} or self.role(here + 1) in {
            Role.NOT_BEHIND_WEEKDAY,
            Role.TIMES,
        }:
            return None
        numbers = self.role(here + 1) is Role.BEHIND_ORDINAL  # "o resultado da segunda fase"
        if token.sign == "=" and modifier is None and (numbers or not self._in_context(here, lead)):
            return None
        weekday = token.value
        here += 1
        if self.role(here) is Role.PERIOD and token.end - token.start <= 5:
            here += 1
        behind = PARTS.get(self.role(here), "")
        end = self.tokens[here].end if behind else token.end
        here += bool(behind)
        part = behind or token.sign.strip("=")
        dated = self._weekday_date(at, here, weekday, part)
        if dated:
            return dated
        alone = here
        day, here, end = self._plain_weekday(weekday, modifier, here, end, week)
        pinned = modifier is not None or week is not None or here > alone
        start = self.tokens[at].start
        return [Day(day, day, start, end, part=part, weekday=None if pinned else weekday)], here

    def _in_context(self, at: int, lead: Role | None) -> bool:
        """Whether a word such as "sat" stands where only a weekday can stand."""
        token = self.tokens[at]
        before, behind = self.tokens[at - 1].role if at else Role.STOP, self.role(at + 1)
        beside = [self.tokens[there] for there in (at - 2, at + 2) if there >= 0]
        if any(other.role is Role.WEEKDAY and other.raw.lower() == token.raw.lower() for other in beside):
            return False  # "so oder so"
        if behind is Role.PERIOD:
            behind = self.role(at + 2)
        if lead is not None or self._strong(at - 1) or self._strong(at + 1):
            return True
        if before is Role.IN and token.end - token.start > _LONGEST_SHORT_FORM and self._numbers_nothing(at + 1):
            return True
        joints = {Role.OR, Role.AND, Role.SLASH, Role.DASH, Role.COMMA, Role.TO}
        listed = before in joints and at > 1 and self.role(at - 2) in {Role.WEEKDAY, Role.NUMBER, Role.CLOCK}
        if listed and (before is not Role.COMMA or token.raw[0].isupper()):
            return True
        if behind in joints and self.role(at + 2) is Role.WEEKDAY:
            return True
        dates = {Role.NUMBER, Role.CLOCK, Role.DOTTED, Role.SLASHED, Role.DATED, Role.MONTH, Role.AT}
        here = at + 1
        if behind is Role.COMMA:
            here = at + 2
            behind = self.role(here)
        if token.raw[0].isupper() and (behind in dates or behind in PARTS):
            return True
        if (behind is Role.NUMBER and self.tokens[at + 1].sign == "o") or self._week_behind(at + 1):
            return True
        if behind not in {Role.AT, Role.AT_TO, Role.FROM, Role.BETWEEN, Role.OF}:
            return False
        clock = self.tokens[here + 1]
        if clock.role in {Role.CLOCK, Role.NOON, Role.QUARTER_TO} or clock.half or clock.sign == "h":
            return True
        long_enough = token.end - token.start > _LONGEST_SHORT_FORM and behind is not Role.OF
        return long_enough and self._is_bare_hour(here + 1)

    def _numbers_nothing(self, at: int) -> bool:
        """Whether no noun can follow that an ordinal would number: "na sexta.", "na terça te digo"."""
        token = self.tokens[at]
        return token.role in _ENDS or (token.role is Role.PLAIN and token.raw.lower() in _PRONOUNS)

    def _is_bare_hour(self, at: int) -> bool:
        """Whether a bare number behind "at" is an hour: it counts nothing, and no month goes with it."""
        token = self.tokens[at]
        hour = token.role is Role.NUMBER and token.sign in {"", "w", "0"} and 1 <= token.value <= 24
        at += self.tokens[at + 1].sign == "hour"
        return hour and self.role(at + 1) not in {
            Role.PLAIN, Role.UNIT, Role.MONTH, Role.OF, Role.SLASH, Role.ORDINAL, Role.BEHIND_ORDINAL, Role.PER,
        }  # fmt: skip

    def _strong(self, at: int) -> bool:
        """Whether a weekday stands here that is no other word as well."""
        token = self.tokens[max(at, 0)]
        return at >= 0 and token.role is Role.WEEKDAY and (token.sign != "=" or token.raw[0].isupper())

    def _weekday_date(self, at: int, here: int, weekday: int, part: str) -> Found:
        """A weekday with its date: "Thu Mar 5", "Monday 3rd", "Wednesday, the 4th (of March)"."""
        start = self.tokens[at].start
        opened = False
        for _ in range(3):
            if self.role(here) not in {Role.COMMA, Role.THE, Role.LEFT, Role.ON}:
                break
            opened = opened or self.role(here) is Role.LEFT
            here += 1
        role = self.role(here)
        found: Found = None
        if role in {Role.ISO, Role.DATED, Role.SLASHED}:
            found = self.numeric(here, weekday, context=True)
        elif role in {Role.NUMBER, Role.MONTH}:
            found = self.dated(here, weekday)
        if not found and role is Role.NUMBER:
            found = self._weekday_number(here, weekday)
        if not found:
            return None
        days, here = found
        if opened and self.role(here) is Role.RIGHT:
            here += 1
            days[-1] = replace(days[-1], end=self.tokens[here - 1].end)
        days[0] = replace(days[0], start=start, part=part)
        return days, here

    def _weekday_number(self, at: int, weekday: int) -> Found:
        token = self.tokens[at]
        ordinal = token.sign == "o"
        if not 1 <= token.value <= 31 or token.half or token.sign not in {"o", "", "0"}:
            return None
        behind, other = self.role(at + 1), self.tokens[at + 2]
        ranged = behind in RANGES and " " not in self.tokens[at + 1].raw  # "jueves 21 a las 5" is a date
        ranged = ranged and other.sign != "h" and other.role in {Role.NUMBER, Role.WEEKDAY}
        minutes = behind is Role.PLAIN and self.tokens[at + 1].raw.lower().startswith("min")
        counted = ranged or minutes or behind in {Role.UNIT, Role.COLON, Role.OCLOCK}
        if not ordinal and (counted or self.role(at - 1) is Role.ON):
            return None
        day = in_coming_months(token.value, self.today, weekday)
        if day is None and ordinal:
            day = in_coming_months(token.value, self.today)
            return ([Day(day, day, token.start, token.end, doubtful=True)], at + 1) if day else None
        return ([Day(day, day, token.start, token.end)], at + 1) if day else None

    def _plain_weekday(
        self, weekday: int, modifier: Role | None, here: int, end: int, week: date | None
    ) -> tuple[date, int, int]:
        """The day, the index behind, and the end of the text of a weekday without a date."""
        named = self._week_behind(here) if modifier is None else None
        if named is not None:
            weeks, behind = named
            return monday(self.today, weeks) + timedelta(days=weekday), behind, self.tokens[behind - 1].end
        role = self.role(here)
        following = coming(weekday, self.today)
        if role is Role.UNIT and modifier in {None, Role.THIS}:
            weeks = {"week": 1, "fortnight": 2}.get(self.tokens[here].sign, 0)
            if weeks and self.tokens[here].raw.lower() in {"week", "fortnight"}:
                return following + timedelta(weeks=weeks), here + 1, self.tokens[here].end
        if role is Role.AFTER_NEXT and modifier is None:
            return following + timedelta(weeks=1), here + 1, self.tokens[here].end
        behind_offset = 0 if modifier else self.offset_behind(here)
        if behind_offset:
            modifier = Role.NEXT if behind_offset > 0 else Role.LAST
            here, end = here + 1, self.tokens[here].end
        if modifier is Role.NEXT and self.lexicon.next_weekday == "week":
            return monday(self.today, 1) + timedelta(days=weekday), here, end
        if modifier is Role.LAST:
            return coming(weekday, self.today - timedelta(days=8), today=False), here, end
        if modifier is Role.THIS:
            return coming(weekday, self.today, today=True), here, end
        if modifier is None and week is not None:
            return week + timedelta(days=weekday), here, end
        return following, here, end

    def _week_behind(self, at: int) -> tuple[int, int] | None:
        """The week named behind a weekday, counted from this one, and the index behind it: "of next week"."""
        here = at + (self.role(at) in {Role.OF, Role.COMMA, Role.IN, Role.FROM})
        here += self.role(here) is Role.THE
        token, behind = self.tokens[here], self.tokens[here + 1]
        if token.role is Role.WEEK:
            return token.value, here + 1
        if token.role in _WEEKS_AHEAD and behind.role is Role.UNIT and behind.sign == "week":
            return _WEEKS_AHEAD[token.role], here + 2
        offset = self.offset_behind(here + 1) if token.role is Role.UNIT and token.sign == "week" else 0
        return (offset, here + 2) if offset else None
