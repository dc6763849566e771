"""Outlook's number of a conversation among a message's keys."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

import pytest

from parsers.facts import Direction, Sender, Signals
from server.feed import match_keys
from server.hiring.outlook import conversation_number
from server.hiring.vocabulary import MessageKey, MessageRecord

GUID = bytes.fromhex("6380a6c08fb0f048a9d6e7cc6ce9063b")
INDEX = base64.b64encode(b"\x01\xda\x1c\x7e\x9b\x02" + GUID + b"child").decode()


def record(subject: str, thread_index: str | None = None) -> MessageRecord:
    return MessageRecord(
        key=MessageKey("k"),
        message_id=None,
        date=datetime(2026, 6, 1, tzinfo=UTC),
        direction=Direction.IN,
        from_=None,
        signals=Signals(sender=Sender.PERSON, hiring=0, scores={}),
        subject=subject,
        thread_index=thread_index,
    )


def topic(text: str) -> str:
    return hashlib.md5(text.encode("utf-16-le"), usedforsecurity=False).hexdigest()


def test_the_number_is_that_of_the_thread_index() -> None:
    assert match_keys(record("Interview", INDEX)) == [f"conv:{GUID.hex()}"]


@pytest.mark.parametrize(
    ("subject", "capitals"),
    [
        ("Interview at Northwind", "INTERVIEW AT NORTHWIND"),
        ("Re: Interview at Northwind", "INTERVIEW AT NORTHWIND"),
        ("WG:Interview", "INTERVIEW"),
        ("AW:   Interview", "INTERVIEW"),
        ("Re: Fwd: Interview", "FWD: INTERVIEW"),  # one prefix
        ("Antw: Interview", "ANTW: INTERVIEW"),  # four letters are none
        ("R2: Interview", "R2: INTERVIEW"),
        ("Gespräch in der Hauptstraße", "GESPRÄCH IN DER HAUPTSTRAßE"),
        ("a\0b 🙂", "AB 🙂"),
        ("x" * 300, "X" * 255),
    ],
)
def test_without_one_it_is_that_of_the_topic(subject: str, capitals: str) -> None:
    assert match_keys(record(subject)) == [f"conv:{topic(capitals)}"]
    assert conversation_number("too short", subject) == topic(capitals)


def test_nothing_to_go_by() -> None:
    assert match_keys(record("")) == []
    assert match_keys(record("Re: ")) == []
