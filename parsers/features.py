"""What the learned weights look at in a text: words, beginnings and insides of words, concepts, and its shape.

The same functions serve training and reading, so that both see the same. A feature is a short string; a text yields
three sets of them, each weighed on its own: words and pairs of words, pieces of words (2 to 5 characters), and
concepts shared by all languages (with the pairs of concepts that meet in one sentence) together with the shape of
the text. Texts are folded to lower case without accents; numbers, times, links and amounts become one token each, so
that no weight hangs on a particular day, sum or address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

MOST_CHARACTERS = 4_000
"""How much of a text is read; what a mail wants stands in its first screens."""

_TOKEN = re.compile(
    r"(?P<link>https?://\S{1,300}|www\.\S{1,300}|\b[a-z0-9-]{1,60}+(?:\.[a-z0-9-]{1,60}+){1,3}/\S{1,300})"
    r"|(?P<mail>[\w.+-]{1,60}+@[\w.-]{1,80})"
    r"|(?P<money>[$€£]\s?\d[\d.,]{0,12}k?|\b\d[\d.,]{0,12}\s?(?:k\b|eur\b|euros?\b|€|£|\$|usd\b|gbp\b|chf\b))"
    r"|(?P<time>\b\d{1,2}\s?[:.h]\s?[0-5]\d\b(?:\s?(?:am|pm|uhr)\b)?|\b\d{1,2}\s?(?:am|pm|uhr|uur|hs)\b|\b\d{1,2}h\b)"
    r"|(?P<date>\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?\b|\b\d{1,2}(?:st|nd|rd|th|er|º|ª)\b)"
    r"|(?P<num>\d[\d.,]{0,20})"
    r"|(?P<word>[^\W\d_]{1,40}(?:'[^\W\d_]{1,10})?)"
    r"|(?P<mark>[?!]|[\U0001F300-\U0001FAFF☀-➿])"
)
_TELLING = re.compile(r"[\d@/]|www\.")
"""What every token but words and marks has in it."""
_PLAIN = re.compile(r"[^\W\d_]{1,40}(?:'[^\W\d_]{1,10})?|[?!]|[\U0001F300-\U0001FAFF☀-➿]")
"""Words and marks: the tokens of most sentences, found many times faster."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_LENGTHS = (4, 8, 15, 25, 40, 60, 90, 140, 250)


class Features(NamedTuple):
    """The three sets of features of a text."""

    words: frozenset[str]
    pieces: frozenset[str]
    concepts: frozenset[str]


class Outline(NamedTuple):
    """What the features of a text are made from: its words and concepts, and the tokens that fall into pieces.

    ``lines`` are the tokens in their order: those of the subject, then those of each sentence.
    """

    words: frozenset[str]
    tokens: frozenset[str]
    concepts: frozenset[str]
    lines: tuple[tuple[str, ...], ...]


