"""The grammar of clock times and their zones: "3pm", "between 2 and 4", "15:30 Uhr", "half past two", "2 PM ET"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parsers.datelexicon import Lexicon, Role, zones
from parsers.datewords import Token

_RANGES = frozenset({Role.TO, Role.DASH, Role.UNTIL, Role.AT_TO})
_GLUE = frozenset({Role.OF, Role.AT, Role.AT_TO, Role.APPROX, Role.FROM, Role.AFTER, Role.BETWEEN, Role.COLON, Role.ON})
_LAST_OF_NIGHT = 6
"""Up to this hour nobody works: where no minutes are written, the afternoon is meant."""
_FEW_HOURS = 4
_SPOKEN = frozenset({15, 30, 45})
"""Minutes that are said in words behind an hour."""
_BEFORE_HOUR = _GLUE - {Role.ON, Role.OF, Role.APPROX} | {
    Role.BY, Role.UNTIL, Role.TO, Role.DASH, Role.OR, Role.AND, Role.COMMA, Role.WEEKDAY, Role.RELATIVE_DAY, Role.MONTH,
    Role.NUMBER, Role.DATED, Role.SLASHED, Role.ISO, Role.MORNING, Role.AFTERNOON, Role.EVENING,
}  # fmt: skip
"""What stands before a clock time in words that few hours could be, too."""
_BEFORE_ZONE = frozenset({Role.COMMA, Role.IN, Role.AT_TO, Role.THE})
_PARTS = {Role.MORNING: "m", Role.AFTERNOON: "a", Role.EVENING: "e"}
_UNITS = frozenset({Role.UNIT, Role.MONTH, Role.SLASH, Role.BEHIND_ORDINAL, Role.PER, Role.ORDINAL, Role.FEW})
_QUARTERS = {Role.AND_HALF: 30, Role.AND_QUARTER: 15, Role.LESS_QUARTER: -15}
_AM, _PM = "a", "p"


@dataclass(frozen=True, slots=True)
class Point:
    """A clock time as written. ``exact`` means that it is counted to 24; ``plain`` that it is a bare number."""

    hour: int
    minute: int
    half: str = ""
    exact: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone as written: its name, its rules, and whether its letters mean several."""

    name: str
    rules: tzinfo
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time or a span of two, with its place in the text. ``closing`` is true for "by 5 pm",
    ``foreign`` for "your time", ``own`` for "our time"."""

    first: Point
    last: Point | None
    start: int
    end: int
    zone: Zone | None = None
    part: str = ""
    closing: bool = False
    foreign: bool = False
    own: bool = False
    line: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing in it says that it is a clock time."""
        return self.first.plain and (self.last is None or self.last.plain)


