"""The user's marks: events that are added and undone, and never removed."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.hiring.vocabulary import Mark, MarkId, MarkType, MessageKey, ProcessId, State
from server.store.database import Database
from server.store.errors import BadMarkError

MAX_TEXT = 200
MAX_KEYS = 20_000


@dataclass(frozen=True, slots=True)
class MarkEvent:
    """A mark as it was made, and when it was undone (None while it stands)."""

    mark: Mark
    made: datetime
    undone: datetime | None


def new_process_id() -> ProcessId:
    """A fresh id for a process."""
    return ProcessId(f"p{secrets.token_hex(6)}")


class Marks(Database):
    """What the user said by hand."""

    def mark(
        self,
        process: ProcessId,
        what: MarkType,
        at: datetime,
        value: Mapping[str, str] | None = None,
        anchor: MessageKey | None = None,
        *,
        now: datetime,
    ) -> Mark:
        """Keep a mark; it is on the disk when this returns. Raises BadMarkError where the value does not fit."""
        mark = Mark(MarkId(f"m{secrets.token_hex(6)}"), process, what, at, checked(what, value or {}), anchor)
        with self._write() as (connection, _):
            connection.execute(
                "INSERT INTO marks (id, process, what, at, value, anchor, made) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (mark.id, process, what.value, at.isoformat(), json.dumps(dict(mark.value)), anchor, now.isoformat()),
            )
        return mark

    def undo(self, mark_id: MarkId, *, now: datetime) -> Mark | None:
        """Undo a mark; the event stays on file. None if there is no such mark; undoing twice changes nothing."""
        event = next((event for event in self._events() if event.mark.id == mark_id), None)
        if event is None:
            return None
        if event.undone is None:
            with self._write() as (connection, _):
                connection.execute(
                    "UPDATE marks SET undone = ? WHERE id = ? AND undone IS NULL", (now.isoformat(), mark_id)
                )
        return event.mark

    def marks(self) -> tuple[Mark, ...]:
        """Marks that stand, by the moment from which they count, then in the order in which they were made."""
        return tuple(event.mark for event in self._events() if event.undone is None)

    def mark_events(self, process: ProcessId | None = None) -> tuple[MarkEvent, ...]:
        """All marks ever made, undone ones too; of one process or of all."""
        return tuple(event for event in self._events() if process is None or event.mark.process == process)

    def _events(self) -> tuple[MarkEvent, ...]:
        rows = self._read("SELECT id, process, what, at, value, anchor, made, undone FROM marks ORDER BY sequence")
        return tuple(sorted((_event(row) for row in rows), key=lambda event: event.mark.at))


def _event(row: tuple[Any, ...]) -> MarkEvent:
    name, process, what, at, value, anchor, made, undone = row
    mark = Mark(MarkId(name), process, MarkType(what), datetime.fromisoformat(at), json.loads(value), anchor)
    return MarkEvent(mark, datetime.fromisoformat(made), datetime.fromisoformat(undone) if undone else None)


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or "T" not in text:
        raise BadMarkError(f"{text[:40]!r} is no moment; write it like 2026-06-30T15:00:00+02:00.")
    return moment.isoformat()


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise BadMarkError(f"{text[:40]!r} is no day; write it like 2026-06-30.")
    return day.isoformat()


def _day_or_moment(text: str) -> str:
    return _day(text) if len(text) <= 10 else _moment(text)


def _state(text: str) -> str:
    try:
        return State(text).value
    except ValueError:
        raise BadMarkError(f"{text[:40]!r} is no state; use one of {', '.join(State)}.") from None


def _process(text: str) -> str:
    if not re.fullmatch(r"p[0-9a-f]{12}", text):
        raise BadMarkError(f"{text[:40]!r} is no process id.")
    return text


def _keys(text: str) -> str:
    keys = text.split()
    if not keys:
        raise BadMarkError("A split names at least one message.")
    return " ".join(keys)


def _name(text: str) -> str:
    folded = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not folded or len(folded) > MAX_TEXT:
        raise BadMarkError(f"A name has between 1 and {MAX_TEXT} characters.")
    return folded


_Check = Callable[[str], str]
_SHAPES: Mapping[MarkType, tuple[dict[str, _Check], dict[str, _Check]]] = {
    MarkType.INTERVIEWED_AT: ({"start": _moment}, {"end": _moment}),
    MarkType.PROMISED_BY: ({"day": _day}, {}),
    MarkType.OFFER: ({}, {"deadline": _day_or_moment}),
    MarkType.ON_HOLD: ({}, {"until": _day}),
    MarkType.SET_STATE: ({"state": _state}, {}),
    MarkType.SNOOZE_UNTIL: ({"day": _day}, {}),
    MarkType.MERGE: ({"process": _process}, {"anchor": _keys}),
    MarkType.SPLIT: ({"messages": _keys}, {}),
    MarkType.TRACK: ({}, {"company": _name, "role": _name}),
}
"""For each type that takes values: the required ones and the optional ones, each with its check."""


def checked(what: MarkType, value: Mapping[str, str]) -> dict[str, str]:
    """The value in its stored form. Raises BadMarkError: what is kept for good must be readable for good."""
    required, optional = _SHAPES.get(what, ({}, {}))
    for name in value:
        if name not in required and name not in optional:
            raise BadMarkError(f"A mark of type {what.value} takes no value {name[:40]!r}.")
    for name in required:
        if name not in value:
            raise BadMarkError(f"A mark of type {what.value} needs the value {name!r}.")
    stored = {}
    for name, text in value.items():
        if len(text) > MAX_KEYS:
            raise BadMarkError(f"The value {name!r} is too long.")
        stored[name] = (required | optional)[name](text)
    if "end" in stored and datetime.fromisoformat(stored["end"]) <= datetime.fromisoformat(stored["start"]):
        raise BadMarkError("The end of the interview lies before its start.")
    return stored
