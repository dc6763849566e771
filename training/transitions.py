"""Learns what usually follows what in hiring threads: ``python -m training.transitions``.

A small log-linear model of the next kind given the history, from the kinds that the writers gave their threads;
written to ``server/hiring/transitions.json`` in thousandths. ``usual`` is how frequent a kind is at all, which the
weights of the texts have in them already.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from parsers.facts import Direction, Kind
from server.hiring.decoding import History, traits
from training import data

TABLE = Path(__file__).parent.parent / "server" / "hiring" / "transitions.json"
STRENGTH = 0.3


def table(texts: Iterable[data.Text]) -> dict[str, object]:
    """The learned table of both directions from messages in the order of their threads."""
    seen: dict[str, list[tuple[dict[str, int], str]]] = {"in": [], "out": []}
    for _, thread in itertools.groupby(texts, key=lambda text: text.thread):
        history = History()
        for text in thread:
            if text.kind == "not_hiring" or not text.hiring:
                continue
            seen[text.direction].append((dict.fromkeys(traits(history), 1), text.kind))
            history = history.after(Kind(text.kind), Direction(text.direction))
    made: dict[str, object] = {}
    for direction, rows in seen.items():
        columns = DictVectorizer()
        matrix = columns.fit_transform([row for row, _ in rows])
        kinds = [kind for _, kind in rows]
        model = LogisticRegression(C=STRENGTH, max_iter=500).fit(matrix, kinds)
        counts = np.array([kinds.count(kind) for kind in model.classes_])
        made[direction] = {
            "kinds": list(model.classes_),
            "usual": [round(float(value) * 1000) for value in np.log(counts / counts.sum())],
            "weights": {
                "bias": [round(float(value) * 1000) for value in model.intercept_],
                **{
                    name: [round(float(value) * 1000) for value in model.coef_[:, at]]
                    for name, at in sorted(columns.vocabulary_.items())
                },
            },
        }
    return made


def main() -> None:
    """Learn from the whole corpus and write the table."""
    text = json.dumps(table(data.threads()), separators=(",", ":"))
    TABLE.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")
    print(TABLE.name, len(text), "bytes")


if __name__ == "__main__":
    main()
