"""A process on its way out: readings, standing, advice and marks become the JSON object that everyone shares.

Pure: records, marks, ``now`` and the zone are arguments. ``openapi.yaml`` is the written form of what comes out.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from parsers.facts import Address, Direction, Evidence, Kind, Person, Sender, Span
from server.hiring.advice import advise
from server.hiring.grouping import group
from server.hiring.journey import stand
from server.hiring.outlook import conversation_number
from server.hiring.reading import read_process
from server.hiring.threads import normalised_subject
from server.hiring.vocabulary import (
    Group,
    Mark,
    MarkType,
    MessageKey,
    MessageRecord,
    ProcessId,
    Reading,
    Standing,
)
from server.mailbox.types import place_key

SCHEMA_VERSION = 1
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Process:
    """A hiring process with everything that decides where it stands at any moment."""

    id: ProcessId
    group: Group
    readings: tuple[Reading, ...]
    marks: tuple[Mark, ...]
    tracked: bool = False


def assemble(
    records: Mapping[MessageKey, MessageRecord],
    marks: Sequence[Mark],
    ids: Mapping[MessageKey, ProcessId],
    known: Mapping[ProcessId, Process] | None = None,
) -> dict[ProcessId, Process]:
    """Group messages into processes, name them and read each whole.

    ``ids`` are the names that messages' processes had before: a process keeps the name most of its messages know it
    by, so that marks, clients and links hold. ``known`` are processes assembled before; those of which nothing changed
    are handed out again as they are.
    """
    by_anchor: dict[MessageKey, list[Mark]] = {}
    by_process: dict[ProcessId, list[Mark]] = {}
    for mark in marks:
        if mark.anchor is not None and mark.anchor in records:
            by_anchor.setdefault(mark.anchor, []).append(mark)
        else:
            by_process.setdefault(mark.process, []).append(mark)
    processes: dict[ProcessId, Process] = {}
    named = _named(group(list(records.values()), marks), ids)
    names = {name for _, name in named}
    for found, name in named:
        own = [
            mark
            for key in found.keys
            for mark in by_anchor.get(key, ())
            if key not in found.views or mark.process == name or mark.process not in names
        ] + by_process.pop(name, [])
        processes[name] = _process(name, found, own, records, (known or {}).get(name))
    for name, own in by_process.items():
        if any(mark.what is MarkType.TRACK for mark in own):
            processes[name] = _process(name, Group(keys=()), own, records, None)
    return processes


def _process(
    name: ProcessId,
    found: Group,
    marks: list[Mark],
    records: Mapping[MessageKey, MessageRecord],
    before: Process | None,
) -> Process:
    ordered = tuple(sorted(marks, key=lambda mark: (mark.at, mark.id)))
    tracks = [mark for mark in ordered if mark.what is MarkType.TRACK]
    for track in tracks:
        found = replace(
            found,
            company=track.value.get("company") or found.company,
            role=track.value.get("role") or found.role,
        )
    mine = tuple(found.views.get(key) or records[key] for key in found.keys)
    if before is not None and before.tracked is bool(tracks) and tuple(r.record for r in before.readings) == mine:
        readings = before.readings
    else:
        readings = read_process(mine, tracked=bool(tracks))
    made = Process(name, found, readings, ordered, tracked=bool(tracks))
    return before if before == made else made


def _named(groups: Sequence[Group], ids: Mapping[MessageKey, ProcessId]) -> list[tuple[Group, ProcessId]]:
    """Give each group the name most of its messages had; where two claim one name, the one with more of it wins."""
    claims = []
    for number, found in enumerate(groups):
        votes = Counter(ids[key] for key in found.keys if key in ids)
        claims += [(-count, name, number) for name, count in votes.items()]
    names: dict[int, ProcessId] = {}
    taken: set[ProcessId] = set()
    for _, name, number in sorted(claims):
        if number not in names and name not in taken:
            names[number] = name
            taken.add(name)
    for number, found in enumerate(groups):
        if number not in names:
            names[number] = _new_name(found.keys[0], taken)
            taken.add(names[number])
    return [(found, names[number]) for number, found in enumerate(groups)]


def _new_name(first: MessageKey, taken: set[ProcessId]) -> ProcessId:
    salt = ""
    while True:
        name = ProcessId("p" + hashlib.sha256(f"{first}{salt}".encode()).hexdigest()[:12])
        if name not in taken:
            return name
        salt += "'"


def standing_of(process: Process, now: datetime, zone: tzinfo, notes: Sequence[str] = ()) -> Standing:
    """Where a process stands at ``now``; ``notes`` are further identifiers that pick advice."""
    standing = stand(process.readings, process.marks, now, zone, tracked=process.tracked)
    return replace(standing, notes=(*standing.notes, *notes)) if notes else standing


def process_json(process: Process, standing: Standing, zone: tzinfo) -> Json:
    """One entry of the feed's ``processes``."""
    advice = advise(standing)
    hiring = [r for r in process.readings if r.kind is not Kind.NOT_HIRING] or list(process.readings)
    message_ids = {reading.record.key: reading.record.message_id for reading in process.readings}
    return {
        "id": process.id,
        "company": process.group.company,
        "role": process.group.role,
        "subject": process.readings[0].record.subject if process.readings else "",
        "subjects": list(dict.fromkeys(normalised_subject(reading.record.subject) for reading in process.readings)),
        "account_ids": sorted({name for reading in process.readings for name in reading.record.accounts}),
        "people": [{"name": p.name, "address": p.address, "part": p.part} for p in process.group.people],
        "state": standing.state,
        "confidence": round(standing.confidence, 3),
        "live": standing.live,
        "since": moment(standing.since, zone),
        "next_action_due": due(standing.next_action_due, zone),
        "also_due": [{"what": also.what, "due": due(also.due, zone)} for also in standing.also_due],
        "last_message": _last_message(hiring, process.group.people, zone),
        "advice": {
            "do": [{"id": item.id, "text": item.text, "why": item.why} for item in advice.do],
            "dont": [{"id": item.id, "text": item.text, "why": item.why} for item in advice.dont],
        },
        "reasons": [
            {"text": reason.text, "message_id": message_ids.get(reason.message) if reason.message else None}
            for reason in standing.reasons
        ],
        "interviews": [
            {
                "id": interview.id,
                "start": moment(interview.start, zone),
                "end": moment(interview.end, zone) if interview.end else None,
                "timezone": interview.timezone,
                "status": interview.status,
                "source": interview.source,
            }
            for interview in standing.interviews
        ],
        "promise": _promise(standing.promise),
        "deadline": _deadline(standing.deadline, zone),
        "marks": [mark_json(mark, zone) for mark in process.marks],
        "snoozed_until": due(standing.snoozed_until, zone),
        "message_ids": [r.record.message_id for r in process.readings if r.record.message_id],
        "match": sorted({key for reading in process.readings for key in match_keys(reading.record)}),
        "notes": list(standing.notes),
    }


