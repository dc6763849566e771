"""Measures on text that the weights have not seen: ``python -m training.crossvalidate [--again] [--json FILE]``.

Leaves out a fold of writers at a time, trains on everything else, and keeps what the weights then say of the writers
left out (``.cache/unseen.pickle``; ``--again`` trains anew, which takes half an hour). The product as it is now
(rows, constants, senders, transitions, process) then reads those threads with these scores: after a change of rows or
constants that takes a minute and no training. Public mail held out is read with weights of the whole corpus.

Whole writers are left out, up to seven at a time, for some languages much of their text: these figures are below, not
above, what the shipped weights do on yet other writers.
"""

from __future__ import annotations

import argparse
import itertools
import json
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from scipy.special import log_softmax

from parsers import learned, signals
from parsers.facts import Direction, Kind
from parsers.features import outline
from parsers.learned import Learned
from server.hiring import decoding
from server.hiring.reading import read_process
from server.hiring.vocabulary import MessageRecord
from tests.bench.evaluate import report, threads
from tests.bench.evaluate.result import Result
from tests.bench.evaluate.tally import NOTHING, Tally
from training import data, encoder, train, transitions

SCORES = data.CACHE / "unseen.pickle"
FOLDS = (
    ("agencies-ats", "portuguese-italian", "ordinary-english", "german-4", "italian-4", "processes-4"),
    ("french-spanish", "us-offices", "near-misses", "dutch-2", "english-4", "plain-romance-4", "kinds-germanic-5"),
    ("german-dutch", "uk-public", "ordinary-european", "spanish-portuguese-2", "french-4", "plain-germanic-4"),
    ("trades-care", "french-spanish-2", "letters-english-german", "portuguese-4", "near-misses-4", "everyday"),
    ("german-english-2", "italian-2", "near-misses-2", "english-worlds-3", "spanish-4", "near-misses-romance-5"),
    ("letters-romance-dutch", "french-german-3", "systems-agencies", "dutch-portuguese-italian", "near-misses-5"),
    ("negatives-outgoing", "letters-4", "dutch-4", "kinds-french-portuguese-5", "near-misses-work-5"),
    ("systems-4", "kinds-spanish-italian-5"),
)
"""Writers left out together; any other writer is a fold of their own."""

_Name = tuple[str, int]
Scores = dict[_Name, tuple[float, dict[str, float]]]
"""By thread and position: the log-odds of hiring, and the log-probability of each kind."""


def folds(writers: set[str]) -> Iterator[tuple[str, ...]]:
    """The writers that are left out, fold by fold."""
    yield from FOLDS
    yield from ((writer,) for writer in sorted(writers - {name for fold in FOLDS for name in fold}))


def score() -> Scores:
    """Train without each fold and say what the weights make of it; public mail held out comes last.

    The sentences of all writers are taught, which needs no label of theirs: what they say is left out, not their words.
    """
    rows, written = train.texts(), list(data.threads())
    lesson = encoder.lesson([*rows, *_public()])
    known = encoder.known(lesson, encoder.teach(lesson))
    scores: Scores = {}
    for fold in folds({text.writer for text in written}):
        seen = [row for row in rows if row.writer not in fold]
        _score(seen, [t for t in written if t.writer in fold], known, scores)
        print("left out:", *fold, flush=True)
    _score(rows, _public(), known, scores)
    return scores


def _public() -> list[data.Text]:
    return [text for text, held in data.public() if held]


def _score(rows: list[data.Text], unseen: Sequence[data.Text], known: encoder.Known, scores: Scores) -> None:
    for direction in Direction:
        mine = [text for text in unseen if text.direction == direction.value]
        if not mine:
            continue
        fitted = train.fit(rows, direction.value, known)
        answers = fitted.answers(known, mine)
        logs = log_softmax(answers[:, 1:], axis=1)
        for text, odds, values in zip(mine, answers[:, 0], logs, strict=True):
            scores[text.thread, text.position] = (
                float(odds),
                dict(zip(fitted.kinds.questions, map(float, values), strict=True)),
            )


