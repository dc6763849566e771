"""Slots: a day together with the clock time that belongs to it, wherever in the text the two stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from parsers.calendardays import make_date, monday
from parsers.clockgrammar import Clock, Clocks, Zone, clocks_of, settle
from parsers.datelexicon import Lexicon, Role
from parsers.datewords import LOOKAHEAD, Token
from parsers.daybase import Day
from parsers.daygrammar import Days
from parsers.facts import ClockTime, Span
from parsers.lonetimes import Slot, attach
from parsers.monthdays import order
from parsers.restated import Restated

_CLOCKED = frozenset(
    {
        Role.CLOCK, Role.DOTTED, Role.NUMBER, Role.NOON, Role.MIDNIGHT, Role.HALF, Role.HALF_PAST, Role.QUARTER_PAST,
        Role.QUARTER_TO, Role.AT, Role.AT_TO, Role.BETWEEN, Role.APPROX,
    }
)  # fmt: skip
_LEADS = frozenset({Role.BY, Role.UNTIL, Role.FROM, Role.ON, Role.AFTER, Role.BETWEEN, Role.DATE_LABEL, Role.OF})
_NEEDY = _LEADS | {Role.IN, Role.WITHIN, Role.THE, Role.ARTICLE, Role.AT, Role.AT_TO, Role.THIS, Role.NEXT}
_IDLE = frozenset(
    {
        Role.PLAIN, Role.STOP, Role.COMMA, Role.PERIOD, Role.AND, Role.OR, Role.TO, Role.RIGHT, Role.LEFT, Role.DASH,
        Role.SLASH, Role.BEHIND_DAY, Role.BEHIND_ORDINAL, Role.YOUR, Role.MINE, Role.TIME, Role.ZONE, Role.PLACE,
        Role.FEW,
    }
)  # fmt: skip
_BETWEEN = frozenset(
    {Role.COMMA, Role.OR, Role.AND, Role.SLASH, Role.ON, Role.AT, Role.AT_TO, Role.DASH, Role.COLON, Role.THE}
)
_KEPT = frozenset({Role.BY, Role.UNTIL})
_FOR = frozenset({"pour le", "para", "para el", "voor"})
"""Words that say "by" before a day and no less often "for": an "at ten" behind them begins, it ends nothing."""
_FOR_REACH = 9
_JOINTS = frozenset({Role.COMMA, Role.OR, Role.AND, Role.SLASH})
_RANGES = frozenset({Role.TO, Role.DASH, Role.UNTIL, Role.AT_TO})
_PARTS = frozenset({Role.MORNING, Role.AFTERNOON, Role.EVENING})


class Finder:
    """One pass over the tokens of one text."""

    def __init__(self, text: str, found: list[Token], words: Lexicon, anchor: datetime) -> None:
        self.text = text
        self.tokens = found
        self.words = words
        self.anchor = anchor
        self.rules = clocks_of(anchor, words.language)
        month_first, sure = order(found, words, anchor)
        self.days = Days(found, words, anchor, month_first=month_first, sure=sure)
        self.clocks = Clocks(found, words, anchor)
        self.slots: list[Slot] = []
        self.lone: list[Clock] = []
        self.run = 0
        self.reached = 0
        self.week: date | None = None
        self.scope: Slot | None = None
        self.whole_zone: Zone | None = None
        self.zones: dict[int, Zone] = {}

    def role(self, at: int) -> Role:
        """The role of the token at this index."""
        return self.tokens[at].role

    def spans(self) -> tuple[Span, ...]:
        """Everything found, in the order of the text."""
        at, last = 0, len(self.tokens) - LOOKAHEAD
        while at < last:
            role = self.tokens[at].role
            if role in _IDLE or (role in _NEEDY and self._idle_behind(at + 1)):
                at += 1
                continue
            if at != self.reached:
                self._leave(at)
            behind = self._step(at)
            if behind is None:
                at += 1
            else:
                at = self.reached = behind
        once = Restated(self.text, self.words, self.rules, self.anchor.date()).once
        self.slots, self.lone = once(self.slots, self.lone)
        self.slots, self.lone = attach(self.text, self.slots, self.lone)
        self.zones = {slot.run: slot.clock.zone for slot in self.slots if slot.clock and slot.clock.zone}
        return tuple(self._span(slot) for slot in self.slots if not slot.dropped)

    def alone(self) -> tuple[ClockTime, ...]:
        """Clock times that found no day in the text; to be called after ``spans``."""
        today = self.anchor.date()
        found = []
        for clock in self.lone:
            start, end, doubtful = settle(clock, today, self.rules, "", hours_24=self.words.hours_24)
            if start is not None:
                zone = clock.zone or self.whole_zone
                until = end.time() if end is not None else None
                text = self.text[clock.start : clock.end]
                found.append(ClockTime(start.time(), text, until, zone.name if zone else None, doubtful))
        return tuple(found)

    def _idle_behind(self, at: int) -> bool:
        """Whether nothing of a date follows a run of small words: "for the team"."""
        for ahead in range(at, at + 4):
            role = self.tokens[ahead].role
            if role not in _NEEDY:
                return role in _IDLE
        return False

    def _leave(self, at: int) -> None:
        """Begins a new list where more than joints stand between the last slot and this token."""
        if at - self.reached > 4 or any(token.role not in _BETWEEN for token in self.tokens[self.reached : at]):
            self.run += 1
            self.week = self.scope = None
            self.reached = at

    def _step(self, at: int) -> int | None:
        """Reads what begins at this token; the index behind it, or None where nothing does."""
        role = self.role(at)
        if role is Role.TIMES:
            self._zone_of_all(at)
            return None
        lead: Role | None = None
        here = at
        if role in _LEADS:
            lead = role
            here += 1
            here += self.role(here) is Role.COLON
            if self.role(here) in _LEADS and self.role(here) is not Role.BETWEEN:  # "by or before", "starting from"
                here += 1
        clocked = self._clock_first(at, here, lead)
        if clocked is not None:
            return clocked
        listed = lead is None and at > 0 and self.role(at - 1) in _JOINTS and role is not Role.WEEKDAY
        if listed and self.slots and self._continues(at):
            lead = Role.ON
        found = self.days.read(here, lead, self.week)
        if found is None and role is Role.WITHIN:  # "entro venerdì"
            lead = Role.BY
            found = self.days.read(at + 1, lead, self.week)
        if found is None:
            return None
        return self._days_first(found[0], found[1], at, lead)

    def _continues(self, at: int) -> bool:
        """Whether only joints lie between the last slot and this token, so that it goes on with a list of days."""
        between = self.text[self.slots[-1].end : self.tokens[at].start]
        return len(between) <= 8 and "\n\n" not in between

    # A clock time before its day: "3pm on Friday", "10am, 11.15 or 2pm on the 19th"

    def _clock_first(self, at: int, here: int, lead: Role | None) -> int | None:
        start = here if self.role(here) in _CLOCKED else at
        if self.role(start) not in _CLOCKED and lead not in {Role.FROM, Role.BETWEEN}:
            return None
        start = at if lead in {Role.FROM, Role.BETWEEN, Role.AFTER, Role.OF} else start
        closing = self._closes(at, lead)
        first = self.clocks.read(start, day_known=self._day_follows(start), closing=closing)
        if first is None:
            return None
        clocks, behind = [first[0]], first[1]
        while self.role(behind) in _JOINTS and len(clocks) < 8:
            ahead = behind + 1 + (self.role(behind + 1) in {Role.OR, Role.AND})
            more = self.clocks.read(ahead, day_known=False)
            if more is None or self.role(ahead) is Role.BETWEEN:
                break
            clocks.append(more[0])
            behind = more[1]
        day = self._day_behind(behind)
        if day is None:
            if all(clock.plain for clock in clocks):
                return None
            self.lone += [clock for clock in clocks if not clock.closing]
            return behind
        days, end_index = day
        if clocks[-1].zone is None:
            zone = self.clocks.zone(end_index)
            if zone:
                clocks[-1] = replace(clocks[-1], zone=zone[0])
                end_index = zone[1]
                days[-1] = replace(days[-1], end=self.tokens[end_index - 1].end)
        begin = self.tokens[at].start if lead in _KEPT else clocks[0].start
        for place, clock in enumerate(clocks):
            if place < len(clocks) - 1:
                self._add(days[0], clock, clock.start, clock.end, until=False)
            else:
                self._add(days[0], clock, begin if place == 0 else clock.start, days[0].end, until=False)
        for day_found in days[1:]:
            self._add(day_found, None, day_found.start, day_found.end, until=False)
        return end_index

    def _day_follows(self, at: int) -> bool:
        """Whether a weekday, date or the like stands within the next tokens, so that a bare hour may be one."""
        known = {Role.WEEKDAY, Role.RELATIVE_DAY, Role.DATED, Role.ISO}
        for ahead in range(at + 1, at + 7):
            role = self.role(ahead)
            if role in known:
                return True
            if role in {Role.PLAIN, Role.STOP, Role.COMMA, Role.PERIOD, Role.UNIT, Role.MONTH}:
                return False
        return False

    def _day_behind(self, at: int) -> tuple[list[Day], int] | None:
        here = at
        lead: Role | None = None
        for _ in range(3):
            if self.role(here) in {Role.ON, Role.COMMA, Role.LEFT, Role.OF}:
                lead = Role.ON if self.role(here) is Role.ON else lead
                here += 1
        if self.role(here) in {Role.IN, Role.WITHIN, Role.NUMBER} and lead is None and self.tokens[here].sign != "o":
            found = self.days.read(here, None, self.week) if self.role(here) is Role.NUMBER else None
        else:
            found = self.days.read(here, lead, self.week)
        if found is None or found[0][0].period or found[0][0].first != found[0][0].last:
            return None
        # "10am, Tuesday 2pm": the day belongs to the clock time behind it.
        after = self.clocks.read(found[1], day_known=False)
        if after is not None and self.role(at) is Role.COMMA:
            return None
        return found

    # A day, then its clock times: "Monday 3rd: 10-12, 14-16"

    def _days_first(self, days: list[Day], behind: int, at: int, lead: Role | None) -> int:
        ranged = self._day_range(days, behind, lead)
        if ranged is not None:
            return ranged
        kept = lead in _KEPT
        for place, day in enumerate(days):
            begin = self.tokens[at].start if kept and place == 0 else day.start
            self._add(day, None, begin, day.end, until=lead is Role.UNTIL)
        slot = self.slots[-1]
        if self.week is not None and self.scope is not None and slot.run == self.scope.run:
            self.scope.dropped = True  # "next week, Tuesday": the week says no more than which Tuesday
            self.scope = None
        if self.role(behind) is Role.END_OF_DAY:
            slot.end = self.tokens[behind].end
            return behind + 1
        if slot.day.period and (slot.day.last - slot.day.first).days <= 6 and not kept:
            self.week, self.scope = monday(slot.day.first), slot
        if slot.day.first != slot.day.last or slot.day.period:
            return behind
        behind = self._clocks_behind(slot, behind, lead, closing=self._closes(at, lead))
        self._weeks_behind(slot)
        return behind

    def _closes(self, at: int, lead: Role | None) -> bool:
        """Whether a clock time behind this token is the last moment for something."""
        if lead not in _KEPT or " ".join(self.tokens[at].raw.lower().split()) not in _FOR:
            return lead in _KEPT
        return all(token.role not in {Role.AT, Role.AT_TO} for token in self.tokens[at + 1 : at + _FOR_REACH])

    def _clocks_behind(self, slot: Slot, behind: int, lead: Role | None, *, closing: bool) -> int:
        here = behind
        for _ in range(2):
            if self.role(here) in {Role.COMMA, Role.LEFT, Role.DASH, Role.COLON} or self.role(here) in _PARTS:
                here += 1
        colon = here > behind and self.role(here - 1) is Role.COLON
        read = self.clocks.read(here - colon, day_known=True, closing=closing and not colon)
        if read is None or (
            here > behind and read[0].plain and read[0].last is None and self.role(here) is Role.NUMBER and not colon
        ):
            return behind
        # "von Donnerstag, 10 Uhr auf Freitag" says where it moves, not which day the hour is of.
        if self.role(behind) is Role.COMMA and self._day_owns(read[1]) and lead is not Role.FROM:
            return behind
        slot.clock, behind = read[0], read[1]
        slot.end = slot.clock.end
        behind += self.role(behind) is Role.RIGHT and self.role(here - 1) is Role.LEFT
        for _ in range(12):
            if self.role(behind) not in _JOINTS:
                break
            ahead = behind + 1 + (self.role(behind + 1) in {Role.OR, Role.AND})
            bare = slot.clock.plain or slot.clock.last is not None or self.role(ahead) in {Role.AT, Role.AT_TO}
            more = self.clocks.read(ahead, day_known=bare)
            if more is None and bare and slot.clock.plain and self.role(behind) is Role.OR:
                more = self._bare_hour(ahead)
            if more is None or self._day_owns(more[1]):
                break
            self._add(slot.day, more[0], more[0].start, more[0].end, until=False)
            slot, behind = self.slots[-1], more[1]
            if slot.clock is None:
                break
        return behind

    def _bare_hour(self, at: int) -> tuple[Clock, int] | None:
        token = self.tokens[at]
        if token.role is not Role.NUMBER or token.sign or not 1 <= token.value <= 12:
            return None
        if self.role(at + 1) in {Role.PLAIN, Role.UNIT, Role.MONTH, Role.OF}:
            return None
        return self.clocks.read(at, day_known=True, introduced=True)

    def _day_owns(self, at: int) -> bool:
        """Whether a day directly behind claims the clock time just read: "Mon 10am, 2pm Tues"."""
        if self.role(at) is Role.WEEKDAY:
            return True
        return self.role(at) is Role.ON and self.role(at + 1) in {Role.WEEKDAY, Role.THE, Role.NUMBER, Role.MONTH}

    def _day_range(self, days: list[Day], behind: int, lead: Role | None) -> int | None:
        """ "Monday to Wednesday", "12 June - 3 July"; a whole working week names no date and is passed over."""
        role = self.role(behind)
        if days[-1].period or not (role in _RANGES or (lead is Role.BETWEEN and role is Role.AND)):
            return None
        ahead = behind + 1 + (self.role(behind + 1) is Role.THE)
        if self.role(ahead) not in {
            Role.WEEKDAY, Role.NUMBER, Role.MONTH, Role.DATED, Role.ISO, Role.SLASHED, Role.RELATIVE_DAY,
        }:  # fmt: skip
            return None
        first = days[-1]
        week = monday(first.first) if first.weekday is None else self.week
        second = self.days.read(ahead, Role.ON, week)
        if second is None or second[0][0].period:
            return None
        other, end = second[0][0], second[1]
        last = other.last
        if other.weekday is not None or (week is not None and self.role(ahead) is Role.WEEKDAY):
            while last < first.first:
                last += timedelta(weeks=1)
        if first.weekday is not None and other.weekday is None and last - first.first > timedelta(days=6):
            monday_of = monday(last)
            first = replace(first, first=monday_of + timedelta(days=first.first.weekday()))
        if last < first.first:  # "February 23 to February 24, 2021": the year holds for both
            same_year = make_date(last.year, first.first.month, first.first.day)
            if same_year is None or same_year > last:
                return None
            first = replace(first, first=same_year)
        whole_week = first.weekday == 0 and other.weekday is not None and other.weekday >= 4
        if whole_week and lead not in _KEPT:
            clock = self.clocks.read(end + (self.role(end) is Role.COMMA), day_known=True)
            return clock[1] if clock else end
        moment = self.clocks.read(end + (self.role(end) is Role.COMMA), day_known=True)
        if moment is not None and moment[0].last is None and lead is Role.FROM and self.role(end) is not Role.AFTER:
            return None  # "moved from tomorrow to Friday at 3 pm": two days, and the clock time is the second's
        for day in days[:-1]:
            self._add(day, None, day.start, day.end, until=False)
        day = replace(first, last=last, end=other.end, doubtful=first.doubtful or other.doubtful)
        self._add(day, None, day.start, day.end, until=False)
        for day in second[0][1:]:
            self._add(day, None, day.start, day.end, until=False)
        clock = self.clocks.read(end, day_known=True)
        return clock[1] if clock else end

    def _weeks_behind(self, slot: Slot) -> None:
        """ "Tuesday or Wednesday next week": the week that the last of a list names holds for those before it."""
        if slot.day.weekday is not None or "\n" in self.text[slot.start : slot.end] or self.role(0) is Role.STOP:
            return
        words = self.text[slot.day.start : slot.day.end].split()
        if len(words) < 3:
            return
        for other in reversed(self.slots[:-1]):
            if other.run != slot.run or other.day.weekday is None:
                return
            day = monday(slot.day.first) + timedelta(days=other.day.weekday)
            other.day = replace(other.day, first=day, last=day)

    def _add(self, day: Day, clock: Clock | None, start: int, end: int, *, until: bool) -> None:
        self.slots.append(Slot(day, clock, start, max(start, end), self.run, until))

    # What stands apart

    def _zone_of_all(self, at: int) -> None:
        for ahead in range(at + 1, at + 6):
            zone = self.clocks.zone(ahead)
            if zone:
                self.whole_zone = zone[0]
                return

    def _span(self, slot: Slot) -> Span:
        day = slot.day
        text = self.text[slot.start : slot.end]
        first, last = day.first, day.last
        if slot.until and day.period:
            last = first
        if slot.clock is None:
            return Span(
                first, last, text, zone=self.whole_zone.name if self.whole_zone else None, doubtful=day.doubtful
            )
        clock = slot.clock
        named = None if clock.foreign else self.zones.get(slot.run)  # named once, it holds for all of a list
        zone = clock.zone or named or self.whole_zone
        if zone is not clock.zone:
            clock = replace(clock, zone=zone)
        start, end, doubtful = settle(clock, first, self.rules, day.part, hours_24=self.words.hours_24)
        name = zone.name if zone else None
        return Span(first, last, text, start, end, name, day.doubtful or doubtful)
