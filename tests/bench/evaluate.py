"""Measures the understanding of mail as shipped: ``python tests/bench/evaluate.py [PATH ...] [--json FILE]``.

Each PATH is a JSONL file (also ``.gz``) or a folder of them. A line is a thread (``{"lang", "messages": [{"dir",
"subject", "text", "kind"}]}``) or a single message (``body`` or ``text``, and ``kind`` or ``label_fine``; without
either it is taken for ordinary mail, in which every hiring kind is a false alarm). Single messages are read alone,
threads both message by message and as a process. Without a PATH the project's own threads are measured: those are
what the weights were trained on, so the figures for texts unseen come from ``training/crossvalidate.py``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from parsers import signals  # noqa: E402
from parsers.facts import Address, Direction, Message, MessageId  # noqa: E402
from server.hiring.reading import read_process  # noqa: E402
from server.hiring.vocabulary import MessageKey, MessageRecord  # noqa: E402

ME = "kim@mail.example"
START = datetime(2025, 3, 3, 9, tzinfo=UTC)

LABELS = {
    "rejection": "rejection",
    "application_ack": "application_received",
    "assessment_ack": "assessment_request",
    "interview_invite": "interview_invite",
    "information_request": "info_request",
    "recruiter_outreach": "recruiter_outreach",
    "non_job": "not_hiring",
    "job_alert": "not_hiring",
    "career_marketing": "not_hiring",
    "account_notice": "not_hiring",
}
"""Names that other corpora give to kinds."""

_ADDRESSES = {
    "ats": Address("Talent Team", "no-reply@jobs.example.org"),
    "calendar": Address("Calendar", "calendar@example.com"),
    "other": Address("Somebody", "somebody@elsewhere.example"),
}


@dataclass
class Tally:
    """Pairs of expected and given kinds, by language."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    languages: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, lang: str, wanted: str, given: str) -> None:
        """Count one message."""
        self.pairs[wanted, given] += 1
        self.languages[lang][0] += wanted == given
        self.languages[lang][1] += 1

    def kinds(self) -> dict[str, dict[str, float]]:
        """Precision, recall and F1 of each kind that was wanted somewhere."""
        table = {}
        for kind in sorted({wanted for wanted, _ in self.pairs}):
            right = self.pairs[kind, kind]
            wanted = sum(n for (want, _), n in self.pairs.items() if want == kind)
            given = sum(n for (_, give), n in self.pairs.items() if give == kind)
            precision, recall = right / given if given else 0.0, right / wanted
            total = precision + recall
            table[kind] = {
                "precision": round(precision, 4),
                "recall": round(recall, 4),
                "f1": round(2 * precision * recall / total, 4) if total else 0.0,
                "messages": wanted,
            }
        return table

    def summary(self) -> dict[str, Any]:
        """Everything counted, as plain values."""
        kinds = self.kinds()
        every = sum(self.pairs.values())
        ordinary = sum(n for (wanted, _), n in self.pairs.items() if wanted == "not_hiring")
        alarms = Counter(
            {
                given: n
                for (wanted, given), n in self.pairs.items()
                if wanted == "not_hiring" and given not in ("not_hiring", "out_other")
            }
        )
        confusion: dict[str, dict[str, int]] = defaultdict(dict)
        for (wanted, given), number in sorted(self.pairs.items()):
            confusion[wanted][given] = number
        return {
            "messages": every,
            "accuracy": round(sum(n for (w, g), n in self.pairs.items() if w == g) / every, 4) if every else 0.0,
            "macro_f1": round(sum(row["f1"] for row in kinds.values()) / len(kinds), 4) if kinds else 0.0,
            "kinds": kinds,
            "languages": {lang: round(right / n, 4) for lang, (right, n) in sorted(self.languages.items())},
            "ordinary": {
                "messages": ordinary,
                "false_alarms": dict(alarms),
                "rate": round(alarms.total() / ordinary, 5) if ordinary else 0.0,
            },
            "confusion": confusion,
        }


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file, or of all such files of a folder."""
    if path.is_dir():
        for inner in sorted((*path.rglob("*.jsonl"), *path.rglob("*.jsonl.gz"))):
            yield from lines(inner)
        return
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _address(raw: dict[str, Any]) -> Address | None:
    if raw.get("dir") == "out":
        return Address("Kim", ME)
    if raw.get("from"):
        name, address = parseaddr(raw["from"])
        return Address(name, address.lower())
    if "role" in raw:
        return _ADDRESSES.get(raw["role"], Address("Robin Vale", "robin.vale@firm.example"))
    return None


def _date(raw: dict[str, Any], number: int) -> datetime:
    try:
        found = parsedate_to_datetime(raw["date"])
    except (KeyError, ValueError, TypeError):
        return START + timedelta(days=2 * number)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def record(raw: dict[str, Any], name: str, number: int, before: MessageId | None) -> MessageRecord:
    """A message of a corpus, read as the product reads a mail that holds it."""
    direction = Direction(raw.get("dir", "in"))
    answers = (before,) if before and raw.get("subject", "").lower().startswith(("re:", "aw:", "sv:", "rif")) else ()
    headers = {"list-id": raw["list_id"]} if raw.get("list_id") else {}
    text = raw.get("text", raw.get("body", ""))
    body = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    message = Message(
        message_id=MessageId(f"<{name}.{number}@corpus.example>"),
        date=_date(raw, number),
        from_=_address(raw),
        to=(Address("", "robin.vale@firm.example" if direction is Direction.OUT else ME),),
        in_reply_to=answers,
        subject=raw.get("subject", ""),
        headers=headers,
        text=body,
    )
    date = message.date or START
    read = signals.read(message, frozenset({ME}), direction)
    return MessageRecord(
        MessageKey(str(message.message_id)),
        message.message_id,
        date,
        direction,
        message.from_,
        read,
        subject=message.subject,
        in_reply_to=answers,
        list_id=raw.get("list_id"),
    )


def wanted(raw: dict[str, Any]) -> str:
    """The kind that the corpus gives a message."""
    label = raw.get("kind") or raw.get("label_fine") or "not_hiring"
    return LABELS.get(label, label) if "kind" not in raw else str(label)


def _kind(records: Sequence[MessageRecord]) -> list[str]:
    return [reading.kind.value for reading in read_process(records)]


def measure(path: Path) -> dict[str, Any]:
    """Reads everything in a file or folder and compares."""
    alone, together = Tally(), Tally()
    count, began = 0, time.perf_counter()
    for index, raw in enumerate(lines(path)):
        messages = raw.get("messages", [raw])
        records: list[MessageRecord] = []
        for number, message in enumerate(messages):
            records.append(record(message, str(index), number, records[-1].message_id if records else None))
        decoded = _kind(records)
        count += len(records)
        for message, one, kind in zip(messages, records, decoded, strict=True):
            lang = raw.get("lang", "en")
            by_itself = _kind([one])[0]
            # A thread whose other side is not hiring at all leaves "other" as the kind of what the user wrote.
            alone.add(lang, wanted(message), by_itself)
            together.add(lang, wanted(message), kind)
    seconds = time.perf_counter() - began
    return {
        "path": path.name,
        "messages": count,
        "ms_a_message": round(seconds / count * 1000, 2) if count else 0.0,
        "alone": alone.summary(),
        "process": together.summary(),
    }


def text(result: dict[str, Any]) -> str:
    """The result as a person reads it."""
    out = [f"== {result['path']}: {result['messages']} messages, {result['ms_a_message']} ms each"]
    for name in ("alone", "process"):
        part = result[name]
        out.append(
            f"-- {name}: macro-F1 {part['macro_f1']:.3f}, right {part['accuracy']:.3f}  "
            + " ".join(f"{lang} {share:.2f}" for lang, share in part["languages"].items())
        )
        ordinary = part["ordinary"]
        if ordinary["messages"]:
            out.append(
                f"   ordinary mail {ordinary['messages']}, false alarms {ordinary['rate']:.2%} "
                f"{ordinary['false_alarms']}"
            )
    out.append(f"{'kind':24}{'prec':>6}{'rec':>6}{'F1':>6}{'n':>6}  taken for")
    part = result["process"]
    for kind, row in part["kinds"].items():
        others = sorted(((n, g) for g, n in part["confusion"][kind].items() if g != kind), reverse=True)[:4]
        out.append(
            f"{kind:24}{row['precision']:6.2f}{row['recall']:6.2f}{row['f1']:6.2f}{row['messages']:6d}  "
            + ", ".join(f"{given} {n}" for n, given in others)
        )
    return "\n".join(out)


def main() -> None:
    """Measure every path given, print, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    results = [measure(path) for path in arguments.paths or [ROOT / "training" / "corpus" / "threads"]]
    for result in results:
        print(text(result))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

__all__ = ["Tally", "lines", "measure", "record", "text", "wanted"]
