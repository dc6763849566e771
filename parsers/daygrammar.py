"""The grammar of days: "Thursday 12 June", "early next week", "within 5-7 business days", "the 4th or 5th".

It knows the roles of tokens and no words. Every rule looks a bounded number of tokens ahead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from parsers.calendardays import (
    FRIDAY,
    PAST_DAYS,
    add_business_days,
    add_months,
    coming,
    first_of_month,
    first_of_quarter,
    in_coming_months,
    last_day_of_month,
    make_date,
    monday,
    nearest,
)
from parsers.datewords import Lexicon, Role, Token

MOST = {"hour": 24 * 31, "day": 366, "business_day": 260, "week": 52, "fortnight": 26, "month": 18}
"""The longest duration of each unit that is read as a date; more is a term of contract or a career."""

_LISTED = 6
_MODIFIERS = frozenset({Role.NEXT, Role.COMING, Role.THIS, Role.LAST})
_PARTS = {Role.MORNING: "m", Role.AFTERNOON: "a", Role.EVENING: "e"}
_POSITIONS = frozenset({Role.EARLY, Role.MID, Role.LATE, Role.END, Role.FIRST_HALF, Role.SECOND_HALF})
_ENDS = {Role.END_OF_WEEK: "week", Role.END_OF_MONTH: "month", Role.END_OF_YEAR: "year"}
_LEADS = frozenset({Role.BY, Role.UNTIL, Role.FROM, Role.ON, Role.IN, Role.AFTER, Role.BETWEEN, Role.WITHIN})
_JOINTS = frozenset({Role.COMMA, Role.OR, Role.AND, Role.TO, Role.DASH, Role.SLASH, Role.UNTIL, Role.AT_TO})
_RANGES = frozenset({Role.TO, Role.DASH, Role.UNTIL, Role.AT_TO})


@dataclass(frozen=True, slots=True)
class Day:
    """Days as written: ``start`` and ``end`` are positions in the text.

    ``part`` is m, a or e where morning, afternoon or evening stands at it. ``period`` is true for a week, month or
    the like as a whole. ``weekday`` is set for one that nothing else pins down.
    """

    first: date
    last: date
    start: int
    end: int
    doubtful: bool = False
    part: str = ""
    period: bool = False
    weekday: int | None = None


Found = tuple[list[Day], int] | None
"""The days found and the index of the token behind them, or None."""


class Days:
    """Reads days from tokens. ``month_first`` says how 06/12 is read, ``sure`` whether by evidence."""

    def __init__(
        self, tokens: list[Token], lexicon: Lexicon, anchor: datetime, *, month_first: bool, sure: bool
    ) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.moment = anchor
        self.today = anchor.date()
        self.month_first = month_first
        self.sure = sure

    def role(self, at: int) -> Role:
        """The role of the token at this index."""
        return self.tokens[at].role

    def read(self, at: int, lead: Role | None = None, week: date | None = None) -> Found:
        """The days that begin at this token. ``lead`` is the role of the word before, ``week`` a Monday that holds."""
        role = self.tokens[at].role
        behind = self.tokens[at + 1].role
        if role is Role.LAST and (found := self._ordinal(at)):
            return found
        if role is Role.WEEKDAY or (role in _MODIFIERS and behind is Role.WEEKDAY):
            return self._weekday(at, lead, week)
        if role is Role.RELATIVE_DAY or (role is Role.THIS and behind in _PARTS):
            return self._relative(at)
        if role in {Role.ISO, Role.DATED, Role.SLASHED}:
            return self._numeric(at, None, context=lead is not None)
        if role is Role.NUMBER:
            return self._dated(at) or self._numbered(at, lead) or self._duration_from(at)
        if role is Role.MONTH:
            return self._dated(at) or self._period(at, lead)
        if role is Role.THE:
            return self._the(at, lead, week)
        if role is Role.AGO_BEFORE:
            return self._ago(at)
        if role in {Role.IN, Role.WITHIN}:
            return self._duration(at) or self._in_period(at)
        if role is Role.ARTICLE:
            return self._duration_from(at)
        if role is Role.WEEK_OF:
            return self._week_of(at)
        if role is Role.END_OF_DAY:
            return self._end_of_day(at, lead, week)
        if role is Role.ORDINAL:
            return self._ordinal(at)
        return self._period(at, lead)

    def _offset_behind(self, at: int) -> int:
        """1 or -1 where "next" or "last" stands behind what it is said of, as in "la semaine prochaine"; else 0."""
        role = self.role(at)
        if not self.lexicon.modifiers_behind or role not in {Role.NEXT, Role.LAST}:
            return 0
        if self.role(at + 1) in {Role.UNIT, Role.WEEKDAY, Role.MONTH, Role.NUMBER}:
            return 0
        return 1 if role is Role.NEXT else -1

    # Weekdays

    def _weekday(self, at: int, lead: Role | None, week: date | None) -> Found:
        before = self.tokens[at - 1].role if at else Role.STOP
        modifier = None
        here = at
        if self.role(at) in _MODIFIERS:
            modifier = self.role(at)
            here += 1
        token = self.tokens[here]
        if before in {Role.EVERY, Role.NOT_BEFORE_WEEKDAY} or self.role(here + 1) in {
            Role.NOT_BEHIND_WEEKDAY,
            Role.TIMES,
        }:
            return None
        if token.sign == "=" and modifier is None and not self._in_context(here, lead):
            return None
        weekday = token.value
        here += 1
        if self.role(here) is Role.PERIOD and token.end - token.start <= 5:
            here += 1
        part = _PARTS.get(self.role(here), "")
        end = self.tokens[here].end if part else token.end
        here += bool(part)
        dated = self._weekday_date(at, here, weekday, part)
        if dated:
            return dated
        day, here, end = self._plain_weekday(weekday, modifier, here, end, week)
        pinned = modifier is not None or week is not None or end > token.end + 14
        start = self.tokens[at].start
        return [Day(day, day, start, end, part=part, weekday=None if pinned else weekday)], here

    def _in_context(self, at: int, lead: Role | None) -> bool:
        """Whether a word such as "sat" stands where only a weekday can stand."""
        token = self.tokens[at]
        before, behind = self.tokens[at - 1].role if at else Role.STOP, self.role(at + 1)
        if behind is Role.PERIOD:
            behind = self.role(at + 2)
        if lead is not None or Role.WEEKDAY in {before, behind}:
            return True
        joints = {Role.OR, Role.AND, Role.SLASH, Role.DASH, Role.COMMA, Role.TO}
        if before in joints and at > 1 and self.role(at - 2) in {Role.WEEKDAY, Role.NUMBER, Role.CLOCK}:
            return True
        if behind in joints and self.role(at + 2) is Role.WEEKDAY:
            return True
        dates = {Role.NUMBER, Role.CLOCK, Role.DOTTED, Role.SLASHED, Role.DATED, Role.MONTH, Role.AT}
        if behind is Role.COMMA:
            behind = self.role(at + 2)
        if token.raw[0].isupper() and (behind in dates or behind in _PARTS):
            return True
        if behind is Role.NUMBER and self.tokens[at + 1].sign == "o":
            return True
        if behind not in {Role.AT, Role.AT_TO, Role.FROM, Role.BETWEEN, Role.OF}:
            return False
        clock = self.tokens[at + 2]
        return clock.role is Role.CLOCK or bool(clock.half) or clock.sign == "h"

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
            found = self._numeric(here, weekday, context=True)
        elif role in {Role.NUMBER, Role.MONTH}:
            found = self._dated(here, weekday)
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
        if not ordinal and (
            self.role(at + 1) in {Role.UNIT, Role.COLON, Role.OCLOCK, *_RANGES} or self.role(at - 1) is Role.ON
        ):
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
        role, behind = self.role(here), self.role(here + 1)
        skip = 1 if role in {Role.OF, Role.COMMA, Role.IN} and behind in _MODIFIERS | {Role.WEEK} else 0
        role, behind = self.role(here + skip), self.role(here + skip + 1)
        offsets = {Role.NEXT: 1, Role.COMING: 1, Role.THIS: 0, Role.LAST: -1}
        if modifier is None and role in offsets and behind is Role.UNIT and self.tokens[here + skip + 1].sign == "week":
            last = here + skip + 2
            return monday(self.today, offsets[role]) + timedelta(days=weekday), last, self.tokens[last - 1].end
        if modifier is None and role is Role.WEEK:
            token = self.tokens[here + skip]
            return monday(self.today, token.value) + timedelta(days=weekday), here + skip + 1, token.end
        following = coming(weekday, self.today)
        if role is Role.UNIT and modifier in {None, Role.THIS} and not skip:
            weeks = {"week": 1, "fortnight": 2}.get(self.tokens[here].sign, 0)
            if weeks and self.tokens[here].raw.lower() in {"week", "fortnight"}:
                return following + timedelta(weeks=weeks), here + 1, self.tokens[here].end
        if role is Role.AFTER_NEXT and modifier is None:
            return following + timedelta(weeks=1), here + 1, self.tokens[here].end
        behind_offset = 0 if skip or modifier else self._offset_behind(here)
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

    # Dates

    def _numeric(self, at: int, weekday: int | None, *, context: bool) -> Found:
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

    def _dated(self, at: int, weekday: int | None = None) -> Found:
        """Days of a named month: "12 June 2026", "the 4th or 5th of June", "March 5-7"."""
        if at and self.role(at - 1) is Role.VERSION:
            return None
        return self._month_first(at, weekday) if self.role(at) is Role.MONTH else self._month_last(at, weekday)

    def _is_day(self, at: int) -> bool:
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
        while self._is_day(here):
            numbers.append(self.tokens[here])
            here += 1
            if self.lexicon.day_dot and self.role(here) is Role.PERIOD:
                here += 1
            joint, ahead = self.role(here), here + 1
            if joint is Role.COMMA and self.role(ahead) in {Role.OR, Role.AND}:
                ahead += 1
            if self.role(ahead) is Role.THE:
                ahead += 1
            if len(numbers) >= _LISTED or joint not in _JOINTS or not self._is_day(ahead):
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
        if not self._is_day(here) or self.tokens[here].line:
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
            and self._is_day(here + 1)
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
            if place and joints[place - 1] in _RANGES and days and day >= days[-1].first:
                days[-1] = replace(days[-1], last=day, end=token.end)
            else:
                days.append(Day(day, day, token.start, token.end, doubtful=not fits))
        days[0] = replace(days[0], start=days[0].start if start is None else start)
        days[-1] = replace(days[-1], end=end)
        return days, here

    def _numbered(self, at: int, lead: Role | None) -> Found:
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
            if place and joints[place - 1] in _RANGES:
                days[-1] = replace(days[-1], last=max(day, days[-1].first), end=token.end)
            else:
                days.append(Day(day, day, token.start, token.end))
        days[-1] = replace(days[-1], end=end)
        return days, here

    # Relative days and periods

    def _relative(self, at: int) -> Found:
        token = self.tokens[at]
        day = self.today + timedelta(days=token.value)
        here = at + 1  # of "this", the value is 0: today
        part = _PARTS.get(self.role(here), "e" if token.raw.lower() == "tonight" else "")
        if self.role(here) in _PARTS:
            here += 1
        return [Day(day, day, token.start, self.tokens[here - 1].end, part=part)], here

    def _the(self, at: int, lead: Role | None, week: date | None) -> Found:
        role = self.role(at + 1)
        if role is Role.NUMBER:
            return self._dated(at + 1) or self._numbered(at + 1, lead)
        if role in {Role.WEEKDAY, Role.ORDINAL, Role.RELATIVE_DAY, *_MODIFIERS, *_POSITIONS} or role in _ENDS:
            return self.read(at + 1, lead, week)
        if lead is Role.WITHIN and role is Role.UNIT:
            return self._period_at(at + 1, at, Role.END, None)
        if role is Role.UNIT and self._offset_behind(at + 2):
            return self._period(at + 1, lead)
        return None

    def _week_of(self, at: int) -> Found:
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

    def _end_of_day(self, at: int, lead: Role | None, week: date | None) -> Found:
        token = self.tokens[at]
        here = at + 1
        if self.role(here) in {Role.ON, Role.OF, Role.COMMA, Role.THE, Role.BY}:
            here += 1
        found = None
        if self.role(here) not in {Role.IN, Role.WITHIN, Role.END_OF_DAY, Role.NUMBER} or self._is_day(here):
            found = self.read(here, Role.BY, week)
        if found and not found[0][0].period:
            return [replace(found[0][0], start=token.start), *found[0][1:]], found[1]
        if lead is not Role.BY:
            return None
        return [Day(self.today, self.today, token.start, token.end)], at + 1

    def _ordinal(self, at: int) -> Found:
        """ "First week of June", "the last week of next month", "the first of June"."""
        token = self.tokens[at]
        here = at + 1
        weeks = self.role(here) is Role.WEEK_OF
        if weeks or (self.tokens[here].sign == "week" and self.role(here + 1) in {Role.OF, Role.IN}):
            month_at = here + (1 if weeks else 2)
            found = self._period(month_at + (self.role(month_at) is Role.THE), Role.IN)
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
            found = self._period(month_at, Role.IN)
            if not found or not found[0][0].period or found[0][0].first.day != 1:
                return None
            begin = found[0][0].first
            if token.value > 0:
                day = coming(self.tokens[here].value, begin, today=True) + timedelta(weeks=token.value - 1)
            else:
                day = coming(self.tokens[here].value, last_day_of_month(begin) - timedelta(days=7))
            return [Day(day, day, token.start, found[0][0].end)], found[1]
        if token.value > 0 and self.role(here) is Role.OF and self.role(here + 1) is Role.MONTH:
            day, _ = nearest(self.tokens[here + 1].value, token.value, self.today)
            end = self.tokens[here + 1].end
            return ([Day(day, day, token.start, end)], here + 2) if day else None
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

    def _period(self, at: int, lead: Role | None) -> Found:
        """A week, month, quarter or year, or a part of one: "early next week", "mid-June", "by the end of Q2"."""
        role = self.role(at)
        here = at
        if role in _ENDS:
            offset = self._offset_behind(at + 1)
            return self._whole(_ENDS[role], offset, Role.END, at, at + 1 + abs(offset))
        if role is Role.MID_MONTH:
            middle = self.today.replace(day=15)
            middle = middle if middle >= self.today else first_of_month(self.today, 1).replace(day=15)
            return [Day(middle, middle, self.tokens[at].start, self.tokens[at].end)], at + 1
        position = second = None
        if role in _POSITIONS:
            position = role
            here += 1
            if self.role(here) in {Role.DASH, Role.TO, Role.OR, Role.SLASH} and self.role(here + 1) in _POSITIONS:
                second = self.role(here + 1)
                here += 2
            elif self.role(here) is Role.DASH:
                here += 1
        article = self.role(here) is Role.THE
        here += article
        modifier = None
        if self.role(here) in _MODIFIERS:
            modifier = self.role(here)
            here += 1
        if modifier is None and position and not article and self.role(here) is Role.UNIT:
            if not self._offset_behind(here + 1):
                return None
        return self._period_at(here, at, position, modifier, second, lead)

    def _period_at(
        self,
        here: int,
        at: int,
        position: Role | None,
        modifier: Role | None,
        second: Role | None = None,
        lead: Role | None = None,
    ) -> Found:
        token = self.tokens[here]
        offset = {Role.NEXT: 1, Role.COMING: 1, Role.LAST: -1}.get(modifier, 0) if modifier else 0
        if token.role is Role.WEEK and modifier is None:
            return self._whole("week", token.value, position, at, here + 1, second)
        if token.role is Role.QUARTER_NAME:
            first = date(self.today.year, token.value * 3 - 2, 1)
            if last_day_of_month(first_of_month(first, 2)) < self.today:
                first = first_of_month(first, 12)
            known = position or modifier or lead
            return self._part(first, "quarter", position, at, here + 1, second) if known else None
        if token.role is Role.MONTH:
            return self._month_period(here, at, position, modifier, second, lead)
        if token.role is not Role.UNIT or token.sign not in {"week", "month", "quarter", "year", "weekend"}:
            return None
        if modifier is None and self._offset_behind(here + 1):
            offset = self._offset_behind(here + 1)
            modifier = Role.NEXT
            here += 1
        if modifier is None and position is None and not (token.sign == "weekend" and lead is not None):
            return None
        if token.raw.lower().endswith("s") and token.sign != "weekend" and modifier:
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

    # Durations

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
        if self.role(here) in {*_RANGES, Role.OR, Role.AND} and ahead.role is Role.NUMBER and not ahead.half:
            high, here = ahead.value, here + 2
        return (low, high, here) if 0 < low <= high else None

    def _measure(self, at: int) -> tuple[int, int, str, int] | None:
        """An amount with its unit: least, most, unit, index behind; None for rates ("3 days a week")."""
        amount = self._amount(at)
        if amount is None:
            return None
        low, high, here = amount
        unit = self.tokens[here]
        hours = self.tokens[here - 1].sign == "h"
        if hours:
            name = "hour"
        elif unit.role is Role.UNIT and unit.sign in MOST:
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

    def _duration(self, at: int) -> Found:
        """ "In two weeks", "within 5-7 business days", "over the next ten days", "in a week or two"."""
        here = at + 1
        open_start = self.role(at) is Role.WITHIN
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

    def _ago(self, at: int) -> Found:
        """ "Vor drei Tagen", "il y a deux semaines": where "ago" goes before."""
        measure = self._measure(at + 1)
        if measure is None:
            return None
        low, high, unit, here = measure
        first, last = self._later(-high, unit), self._later(-low, unit)
        return [Day(first, last, self.tokens[at].start, self.tokens[here - 1].end)], here

    def _next_unit(self, at: int, here: int) -> Found:
        token = self.tokens[here]
        plural = token.raw.lower().endswith("s") and token.raw.lower() not in {"mes", "mês"}
        either = self.role(here + 1) is Role.OR and self.tokens[here + 2].sign == "w"
        if plural or (self.lexicon.in_next != "duration" and not either):
            return None
        count, end = (self.tokens[here + 2].value, here + 3) if either else (1, here + 1)
        if self.role(end) is Role.OR_SO:
            end += 1
        last = self._later(count, token.sign)
        return [Day(self.today, last, self.tokens[at].start, self.tokens[end - 1].end)], end

    def _duration_from(self, at: int) -> Found:
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
