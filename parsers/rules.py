"""Rows of evidence: what a phrase says of a message, as data, and the engine that finds them in a sentence.

A row (``languages/*.toml``) names a pattern over the folded sentence, the signal that it gives, its weight in
thousandths of log-odds, and its scope: what around it makes it void. Each row carries a sentence that it must match
and one that it must not; both run as tests. Rows are looked up by the first letters of the words of a sentence, so
that a sentence meets only the few patterns that could match it.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from parsers.facts import OUTGOING_KINDS, Ask, Direction

LANGUAGES = ("en",)
_KEY = 4
_OUT = frozenset(kind.value for kind in OUTGOING_KINDS)


class Scope(StrEnum):
    """What around a match makes it void."""

    SAID = "said"
    """A condition before it, a negation before it, a question."""
    FIRM = "firm"
    """A condition before it, a question: rows that hold their own negation."""
    ASKED = "asked"
    """A negation before it: questions and conditions are how people ask."""
    ANY = "any"
    """Nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``signal`` is a kind or one of the other signals that ``parsers.signals`` reads.

    ``weight`` goes to the signal, ``hiring`` to the log-odds that this is hiring mail at all, both in thousandths.
    ``ask`` is what an asking row asks for, or an answering row answers. ``keys`` are the beginnings of words of
    which one must stand in the sentence.
    """

    id: str
    pattern: re.Pattern[str]
    signal: str
    weight: int
    hiring: int
    scope: Scope
    ask: Ask | None
    direction: Direction | None
    keys: tuple[str, ...]
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that holds in a sentence: the row, and where the folded text matched."""

    row: Row
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Book:
    """All rows of all languages, indexed, with the words that make a match void."""

    rows: tuple[Row, ...]
    index: Mapping[str, tuple[Row, ...]]
    condition: re.Pattern[str]
    negation: re.Pattern[str]
    expand: tuple[tuple[str, str], ...]


def _read(language: str) -> dict[str, object]:
    return tomllib.loads(resources.files("parsers").joinpath(f"languages/{language}.toml").read_text("utf-8"))


def _direction(value: str | None, signal: str) -> Direction | None:
    if value is not None:
        return None if value == "both" else Direction(value)
    return Direction.OUT if signal in _OUT else Direction.IN


def _row(data: Mapping[str, object], words: Mapping[str, str]) -> Row:
    source = str(data["pattern"])
    for name, value in words.items():
        source = source.replace("{" + name + "}", value)
    signal, weight = str(data["signal"]), int(str(data["weight"]))
    ask = data.get("ask")
    direction = data.get("direction")
    return Row(
        id=str(data["id"]),
        pattern=re.compile(source),
        signal=signal,
        weight=weight,
        hiring=int(str(data.get("hiring", weight // 2))),
        scope=Scope(str(data.get("scope", "said"))),
        ask=Ask(str(ask)) if ask else None,
        direction=_direction(str(direction) if direction else None, signal),
        keys=tuple(str(data["keys"]).split()),
        example=str(data["example"]),
        counter=str(data["counter"]),
    )


@functools.cache
def book() -> Book:
    """The rows of every language, read once."""
    rows: list[Row] = []
    conditions: list[str] = []
    negations: list[str] = []
    expand: list[tuple[str, str]] = []
    for language in LANGUAGES:
        data = _read(language)
        words = data.get("words", {})
        scope = data.get("scope", {})
        listed = data.get("row", [])
        pairs = data.get("expand", {})
        assert isinstance(words, dict)  # noqa: S101 - the shape of our own data
        assert isinstance(scope, dict)  # noqa: S101
        assert isinstance(listed, list)  # noqa: S101
        assert isinstance(pairs, dict)  # noqa: S101
        rows.extend(_row(row, words) for row in listed)
        conditions.append(str(scope["condition"]))
        negations.append(str(scope["negation"]))
        expand.extend(pairs.items())
    index: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        for key in row.keys:
            index[key[:_KEY]] = (*index.get(key[:_KEY], ()), row)
    return Book(
        tuple(rows),
        index,
        re.compile(rf"\b(?:{'|'.join(conditions)})\b"),
        re.compile(rf"\b(?:{'|'.join(negations)})\b"),
        tuple(expand),
    )


_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": ".", "\xa0": " "}
)
_APOSTROPHE = re.compile(r"\w'\w|\bcannot\b")


def fold(sentence: str) -> str:
    """A sentence as the patterns see it: lower case, no accents, plain quotes, English short forms written out."""
    folded = sentence.casefold().translate(_PLAIN)
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    if _APOSTROPHE.search(folded):
        for short, long in book().expand:
            folded = folded.replace(short, long)
    return folded


_WORD = re.compile(r"\w+")
_CLAUSE = re.compile(r"[;:.!?()]| - |, (?:but|and|so|yet|aber|und|mais|et|pero|y|maar|en|mas|e|ma)\b")


def _void(hit: re.Match[str], scope: Scope, folded: str) -> bool:
    """Whether condition, negation or question around a match take back what it says."""
    if scope is Scope.ANY:
        return False
    before = folded[: hit.start()]
    if scope in (Scope.SAID, Scope.FIRM):
        if folded.rstrip(" \"')").endswith("?"):
            return True
        if book().condition.search(folded[: hit.end()]):
            return True
    if scope is Scope.FIRM:
        return False
    clause = _CLAUSE.split(before)[-1]
    return bool(book().negation.search(clause[-60:]))


def hits(folded: str, direction: Direction) -> Iterator[Hit]:
    """The rows that hold in a folded sentence, each once."""
    index = book().index
    seen: set[str] = set()
    for word in set(_WORD.findall(folded)):
        for row in index.get(word[:_KEY], ()):
            if row.id in seen or (row.direction is not None and row.direction is not direction):
                continue
            if not any(word.startswith(key) if len(key) >= _KEY else word == key for key in row.keys):
                continue
            seen.add(row.id)
            for match in row.pattern.finditer(folded):
                if not _void(match, row.scope, folded):
                    yield Hit(row, match.start(), match.end())
                    break
