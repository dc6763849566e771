"""Counts of what was expected and what was given, and the figures that follow from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

NOTHING = frozenset({"not_hiring", "out_other"})
"""What ordinary mail may be called without harm."""

GRAVE = frozenset({"rejection", "interview_invite", "interview_scheduled", "offer"})
"""What ordinary mail must not be called at all."""


def share(part: float, whole: float) -> float:
    """A ratio to four places; 0 of nothing is 0."""
    return round(part / whole, 4) if whole else 0.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of precision and recall."""
    return round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0


@dataclass
class Tally:
    """How often each expected kind was given which kind, by language."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, lang: str, wanted: str, given: str) -> None:
        """Count one message."""
        self.counts[lang, str(wanted), str(given)] += 1

    def update(self, other: Tally) -> None:
        """Add all that another tally has counted."""
        self.counts.update(other.counts)

    def pairs(self, lang: str | None = None) -> Counter[tuple[str, str]]:
        """Pairs of expected and given kind, of one language or of all."""
        found: Counter[tuple[str, str]] = Counter()
        for (spoken, wanted, given), number in self.counts.items():
            if lang in (None, spoken):
                found[wanted, given] += number
        return found

    def summary(self) -> dict[str, Any]:
        """Everything counted, as plain values."""
        pairs = self.pairs()
        ordinary = sum(number for (wanted, _), number in pairs.items() if wanted == "not_hiring")
        alarms = Counter({g: n for (w, g), n in pairs.items() if w == "not_hiring" and g not in NOTHING})
        confusion: dict[str, dict[str, int]] = defaultdict(dict)
        for (wanted, given), number in sorted(pairs.items()):
            confusion[wanted][given] = number
        return {
            **figures(pairs),
            "kinds": kinds(pairs),
            "languages": {
                lang: {**figures(self.pairs(lang)), "kinds": kinds(self.pairs(lang))}
                for lang in sorted({lang for lang, _, _ in self.counts})
            },
            "ordinary": {
                "messages": ordinary,
                "false_alarms": dict(alarms),
                "rate": round(alarms.total() / ordinary, 5) if ordinary else 0.0,
                "grave": sum(number for kind, number in alarms.items() if kind in GRAVE),
            },
            "confusion": dict(confusion),
        }


def figures(pairs: Counter[tuple[str, str]]) -> dict[str, Any]:
    """Messages, the share that is right, and mean precision, recall and F1 of the kinds expected somewhere."""
    table = kinds(pairs)
    every = pairs.total()
    return {
        "messages": every,
        "accuracy": share(sum(number for (wanted, given), number in pairs.items() if wanted == given), every),
        "macro_precision": share(sum(row["precision"] for row in table.values()), len(table)),
        "macro_recall": share(sum(row["recall"] for row in table.values()), len(table)),
        "macro_f1": share(sum(row["f1"] for row in table.values()), len(table)),
    }


def kinds(pairs: Counter[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each kind that was expected somewhere."""
    table = {}
    for kind in sorted({wanted for wanted, _ in pairs}):
        right = pairs[kind, kind]
        wanted = sum(number for (want, _), number in pairs.items() if want == kind)
        given = sum(number for (_, give), number in pairs.items() if give == kind)
        precision, recall = share(right, given), share(right, wanted)
        table[kind] = {"precision": precision, "recall": recall, "f1": f1(precision, recall), "messages": wanted}
    return table


@dataclass
class Course:
    """How mail was sorted into processes, and where those were said to stand."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By language and what is counted: pairs of mails ``together`` rightly, ``thrown`` together, ``torn`` apart;
    ``processes`` and those that are ``exact``; ``checks`` of a state, ``states`` right; ``dues`` and those ``due``
    right; facts ``said`` and heard, ``unheard`` and ``misheard``."""

    def add(self, lang: str, what: str, number: int = 1) -> None:
        """Count something."""
        self.counts[lang, what] += number

    def update(self, other: Course) -> None:
        """Add all that another one has counted."""
        self.counts.update(other.counts)

    def summary(self) -> dict[str, Any]:
        """All figures, over all languages and by language."""
        langs = sorted({lang for lang, _ in self.counts})
        return {**self._figures(langs), "languages": {lang: self._figures([lang]) for lang in langs}}

    def _figures(self, langs: list[str]) -> dict[str, Any]:
        count = {what: sum(self.counts[lang, what] for lang in langs) for what in _COUNTED}
        precision = share(count["together"], count["together"] + count["thrown"])
        recall = share(count["together"], count["together"] + count["torn"])
        facts = share(count["said"], count["said"] + count["misheard"])
        heard = share(count["said"], count["said"] + count["unheard"])
        return {
            "facts": {
                "precision": facts,
                "recall": heard,
                "f1": f1(facts, heard),
                "told": count["said"] + count["unheard"],
            },
            "pairs": {"precision": precision, "recall": recall, "f1": f1(precision, recall)},
            "processes": count["processes"],
            "exact_processes": share(count["exact"], count["processes"]),
            "checks": count["checks"],
            "states": share(count["states"], count["checks"]),
            "dues_looked_at": count["dues"],
            "dues": share(count["due"], count["dues"]),
        }


_COUNTED = ("together", "thrown", "torn", "processes", "exact", "checks", "states", "dues", "due")
_COUNTED += ("said", "unheard", "misheard")
