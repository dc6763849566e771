"""``afterview scan``: the same way in and out as the server's, on mail files, with no account, store or server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

from parsers.errors import NotAMessage
from parsers.facts import Kind
from server import feed
from server.hiring.vocabulary import MessageKey, MessageRecord, ProcessId, Reading
from server.mailbox.files import MailFiles
from server.reader import read, unopened


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found: the feed object with ``messages``, and a sentence for every file or mail passed over."""

    result: feed.Json
    skipped: tuple[str, ...]


def scan(
    paths: Sequence[Path],
    me: frozenset[str],
    now: datetime,
    zone: tzinfo,
    zone_name: str,
    progress: Callable[[int], None] | None = None,
) -> Scan:
    """Read all paths as one mailbox and say where each hiring process stands at ``now``.

    ``progress`` is told after each mail how many were read. Messages dated after ``now`` are listed but count for
    nothing yet. Plainly bulk mail is not opened, as in a sync. Raises ``MailboxError`` for a path that cannot be read
    or is no mailbox.
    """
    skipped: list[str] = []
    records: dict[MessageKey, MessageRecord] = {}
    bulk: dict[str, MessageKey] = {}
    files = MailFiles(paths)
    for raw in files:
        try:
            closed = unopened(raw, me, now)
            record = closed or read(raw, me, now)
        except NotAMessage as error:
            skipped.append(f"{raw.path}: {error}")
            continue
        key = _own_key(record, records)
        if key is not None:
            records[key] = replace(record, key=key)
            if closed is not None:
                bulk[raw.path] = key
        if progress is not None:
            progress(len(records))
    _open_what_was_answered(paths, bulk, records, me, now)
    skipped += [f"{left_out.path}: {left_out.why}" for left_out in files.skipped]
    past = {key: record for key, record in records.items() if record.date < now}
    processes = feed.assemble(past, (), {})
    return Scan(_result(records, processes, now, zone, zone_name), tuple(skipped))


def _open_what_was_answered(
    paths: Sequence[Path],
    bulk: Mapping[str, MessageKey],
    records: dict[MessageKey, MessageRecord],
    me: frozenset[str],
    now: datetime,
) -> None:
    """Read plainly bulk mail after all where another mail answers it. ``bulk``: what was not opened, by its path."""
    answered = {name for record in records.values() for name in (*record.in_reply_to, *record.references)}
    wanted = {path: key for path, key in bulk.items() if records[key].message_id in answered}
    for raw in MailFiles(paths) if wanted else ():
        key = wanted.get(raw.path)
        if key is not None:
            records[key] = replace(read(raw, me, now), key=key)


def _own_key(record: MessageRecord, known: dict[MessageKey, MessageRecord]) -> MessageKey | None:
    """The key to file a message under: None for a copy of one known, another where two mails share a Message-ID."""
    other = known.get(record.key)
    if other is None:
        return record.key
    if (other.from_, other.subject, other.date) == (record.from_, record.subject, record.date):
        return None
    key, number = record.key, 2
    while key in known:
        key, number = MessageKey(f"{record.key}#{number}"), number + 1
    return key


def _result(
    records: dict[MessageKey, MessageRecord],
    processes: dict[ProcessId, feed.Process],
    now: datetime,
    zone: tzinfo,
    zone_name: str,
) -> feed.Json:
    readings: dict[MessageKey, list[tuple[ProcessId, Reading]]] = {}
    entries = []
    valid_until: datetime | None = None
    for process in processes.values():
        for one in process.readings:
            readings.setdefault(one.record.key, []).append((process.id, one))
        standing = feed.standing_of(process, now, zone)
        if standing.valid_until and (valid_until is None or standing.valid_until < valid_until):
            valid_until = standing.valid_until
        entries.append(feed.process_json(process, standing, zone))
    messages = []
    for key, record in sorted(records.items(), key=lambda item: (item[1].date, item[0])):
        found = readings.get(key, [])
        # A no for one role and an invitation for another is an invitation.
        reading = min((one for _, one in found), key=lambda one: one.kind is Kind.REJECTION, default=None)
        messages.append(feed.message_json(record, reading, [name for name, _ in found], zone))
    whole = feed.feed_json(
        sorted(entries, key=feed.by_urgency), now=now, zone_name=zone_name, zone=zone, valid_until=valid_until
    )
    return {**whole, "messages": messages}
