"""One hour told twice, by two clocks: "3 pm London, 4 pm your time", "15h00 de Brasília (14h00 aí)".

The second says when that is for somebody elsewhere: it is no second appointment, and never one by the first's clock.
Whose clock an hour goes by is told by the words behind it; those of each language are in ``languages/*_dates.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from functools import cache
from itertools import pairwise

from parsers.clockgrammar import Clock, Zone, rules_of, settle
from parsers.datelexicon import Lexicon, lexicon
from parsers.lonetimes import Slot

_REACH = 60
"""Characters that may lie between the two hours."""
_LEADS = "at|um|om|à|às|as|las|a las|alle|le|les|the"
_IN = "in|at|à|a|em|en|te|de|di"


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind an hour: up to where, for whom elsewhere it is, or in which place."""

    end: int
    elsewhere: bool = False
    yours: bool = False
    here: bool = False
    zone: Zone | None = None


@dataclass(slots=True)
class _Hour:
    """A clock time found, with the slot that holds it, if any."""

    clock: Clock
    slot: Slot | None
    behind: _Behind
    dropped: bool = False


class Restated:
    """Finds the hours of one text that only say another once more."""

    def __init__(self, text: str, words: Lexicon, rules: tzinfo | None, today: date) -> None:
        self.text = text
        self.words = words
        self.rules = rules
        self.today = today
        self.marks, self.joint = _patterns(words.language)

    def once(self, slots: list[Slot], lone: list[Clock]) -> tuple[list[Slot], list[Clock]]:
        """The slots and the lone clock times without those told again, each by the clock that is its own."""
        hours = [_Hour(slot.clock, slot, self._behind(slot.clock)) for slot in slots if slot.clock is not None]
        hours += [_Hour(clock, None, self._behind(clock)) for clock in lone]
        hours.sort(key=lambda hour: hour.clock.start)
        kept: _Hour | None = None
        for one, other in pairwise(hours):
            first = one if kept is None or not one.dropped else kept
            kept = first
            if self._joined(one, other) and self._same(first, other):
                self._settle(first, other)
        for hour in hours:
            if hour.behind.yours:
                hour.clock = replace(hour.clock, foreign=True)
            if hour.slot is not None:
                hour.slot.clock = hour.clock
        gone = {id(hour.slot) for hour in hours if hour.dropped and hour.slot is not None}
        left = [hour.clock for hour in hours if hour.slot is None and not hour.dropped]
        return [slot for slot in slots if id(slot) not in gone], left

    def _behind(self, clock: Clock) -> _Behind:
        found = self.marks.match(self.text, clock.end)
        if found is None:
            return _Behind(clock.end)
        name = self.words.places.get((found["place"] or "").lower(), "")
        rules = rules_of(name) if name else None
        zone = Zone(name, rules) if rules is not None else None
        return _Behind(
            found.end(), found["elsewhere"] is not None, found["yours"] is not None, found["here"] is not None, zone
        )

    def _joined(self, one: _Hour, other: _Hour) -> bool:
        """Whether nothing but a comma or the like stands between the two; "or" would make them a choice."""
        begin, end = one.behind.end, other.clock.start
        near = 0 < end - begin <= _REACH
        return near and self.joint.fullmatch(self.text, begin, end) is not None

    def _same(self, one: _Hour, other: _Hour) -> bool:
        if (one.clock.last is None) != (other.clock.last is None) or one.clock.closing != other.clock.closing:
            return False
        if other.slot is not None and one.slot is not None and other.slot.day.first != one.slot.day.first:
            return False
        if _is_elsewhere(one) != _is_elsewhere(other):
            near = (
                one if _is_elsewhere(other) else other
            )  # "10:00, 14:00 for you" are two, unless that has its own clock
            own = near.clock.own or near.behind.here or _zone(near) is not None
            return own or self.text[one.behind.end : other.clock.start].strip(" ,;") != ""
        ours, theirs = _zone(one), _zone(other)
        if theirs is None or (ours is not None and ours.name == theirs.name):
            return False
        day = one.slot.day.first if one.slot is not None else self.today
        return self._start(one, ours, day) == self._start(other, theirs, day)

    def _start(self, hour: _Hour, zone: Zone | None, day: date) -> object:
        clock = replace(hour.clock, zone=zone)
        begin, end, _ = settle(clock, day, self.rules, "", hours_24=self.words.hours_24)
        return begin or end

    def _settle(self, one: _Hour, other: _Hour) -> None:
        """Keep the one beside its day, by the clock of whichever says whose it is."""
        told = other if _is_elsewhere(one) or (_zone(one) is None and _zone(other) is not None) else one
        kept, gone = (other, one) if one.slot is None and other.slot is not None else (one, other)
        end = kept.clock.end if kept.slot is not None else max(one.clock.end, other.clock.end)  # up to its day
        kept.clock = replace(told.clock, zone=_zone(told), start=kept.clock.start, end=end, foreign=False)
        kept.behind = replace(kept.behind, elsewhere=False, yours=False)
        gone.dropped = True


def _is_elsewhere(hour: _Hour) -> bool:
    return hour.clock.foreign or hour.behind.elsewhere or hour.behind.yours


def _zone(hour: _Hour) -> Zone | None:
    return hour.clock.zone or hour.behind.zone


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand behind an hour, and what between it and the same hour told again."""
    words: Lexicon = lexicon(language)
    told: Mapping[str, frozenset[str]] = words.restating
    marks = (
        rf"[ ,]{{0,2}}\(?(?:(?:{_IN}) )?(?:(?P<yours>{_any(told['yours'])})|(?P<elsewhere>{_any(told['there'])})|"
        rf"(?P<here>{_any(told['here'])})|(?P<place>{_any(words.places)}))(?!\w)\)?"
    )
    joint = rf"(?:\s*[,;/(=–—-]|\)\s*,?|\s(?={_any(told['that_is'])}))\s*(?:(?:{_any(told['that_is'])}),?\s+)?"
    return re.compile(marks, re.IGNORECASE), re.compile(rf"{joint}(?:(?:{_LEADS})\s+)?", re.IGNORECASE)
