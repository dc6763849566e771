"""What is kept between mails changes no answer: neither when it is full, nor when mails are read side by side."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from parsers import learned
from parsers.facts import Direction

TEXTS = [
    f"We liked letter {word} and would like to talk with you about the {word} on Tuesday. Bring the {word}."
    for word in ("welding", "nursing", "kitchen", "harbour", "violin", "ledger", "orchard", "turbine")
] * 6


def told(text: str) -> tuple[float, ...]:
    return tuple(learned.answers("Your application", text, Direction.IN).odds)


def test_answers_stay_the_same_with_little_room_and_many_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [told(text) for text in TEXTS]
    monkeypatch.setattr(learned, "_MOST_KNOWN", 3)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(told, TEXTS)) == expected
    finally:
        sys.setswitchinterval(interval)
