"""Cases that are measured do not get worse: every figure stays at its floor (``tests/bench/evaluate/floors.toml``)."""

from __future__ import annotations

from tests.bench.evaluate.floors import figures, floors
from tests.bench.evaluate.mailboxes import measure_cases
from tests.unit.cases.casefile import CASES


def test_no_figure_falls_below_its_floor() -> None:
    for folder, least in floors().items():
        result = measure_cases(sorted((CASES / folder).rglob("*.toml")), folder)
        assert not result.unread
        reached = figures(result)
        assert {name: reached[name] for name in least if reached[name] < least[name]} == {}, folder
