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
from functools import cache
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from parsers.features import Features, features
from training import data, model

WEIGHTS = Path(__file__).parent.parent / "parsers" / "weights"
KINDS_STRENGTH = 0.3
HIRING_STRENGTH = 1.0
MOST_FEATURES = {"in": 47_000, "out": 35_000}
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


def fit(rows: list[data.Text], direction: str, most: int | None = None):
    """The vocabulary and the two models of one direction."""
    # Ordinary incoming mail also stands in for ordinary outgoing mail: what strangers write, the user writes too.
    rows = [row for row in rows if row.direction == direction or not row.hiring]
    given = [found(row.subject, row.text) for row in rows]
    ours = np.array([row.hiring and row.direction == direction for row in rows])
    kinds = [row.kind for row, mine in zip(rows, ours, strict=True) if mine]
    vocabulary = model.count(given)
    for _ in range(2):
        matrix = vocabulary.matrix(given)
        hiring = model.fit_hiring(
            matrix @ without_length(vocabulary), list(ours), sample_weights(rows), HIRING_STRENGTH
        )
        which = model.fit_kinds(matrix[ours], kinds, KINDS_STRENGTH)
        if most is None or matrix.shape[1] <= most:
            break
        spread = np.abs(which.weights).max(axis=0) + np.abs(hiring.weights[0]) / 1.5
        vocabulary = model.prune(vocabulary, spread * vocabulary.worth() * vocabulary.frequency() ** 0.5, most)
    return vocabulary, hiring, which


def train(folder: Path) -> None:
    """Train both directions and write their weights into a folder."""
    rows = texts()
    print("texts:", dict(Counter((row.direction, row.hiring) for row in rows)))
    for direction in ("in", "out"):
        began = time.monotonic()
        vocabulary, hiring, which = fit(rows, direction, MOST_FEATURES[direction])
        size = model.pack(folder / f"{direction}.bin.gz", vocabulary, hiring, which)
        print(
            direction, sum(map(len, vocabulary.names)), "features,", size, "bytes,", f"{time.monotonic() - began:.0f} s"
        )


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