def mark_json(mark: Mark, zone: tzinfo) -> Json:
    """A mark as the feed and the marks route show it."""
    return {"id": mark.id, "what": mark.what, "at": moment(mark.at, zone), "value": dict(mark.value)}


def message_json(
    record: MessageRecord, reading: Reading | None, process_ids: Sequence[ProcessId], zone: tzinfo
) -> Json:
    """A message as ``scan`` and a process's history show it; ``reading`` is None for a message in no process."""
    evidence: tuple[Evidence, ...] = ()
    if reading is None:
        kind = Kind.OUT_OTHER if record.direction is Direction.OUT else Kind.NOT_HIRING
        sure = 1 / (1 + math.exp(max(-30.0, min(30.0, record.signals.hiring / 1000))))
    else:
        kind, sure, evidence = reading.kind, reading.confidence, reading.evidence
    return {
        "id": record.key,
        "message_id": record.message_id,
        "date": moment(record.date, zone),
        "direction": record.direction,
        "sender": Sender.SELF if record.direction is Direction.OUT else record.signals.sender,
        "kind": kind,
        "confidence": round(sure, 3),
        "moves": record.signals.moves,
        "evidence": [{"text": piece.text, "source": piece.source} for piece in evidence],
        "facts": [
            {"what": fact.what, "ask": fact.ask, "text": fact.evidence.text, "source": fact.evidence.source}
            for fact in (reading.facts if reading is not None else ())
        ],
        "process_ids": list(process_ids),
    }


