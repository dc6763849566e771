"""A store in a folder of its own, and messages to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from parsers.facts import (
    Address,
    Ask,
    Direction,
    Evidence,
    Fact,
    FactType,
    Kind,
    Meeting,
    MeetingStatus,
    MessageId,
    Named,
    Person,
    Sender,
    Signals,
    Source,
    Span,
)
from server.hiring.vocabulary import AccountId, Location, MessageKey, MessageRecord
from server.store.store import Store

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def _record(name: str = "one", *, uid: int = 7, subject: str = "Interview", mailbox: str = "INBOX") -> MessageRecord:
    evidence = Evidence("Could you send us a few times?", Source.BODY)
    return MessageRecord(
        key=MessageKey(f"<{name}@example.com>"),
        message_id=MessageId(f"<{name}@example.com>"),
        date=datetime.fromisoformat("2026-06-29T10:00:00+02:00"),
        direction=Direction.IN,
        from_=Address("Kim Lee", "kim@example.com"),
        signals=Signals(
            sender=Sender.PERSON,
            hiring=4200,
            scores={Kind.INTERVIEW_INVITE: -10, Kind.NOT_HIRING: -5000},
            evidence={Kind.INTERVIEW_INVITE: (evidence,)},
            facts=(
                Fact(
                    FactType.ASKS, evidence, ask=Ask.TIMES, by=Span(date(2026, 7, 1), date(2026, 7, 2), "by Thursday")
                ),
                Fact(FactType.TIMES, evidence, meeting=Meeting(MeetingStatus.PROPOSED, NOW, timezone="Europe/Berlin")),
            ),
            people=(Person("Kim Lee", "kim@example.com"),),
            companies=(Named("Example", 80),),
        ),
        to=(Address("", "me@example.org"),),
        subject=subject,
        references=(MessageId("<zero@example.com>"),),
        locations=(Location(AccountId("home"), mailbox, 99, uid),),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "afterview.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, owner=True) as opened:
        yield opened


@pytest.fixture
def record() -> Callable[..., MessageRecord]:
    """Makes a message with every sort of fact in it."""
    return _record


@pytest.fixture
def now() -> datetime:
    return NOW
