"""Measures on text that the weights have not seen: ``python -m training.crossvalidate [WRITER ...] [--json FILE]``.

Leaves out one writer of the eight at a time, trains weights and transitions on everything else, and reads the writer's
threads with the product as it is (rules, weights, process). What is left out is a whole writer, for the German,
French, Spanish, Italian, Portuguese and Dutch ones a whole pair of languages but for the grammars' few templates: so
these figures are below, not above, what the shipped weights do on yet other writers.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
from pathlib import Path

from parsers import learned
from parsers.facts import Direction, Kind
from server.hiring import decoding
from server.hiring.reading import read_process
from tests.bench.evaluate import report, threads
from tests.bench.evaluate.result import Result
from tests.bench.evaluate.tally import Tally
from training import data, model, train, transitions


def use(rows: list[data.Text]) -> None:
    """Train on these rows and let the product read with the result."""
    made = transitions.table(
        row for row in rows if not row.writer.startswith(("grammar", "translations", "easy", "hard", "spam"))
    )
    with tempfile.TemporaryDirectory() as folder:
        weights = {}
        for direction in Direction:
            vocabulary, hiring, kinds = train.fit(rows, direction.value, most=None)
            path = Path(folder) / f"{direction.value}.bin.gz"
            model.pack(path, vocabulary, hiring, kinds)
            weights[direction] = learned.unpack(path.read_bytes())
    learned._weights = weights.__getitem__
    habits = {direction: decoding.habits_of(made[direction.value]) for direction in Direction}
    decoding._habits = habits.__getitem__
    decoding.expected.cache_clear()


def main() -> None:
    """Leave out each writer in turn, and add everything up."""
    parser = argparse.ArgumentParser(description="Measures on writers that were not trained on.")
    parser.add_argument("writers", nargs="*")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = train.texts()
    written = list(data.threads())
    writers = arguments.writers or sorted({text.writer for text in written})
    tallies = {
        name: Tally() for name in ("learned alone", "message alone", "process", "process, known hiring")
    }
    for writer in writers:
        use([row for row in rows if row.writer != writer])
        mine = [text for text in written if text.writer == writer]
        for name, group in itertools.groupby(mine, key=lambda text: text.thread):
            _one_thread(name, list(group), tallies)
        for name, tally in tallies.items():
            part = tally.summary()
            print(f"{writer:20} so far, {name:22} F1 {part['macro_f1']:.3f} right {part['accuracy']:.3f}", flush=True)
    result = {name: tally.summary() for name, tally in tallies.items()}
    print(report.text(Result("left out", tallies["message alone"], tallies["process"])))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _one_thread(name: str, group: list[data.Text], tallies: dict[str, Tally]) -> None:
    raws = [
        {"dir": text.direction, "subject": text.subject, "text": text.text, "kind": text.kind, "role": text.role}
        for text in group
    ]
    records = []
    for number, raw in enumerate(raws):
        records.append(threads.record(raw, name, number, records[-1].message_id if records else None))
    decoded = [reading.kind.value for reading in read_process(records)]
    for text, one, kind in zip(group, records, decoded, strict=True):
        (single,) = read_process([one])
        found = learned.score(text.subject, text.text, Direction(text.direction))
        nothing = Kind.NOT_HIRING if text.direction == "in" else Kind.OUT_OTHER
        guess = max(found.kinds, key=lambda each: found.kinds[each]) if found.hiring > 0 else nothing
        tallies["learned alone"].add(text.lang, text.kind, guess.value)
        tallies["message alone"].add(text.lang, text.kind, single.kind.value)
        tallies["process"].add(text.lang, text.kind, kind)
        if all(other.hiring for other in group):
            tallies["process, known hiring"].add(text.lang, text.kind, kind)


if __name__ == "__main__":
    main()
