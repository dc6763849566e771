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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from parsers.facts import OUTGOING_KINDS, Ask, Direction

LANGUAGES = ("en", "de", "fr", "es", "nl", "pt", "it")
_KEY = 4
_TOO_FEW = 2
_MANY = 12
_OUT = frozenset(kind.value for kind in OUTGOING_KINDS)


class Scope(StrEnum):
    """What around a match makes it void."""

    SAID = "said"
    """A condition before it, a negation before it, a question."""
    FIRM = "firm"
    """A condition before it, a question, a time long past in its clause: refusals, which hold their own negation."""
    ASKED = "asked"
    """A negation before it: questions and conditions are how people ask."""
    ANY = "any"
    """Nothing."""


@dataclass(frozen=True)
class Row:
    """One row. ``signal`` is a kind or one of the other signals that ``parsers.signals`` reads.

    ``weight`` goes to the signal, ``hiring`` to the log-odds that this is hiring mail at all, both in thousandths.
    ``ask`` is what an asking row asks for, or an answering row answers. ``keys`` are the beginnings of words of
    which one must stand in the sentence.
    """

    id: str
    language: str
    source: str
    signal: str
    weight: int
    hiring: int
    scope: Scope
    ask: Ask | None
    direction: Direction | None
    keys: tuple[str, ...]
    example: str
    counter: str

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled where a sentence first meets it: most mailboxes speak two of the seven languages."""
        return re.compile(self.source)

    @functools.cached_property
    def beginnings(self) -> tuple[str, ...]:
        """The keys that a word may begin with."""
        return tuple(key for key in self.keys if len(key) >= _KEY)

    @functools.cached_property
    def words(self) -> frozenset[str]:
        """The keys too short for that: such a word stands there whole."""
        return frozenset(key for key in self.keys if len(key) < _KEY)


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that holds in a sentence: the row, and where the folded text matched."""

    row: Row
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Book:
    """All rows of all languages, indexed, with the words of each language that void a match."""

    rows: tuple[Row, ...]
    index: Mapping[tuple[str, Direction], Mapping[str, tuple[Row, ...]]]
    function: Mapping[str, frozenset[str]]
    condition: Mapping[str, re.Pattern[str]]
    negation: Mapping[str, re.Pattern[str]]
    past: Mapping[str, re.Pattern[str]]
    expand: tuple[tuple[str, str], ...]


def _read(language: str) -> dict[str, object]:
    return tomllib.loads(resources.files("parsers").joinpath(f"languages/{language}.toml").read_text("utf-8"))


def _direction(value: str | None, signal: str) -> Direction | None:
    if value is not None:
        return None if value == "both" else Direction(value)
    return Direction.OUT if signal in _OUT else Direction.IN


def _row(language: str, data: Mapping[str, object], words: Mapping[str, str]) -> Row:
    source = str(data["pattern"])
    for name, value in words.items():
        source = source.replace("{" + name + "}", value)
    signal, weight = str(data["signal"]), int(str(data["weight"]))
    ask = data.get("ask")
    direction = data.get("direction")
    return Row(
        id=str(data["id"]),
        language=language,
        source=source,
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
    conditions: dict[str, re.Pattern[str]] = {}
    negations: dict[str, re.Pattern[str]] = {}
    pasts: dict[str, re.Pattern[str]] = {}
    function: dict[str, frozenset[str]] = {}
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
        rows.extend(_row(language, row, words) for row in listed)
        conditions[language] = re.compile(rf"\b(?:{scope['condition']})\b")
        negations[language] = re.compile(rf"\b(?:{scope['negation']})\b")
        pasts[language] = re.compile(rf"\b(?:{scope['past']})\b")
        function[language] = frozenset(str(scope["function"]).split())
        expand.extend(pairs.items())
    index: dict[tuple[str, Direction], dict[str, tuple[Row, ...]]] = {
        (language, direction): {} for language in LANGUAGES for direction in Direction
    }
    for row in rows:
        for direction in Direction if row.direction is None else (row.direction,):
            own = index[row.language, direction]
            for key in row.keys:
                own[key[:_KEY]] = (*own.get(key[:_KEY], ()), row)
    return Book(tuple(rows), index, function, conditions, negations, pasts, tuple(expand))


_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": ".", "\xa0": " "}
)
_APOSTROPHE = re.compile(r"\w'\w|\bcannot\b")


