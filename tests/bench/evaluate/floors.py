"""What the measured cases must not fall below: ``floors.toml``, held by a test."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.bench.evaluate.result import Result

FLOORS = Path(__file__).with_name("floors.toml")


def floors() -> dict[str, dict[str, float]]:
    """For each folder of measured cases, the least that each figure may be."""
    return tomllib.loads(FLOORS.read_text("utf-8"))


def figures(result: Result) -> dict[str, float]:
    """The figures of a result that have floors, higher being better."""
    kinds, course = result.together.summary(), result.course.summary()
    return {
        "kinds_macro_f1": kinds["macro_f1"],
        "kinds_right": kinds["accuracy"],
        "ordinary": round(1 - kinds["ordinary"]["rate"], 4),
        "pairs_f1": course["pairs"]["f1"],
        "exact_processes": course["exact_processes"],
        "states": course["states"],
        "dues": course["dues"],
    }
