"""What learned weights say of a text: is it hiring mail at all, which kind, and which sentence says so most.

Two questions, asked apart for incoming and outgoing mail. The weights are data (``weights/in.npz`` and
``weights/out.npz``), made by ``training/train.py`` from the corpus beside it, quantised to integers and loaded at
the first use. What the network of ``parsers.encoder`` says of the sentences is added.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parsers import encoder, packed
from parsers.facts import Direction, Kind
from parsers.features import MOST_CHARACTERS, Outline, of_sentence, outline, pieces, sentences

_READING = Lock()
_MET = 0.48
"""The share of a text's words that are known, in the languages learned from at least 0.5, in others at most 0.47."""
_FEW_WORDS = 10
_MET_PAIRS = 0.05
"""The same of its pairs of words, in texts of some length: of mail in seven languages 99% have more (most 0.2 to 0.4),
lists of words and what is no language next to none."""
_SOME_WORDS = 20
_MET_PAIRS_OF_MANY = 0.07
_MANY_WORDS = 30
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


class Linear(NamedTuple):
    """The outline of a message, and the log-odds that the linear weights give each question."""

    found: Outline
    odds: list[float]

    @property
    def hiring(self) -> int:
        """The log-odds in thousandths that it is hiring mail, as far as this goes."""
        return round(tempered(self.odds[0], len(self.found.tokens)) * 1000)


class Answers(NamedTuple):
    """``odds``: the log-odds of each question about a message, the first whether it is hiring mail of the user's.

    ``lines`` say the same of its subject and of each sentence, as far as the network goes, one row a line.
    """

    odds: Sequence[float]
    lines: encoder.Array


class Names:
    """Which number each of some names has, from 1 on in their order. The names themselves are not kept.

    They are told apart by their hashes, of 64 bits and others in each process, which take a tenth of the memory: that
    a word of some mail is taken for a name that it is not happens once in 10^14 words.
    """

    def __init__(self, names: Sequence[str], first: int = 1) -> None:
        hashes = np.fromiter(map(hash, names), np.int64, len(names))
        order = hashes.argsort()
        self._hashes = hashes[order]
        self._numbers = (order + first).astype(np.int32)

    def numbers(self, asked: Collection[str]) -> NDArray[np.int32]:
        """The number of each of these, 0 for what is none of the names."""
        hashes = np.fromiter(map(hash, asked), np.int64, len(asked))
        at = self._hashes.searchsorted(hashes)
        at[at == len(self._hashes)] = 0
        return np.where(self._hashes.take(at) == hashes, self._numbers.take(at), np.int32(0))


_NONE = np.zeros(1, np.int32)
"""The number of no feature: its weights are zero."""
_FROM_THE_FIRST = np.zeros(1, np.intp)


@dataclass(frozen=True, slots=True)
class Weights:
    """The linear weights of one direction; the first question is hiring.

    ``words``, ``pieces`` and ``concepts`` give each feature the number of its row, from 1 on; row 0 is all zeros.
    ``squares`` holds the squared rarity of each, by which a text's features are brought to one length a group.
    """

    questions: tuple[str, ...]
    bias: NDArray[np.float64]
    rows: NDArray[np.int16]
    scale: NDArray[np.float64]
    squares: NDArray[np.float32]
    words: Names
    pieces: Names
    concepts: Names
    known: dict[str, bytes] = field(default_factory=dict)

    def answers(self, found: Outline) -> NDArray[np.float64]:
        """The log-odds of every question, before they are set against each other."""
        groups = (
            self.words.numbers(found.words),
            self._pieces_of(found.tokens),
            self.concepts.numbers(found.concepts),
        )
        answers = self.bias.copy()
        for numbers in groups:
            # ``reduceat``, since ``sum`` takes twice as long where the sum is of another type; it wants one number
            some = numbers if len(numbers) else _NONE
            sums = np.add.reduceat(self.rows.take(some, axis=0), _FROM_THE_FIRST, axis=0, dtype=np.int64)[0]
            norm = math.sqrt(self.squares.take(some).sum(dtype=np.float64)) or 1.0
            answers += sums * self.scale / norm
        return answers

    def reads(self, found: Outline) -> bool:
        """Whether a text is prose in a language that was learned: most of its words were met, and some side by side."""
        if len(found.tokens) < _FEW_WORDS:
            return True
        if self._count(found.tokens) < _MET * len(found.tokens):
            return False
        pairs = [word for word in found.words if " " in word]
        least = _MET_PAIRS_OF_MANY if len(found.tokens) >= _MANY_WORDS else _MET_PAIRS
        return len(found.tokens) < _SOME_WORDS or self._count(pairs) >= least * len(pairs)

    def _count(self, words: Collection[str]) -> int:
        return int(np.count_nonzero(self.words.numbers(words)))

    def _pieces_of(self, words: frozenset[str]) -> NDArray[np.int32]:
        """The numbers of the pieces of these words, each once, and 0."""
        given = [(word, self.known.get(word)) for word in words]
        met = self._meet([word for word, numbers in given if numbers is None])
        joined = b"".join([_NONE.tobytes(), *(numbers for _, numbers in given if numbers), *met])
        numbers = np.sort(np.frombuffer(joined, np.int32))
        last_of_its_kind = np.flatnonzero(numbers[1:] != numbers[:-1])
        return numbers.take([*last_of_its_kind, len(numbers) - 1])

    def _meet(self, words: Sequence[str]) -> list[bytes]:
        """The same of each of these words; kept, since mails share their words."""
        if len(self.known) + len(words) > _MOST_KNOWN:
            self.known.clear()
        parts = list(map(pieces, words))
        numbers = self.pieces.numbers(list(itertools.chain.from_iterable(parts)))
        ends = itertools.accumulate(map(len, parts))
        met = [numbers[end - len(part) : end] for part, end in zip(parts, ends, strict=True)]
        found = [each[each > 0].tobytes() for each in met]
        self.known.update(zip(words, found, strict=True))
        return found