def fold(sentence: str) -> str:
    """A sentence as the patterns see it: lower case, no accents, plain quotes, English short forms written out."""
    folded = sentence.casefold().translate(_PLAIN)
    if not folded.isascii():
        plain = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    if _APOSTROPHE.search(folded):
        for short, long in book().expand:
            folded = folded.replace(short, long)
    return folded


_WORD = re.compile(r"\w+")
_AGREED = re.compile(
    r", ?(?:ok|okay|oke|o\.k\.|all right|in ordnung|einverstanden|d'accord|ca marche|vale|de acuerdo|va bene|d'accordo|"
    r"akkoord|goed|(?:es)?ta bem|combinado) ?\?[ \"')]*$"
)
"""A tag that only seeks assent: what stands before it is said, not asked."""
_CLAUSE = re.compile(r"[;:.!?()]| - |, (?:but|and|so|yet|aber|und|mais|et|pero|y|maar|en|mas|e|ma)\b")


def _clause_of(hit: re.Match[str], folded: str) -> str:
    """The clause that a match stands in, from where it opens to where the next one does."""
    opens = [found.end() for found in _CLAUSE.finditer(folded, 0, hit.start())]
    closes = _CLAUSE.search(folded, hit.end())
    return folded[opens[-1] if opens else 0 : closes.start() if closes else len(folded)]


def _void(hit: re.Match[str], row: Row, folded: str) -> bool:
    """Whether condition, negation or question around a match take back what it says."""
    scope = row.scope
    if scope is Scope.ANY:
        return False
    before = folded[: hit.start()]
    if scope in (Scope.SAID, Scope.FIRM):
        if folded.rstrip(" \"')").endswith("?") and not _AGREED.search(folded):
            return True
        if book().condition[row.language].search(folded[: hit.end()]):
            return True
    if scope is Scope.FIRM:
        return bool(book().past[row.language].search(_clause_of(hit, folded)))
    clause = _CLAUSE.split(before)[-1]
    return bool(book().negation[row.language].search(clause[-60:]))


def languages(folded: str) -> tuple[str, ...]:
    """The languages of a folded text, by its small words; all of them where it has too few to tell.

    A text may mix two: a language counts that has at least two thirds as many different small words as the one with
    most, or a third in a text long enough for that to be no chance.
    """
    words = set(_WORD.findall(folded))
    counts = {language: len(words & small) for language, small in book().function.items()}
    most = max(counts.values())
    if most < _TOO_FEW:
        return LANGUAGES
    return tuple(language for language, count in counts.items() if count * 3 >= most * 2 or count * 3 >= most > _MANY)


def hits(folded: str, direction: Direction, spoken: Sequence[str] = LANGUAGES) -> Iterator[Hit]:
    """The rows of the languages spoken that hold in a folded sentence, each once."""
    index = _index(direction, tuple(spoken))
    words: dict[str, list[str]] = {}
    for word in set(_WORD.findall(folded)):
        words.setdefault(word[:_KEY], []).append(word)
    seen: set[str] = set()
    for key in words.keys() & index.keys():
        for row in index[key]:
            if row.id in seen or not any(word.startswith(row.beginnings) or word in row.words for word in words[key]):
                continue
            seen.add(row.id)
            for match in row.pattern.finditer(folded):
                if not _void(match, row, folded):
                    yield Hit(row, match.start(), match.end())
                    break


@functools.lru_cache(maxsize=6)
def _index(direction: Direction, spoken: tuple[str, ...]) -> Mapping[str, tuple[Row, ...]]:
    """The rows of these languages by the beginning of a word that must stand in the sentence."""
    merged: dict[str, tuple[Row, ...]] = {}
    for language in spoken:
        for key, rows in book().index[language, direction].items():
            merged[key] = (*merged.get(key, ()), *rows)
    return merged