class Clocks:
    """Reads clock times from tokens."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon, anchor: datetime) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.anchor = anchor

    def role(self, at: int) -> Role:
        """The role of the token at this index."""
        return self.tokens[at].role

    def read(
        self, at: int, *, day_known: bool, closing: bool = False, introduced: bool = False
    ) -> tuple[Clock, int] | None:
        """The clock time that begins at this token. A bare number is one only where a day is known beside it."""
        here = at
        introduced = introduced or closing
        between = False
        while self.role(here) in _GLUE and here < at + 3:
            introduced = introduced or self.role(here) is not Role.OF
            between = between or self.role(here) is Role.BETWEEN
            here += 1
        if self.role(here) is Role.BY or self.role(here) is Role.UNTIL:
            closing = introduced = True
            here += 1
        start = self.tokens[here].start
        point = self._point(here, introduced=introduced)
        if point is None:
            return None
        first, here = point
        last: Point | None = None
        ranged = self.role(here) in _RANGES and (self.role(here) is not Role.AT_TO or introduced or not first.plain)
        ranged = ranged or (self.role(here) is Role.AT_TO and here > at + 1)  # "de 10 a 12"
        if ranged or (between and self.role(here) is Role.AND):
            ahead = here + 1
            ahead += self.role(ahead) in {Role.AT, Role.AT_TO, Role.APPROX, Role.THE}
            second = self._point(ahead, introduced=True)
            loose = first.plain and not introduced and self.role(ahead) in {Role.MIDNIGHT, Role.NOON}
            if second and not loose and not (second[0].plain and self._counted(second[1])):
                last, here = second
        part = _PARTS.get(self.role(here), "")
        here += bool(part)
        introduced = introduced or (day_known and self.role(here - 2) is Role.HALF)
        clock = Clock(first, last, start, self.tokens[here - 1].end, part=part, closing=closing and last is None)
        if clock.plain:
            if not day_known or (last is None and not introduced) or self._counted(here):
                return None
            if first.hour > 23 or (last is None and first.hour > 12 and not self.lexicon.hours_24):
                return None
        return self._with_zone(replace(clock, line=self.tokens[at].line), here)

    def _counted(self, at: int) -> bool:
        """Whether what stands behind a bare number shows that it counts things."""
        token = self.tokens[at]
        if token.role in _UNITS:
            return True
        return token.role is Role.PLAIN and token.raw.islower() and token.raw.endswith("s") and len(token.raw) > 4

    def _point(self, at: int, *, introduced: bool) -> tuple[Point, int] | None:
        token = self.tokens[at]
        role = token.role
        if role is Role.CLOCK:
            return self._suffixed(token, at, exact=token.sign == "0")
        if role is Role.DOTTED:
            if (
                token.sign == "."
                or token.value > 23
                or self.role(at - 1) is Role.VERSION
                or self.role(at + 1) is Role.PER
            ):
                return None
            return (
                self._suffixed(token, at, exact=token.sign == "0")
                if introduced or token.half or self._near(at)
                else None
            )
        if role is Role.NOON:
            return Point(12, 0, exact=True), at + 1
        if role is Role.MIDNIGHT:
            return Point(23, 59, exact=True), at + 1
        if role is Role.NUMBER:
            return self._number(token, at, introduced=introduced)
        if role is Role.ARTICLE and self.role(at + 1) is Role.OCLOCK and self.role(at - 1) is Role.AT:
            return Point(1, 0), at + 2  # "om een uur"
        if role in {Role.HALF, Role.HALF_PAST, Role.QUARTER_PAST, Role.QUARTER_TO}:
            hour = self.tokens[at + 1]
            if role is Role.HALF and hour.role is Role.ARTICLE and self.role(at - 1) is Role.AT:
                return Point(12, 30), at + 2  # "om half een"
            if hour.role is not Role.NUMBER or not 1 <= hour.value <= 12 or self._counted(at + 2):
                return None
            minutes = {Role.HALF: self.lexicon.half, Role.HALF_PAST: 30, Role.QUARTER_PAST: 15, Role.QUARTER_TO: -15}[
                role
            ]
            total = hour.value * 60 + minutes
            here = at + 2 + (self.role(at + 2) is Role.OCLOCK)
            return Point(total // 60 or 12, total % 60, hour.half, plain=role is Role.HALF), here
        return None

    def _near(self, at: int) -> bool:
        """Whether a dotted number stands in a list or span of clock times, or before the word for it."""
        before = self.tokens[at - 1].role if at else Role.STOP
        days = {Role.WEEKDAY, Role.RELATIVE_DAY}
        behind = at + 1 + (self.role(at + 1) is Role.ON)
        if self.role(at + 1) is Role.OCLOCK or before in days or self.role(behind) in days:
            return True
        if before in {Role.OR, Role.COMMA, Role.AND, Role.DASH, Role.TO} and at > 1:
            other = self.tokens[at - 2]
            return other.role is Role.CLOCK or bool(other.half)
        other = self.tokens[at + 2]
        return self.role(at + 1) in _RANGES and (other.role in {Role.CLOCK, Role.DOTTED} or bool(other.half))

    def _suffixed(self, token: Token, at: int, *, exact: bool) -> tuple[Point, int] | None:
        if token.value > 24 or token.second > 59 or (token.value == 24 and token.second):
            return None
        here = at + 1
        if self.role(here) is Role.OCLOCK:
            bare = token.raw.isalnum() and 1 <= token.value <= _LAST_OF_NIGHT  # "um 2 Uhr", unlike "2:00 Uhr"
            exact, here = exact or not bare, here + 1
        hour = token.value % 24
        exact = (exact or hour > 12 or hour == 0) and not token.half
        return Point(hour, token.second, token.half, exact=exact), here

    def _number(self, token: Token, at: int, *, introduced: bool) -> tuple[Point, int] | None:
        if token.sign == "4":
            hour, minute = divmod(token.value, 100)
            previous = self.tokens[at - 1] if at else token
            counted = self.role(at + 1) is Role.OCLOCK  # "0900 hours"
            led = previous.role in {Role.AT, Role.AT_TO} and not 1900 <= token.value <= 2059
            if hour > 23 or minute > 59 or not (counted or led):
                return None
            return Point(hour, minute, exact=True), at + 1 + counted
        if token.sign == "o" or token.value > 24 or self._is_article(at) or self._lasts(at):
            return None
        if token.half:
            return (Point(token.value, 0, token.half), at + 1) if 1 <= token.value <= 12 else None
        here = at + 1
        after = self.tokens[here]
        if introduced and token.sign == after.sign == "w" and token.value <= 12 and after.value in _SPOKEN:
            return Point(token.value, after.value), here + 1  # "one thirty"
        spoken = here + (self.role(here) is Role.OCLOCK)  # "trois heures et demie"
        if (introduced or spoken > here) and self.role(spoken) in _QUARTERS and 1 <= token.value <= 12:
            minutes = token.value * 60 + _QUARTERS[self.role(spoken)]
            return Point(minutes // 60 or 12, minutes % 60), spoken + 1
        if token.sign == "h":
            return Point(token.value % 24, 0, exact=self.lexicon.hours_24 or token.value > 12), here
        if self.role(here) is Role.NOON:
            return Point(12, 0, exact=True), here + 1
        if self.role(here) is Role.OCLOCK or self._is_hour_of_day(at):
            behind = self.tokens[here + 1]
            minutes = behind.sign == "w" and behind.value % 15 == 0  # "quatorze heures trente"
            minutes = minutes or (len(behind.raw) == 2 and behind.value < 60)
            if self.lexicon.hours_24 and behind.role is Role.NUMBER and minutes:
                return Point(token.value % 24, behind.value, exact=True), here + 2
            exact = self.lexicon.hours_24 and not 1 <= token.value <= _LAST_OF_NIGHT
            return Point(
                token.value % 24, 0, exact=exact, plain=self.tokens[here].raw.lower() in {"hours", "hrs"}
            ), here + 1
        if self.role(here) in _PARTS and introduced and token.value <= 12:
            return Point(token.value, 0), here
        if token.value == 0:
            return None
        return Point(token.value % 24, 0, exact=token.value > 12 or token.sign == "0", plain=True), here

    def _is_article(self, at: int) -> bool:
        """Whether a "one" in words is no hour: "a una persona", unlike "a la una comemos", which has the article."""
        led = at > 0 and self.tokens[at - 1].raw.lower().rsplit(" ", 1)[-1] in self.lexicon.before_one
        return not led and self.tokens[at].is_article(self.tokens[at + 1])

    def _lasts(self, at: int) -> bool:
        """Whether a few hours are how long something takes: "comptez deux heures", "une heure plus tôt"."""
        if self.role(at + 1) is not Role.OCLOCK or not self.tokens[at + 1].raw.lower().startswith("heure"):
            return False
        if self.tokens[at + 2].raw.lower() == "plus":
            return True
        return self.tokens[at].value <= _FEW_HOURS and (at == 0 or self.role(at - 1) not in _BEFORE_HOUR)

    def _is_hour_of_day(self, at: int) -> bool:
        """Whether "hours" counts from midnight: "às 10 horas", unlike "a 10 horas de Lisboa"."""
        before = self.tokens[at - 1] if at else self.tokens[-1]
        led = before.role in {Role.AT, Role.AT_TO} and (len(before.raw) > 1 or before.raw in self.lexicon.before_one)
        return led and self.tokens[at + 1].sign == "hour"

    # Zones

    def _with_zone(self, clock: Clock, at: int) -> tuple[Clock, int]:
        here = at
        opened = self.role(here) is Role.LEFT
        here += opened
        led = next((ahead for ahead in range(here, here + 4) if self.role(ahead) not in _BEFORE_ZONE), here)
        if self.role(led) in {Role.ZONE, Role.PLACE}:  # ", heure de Paris", "no horário de Brasília"
            here = led
        token = self.tokens[here]
        if token.role in {Role.YOUR, Role.MINE}:
            behind = here + 1 + (self.role(here + 1) in {Role.YOUR, Role.MINE})
            if self.role(behind) is Role.TIME:
                end = behind + 1 + (opened and self.role(behind + 1) is Role.RIGHT)
                yours = token.role is Role.YOUR
                return replace(clock, foreign=yours, own=not yours, end=self.tokens[end - 1].end), end
            return clock, at
        found = self.zone(here, opened=opened)
        if found is None:
            return clock, at
        zone, here = found
        if opened:
            if self.role(here) is not Role.RIGHT:
                return replace(clock, zone=zone, end=self.tokens[here - 1].end), here
            here += 1
        return replace(clock, zone=zone, end=self.tokens[here - 1].end), here

    def zone(self, at: int, *, opened: bool = False) -> tuple[Zone, int] | None:
        """The time zone named at this token: letters, letters with an offset, or a place ("Berlin time")."""
        token = self.tokens[at]
        if token.role is Role.PLACE:
            timed = self.role(at + 1) is Role.TIME
            if not (timed or token.value == 1 or (opened and self.role(at + 1) in {Role.RIGHT, Role.COMMA})):
                return None
            rules = rules_of(token.sign)
            return (Zone(token.sign, rules), at + 1 + timed) if rules else None
        if token.role in {Role.PLUS, Role.DASH} and self.tokens[at + 1].sign == "4" and not opened:
            offset = _offset(token, self.tokens[at + 1])
            return (offset, at + 2) if offset and self.tokens[at - 1].role is Role.CLOCK else None
        if token.role is not Role.ZONE:
            return None
        if token.sign == "+":
            offset = _fixed(token.value)
            return (offset, at + 1) if offset else None
        zone = self._letters("UTC" if token.raw == "Z" else token.raw)
        return (zone, at + 1 + (self.role(at + 1) is Role.TIME)) if zone else None

    def _letters(self, letters: str) -> Zone | None:
        unsure = letters in zones()["ambiguous"]
        names: list[str] = zones()["ambiguous" if unsure else "letters"][letters]
        known = [(name, rules) for name in names if (rules := rules_of(name))]
        if not known:
            return None
        here = self.anchor.utcoffset()
        for name, rules in known:
            if self.anchor.astimezone(rules).utcoffset() == here:
                return Zone(name, rules)
        return Zone(*known[0], doubtful=unsure)


@cache
def rules_of(name: str) -> tzinfo | None:
    """The rules of a zone by its IANA name, None where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _offset(sign: Token, number: Token) -> Zone | None:
    """The zone of an offset as RFC 5322 writes it: "-0400"."""
    hours, minutes = divmod(number.value, 100)
    return _fixed((hours * 60 + minutes) * (1 if sign.raw == "+" else -1)) if number.start == sign.end else None


