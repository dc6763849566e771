"""Any message in, signals out: never an exception, never more than linear time."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.facts import Address, CalendarEvent, Direction, Message, MessageId
from parsers.rules import fold
from parsers.screen import could_be_hiring, want
from parsers.signals import read

ME = frozenset({"dana@example.net"})

texts = st.text(max_size=400) | st.lists(
    st.sampled_from(
        [
            "we",
            "not",
            "unfortunately",
            "offer",
            "you",
            "interview",
            "by Friday",
            "at 3 pm",
            "if",
            "?",
            ".",
            "\n",
            "nicht",
        ]
    ),
    max_size=40,
).map(" ".join)
moments = st.none() | st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
addresses = st.none() | st.builds(Address, texts, texts | st.just("dana@example.net"))
events = st.builds(
    CalendarEvent,
    st.sampled_from(["REQUEST", "CANCEL", "REPLY", "COUNTER", "PUBLISH", ""]),
    texts,
    st.integers(0, 9),
    moments,
    moments,
    st.none(),
)
messages = st.builds(
    Message,
    st.none() | st.just(MessageId("<a@example.com>")),
    moments,
    addresses,
    subject=texts,
    text=texts,
    signature=texts,
    headers=st.dictionaries(st.sampled_from(["list-id", "auto-submitted", "precedence", "content-type"]), texts),
    events=st.lists(events, max_size=2).map(tuple),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages, st.sampled_from(Direction))
def test_any_message(message: Message, direction: Direction) -> None:
    signals = read(message, ME, direction)
    assert signals.scores
    assert all(value <= 0 for value in signals.scores.values())
    assert all(len(piece.text) <= 300 for pieces in signals.evidence.values() for piece in pieces)
    assert all(len(fact.evidence.text) <= 300 for fact in signals.facts)
    assert want(message, direction) in {"text", "screen", "nothing"}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3000))
def test_any_octets_can_be_screened(octets: bytes) -> None:
    assert could_be_hiring(octets) in {True, False}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_folded_text_has_no_capitals_and_no_accents(text: str) -> None:
    folded = fold(text)
    assert not any("A" <= c <= "Z" or c in "éüçñÉÜÇÑ" for c in folded)


def test_letters_that_only_look_like_letters_are_folded() -> None:
    assert fold("𝕬pplication") == "application"


HOSTILE = [
    "not ", "we will not be moving ", "unfortunately ", "(", "a", " ", "\n", ".", "!?", "if you ", "the role the role ",
    "offer you the ", "are you free ", "x" * 50 + " ", "im Gespräch ", "thank you ", "by by by ", "1.2.3 ", "no n't ",
    "could you ", "candidate whose ", "pas pas ", "'", "é",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_costs_no_more_than_a_screenful(piece: str) -> None:
    message = Message(
        None, datetime(2026, 3, 4, tzinfo=UTC), None, subject=piece * 500, text=piece * (1_000_000 // len(piece))
    )
    began = time.perf_counter()
    read(message, ME, Direction.IN)
    assert time.perf_counter() - began < 5
