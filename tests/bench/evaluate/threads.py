"""Measures JSONL: threads (``{"lang", "messages": [{"dir", "subject", "text", "kind"}]}``) and single messages.

A single message has ``body`` or ``text``, and ``kind`` or ``label_fine``; without either it is taken for ordinary
mail, in which every hiring kind is a false alarm. Threads are read both message by message and as a process. Ordinary
messages are read alone, as nothing ties them to a process.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Any

from parsers import signals
from parsers.facts import Address, Direction, Message, MessageId
from server.hiring.reading import read_process
from server.hiring.vocabulary import MessageKey, MessageRecord
from tests.bench.evaluate.result import Result

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

_REPLIES = ("re:", "aw:", "sv:", "rif:", "antw:", "r:", "res:", "tr:")
_ADDRESSES = {
    "ats": Address("Talent Team", "no-reply@jobs.example.org"),
    "calendar": Address("Calendar", "calendar@example.com"),
    "other": Address("Somebody", "somebody@elsewhere.example"),
}


def measure(path: Path) -> Result:
    """Reads a file, or all JSONL files of a folder."""
    result = Result(path.name)
    began, cpu = time.perf_counter(), time.process_time()
    for index, raw in enumerate(lines(path)):
        messages = raw.get("messages", [raw])
        records: list[MessageRecord] = []
        for number, message in enumerate(messages):
            records.append(record(message, str(index), number, records[-1].message_id if records else None))
        result.read += len(records)
        lang = raw.get("lang", "en")
        for message, one, kind in zip(messages, records, kinds(records), strict=True):
            result.alone.add(lang, wanted(message), kinds([one])[0])
            result.together.add(lang, wanted(message), kind)
    result.seconds, result.cpu = time.perf_counter() - began, time.process_time() - cpu
    return result


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file (also ``.gz``), or of all such files of a folder."""
    if path.is_dir():
        for inner in sorted((*path.rglob("*.jsonl"), *path.rglob("*.jsonl.gz"))):
            yield from lines(inner)
        return
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def kinds(records: Sequence[MessageRecord]) -> list[str]:
    """The kinds of the messages of one thread, read as a process."""
    return [reading.kind.value for reading in read_process(records)]


def wanted(raw: dict[str, Any]) -> str:
    """The kind that the corpus gives a message."""
    label = raw.get("kind") or raw.get("label_fine") or "not_hiring"
    return LABELS.get(label, label) if "kind" not in raw else str(label)


def record(raw: dict[str, Any], name: str, number: int, before: MessageId | None) -> MessageRecord:
    """A message of a corpus, read as the product reads a mail that holds it."""
    message, direction, date = message_of(raw, name, number, before)
    return MessageRecord(
        MessageKey(str(message.message_id)),
        message.message_id,
        date,
        direction,
        message.from_,
        signals.read(message, frozenset({ME}), direction),
        subject=message.subject,
        in_reply_to=message.in_reply_to,
        list_id=raw.get("list_id"),
    )


def message_of(
    raw: dict[str, Any], name: str, number: int, before: MessageId | None
) -> tuple[Message, Direction, datetime]:
    """What the parsers would make of a mail that holds a message of a corpus."""
    direction = Direction(raw.get("dir", "in"))
    answers = (before,) if before and raw.get("subject", "").lower().startswith(_REPLIES) else ()
    text = raw.get("text", raw.get("body", ""))
    date = _date(raw, number)
    message = Message(
        message_id=MessageId(f"<{name}.{number}@corpus.example>"),
        date=date,
        from_=_address(raw),
        to=(Address("", "robin.vale@firm.example" if direction is Direction.OUT else ME),),
        in_reply_to=answers,
        subject=raw.get("subject", ""),
        headers={"list-id": raw["list_id"]} if raw.get("list_id") else {},
        text="\n".join(line for line in text.splitlines() if not line.startswith(">")),
    )
    return message, direction, date


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
