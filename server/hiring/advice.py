"""What to do and what not to do where a process stands, each with the reason, so that the user can judge it.

The advice itself is data: ``advice.toml`` beside this file, read once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from server.hiring.vocabulary import ENDED, Standing, State


@dataclass(frozen=True, slots=True)
class AdviceItem:
    """One piece of advice: a stable id (``thank_you.write_today``), a sentence, and the rule's reason."""

    id: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do and what not to do, the weightiest first."""

    do: tuple[AdviceItem, ...] = ()
    dont: tuple[AdviceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ``advice.toml``, whose head says what each field means. ``is_do`` is false for a don't."""

    id: str
    is_do: bool
    text: str
    why: str
    states: frozenset[State] = frozenset()
    notes: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    also: State | None = None
    live: bool = False
    unsure: str = ""

    def applies(self, standing: Standing) -> bool:
        """Whether this row is advice for a standing."""
        notes = frozenset(standing.notes)
        if (self.states and standing.state not in self.states) or not self.notes <= notes or self.without & notes:
            return False
        if self.also is not None:
            # Where the headline is of the same kind, its own rows say it already.
            return standing.state is not self.also and any(due.what is self.also for due in standing.also_due)
        return not self.live or (standing.live and standing.state not in ENDED)

    def item(self, unsure: bool) -> AdviceItem:
        """The row as the user reads it; ``unsure`` where the user's own mails cannot be seen."""
        return AdviceItem(self.id, self.unsure if unsure and self.unsure else self.text, self.why)


def _row(table: Mapping[str, Any]) -> Row:
    return Row(
        id=table["id"],
        is_do="do" in table,
        text=table["do"] if "do" in table else table["dont"],
        why=table["why"],
        states=frozenset(State(each) for each in table.get("states", ())),
        notes=frozenset(table.get("notes", ())),
        without=frozenset(table.get("without", ())),
        also=State(table["also"]) if "also" in table else None,
        live=table.get("live", False),
        unsure=table.get("unsure", ""),
    )


@cache
def rows() -> tuple[Row, ...]:
    """Every row, in the order in which they are shown."""
    text = files(__package__).joinpath("advice.toml").read_text(encoding="utf-8")
    return tuple(_row(table) for table in tomllib.loads(text)["advice"])


def advise(standing: Standing) -> Advice:
    """The advice for a standing; none where there is no hiring process."""
    if standing.state is State.NOT_HIRING:
        return Advice()
    unsure = "no_sent_folder" in standing.notes
    chosen = [row for row in rows() if row.applies(standing)]
    return Advice(_items(chosen, unsure, do=True), _items(chosen, unsure, do=False))


def _items(chosen: Iterable[Row], unsure: bool, *, do: bool) -> tuple[AdviceItem, ...]:
    return tuple(row.item(unsure) for row in chosen if row.is_do is do)
