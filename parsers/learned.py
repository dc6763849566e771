"""What learned weights say of a text: is it hiring mail at all, which kind, and which sentence says so most.

Two questions, asked apart for incoming and outgoing mail. The weights are data (``weights/in.bin.gz`` and
``weights/out.bin.gz``), made by ``training/train.py`` from the corpus beside it, quantised to integers and loaded at
the first use. Scoring is sums of integers: each feature's weights for all questions stand side by side as 32-bit
lanes of one large integer, so that one addition a feature answers every question at once.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from threading import Lock

from parsers.facts import Direction, Kind
from parsers.features import MOST_CHARACTERS, Outline, of_sentence, outline, pieces, sentences

_READING = Lock()
_LANE = 4
_OFFSET = 1 << 15
_MET = 0.48
"""The share of a text's words that are known, in the languages learned from at least 0.5, in others at most 0.47."""
_FEW_WORDS = 10
_MET_PAIRS = 0.05
"""The same of its pairs of words, in texts of some length: of mail in seven languages 99% have more (most 0.2 to 0.4),
lists of words and what is no language next to none."""
_SOME_WORDS = 20
_FOREIGN = -3.0
"""The log-odds at most that a mail in a language never learned is hiring mail: its words tell nothing."""
_MOST_KNOWN = 8192
_MOST_SENTENCES = 24
_LONGEST_EVIDENCE = 300
_LITTLE = 6
"""Words that say as much as what is known before any is read: "about four" is nearly nothing to go by."""
_LITTLE_SAID = -2.0
"""The log-odds that a mail with nothing in it is hiring mail."""
_PLAINLY_NOT = -5.0
"""Below these log-odds no sentence is looked for: most mail is ordinary, and need not be read twice."""

