"""Small synthetic processes with signals set by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from parsers.facts import (
    INCOMING_KINDS,
    OUTGOING_KINDS,
    Direction,
    Evidence,
    Fact,
    Kind,
    Sender,
    Signals,
    Source,
)
from server.hiring.vocabulary import MessageKey, MessageRecord

START = datetime(2025, 3, 3, 9, tzinfo=UTC)


class Process:
    """Builds records, a day apart, each with the kinds it looks like and how much (log-odds in thousandths)."""

    def __init__(self) -> None:
        self.records: list[MessageRecord] = []

    def _add(
        self,
        direction: Direction,
        likes: dict[Kind, int],
        hiring: int,
        facts: tuple[Fact, ...],
        moves: bool,
        sender: Sender,
        date: datetime | None,
    ) -> None:
        kinds = INCOMING_KINDS if direction is Direction.IN else OUTGOING_KINDS
        scores = {kind: likes.get(kind, -7000) for kind in kinds if kind is not Kind.NOT_HIRING}
        evidence = {
            kind: (Evidence(f"words of {kind}", Source.BODY),) for kind, score in likes.items() if score >= -500
        }
        number = len(self.records)
        self.records.append(
            MessageRecord(
                key=MessageKey(f"<{number}@mail.example>"),
                message_id=None,
                date=date or START + timedelta(days=number),
                direction=direction,
                from_=None,
                subject=f"subject {number}",
                signals=Signals(sender, hiring, scores, evidence, moves, facts),
            )
        )

    def into(
        self,
        *likes: Kind,
        hiring: int = 2000,
        facts: tuple[Fact, ...] = (),
        moves: bool = True,
        sender: Sender = Sender.PERSON,
        scores: dict[Kind, int] | None = None,
        date: datetime | None = None,
    ) -> Process:
        self._add(Direction.IN, scores or dict.fromkeys(likes, -200), hiring, facts, moves, sender, date)
        return self

    def out(
        self,
        *likes: Kind,
        hiring: int = 2000,
        facts: tuple[Fact, ...] = (),
        moves: bool = True,
        scores: dict[Kind, int] | None = None,
        date: datetime | None = None,
    ) -> Process:
        self._add(Direction.OUT, scores or dict.fromkeys(likes, -200), hiring, facts, moves, Sender.SELF, date)
        return self


@pytest.fixture
def process() -> Callable[[], Process]:
    return Process
