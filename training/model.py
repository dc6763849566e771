"""Fits the linear models and packs them into the integers that ``parsers.learned`` reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from parsers import packed
from parsers.features import Features

GROUPS = ("words", "pieces", "concepts")
LEAST_DOCUMENTS = {"words": 2, "pieces": 3, "concepts": 2}
SHARES = {"words": 2.0, "pieces": 1.6, "concepts": 1.0}
"""The length that each group of a text's features is brought to."""
SEED = 7
HIRING_ODDS = 4.1
"""Log-odds that a margin of one says, measured on writers left out."""
KINDS_ODDS = 3.2
"""The same for kinds, which are set against each other."""


@dataclass
class Vocabulary:
    """The features that count, by group, and how rare each is."""

    names: list[list[str]]
    rarity: list[np.ndarray]

    def worth(self) -> np.ndarray:
        """What a feature is multiplied by before its group is brought to length one: its rarity, and the share."""
        return np.concatenate([rarity * SHARES[group] for group, rarity in zip(GROUPS, self.rarity, strict=True)])

    def frequency(self) -> np.ndarray:
        """The share of texts that a feature stands in, near enough: what is rare in training is rarely met."""
        return np.exp(1 - np.concatenate(self.rarity))

    def matrix(self, found: Sequence[Features]) -> sp.csr_matrix:
        """One row a text: each group of features weighted by rarity and brought to its share of length."""
        blocks = []
        for group, names, rarity in zip(GROUPS, self.names, self.rarity, strict=True):
            at = {name: index for index, name in enumerate(names)}
            columns: list[int] = []
            ends = [0]
            for one in found:
                columns.extend(sorted(at[name] for name in getattr(one, group) if name in at))
                ends.append(len(columns))
            values = rarity[columns] if columns else np.zeros(0)
            block = sp.csr_matrix((values, columns, ends), shape=(len(found), len(names)))
            norms = np.sqrt(np.asarray(block.multiply(block).sum(axis=1)).ravel())
            norms[norms == 0] = 1
            blocks.append(sp.diags(SHARES[group] / norms) @ block)
        return sp.hstack(blocks).tocsr()


def count(found: Sequence[Features]) -> Vocabulary:
    """The vocabulary of some texts."""
    names: list[list[str]] = []
    rarity: list[np.ndarray] = []
    for group in GROUPS:
        documents: Counter[str] = Counter()
        for one in found:
            documents.update(getattr(one, group))
        kept = sorted(name for name, number in documents.items() if number >= LEAST_DOCUMENTS[group])
        names.append(kept)
        rarity.append(np.log((1 + len(found)) / (1 + np.array([documents[name] for name in kept]))) + 1)
    return Vocabulary(names, rarity)


@dataclass
class Linear:
    """Log-odds a question: a weight a feature, and a bias."""

    questions: list[str]
    weights: np.ndarray
    bias: np.ndarray

    def answers(self, matrix: sp.csr_matrix) -> np.ndarray:
        """One row a text, one column a question."""
        return np.asarray(matrix @ self.weights.T) + self.bias


def fit_kinds(matrix: sp.csr_matrix, kinds: Sequence[str], strength: float) -> Linear:
    """Which kind, given that it is hiring mail; rare kinds count as much as frequent ones."""
    model = LinearSVC(C=strength, class_weight="balanced", random_state=SEED)
    model.fit(matrix, kinds)
    return Linear(list(model.classes_), model.coef_ * KINDS_ODDS, model.intercept_ * KINDS_ODDS)


def fit_hiring(matrix: sp.csr_matrix, hiring: Sequence[bool], weights: Sequence[float], strength: float) -> Linear:
    """Whether it is hiring mail at all."""
    model = LinearSVC(C=strength, random_state=SEED)
    model.fit(matrix, np.array(hiring), sample_weight=np.array(weights))
    return Linear(["hiring"], model.coef_ * HIRING_ODDS, model.intercept_ * HIRING_ODDS)


def prune(vocabulary: Vocabulary, importance: np.ndarray, most: int) -> Vocabulary:
    """The vocabulary's ``most`` most important features."""
    keep = np.zeros(len(importance), dtype=bool)
    keep[np.argsort(-importance, kind="stable")[:most]] = True
    names: list[list[str]] = []
    rarity: list[np.ndarray] = []
    at = 0
    for group, rare in zip(vocabulary.names, vocabulary.rarity, strict=True):
        here = keep[at : at + len(group)]
        names.append([name for name, wanted in zip(group, here, strict=True) if wanted])
        rarity.append(rare[here])
        at += len(group)
    return Vocabulary(names, rarity)


def pack(vocabulary: Vocabulary, hiring: Linear, kinds: Linear) -> bytes:
    """The weights as ``parsers.learned.unpack`` reads them, rounded to integers."""
    rarity = np.concatenate(vocabulary.rarity)
    weights = np.vstack([hiring.weights, kinds.weights]) * vocabulary.worth()
    limit = np.quantile(np.abs(weights), 0.9995, axis=1)
    scale = np.array([float(f"{value:.6g}") for value in np.maximum(limit, 1e-6) / 1000])
    about = {"questions": hiring.questions + kinds.questions}
    names = "\x00".join("\n".join(group) for group in vocabulary.names)
    arrays = {
        "names": packed.octets(names),
        "bias": np.round(np.concatenate([hiring.bias, kinds.bias]), 5),
        "rows": np.clip(np.rint(weights / scale[:, None]), -4000, 4000).astype(np.int16).T.copy(),
        "scale": scale,
        "squares": np.round(rarity**2, 3).astype(np.float32),
    }
    return packed.write(about, arrays)
