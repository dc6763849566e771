"""Decides the kinds of all messages of a process at once, from what each says and from what usually follows what.

A hidden-state model: what a message says gives the odds of its kinds (``Observation.scores``), what went before gives
the odds of what comes next (``transitions.json``, learned from whole threads by ``training/transitions.py``). The
history that counts is small (the last kind of either side, whether an interview is fixed, was held, an offer stands),
so that the histories of all likely readings are few and the sums over all of them exact but for the least likely,
which are dropped on the way.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from parsers.facts import Direction, Kind

_WIDTH = 48
"""How many histories are followed at once."""

_HABIT = 0.8
"""How much the usual order of things counts beside the words: the writers' threads are tidier than life."""

_FIXES = frozenset({Kind.INTERVIEW_SCHEDULED, Kind.INTERVIEW_RESCHEDULED})
_ENDS = frozenset({Kind.REJECTION, Kind.WITHDRAW, Kind.DECLINE_OFFER, Kind.ACCEPT_OFFER})


class History(NamedTuple):
    """What of the messages so far bears on the next one."""

    length: int = 0
    last: Kind | None = None
    incoming: Kind | None = None
    outgoing: Kind | None = None
    fixed: bool = False
    met: bool = False
    offered: bool = False
    ended: bool = False

    def after(self, kind: Kind, direction: Direction) -> History:
        """The history once a message of that kind has come."""
        received = direction is Direction.IN
        return History(
            min(self.length + 1, 3),
            kind,
            kind if received else self.incoming,
            self.outgoing if received else kind,
            kind in _FIXES or (self.fixed and kind is not Kind.INTERVIEW_CANCELLED),
            self.met or kind is Kind.THANK_YOU,
            self.offered or kind is Kind.OFFER,
            (self.ended or kind in _ENDS) and kind is not Kind.INTERVIEW_INVITE,
        )


@dataclass(frozen=True, slots=True)
class Observation:
    """What one message says on its own: log-odds of each kind that it may be; ``moves`` false leaves no history."""

    direction: Direction
    scores: Mapping[Kind, float]
    moves: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """The kind of a message within its process, and the share of all readings that give it that kind."""

    kind: Kind
    confidence: float
    shares: Mapping[Kind, float]


@dataclass(frozen=True, slots=True)
class _Habits:
    kinds: tuple[Kind, ...]
    usual: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]


@cache
def _habits(direction: Direction) -> _Habits:
    source = resources.files("server.hiring").joinpath("transitions.json").read_text("utf-8")
    return habits_of(json.loads(source)[direction.value])


def habits_of(table: Mapping[str, Any]) -> _Habits:
    """What usually follows what, from one direction's part of ``transitions.json``."""
    return _Habits(
        tuple(Kind(name) for name in table["kinds"]),
        tuple(value / 1000 for value in table["usual"]),
        {name: tuple(value / 1000 for value in row) for name, row in table["weights"].items()},
    )


def traits(history: History) -> tuple[str, ...]:
    """The names of what a history is made of, as ``transitions.json`` weighs them."""
    last, incoming, outgoing = history.last or "-", history.incoming or "-", history.outgoing or "-"
    turn = "out" if history.last is not None and history.last == history.outgoing else "in"
    return (
        f"count={history.length}",
        f"last={last}",
        f"in={incoming}",
        f"out={outgoing}",
        f"pair={incoming}/{outgoing}/{turn}",
        f"fixed={history.fixed:d}",
        f"met={history.met:d}",
        f"offered={history.offered:d}",
        f"ended={history.ended:d}",
        f"last={last}/met={history.met:d}/fixed={history.fixed:d}",
    )


@lru_cache(maxsize=8192)
def expected(history: History, direction: Direction) -> Mapping[Kind, float]:
    """For each kind, how much likelier it is after this history than anywhere: a log-odds."""
    habits = _habits(direction)
    sums = [0.0] * len(habits.kinds)
    for name in ("bias", *traits(history)):
        for at, value in enumerate(habits.weights.get(name, ())):
            sums[at] += value
    top = max(sums)
    total = top + math.log(sum(math.exp(value - top) for value in sums))
    return {
        kind: (value - total - usual) * _HABIT
        for kind, value, usual in zip(habits.kinds, sums, habits.usual, strict=True)
    }


def decode(observations: Sequence[Observation]) -> tuple[Decision, ...]:
    """The kinds of all messages, read together; each with its share of the likelihood of all readings."""
    columns: list[dict[History, float]] = [{History(): 0.0}]
    steps: list[list[tuple[History, Kind, History, float]]] = []
    for seen in observations:
        step: list[tuple[History, Kind, History, float]] = []
        reached: dict[History, float] = {}
        for history, weight in columns[-1].items():
            usual = expected(history, seen.direction) if seen.moves else {}
            for kind, score in seen.scores.items():
                gain = score + usual.get(kind, 0.0)
                target = history if not seen.moves or kind is Kind.NOT_HIRING else history.after(kind, seen.direction)
                step.append((history, kind, target, gain))
                reached[target] = _add(reached.get(target), weight + gain)
        best = sorted(reached.items(), key=lambda item: -item[1])[:_WIDTH]
        kept = dict(best)
        columns.append(kept)
        steps.append([edge for edge in step if edge[2] in kept])
    return tuple(reversed(_backward(columns, steps)))


def _add(left: float | None, right: float) -> float:
    if left is None:
        return right
    high, low = (left, right) if left > right else (right, left)
    return high + math.log1p(math.exp(low - high))


def _backward(
    columns: Sequence[Mapping[History, float]], steps: Sequence[Sequence[tuple[History, Kind, History, float]]]
) -> list[Decision]:
    ahead: dict[History, float] = dict.fromkeys(columns[-1], 0.0)
    found: list[Decision] = []
    for column, step in zip(reversed(columns[:-1]), reversed(steps), strict=True):
        behind: dict[History, float] = {}
        masses: dict[Kind, float] = {}
        for history, kind, target, gain in step:
            if target not in ahead:
                continue
            rest = gain + ahead[target]
            behind[history] = _add(behind.get(history), rest)
            masses[kind] = _add(masses.get(kind), column[history] + rest)
        top = max(masses.values())
        shares = {kind: math.exp(mass - top) for kind, mass in masses.items()}
        total = sum(shares.values())
        shares = {kind: share / total for kind, share in shares.items()}
        kind = max(shares, key=lambda each: shares[each])
        found.append(Decision(kind, shares[kind], shares))
        ahead = behind
    return found