def load() -> None:
    """Read the weights and the concepts, which takes a tenth of a second, before they are first asked for."""
    for direction in Direction:
        answers("", "", direction)


def _weights(direction: Direction) -> Weights:
    with _READING:  # whoever asks while they are read waits, instead of reading them again
        return _read(direction)


@cache
def _read(direction: Direction) -> Weights:
    return unpack(*packed.shipped(direction.value))


def unpack(about: dict[str, Any], held: packed.Arrays) -> Weights:
    """The weights as ``training/model.py`` packs them."""
    words, parts, concepts = (group.split("\n") for group in held["names"].tobytes().decode("utf-8").split("\x00"))
    return Weights(
        tuple(about["questions"]),
        held["bias"],
        np.vstack([np.zeros_like(held["rows"][:1]), held["rows"]]),
        held["scale"],
        np.concatenate([np.zeros_like(held["squares"][:1]), held["squares"]]),
        Names(words),
        Names(parts, 1 + len(words)),
        Names(concepts, 1 + len(words) + len(parts)),
    )


def _log_softmax(values: Sequence[float]) -> list[float]:
    top = max(values)
    total = top + math.log(sum(math.exp(value - top) for value in values))
    return [value - total for value in values]


@lru_cache(maxsize=256)
def _said(direction: Direction, sentence: str) -> NDArray[np.float64]:
    """What the linear weights say of one sentence; kept, since greetings repeat."""
    return _weights(direction).answers(of_sentence(sentence))


def _heaviest(direction: Direction, text: str, kinds: list[Kind], lines: encoder.Array) -> dict[Kind, str]:
    """For each kind the sentence in which its log-odds lie farthest above their mean."""
    pieces_ = [sentence[:_LONGEST_EVIDENCE] for sentence in sentences(text)[:_MOST_SENTENCES]][: len(lines) - 1]
    if not pieces_:
        return {}
    odds = np.array([_said(direction, piece) for piece in pieces_]) + lines[1 : len(pieces_) + 1]
    above = odds[:, 1:] - odds[:, 1:].mean(axis=1, keepdims=True)
    heaviest = zip(kinds, above.argmax(axis=0).tolist(), above.max(axis=0).tolist(), strict=True)
    return {kind: " ".join(pieces_[at].split()) for kind, at, most in heaviest if most > 0}


def tempered(odds: float, words: int) -> float:
    """The log-odds of hiring that a text of so many different words bears out: the fewer, the less they say."""
    return (odds - _LITTLE_SAID) * words / (words + _LITTLE) + _LITTLE_SAID


def linear(subject: str, text: str, direction: Direction) -> Linear:
    """What the linear weights say of a message's subject line and new words; at most 4,000 characters count."""
    found, weights = outline(subject, text), _weights(direction)
    return Linear(found, weights.answers(found).tolist())


def answers(subject: str, text: str, direction: Direction, begun: Linear | None = None) -> Answers:
    """What weights and network say of a message; ``begun`` is what the weights say, where it is known already."""
    found, odds = begun or linear(subject, text, direction)
    said, lines = encoder.shipped().answers(found.lines, direction)
    odds = [ours + theirs for ours, theirs in zip(odds, said.tolist(), strict=True)]
    odds[0] = tempered(odds[0], len(found.tokens))
    if odds[0] > _FOREIGN and not _weights(direction).reads(found):
        odds[0] = _FOREIGN
    return Answers(odds, lines)


def score(subject: str, text: str, direction: Direction, answered: Answers | None = None) -> Learned:
    """What the weights say of a message; ``answered`` are its ``answers``, where they are known already."""
    odds, lines = answers(subject, text, direction) if answered is None else answered
    kinds = [Kind(name) for name in _weights(direction).questions[1:]]
    logs = _log_softmax(odds[1:])
    likely = [kind for kind, value in zip(kinds, logs, strict=True) if value > -4.0]
    evidence = _heaviest(direction, text[:MOST_CHARACTERS], kinds, lines) if odds[0] > _PLAINLY_NOT else {}
    wordless = not (subject.strip() or text.strip())
    return Learned(
        hiring=_WORDLESS if wordless else round(odds[0] * 1000),
        kinds={kind: round(value * 1000) for kind, value in zip(kinds, logs, strict=True)},
        evidence={kind: evidence[kind] for kind in likely if kind in evidence},
    )