def read(group: Sequence[data.Text], scores: Scores) -> list[MessageRecord]:
    """The messages of a thread, read by the product with these scores in place of its own weights."""
    records: list[MessageRecord] = []
    for text in group:
        odds, kinds = scores[text.thread, text.position]
        hiring = learned.tempered(odds, len(outline(text.subject, text.text).tokens))
        raw = {"dir": text.direction, "subject": text.subject, "text": text.text, "role": text.role}
        before = records[-1].message_id if records else None
        found = Learned(round(hiring * 1000), {Kind(name): round(value * 1000) for name, value in kinds.items()})
        records.append(_with(found, raw, f"{text.thread.replace(':', '.')}", text.position, before))
    return records


def _with(found: Learned, raw: dict[str, str], name: str, number: int, before: object) -> MessageRecord:
    own = signals.learned.score
    signals.learned.score = lambda *_: found
    try:
        return threads.record(raw, name, number, before)
    finally:
        signals.learned.score = own


def _follow(written: list[data.Text]) -> None:
    """Let the product know what usually follows what from these texts alone."""
    made = transitions.table(written)
    learnt = {direction: decoding.habits_of(made[direction.value]) for direction in Direction}
    decoding._habits = learnt.__getitem__
    decoding.expected.cache_clear()


def measure(scores: Scores) -> tuple[dict[str, Tally], Counter[tuple[str, str]]]:
    """Tallies of kinds, message by message, by process and by process known to be hiring; and threads by writer."""
    tallies = {name: Tally() for name in ("alone", "process", "process, known hiring")}
    count: Counter[tuple[str, str]] = Counter()
    written = list(data.threads())
    fold_of = {writer: fold for fold in folds({text.writer for text in written}) for writer in fold}
    habits: tuple[str, ...] = ()
    for _, texts in itertools.groupby(written, key=lambda text: text.thread):
        group = list(texts)
        if fold_of[group[0].writer] != habits:
            habits = fold_of[group[0].writer]
            _follow([text for text in written if text.writer not in habits])
        records = read(group, scores)
        ours = any(text.hiring for text in group)
        given = [reading.kind.value for reading in read_process(records)]
        what = "hiring" if ours else "ordinary"
        count[group[0].writer, what] += 1
        count[group[0].writer, f"{what} called hiring"] += any(kind not in NOTHING for kind in given)
        for text, record, kind in zip(group, records, given, strict=True):
            tallies["alone"].add(text.lang, text.kind, read_process([record])[0].kind.value)
            tallies["process"].add(text.lang, text.kind, kind)
        if ours:
            for text, reading in zip(group, read_process(records, tracked=True), strict=True):
                tallies["process, known hiring"].add(text.lang, text.kind, reading.kind.value)
    for text in _public():
        (record,) = read([text], scores)
        count["public mail", "ordinary"] += 1
        count["public mail", "ordinary called hiring"] += record.signals.hiring > 0
    return tallies, count


def main() -> None:
    """Train where needed, measure, print."""
    parser = argparse.ArgumentParser(description="Measures on writers that were not trained on.")
    parser.add_argument("--again", action="store_true", help="train anew, after a change of corpus or features")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.again or not SCORES.is_file():
        SCORES.write_bytes(pickle.dumps(score()))
    scores: Scores = pickle.loads(SCORES.read_bytes())  # noqa: S301 -- written by ourselves
    tallies, count = measure(scores)
    print(report.text(Result("left out", tallies["alone"], tallies["process"])))
    print(report.text(Result("left out, known to be hiring", Tally(), tallies["process, known hiring"])))
    for what in ("hiring", "ordinary"):
        named = {
            writer: (count[writer, f"{what} called hiring"], n) for (writer, each), n in count.items() if each == what
        }
        print(f"{what} threads called hiring:", ", ".join(f"{name} {found}/{n}" for name, (found, n) in named.items()))
        mine = [row for name, row in named.items() if name != "public mail"]
        print(f"  together {sum(found for found, _ in mine)}/{sum(n for _, n in mine)}")
    if arguments.json:
        found = {name: tally.summary() for name, tally in tallies.items()}
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
