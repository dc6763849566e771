"""Clock times that stand apart from their day: "Date: 12 March. Time: 10:00"."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.clockgrammar import Clock
from parsers.daybase import Day

REACH = 80
"""Characters that may lie between a day and the clock time that belongs to it."""
_BREAKS = frozenset(".!?\n")
_ENDINGS = frozenset(".!?")


@dataclass(slots=True)
class Slot:
    """A day with its clock time, as found so far. ``run`` numbers the list that it stands in."""

    day: Day
    clock: Clock | None
    start: int
    end: int
    run: int
    until: bool = False
    dropped: bool = False


def attach(text: str, slots: list[Slot], lone: list[Clock]) -> tuple[list[Slot], list[Clock]]:
    """Gives clock times that stand alone to the day near them: "Date: 12 March. Time: 10:00"."""
    place = 0
    used: set[int] = set()
    taken: set[int] = set()
    extra: list[Slot] = []
    for clock in lone:
        while place < len(slots) and slots[place].start < clock.start:
            place += 1
        before = slots[place - 1] if place else None
        if before and before.day.first == before.day.last and not before.day.period:
            between = text[before.end : min(clock.start, before.end + REACH)]
            near = len(between) < REACH and (clock.line or len(between) < 12 or not _ENDINGS & set(between))
            if before.clock is None and id(before) not in used and near:
                before.clock, before.end = clock, clock.end
                used.add(id(before))
                taken.add(clock.start)
                continue
            if clock.line and before.clock is not None and clock.last is not None:
                extra.append(Slot(before.day, clock, clock.start, clock.end, before.run))
                taken.add(clock.start)
                continue
        behind = slots[place] if place < len(slots) else None
        if behind is None or behind.clock is not None or behind.day.period or behind.day.first != behind.day.last:
            continue
        between = text[clock.end : min(behind.start, clock.end + REACH)]
        if len(between) <= REACH // 3 and not _BREAKS & set(between):
            behind.clock, behind.start = clock, clock.start
            taken.add(clock.start)
    if extra:
        slots = sorted(slots + extra, key=lambda slot: slot.start)
    return slots, [clock for clock in lone if clock.start not in taken]