def _fixed(minutes: int) -> Zone | None:
    if abs(minutes) > 14 * 60 or abs(minutes) % 60 > 59:
        return None
    name = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    return Zone(name, timezone(timedelta(minutes=minutes)))


@lru_cache(maxsize=64)
def clocks_of(anchor: datetime, language: str) -> tzinfo | None:
    """The zone by whose clocks the writer of a mail lives, whose date tells no more than an offset.

    An hour named for the other side of a change of daylight saving is one of that place's clocks. The offset and the
    season single out a place of Europe or, where English or French is written, of North America; anywhere else, and
    for UTC, which machines write, the offset holds on.
    """
    offset = anchor.utcoffset()
    if not offset or isinstance(anchor.tzinfo, ZoneInfo):
        return anchor.tzinfo
    names = (*zones()["daylight"]["any"], *zones()["daylight"].get(language, ()))
    known = (rules for name in names if (rules := rules_of(name)))
    return next((rules for rules in known if anchor.astimezone(rules).utcoffset() == offset), anchor.tzinfo)


def settle(
    clock: Clock, day: date, rules: tzinfo | None, part: str, *, hours_24: bool
) -> tuple[datetime | None, datetime | None, bool]:
    """Start and end on this day, and whether am and pm, the zone or the writer's "your time" leave a doubt.

    ``rules`` are those of the zone that holds where the clock time names none.
    """
    rules = clock.zone.rules if clock.zone else rules
    doubtful = clock.foreign or bool(clock.zone and clock.zone.doubtful)
    begin, unsure = _minutes(clock.first, clock.part or part, hours_24=hours_24)
    finish: int | None = None
    if clock.last is not None:
        begin, finish, unsure = _pair(clock.first, clock.last, clock.part or part, hours_24=hours_24)
    start = datetime.combine(day, time(begin // 60, begin % 60), rules)
    end = datetime.combine(day, time(finish // 60, finish % 60), rules) if finish is not None else None
    if clock.closing:
        return None, start, doubtful or unsure
    return start, end, doubtful or unsure


def _minutes(point: Point, part: str, *, hours_24: bool) -> tuple[int, bool]:
    """Minutes since midnight, and whether am or pm is a guess: 6 to 8 may be either, the rest are office hours."""
    minutes = point.hour % 24 * 60 + point.minute
    if point.half:
        return minutes % 720 + (720 if point.half == _PM else 0), False
    if (part == "e" and 4 <= point.hour < 12) or (part == "a" and 1 <= point.hour < 8):
        return minutes + 720, False  # "ce soir à 8h", though other hours are counted to 24
    if point.exact or point.hour > 12 or point.hour == 0:
        return minutes, False
    if part == "m":
        return minutes % 720 if point.hour == 12 and point.minute == 0 and not hours_24 else minutes, False
    if part == "a" or (part == "e" and point.hour == 12):
        return minutes % 720 + 720, False
    if point.hour <= 6:
        return minutes + 720, point.hour == 6
    return minutes, point.hour <= 8 and not hours_24


def _pair(first: Point, last: Point, part: str, *, hours_24: bool) -> tuple[int, int | None, bool]:
    """Start and end of a span in minutes; am or pm of one end is carried to the other."""
    begin, unsure = _minutes(first, part, hours_24=hours_24)
    finish, unsure_end = _minutes(last, part, hours_24=hours_24)
    fixed_first, fixed_last = bool(first.half) or first.exact, bool(last.half) or last.exact
    if fixed_last and not fixed_first:
        low = (first.hour % 12) * 60 + first.minute
        options = [option for option in (low + 720, low) if option < finish]
        begin, unsure = (options[0], False) if options else (begin, unsure)
    elif not fixed_last:
        low = (last.hour % 12) * 60 + last.minute
        options = [option for option in (low, low + 720) if option > begin]
        finish = options[0] if options else finish
        unsure = unsure and not fixed_first
    return (
        begin,
        finish if finish > begin else None,
        unsure or (unsure_end and not (fixed_first or fixed_last) and unsure),
    )
