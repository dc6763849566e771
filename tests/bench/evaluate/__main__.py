"""Measures the understanding of mail as shipped: ``python -m tests.bench.evaluate [PATH ...]``.

A PATH is a folder of cases or one case (TOML: the format of ``tests/cases``), a JSONL file or a folder of them (also
``.gz``), or mail (.eml, mbox, Maildir, a folder), beside which ``expected.jsonl`` may say what it is; what is in these
formats is told in ``threads.py`` and ``mailboxes.py``. Without a PATH the project's own cases are measured: those that
are there to be measured (``corpus``), the sealed ones in totals, and those that must pass. The threads that the weights
were trained on say nothing of text unseen: ``python -m training.crossvalidate`` does.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from parsers import learned
from parsers.facts import Direction
from server.mailbox.errors import MailboxError
from tests.bench.evaluate import mailboxes, threads
from tests.bench.evaluate.picture import picture
from tests.bench.evaluate.report import as_json, text
from tests.bench.evaluate.result import Result
from tests.unit.cases.casefile import CASES, MEASURED, required


def measure(path: Path) -> Iterator[Result]:
    """Measure whatever lies at a path: cases, JSONL (each file and folder of a folder on its own) and mail."""
    cases = [path] if path.suffix == ".toml" else sorted(path.rglob("*.toml"))
    if cases:
        yield mailboxes.measure_cases(cases, path.stem if path.suffix else path.name)
    elif _is_jsonl(path):
        yield threads.measure(path)
    elif path.is_dir() and any(_is_jsonl(found) for found in path.rglob("*")):
        for inner in sorted(path.iterdir()):
            if _is_jsonl(inner) or (inner.is_dir() and any(_is_jsonl(found) for found in inner.rglob("*"))):
                yield threads.measure(inner)
    else:
        yield mailboxes.measure_files(path)


def _is_jsonl(path: Path) -> bool:
    return path.name.endswith((".jsonl", ".jsonl.gz")) and path.name != mailboxes.EXPECTED


def own() -> Iterator[Result]:
    """The project's own cases: measured, sealed, required."""
    for name in MEASURED:
        if found := sorted((CASES / name).rglob("*.toml")):
            yield mailboxes.measure_cases(found, name)
    yield mailboxes.measure_cases(required(), "required")


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and write what was asked for. Exit status 1 where a path holds nothing that can be measured."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.evaluate", description="Measures the understanding of mail as shipped."
    )
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures as JSON")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="write one picture of them (SVG)")
    parser.add_argument(
        "--failures", type=Path, metavar="FILE", help="write what is wrong in which case; never of sealed ones"
    )
    arguments = parser.parse_args(words)
    results: list[Result] = []
    for direction in Direction:
        learned.score("", "", direction)  # reads the weights, before the clock runs
    try:
        for found in (measure(path) for path in arguments.paths) if arguments.paths else [own()]:
            for result in found:
                print(text(result), flush=True)
                results.append(result)
    except (OSError, MailboxError, ValueError) as error:
        print(f"cannot be measured: {error}", file=sys.stderr)
        return 1
    if arguments.json:
        arguments.json.write_text(json.dumps(as_json(results), indent=1) + "\n", encoding="utf-8")
    if arguments.picture:
        arguments.picture.write_text(picture(results), encoding="utf-8")
    if arguments.failures:
        lines = [
            line
            for result in results
            for name, faults in result.faults.items()
            for line in (f"{name}:", *(f"  {f}" for f in faults))
        ]
        arguments.failures.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
