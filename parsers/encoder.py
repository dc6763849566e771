"""What sentences mean, as vectors of a small network, and what a message says by them: hiring mail, and which kind.

The linear weights (``parsers.learned``) know words and concepts; this network knows that two sentences say the same
in words that neither was learned with. It was taught by a large multilingual one (``training/encoder.py`` says how)
and is small enough to read a mail in about a millisecond: each word falls into pieces, each piece has a vector, two
layers look at neighbouring pieces, their sum is the sentence; then one head for each direction weighs all sentences
of a message, on the average, by the most telling, and by attention. Its answers are added to those of the weights.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parsers import packed
from parsers.facts import Direction

Array = NDArray[np.float32]

START = "^"
"""What the pieces that begin a word are marked with."""
MOST_LINES = 40
MOST_PIECES = 120
"""Pieces of one line that are read."""
MOST_SAID = 3.0
"""The log-odds of hiring that the network may add to the linear weights': what is like nothing it has seen can seem
anything to it, and no mail of writers left out needed more."""
_WHOLE_WORD = 4
"""Letters from which a word may be a part of another one: "gesprach" in "vorstellungsgesprach"."""
_COMPOUND = 1.0
_UNKNOWN = 10.0
"""What a letter costs that no piece has, beyond the rarest piece."""
_NOTHING = 0
"""The number of no piece: its vector is zero."""
_MOST_KNOWN = 8192
_LONGEST_WORD = 40
_READING = Lock()


@dataclass(frozen=True, slots=True)
class Pieces:
    """Which pieces there are: a unigram model.

    ``numbers`` are from 1 on; ``scores`` say by number how likely a piece is (log-probability), and what a letter
    costs that no piece has. Those behind the last score stand for whole tokens alone.
    """

    numbers: Mapping[str, int]
    scores: Sequence[float]
    longest: int
    known: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def of_line(self, tokens: Iterable[str]) -> list[int]:
        """The numbers of the pieces of a line whose tokens are given (``parsers.features.tokens``)."""
        given = ((token, self.known.get(token)) for token in tokens)
        found = chain.from_iterable(self._met(token) if kept is None else kept for token, kept in given)
        return list(islice(found, MOST_PIECES))

    def _met(self, token: str) -> tuple[int, ...]:
        """The same of one token; kept, since mails share their words."""
        if token[0].isalpha():
            words = [part for part in token[:_LONGEST_WORD].split("'") if part]
            found = tuple(chain.from_iterable(map(self._likeliest, words)))
        else:
            found = (self.numbers[token],) if token in self.numbers else ()
        if len(self.known) >= _MOST_KNOWN:
            self.known.clear()
        self.known[token] = found
        return found

    def _likeliest(self, word: str) -> list[int]:
        """The likeliest way to put a word together from pieces (Viterbi)."""
        number_of, scores, longest = self.numbers.get, self.scores, self.longest
        marked = START + word
        size = len(marked)
        best = [0.0] + [-np.inf] * size
        ways: list[tuple[int, int]] = [(0, _NOTHING)] * (size + 1)
        for begin in (0, *range(2, size)):  # the mark is no piece of its own
            before = best[begin]
            least = begin + 1 if begin else 2
            for end in range(least, min(size, begin + longest) + 1):
                letters = marked[begin:end]
                number = number_of(letters, _NOTHING)
                score = scores[number]
                if begin and end - begin >= _WHOLE_WORD:  # or a word that is a part of another one
                    whole = number_of(START + letters, _NOTHING)
                    if whole != _NOTHING and scores[whole] - _COMPOUND > score:
                        number, score = whole, scores[whole] - _COMPOUND
                if number == _NOTHING and end > least:
                    continue
                if before + score > best[end]:
                    best[end], ways[end] = before + score, (begin, number)
        numbers: list[int] = []
        end = size
        while end > 0:
            end, number = ways[end]
            numbers.append(number)
        return [number for number in reversed(numbers) if number != _NOTHING]


@dataclass(frozen=True, slots=True)
class Head:
    """What a message says, by the vectors of its lines: log-odds, one a question, the first whether it is hiring mail.

    ``inner`` (line and place to hidden), ``attention`` (hidden to one) and ``outer`` (three views of hidden to
    questions) are matrices with a bias row at the end.
    """

    questions: tuple[str, ...]
    inner: Array
    attention: Array
    outer: Array

    def answers(self, vectors: Array) -> tuple[Array, Array]:
        """Log-odds of each question for a message whose subject and sentences have these vectors, in their order.

        The second array says the same of each line as if it stood alone.
        """
        hidden = np.maximum(_affine(np.hstack([vectors, places(len(vectors))]), self.inner), 0)
        weights = _affine(hidden, self.attention)
        weights = np.exp(weights - weights.max())
        views = [hidden.mean(axis=0), hidden.max(axis=0), (hidden * (weights / weights.sum())).sum(axis=0)]
        said = _affine(np.hstack(views), self.outer)
        said[0] = min(said[0], MOST_SAID)
        return said, _affine(np.hstack([hidden] * len(views)), self.outer)


def places(lines: int) -> Array:
    """For each line whether it is the subject, the first or the last one."""
    where = np.zeros((lines, 3), np.float32)
    where[0, 0] = 1
    if lines > 1:
        where[1, 1] = where[lines - 1, 2] = 1
    return where


@dataclass(frozen=True, slots=True)
class Encoder:
    """The network: ``table`` has a row a piece; ``near`` and ``wide`` look at a piece and its neighbours."""

    pieces: Pieces
    table: NDArray[np.int8]
    scale: Array
    near: Array
    wide: Array
    dense: Array
    heads: Mapping[Direction, Head]

    def answers(self, lines: Sequence[Sequence[str]], direction: Direction) -> tuple[Array, Array]:
        """What ``heads[direction]`` answers, given the tokens of the subject and of each sentence."""
        return self.heads[direction].answers(self.vectors([self.pieces.of_line(line) for line in lines[:MOST_LINES]]))

    def vectors(self, lines: Sequence[Sequence[int]]) -> Array:
        """A vector for each line, given the numbers of its pieces; at least one line."""
        sizes = np.array([len(line) for line in lines])
        # All lines side by side, a zero before each and one at the end, so that none looks into its neighbour.
        numbers = np.array([*chain.from_iterable((_NOTHING, *line) for line in lines), _NOTHING])
        there = (numbers != _NOTHING)[:, None]
        given = self.table.take(numbers, axis=0) * self.scale
        seen = np.maximum(_affine(_neighbours(given), self.near), 0) * there
        seen = (np.maximum(_affine(_neighbours(seen), self.wide), 0) + seen) * there
        starts = np.concatenate([[0], np.cumsum(sizes + 1)[:-1]])
        sums: Array = np.add.reduceat(np.hstack([given, seen]), starts, axis=0)
        return np.tanh(_affine(sums / np.sqrt(np.maximum(sizes, 1))[:, None].astype(np.float32), self.dense))


def _affine(values: Array, matrix: Array) -> Array:
    """A matrix product; the last row of the matrix is the bias."""
    made: Array = values @ matrix[:-1]
    made += matrix[-1]
    return made


def _neighbours(rows: Array) -> Array:
    """Each row between the one before and the one behind it."""
    made = np.zeros((len(rows), 3, rows.shape[1]), rows.dtype)
    made[1:, 0], made[:, 1], made[:-1, 2] = rows[:-1], rows, rows[1:]
    return made.reshape(len(rows), -1)


@cache
def _read() -> Encoder:
    return unpack(*packed.shipped("encoder"))


def shipped() -> Encoder:
    """The network that was learned; read at the first use."""
    with _READING:  # whoever asks while it is read waits, instead of reading it again
        return _read()


def unpack(about: dict[str, Any], held: packed.Arrays) -> Encoder:
    """The network as ``training/encoder.py`` packs it: integers, each array with its scale by column."""

    def matrix(name: str) -> Array:
        made: Array = held[name].astype(np.float32) * held[f"{name}.scale"]
        return made

    names = held["pieces"].tobytes().decode("ascii").split("\n")
    heads = {
        Direction(direction): Head(
            tuple(questions), *(matrix(f"{direction}.{part}") for part in ("inner", "attention", "outer"))
        )
        for direction, questions in about["questions"].items()
    }
    return Encoder(
        pieces_of(names, held["scores"].tolist()),
        held["table"],
        held["table.scale"],
        matrix("near"),
        matrix("wide"),
        matrix("dense"),
        heads,
    )


def pieces_of(names: Sequence[str], scores: Sequence[float]) -> Pieces:
    """Pieces by their names, and how likely the first of them are, which are letters; the others are whole tokens."""
    numbers = {name: at for at, name in enumerate(names, 1)}
    return Pieces(numbers, array("f", [min(scores) - _UNKNOWN, *scores]), max(map(len, names[: len(scores)])))