def fold(text: str) -> str:
    """The text in lower case, without accents, with plain apostrophes."""
    text = text.replace("’", "'").replace("ß", "ss").lower()
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text, as the weights count them."""
    return [piece for raw in _SENTENCE.split(text) if (piece := raw.strip())]


def tokens(folded: str) -> list[str]:
    """The tokens of a folded text: words as they are, numbers, times, sums and links by their class."""
    if not _TELLING.search(folded):
        return _PLAIN.findall(folded)
    return [
        match[0] if (group := match.lastgroup) == "word" or group == "mark" else f"#{group}"
        for match in _TOKEN.finditer(folded)
    ]


class _Lexicon(NamedTuple):
    """Concepts by whole words, by the stems of words (and how long those are), and by phrases.

    Phrases stand under their words but the last and the first two letters of that ("move fo"), as pairs in a line: the
    last word as far as it is given, and the concept. ``longer`` holds the first words of those that have three or more.
    """

    whole: dict[str, tuple[str, ...]]
    stems: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]
    phrases: dict[str, str]
    longer: frozenset[str]


_BEGINNING = 2
"""Letters by which the stems are looked up that a word may begin with."""


@cache
def _lexicon() -> _Lexicon:
    source = resources.files("parsers").joinpath("weights/concepts.txt").read_text("utf-8")
    whole: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, str] = {}
    longer: set[str] = set()
    for line in source.splitlines():
        concept, _, entries = line.partition(": ")
        alone = (concept,)
        for entry in entries.split(", ") if line[0] != "#" else ():
            begins, _, last = entry.rpartition(" ")
            if begins:
                place = f"{begins} {last[:_BEGINNING]}"
                phrases[place] = f"{phrases[place]} {last} {concept}" if place in phrases else f"{last} {concept}"
            elif last[0] == "=":
                whole[last[1:]] = (*whole[last[1:]], concept) if last[1:] in whole else alone
            else:
                stems[last] = (*stems[last], concept) if last in stems else alone
            while " " in begins:
                begins = begins.rpartition(" ")[0]
                longer.add(begins)
    lengths: dict[str, set[int]] = {}
    for stem in stems:
        lengths.setdefault(stem[:_BEGINNING], set()).add(len(stem))
    ranges = {start: tuple(sorted(found)) for start, found in lengths.items()}
    return _Lexicon(whole, stems, ranges, phrases, frozenset(longer))


@lru_cache(maxsize=4096)
def _named(token: str) -> tuple[str, ...]:
    """The concepts that a token names by itself; mails share their words."""
    lexicon = _lexicon()
    if token[0] == "#":
        return (token,)
    named: list[str] = []
    for word in _parts(token):
        named += lexicon.whole.get(word, ())
        for length in lexicon.lengths.get(word[:_BEGINNING], ()):
            if length > len(word):
                break
            named += lexicon.stems.get(word[:length], ())
    if token.endswith("n't"):
        named.append("not")
    elif token in {"?", "!"}:
        named.append(token)
    return tuple(dict.fromkeys(named))


def _parts(token: str) -> tuple[str, ...]:
    """A word, and what follows its elided article: "l'entretien", "dell'offerta"."""
    before, _, after = token.partition("'")
    return (token, after) if before and len(after) > _BEGINNING else (token,)


def concepts(found: Sequence[str]) -> set[str]:
    """The concepts named in one sentence whose tokens are ``found``."""
    named: set[str] = set().union(*map(_named, found))
    for at, token in enumerate(found, 1):
        for begins in _parts(token):
            _follow(begins, found, at, named)
    return named


def _ended(line: str, word: str) -> list[str]:
    """The concepts of those phrases that end with a word or with its beginning."""
    pairs = line.split()
    return [pairs[at + 1] for at in range(0, len(pairs), 2) if word.startswith(pairs[at])]


def _follow(begins: str, found: Sequence[str], at: int, named: set[str]) -> None:
    """Add the concepts of the phrases that begin so and go on with the tokens from ``at``."""
    _, _, _, phrases, longer = _lexicon()
    while at < len(found):
        following = found[at]
        if (place := f"{begins} {following[:_BEGINNING]}") in phrases:
            named.update(_ended(phrases[place], following))
        if begins not in longer:
            return
        begins = f"{begins} {following}"
        at += 1


def pieces(word: str) -> list[str]:
    """The pieces of a word, its beginning and end marked by a space."""
    padded = f" {word} "
    size = len(padded)
    return [padded[at : at + length] for length in (2, 3, 4, 5) for at in range(size - length + 1)]


def _shape(folded: str, count: int, lines: Sequence[frozenset[str]]) -> set[str]:
    """How long a text of ``count`` tokens is, and what its first and last sentence name."""
    bucket = sum(count > limit for limit in _LENGTHS)
    shape = {f"~length{bucket}", f"~sentences{min(len(lines), 9)}", f"~questions{min(folded.count('?'), 3)}"}
    if lines:
        shape.update(f"~first:{name}" for name in lines[0])
        shape.update(f"~last:{name}" for name in lines[-1])
        if any("?" in line for line in lines[-2:]):
            shape.add("~asks at the end")
    return shape


class _Told(NamedTuple):
    """What one folded sentence holds: ``size`` tokens, its part of an outline, and its concepts alone (``named``)."""

    size: int
    outline: Outline
    named: frozenset[str]


@lru_cache(maxsize=128)
def _told(folded: str) -> _Told:
    """Kept, since a mail's sentences are looked at for the whole and one by one, and greetings repeat."""
    found = tokens(folded)
    named = concepts(found)
    outlined = Outline(_words(found), frozenset(found), frozenset(_with_pairs(named)), (tuple(found),))
    return _Told(len(found), outlined, frozenset(named))


def of_sentence(sentence: str) -> Outline:
    """The outline of one sentence on its own, without what only a whole text has."""
    return _told(fold(sentence)).outline


def _words(found: Sequence[str]) -> frozenset[str]:
    return frozenset(found) | {f"{left} {right}" for left, right in pairwise(found)}


def _with_pairs(named: set[str]) -> set[str]:
    ordered = sorted(named)
    pairs = {f"{left}+{right}" for at, left in enumerate(ordered) for right in ordered[at + 1 :]}
    return named | pairs


def features(subject: str, text: str) -> Features:
    """The features of a message: its subject line (words apart from those of the text) and its own new words."""
    words, tokens_, named, _ = outline(subject, text)
    return Features(words, frozenset(piece for token in tokens_ for piece in pieces(token)), named)


def outline(subject: str, text: str) -> Outline:
    """The same with the tokens of the text instead of their pieces."""
    told = [_told(fold(sentence)) for sentence in sentences(text[:MOST_CHARACTERS])]
    lines = [each.named for each in told]
    shape = _shape(text[:MOST_CHARACTERS], sum(each.size for each in told), lines)
    folded = fold(subject[:300])
    title = tokens(folded)
    return Outline(
        frozenset([f"subject:{token}" for token in title]).union(*(each.outline.words for each in told)),
        frozenset().union(*(each.outline.tokens for each in told)),
        frozenset(f"subject:{name}" for name in concepts(title)).union(
            shape, *(each.outline.concepts for each in told)
        ),
        (tuple(title), *(each.outline.lines[0] for each in told)),
    )
