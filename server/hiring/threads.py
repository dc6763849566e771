"""What ties messages together for sure: answers, calendar entries, a mail provider's own threads, splits by hand."""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from parsers.facts import Direction, MessageId
from server.hiring.vocabulary import Mark, MarkType, MessageKey, MessageRecord

_PLAINLY_ELSE = -1000
"""Log-odds of hiring, in thousandths, of what came in, below which the user's answer to it starts no process."""

FAINT = -2500
"""The least log-odds of hiring, in thousandths, with which a known person's new thread joins the process."""

_REPLY_PREFIX = re.compile(r"^\s*((re|aw|antw|sv|vs|fw|fwd|wg|tr|rv|rif|res|enc|doorst)\s*(\[\d+\])?\s*:\s*)+", re.I)
_FORWARD_PREFIX = re.compile(r"^\s*(fw|fwd|wg|tr|rv|i|enc|doorst)\s*:", re.I)
_FORWARD_ANSWERED = re.compile(r"^\s*([^\s:]{1,6}\s*:\s*)+?(fw|fwd|wg|tr|rv|i|enc|doorst)\s*:", re.I)


def normalised_subject(subject: str) -> str:
    """The base subject in the sense of RFC 5256 section 2.1: without reply and forward prefixes, folded, lower case."""
    return " ".join(_REPLY_PREFIX.sub("", subject).split()).casefold()


def seems_hiring(records: Sequence[MessageRecord]) -> bool:
    """Whether messages that belong together are of a hiring process, by what is written in them; oldest first.

    What the user answers is no proof where all that came before is plainly about something else: a friend's news.
    """
    given: list[int] = []
    for record in records:
        hiring = record.signals.hiring
        if record.direction is Direction.IN:
            given.append(hiring)
        elif given and max(given) < _PLAINLY_ELSE:
            continue
        if hiring > 0:
            return True
    return False


def left_by_hand(records: Sequence[MessageRecord], marks: Sequence[Mark]) -> dict[MessageKey, Mark]:
    """The split by hand with which each message left: those named, and what came after it in answer to them."""
    named = {
        MessageKey(key): mark
        for mark in marks
        if mark.what is MarkType.SPLIT
        for key in mark.value.get("messages", "").split()
    }
    left: dict[MessageKey, Mark] = {}
    known: dict[str, Mark | None] = {}
    for record in records if named else ():
        mark = named.get(record.key) or _followed(record, known)
        if mark is not None:
            left[record.key] = mark
        known.update({name: mark for name in (record.message_id, *record.calendar_uids) if name})
    return left


def _bared(subject: str) -> str:
    return normalised_subject(_FORWARD_PREFIX.sub("", subject))


def _followed(record: MessageRecord, known: Mapping[str, Mark | None]) -> Mark | None:
    """The split with which the mail left that this one answers, or whose event it changes, if it came after that."""
    nearest = (*record.in_reply_to, *reversed(record.references), *record.calendar_uids)
    mark = next((known[name] for name in nearest if name in known), None)
    return mark if mark is not None and record.date > mark.at else None


def connected(records: Sequence[MessageRecord], split_off: Mapping[MessageKey, Mark]) -> list[list[MessageRecord]]:
    """Connected messages, each list and the lists among themselves oldest first."""
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        root = name
        while parent.setdefault(root, root) != root:
            root = parent[root]
        while parent[name] != root:
            parent[name], name = root, parent[name]
        return root

    known = {record.message_id for record in records}
    for record in records:
        parent.setdefault(record.key, record.key)
        for tie in [f"split:{split_off[record.key].id}"] if record.key in split_off else _ties(record, known):
            parent[find(tie)] = find(record.key)
    threads: defaultdict[str, list[MessageRecord]] = defaultdict(list)
    for record in records:
        threads[find(record.key)].append(record)
    return list(threads.values())


def _ties(record: MessageRecord, known: Container[MessageId | None]) -> Iterable[str]:
    """Names of what a message is surely tied to; messages that share a name are one thread.

    Mail that is plainly not hiring is tied to the nearest ``known`` one that it names: it makes one of no two threads.
    """
    if record.message_id:
        yield f"mid:{record.message_id}"
    # A forward passes somebody's mail on: its references would tie strangers to the process it came from. So would
    # those of its answers, but for the last, which names the forward or a later answer.
    if _FORWARD_ANSWERED.match(record.subject):
        for answered in (record.in_reply_to or record.references)[-1:]:
            yield f"mid:{answered}"
    elif not _FORWARD_PREFIX.match(record.subject):
        named = (*record.in_reply_to, *reversed(record.references))
        nearest = [name for name in named if name in known][:1] if record.signals.hiring < FAINT else []
        for reference in nearest or named:
            yield f"mid:{reference}"
        if record.gmail_thread:
            yield f"gm:{record.gmail_thread}"
        if conversation := conversation_id(record.thread_index):
            yield f"ol:{conversation}"
    for uid in record.calendar_uids:
        yield f"cal:{uid}"


def conversation_id(thread_index: str | None) -> str | None:
    """The conversation's 16-byte id in a Thread-Index header (MS-OXOMSG 2.2.1.3), in hexadecimal, else None."""
    if not thread_index:
        return None
    try:
        raw = base64.b64decode(thread_index, validate=False)
    except (binascii.Error, ValueError):
        return None
    return raw[6:22].hex() if len(raw) >= 22 else None


def passes_on(record: MessageRecord, records: Sequence[MessageRecord]) -> bool:
    """Whether the user only shows somebody else's mail to a third party: no process begins by that."""
    if record.direction is Direction.IN:
        return False
    shown, subject = {*record.in_reply_to, *record.references}, _bared(record.subject)
    return any(
        other.direction is Direction.IN
        and other.date < record.date
        and (other.message_id in shown or (not shown and _bared(other.subject) == subject))
        for other in records
    )


def is_forward(record: MessageRecord) -> bool:
    """Whether a message passes another one on, by its subject."""
    return _FORWARD_PREFIX.match(record.subject) is not None
