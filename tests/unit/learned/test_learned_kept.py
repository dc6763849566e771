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


def test_names_have_numbers_in_their_order_and_what_is_no_name_has_none() -> None:
    names = learned.Names(["a", "the cat", "été", "zz"], first=5)
    assert names.numbers(["zz", "", "a", "cat", "été", "zzz", "the cat"]).tolist() == [8, 0, 5, 0, 7, 0, 6]
    assert names.numbers(frozenset()).tolist() == []


def test_each_piece_counts_once_and_no_word_is_needed() -> None:
    weights = learned._weights(Direction.IN)
    once = weights._pieces_of(frozenset({"interview"}))
    assert sorted(set(once.tolist())) == once.tolist()
    assert once[0] == 0 < len(once) - 1
    assert set(weights._pieces_of(frozenset({"interview", "interviews"})).tolist()) > set(once.tolist())
    assert weights._pieces_of(frozenset()).tolist() == [0]
