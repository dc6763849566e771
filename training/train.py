"""Trains the weights of ``parsers.learned`` from the corpus beside this file: ``python -m training.train [--check]``.

Deterministic: the same corpus and the same versions (requirements.txt) give the same bytes; ``--check`` trains once
more, in a process of its own, and says whether they are those on file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from parsers.encoder import Head
from parsers.facts import Direction
from parsers.features import Features, features
from training import data, encoder, model

WEIGHTS = Path(__file__).parent.parent / "parsers" / "weights"
KINDS_STRENGTH = 0.3
HIRING_STRENGTH = 1.0
MOST_FEATURES = {"in": 110_000, "out": 60_000}
LIGHT = {"grammar": 0.5, "translations": 0.3}


def texts() -> list[data.Text]:
    """Everything that may be learned from."""
    return [
        *data.threads(),
        *data.grammars(),
        *data.translations(),
        *(text for text, held in data.public() if not held),
    ]


def sample_weights(rows: list[data.Text]) -> list[float]:
    """What a grammar made, or a program's translations, teaches less a text than what somebody wrote."""
    return [(1.0 if row.hiring else 0.6) * LIGHT.get(row.writer.partition("-")[0], 1.0) for row in rows]


_LENGTHS = ("~length", "~sentences", "~questions")


def without_length(vocabulary: model.Vocabulary) -> sp.dia_matrix:
    """Blanks out how long a text is: that tells the corpora apart, not hiring mail from other mail."""
    names = [name for group in vocabulary.names for name in group]
    return sp.diags([0.0 if name.startswith(_LENGTHS) else 1.0 for name in names])


@cache
def found(subject: str, text: str) -> Features:
    """The features of a text; kept, since every fold looks at most texts again."""
    return Features(*(frozenset(map(sys.intern, group)) for group in features(subject, text)))


@dataclass(frozen=True)
class Fitted:
    """What was learned for one direction: linear weights, and the head of the network."""

    vocabulary: model.Vocabulary
    hiring: model.Linear
    kinds: model.Linear
    head: Head

    def answers(self, given: encoder.Known, texts: list[data.Text]) -> np.ndarray:
        """Log-odds of each question, one row a message: whether it is hiring mail, then the kinds."""
        matrix = self.vocabulary.matrix([found(text.subject, text.text) for text in texts])
        hiring = self.hiring.answers(matrix @ without_length(self.vocabulary))
        return np.hstack([hiring, self.kinds.answers(matrix)]) + given.answers(self.head, texts)


def fit(rows: list[data.Text], direction: str, known: encoder.Known, most: int | None = None) -> Fitted:
    """Learn one direction from some texts, whose lines are ``known``."""
    # Ordinary incoming mail also stands in for ordinary outgoing mail: what strangers write, the user writes too.
    rows = [row for row in rows if row.direction == direction or not row.hiring]
    given = [found(row.subject, row.text) for row in rows]
    ours = np.array([row.hiring and row.direction == direction for row in rows])
    kinds = [row.kind if mine else None for row, mine in zip(rows, ours, strict=True)]
    weights = sample_weights(rows)
    vocabulary = model.count(given)
    for _ in range(2):
        matrix = vocabulary.matrix(given)
        hiring = model.fit_hiring(matrix @ without_length(vocabulary), list(ours), weights, HIRING_STRENGTH)
        which = model.fit_kinds(matrix[ours], [kind for kind in kinds if kind is not None], KINDS_STRENGTH)
        if most is None or matrix.shape[1] <= most:
            break
        spread = np.abs(which.weights).max(axis=0) + np.abs(hiring.weights[0]) / 1.5
        vocabulary = model.prune(vocabulary, spread * vocabulary.worth() * vocabulary.frequency() ** 0.5, most)
    return Fitted(vocabulary, hiring, which, encoder.fit_head(known, rows, kinds, weights))


def train(folder: Path) -> None:
    """Train both directions and write their weights into a folder."""
    rows = texts()
    print("texts:", dict(Counter((row.direction, row.hiring) for row in rows)))
    lesson = encoder.lesson(rows)
    matrices = encoder.teach(lesson)
    known = encoder.known(lesson, matrices)
    heads: dict[Direction, Head] = {}
    for direction in Direction:
        began = time.monotonic()
        fitted = fit(rows, direction.value, known, MOST_FEATURES[direction.value])
        heads[direction] = fitted.head
        packed = model.pack(fitted.vocabulary, fitted.hiring, fitted.kinds)
        (folder / f"{direction.value}.npz").write_bytes(packed)
        print(direction.value, len(packed), "bytes,", f"{time.monotonic() - began:.0f} s")
    (folder / "encoder.npz").write_bytes(encoder.pack(lesson, matrices, heads))


def main() -> int:
    """Train and write the weights, or with ``--check`` compare them; exit status 1 where they differ."""
    parser = argparse.ArgumentParser(description="Trains the weights.")
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the weights on file")
    if not parser.parse_args().check:
        train(WEIGHTS)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        train(Path(folder))
        made = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    differ = sorted(name for name, content in made.items() if content != (WEIGHTS / name).read_bytes())
    print("the same bytes" if not differ else f"other bytes: {', '.join(differ)}")
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main())
