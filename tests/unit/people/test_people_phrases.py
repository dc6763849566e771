"""Patterns that begin with one of many phrases: found where ``re`` finds them, and nowhere else."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from parsers.phrases import Phrases

WORDS = ("position of", "position", "Role as", "a", "für")
PATTERN = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})\s{{0,2}}(\w)", re.IGNORECASE)
PIECES = st.sampled_from([*WORDS, "POSITION OF", "FÜR", " ", "  ", "x", "İ", "\n", "nurse", "role"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_same_matches_as_the_pattern_alone(text: str) -> None:
    found = [(match.span(), match[1]) for match in Phrases(WORDS, PATTERN).finditer(text)]
    assert found == [(match.span(), match[1]) for match in PATTERN.finditer(text)]


def test_nothing_is_found_where_no_phrase_stands() -> None:
    assert list(Phrases(["position of"], PATTERN).finditer("We liked to talk with you")) == []
