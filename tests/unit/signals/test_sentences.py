"""Text to sentences."""

from __future__ import annotations

import time

import pytest

from parsers.sentences import LONGEST, split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ("One.", "Two!", "Three?", "Four")),
        ("Come at 3 p.m. on Monday.", ("Come at 3 p.m. on Monday.",)),
        ("Come at 3 p.m. Bring boots.", ("Come at 3 p.m.", "Bring boots.")),
        ("Ask Dr. Pell. He knows.", ("Ask Dr. Pell.", "He knows.")),
        ("It is no. 5 on the left.", ("It is no. 5 on the left.",)),
        ("The answer is no. We are sorry.", ("The answer is no.", "We are sorry.")),
        ("See you on Mar 5. We look forward.", ("See you on Mar 5.", "We look forward.")),
        ("Wir treffen uns am 5. Mai im Haus.", ("Wir treffen uns am 5. Mai im Haus.",)),
        ("Bring z. B. Zeugnisse mit.", ("Bring z. B. Zeugnisse mit.",)),
        ("It pays 3.5 percent more.", ("It pays 3.5 percent more.",)),
        ("Hi Dana,\n\nall well?\nKim", ("Hi Dana,", "all well?", "Kim")),
        (
            "This line was wrapped by a mail client long ago and\ngoes on here.",
            ("This line was wrapped by a mail client long ago and goes on here.",),
        ),
        ("- Monday at 9\n- Tuesday at 10", ("- Monday at 9", "- Tuesday at 10")),
        ("Really?! Yes... well", ("Really?!", "Yes...", "well")),
        ("", ()),
        (" \n\t\n", ()),
    ],
)
def test_split(text: str, expected: tuple[str, ...]) -> None:
    assert split(text) == expected


@pytest.mark.parametrize("piece", ["a", "a. ", ". ", "A\n", "!?", " ", "- x\n", "\n", "p.m. A "])
def test_long_text_of_anything_is_quick(piece: str) -> None:
    text = piece * (250_000 // len(piece))
    began = time.perf_counter()
    found = split(text)
    assert time.perf_counter() - began < 4
    assert all(len(sentence) <= LONGEST for sentence in found)