def history_json(process: Process, zone: tzinfo) -> list[Json]:
    """The messages of a process, oldest first, with who wrote and what about."""
    return [
        {
            **message_json(reading.record, reading, [process.id], zone),
            "subject": reading.record.subject,
            "name": _writer(reading.record),
        }
        for reading in process.readings
    ]


def feed_json(
    entries: Sequence[Json],
    *,
    now: datetime,
    zone_name: str,
    zone: tzinfo,
    valid_until: datetime | None,
    sync: Sequence[Mapping[str, object]] = (),
    accounts: Sequence[Mapping[str, object]] = (),
) -> Json:
    """The whole object of ``feed`` and ``scan`` around its processes."""
    return {
        "schema_version": SCHEMA_VERSION,
        "now": moment(now, zone),
        "timezone": zone_name,
        "valid_until": moment(valid_until, zone) if valid_until else None,
        "sync": list(sync),
        "accounts": list(accounts),
        "processes": list(entries),
    }


def by_urgency(entry: Json) -> tuple[bool, bool, str, str]:
    """Sort key for processes: live first, then by what is due, then the newest."""
    return (not entry["live"], entry["next_action_due"] is None, entry["next_action_due"] or "", entry["id"])


def match_keys(record: MessageRecord) -> list[str]:
    """The keys by which a row or an open message on screen is recognised as this message."""
    keys = []
    if record.gmail_thread:
        keys.append(f"gm-thr:{record.gmail_thread}")
    if record.gmail_message:
        keys.append(f"gm-msg:{record.gmail_message}")
    names = {
        "email-id": record.email_id,
        "thread-id": record.thread_id,
        "proton-msg": record.proton_message,
        "proton-thr": record.proton_thread,
    }
    keys.extend(f"{kind}:{name}" for kind, name in names.items() if name)
    if number := conversation_number(record.thread_index, record.subject):
        keys.append(f"conv:{number}")
    if record.message_id:
        keys.append(f"mid:{record.message_id}")
    places = record.locations
    keys.extend(place_key(place.account, place.mailbox, place.uidvalidity, place.uid) for place in places)
    other = _other_side(record)
    if other is not None:
        keys.append(tuple_key(record.subject, other.address, record.date))
        if name := " ".join(other.name.split()).lower():  # rows of some webmail show no address
            keys.append(tuple_key(record.subject, name, record.date))
    return keys


def tuple_key(subject: str, other: str, at: datetime) -> str:
    """The weak key for webmail that shows no id: base subject, the other side's address or name, the minute in UTC."""
    minute = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    text = f"{normalised_subject(subject)}\n{other}\n{minute}"
    return "tuple:" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _other_side(record: MessageRecord) -> Address | None:
    if record.direction is Direction.IN:
        return record.from_
    return record.to[0] if record.to else None


def _writer(record: MessageRecord) -> str:
    return (record.from_.name or record.from_.address) if record.from_ else ""


def _last_message(readings: Sequence[Reading], people: Sequence[Person], zone: tzinfo) -> Json | None:
    if not readings:
        return None
    record = readings[-1].record
    parts = {person.address: person.part for person in people}
    return {
        "date": moment(record.date, zone),
        "direction": record.direction,
        "sender": Sender.SELF if record.direction is Direction.OUT else record.signals.sender,
        "name": _writer(record),
        "part": parts.get(record.from_.address) if record.from_ else None,
    }


def _promise(span: Span | None) -> Json | None:
    if span is None:
        return None
    return {"earliest": span.first.isoformat(), "latest": span.last.isoformat(), "text": span.text}


def _deadline(span: Span | None, zone: tzinfo) -> str | None:
    if span is None:
        return None
    clock = span.end or span.start
    return moment(clock, zone) if clock else span.last.isoformat()


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment as RFC 3339 with offset, in whole seconds."""
    return at.astimezone(zone).replace(microsecond=0).isoformat()


def due(at: date | datetime | None, zone: tzinfo) -> str | None:
    """A due: a day ``YYYY-MM-DD``, or a moment where a clock time is meant."""
    if at is None:
        return None
    return moment(at, zone) if isinstance(at, datetime) else at.isoformat()


__all__ = [
    "Process",
    "assemble",
    "by_urgency",
    "due",
    "feed_json",
    "history_json",
    "mark_json",
    "match_keys",
    "message_json",
    "moment",
    "process_json",
    "standing_of",
    "tuple_key",
]