_WORDLESS = -1000
"""The log-odds of a mail without a word, in thousandths: there are attachments and calendar parts to judge it by."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What the weights say of one text.

    ``hiring`` is the log-odds in thousandths that it is hiring mail of the user's; above 0 it is rather so than not.
    ``kinds`` are log-probabilities in thousandths over the kinds of the direction, given that it is hiring mail.
    ``evidence`` holds for each likely kind the sentence that weighed most for it, where one did; it is empty for text
    that is plainly no hiring mail.
    """

    hiring: int
    kinds: Mapping[Kind, int]
    evidence: Mapping[Kind, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """The tables of one direction: for each group of features, each feature's lanes; the first question is hiring."""

    questions: tuple[str, ...]
    bias: tuple[float, ...]
    scale: tuple[float, ...]
    squares: float
    words: dict[str, int]
    pieces: dict[str, int]
    """Numbers of the pieces' rows, from 1 on: words are kept with theirs."""
    rows: tuple[int, ...]
    concepts: dict[str, int]
    known: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def summed(self, hits: Sequence[int]) -> list[float]:
        """The weights in these rows of one group, summed and normalised, one number a question."""
        size = len(self.questions)
        if not hits:
            return [0.0] * size
        lanes = memoryview(sum(hits).to_bytes(_LANE * (size + 1), "little")).cast("I")
        taken = _OFFSET * len(hits)
        norm = math.sqrt(lanes[size] * self.squares)
        return [(lanes[at] - taken) * self.scale[at] / norm for at in range(size)]

    def answers(self, found: Outline) -> list[float]:
        """The log-odds of every question, before they are set against each other."""
        known = self._pieces_of(found.tokens)
        # No row is 0: the last lane counts squares.
        words = self.summed(list(filter(None, map(self.words.get, found.words))))
        parts = self.summed(list(map(self.rows.__getitem__, known)))
        named = self.summed(list(filter(None, map(self.concepts.get, found.concepts))))
        given = zip(self.bias, words, parts, named, strict=True)
        return [bias + (word + part + concept) for bias, word, part, concept in given]

    def reads(self, found: Outline) -> bool:
        """Whether a text is prose in a language that was learned: most of its words were met, and some side by side."""
        if len(found.tokens) < _FEW_WORDS:
            return True
        if sum(map(self.words.__contains__, found.tokens)) < _MET * len(found.tokens):
            return False
        pairs = [word for word in found.words if " " in word]
        return len(found.tokens) < _SOME_WORDS or sum(map(self.words.__contains__, pairs)) >= _MET_PAIRS * len(pairs)

    def _pieces_of(self, words: frozenset[str]) -> set[int]:
        """The numbers of the pieces of these words that have weights."""
        given = list(map(self.known.get, words))
        if None in given:
            given = [
                self._met(word) if numbers is None else numbers for word, numbers in zip(words, given, strict=True)
            ]
        return set().union(*filter(None, given))

    def _met(self, word: str) -> tuple[int, ...]:
        """The same of one word; kept, since mails share their words. Accounts are read side by side: it may be gone."""
        numbers = tuple(filter(None, map(self.pieces.get, pieces(word))))
        if len(self.known) >= _MOST_KNOWN:
            self.known.clear()
        self.known[word] = numbers
        return numbers


def load() -> None:
    """Read the weights and the concepts, which takes a tenth of a second, before they are first asked for."""
    for direction in Direction:
        answers("", "", direction)


def _weights(direction: Direction) -> Weights:
    with _READING:  # whoever asks while they are read waits, instead of reading them again
        return _read(direction)


@cache
def _read(direction: Direction) -> Weights:
    return unpack(resources.files("parsers").joinpath(f"weights/{direction.value}.bin.gz").read_bytes())


def unpack(packed: bytes) -> Weights:
    """The weights in the bytes that ``training/train.py`` writes."""
    head, _, rest = gzip.decompress(packed).partition(b"\n")
    about = json.loads(head)
    names, rows = rest[: about["names"]].decode("utf-8"), rest[about["names"] :]
    width = _LANE * (len(about["questions"]) + 1)
    lanes = iter([int.from_bytes(rows[at : at + width], "little") for at in range(0, len(rows), width)])
    tables = [dict(zip(block.split("\n"), lanes, strict=False)) for block in names.split("\x00")]
    words, parts, concepts = tables
    return Weights(
        tuple(about["questions"]),
        tuple(about["bias"]),
        tuple(about["scale"]),
        about["squares"],
        words,
        {piece: number for number, piece in enumerate(parts, start=1)},
        (0, *parts.values()),
        concepts,
    )


def _log_softmax(values: Sequence[float]) -> list[float]:
    top = max(values)
    total = top + math.log(sum(math.exp(value - top) for value in values))
    return [value - total for value in values]


@lru_cache(maxsize=256)
def _above(direction: Direction, sentence: str) -> tuple[float, ...]:
    """How far each kind's log-odds lie above their mean in one sentence; kept, since greetings repeat."""
    odds = _weights(direction).answers(of_sentence(sentence))[1:]
    mean = sum(odds) / len(odds)
    return tuple(answer - mean for answer in odds)


def _heaviest(direction: Direction, text: str, kinds: list[Kind]) -> dict[Kind, str]:
    best: dict[Kind, tuple[float, str]] = {}
    for sentence in sentences(text)[:_MOST_SENTENCES]:
        piece = sentence[:_LONGEST_EVIDENCE]
        for kind, above in zip(kinds, _above(direction, piece), strict=True):
            if above > 0 and (kind not in best or above > best[kind][0]):
                best[kind] = (above, piece)
    return {kind: " ".join(piece.split()) for kind, (_, piece) in best.items()}


def tempered(odds: float, words: int) -> float:
    """The log-odds of hiring that a text of so many different words bears out: the fewer, the less they say."""
    return (odds - _LITTLE_SAID) * words / (words + _LITTLE) + _LITTLE_SAID


def answers(subject: str, text: str, direction: Direction) -> Sequence[float]:
    """The log-odds of every question about a message's subject line and new words; at most 4,000 characters count.

    The first is whether it is hiring mail of the user's, the others are its kinds.
    """
    found, weights = outline(subject, text), _weights(direction)
    given = weights.answers(found)
    given[0] = tempered(given[0], len(found.tokens))
    if given[0] > _FOREIGN and not weights.reads(found):
        given[0] = _FOREIGN
    return given


def score(subject: str, text: str, direction: Direction, answered: Sequence[float] | None = None) -> Learned:
    """What the weights say of a message; ``answered`` are its ``answers``, where they are known already."""
    weights = _weights(direction)
    odds = answers(subject, text, direction) if answered is None else answered
    kinds = [Kind(name) for name in weights.questions[1:]]
    logs = _log_softmax(odds[1:])
    likely = [kind for kind, value in zip(kinds, logs, strict=True) if value > -4.0]
    evidence = _heaviest(direction, text[:MOST_CHARACTERS], kinds) if odds[0] > _PLAINLY_NOT else {}
    wordless = not (subject.strip() or text.strip())
    return Learned(
        hiring=_WORDLESS if wordless else round(odds[0] * 1000),
        kinds={kind: round(value * 1000) for kind, value in zip(kinds, logs, strict=True)},
        evidence={kind: evidence[kind] for kind in likely if kind in evidence},
    )
