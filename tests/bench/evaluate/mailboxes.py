"""Measures mail files (.eml, mbox, Maildir) as one mailbox, and cases: kinds, facts, grouping, states and dues.

Beside mail files may lie ``expected.jsonl``: ``{"me": [addresses], "zone": name}`` first, then for a mail
``{"message_id", "kind", "lang", "process", "facts"}`` (``process`` names the hiring process that it belongs to; left
out: to none; ``facts`` as in the cases), and for a state at a moment ``{"now", "process", "state", "due"}``. Mail of
which nothing is said there is taken for ordinary mail.
"""

from __future__ import annotations

import itertools
import json
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from parsers.errors import NotAMessage
from parsers.facts import Direction
from server.mailbox.files import MailFiles
from server.mailbox.types import FolderRole, RawMessage
from server.reader import read
from server.scan import scan
from tests.bench.evaluate.result import Result
from tests.unit.cases.casefile import Case, load
from tests.unit.cases.envelopes import as_programs_write
from tests.unit.cases.faults import faults_of
from tests.unit.cases.ways import Seen, by_scan, by_serve, facts_of

EXPECTED = "expected.jsonl"
HIDDEN = "sealed"
"""Cases below a folder of this name count in totals alone: what is in them is never shown."""


@dataclass(frozen=True)
class Wanted:
    """What is expected of a mail."""

    kind: str
    lang: str = "en"
    process: tuple[str, ...] = ()
    facts: frozenset[str] | None = None


@dataclass(frozen=True)
class Moment:
    """What is expected of a process at a moment."""

    now: datetime
    process: str
    state: str
    due: str | None
    lang: str = "en"


@dataclass
class Mailbox:
    """What is expected of the mails of one mailbox, by any name, and of its processes."""

    mails: dict[Any, Wanted] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)


def measure_cases(paths: Sequence[Path], name: str) -> Result:
    """Reads each case in the dress that mail programs give, from octets to JSON."""
    result = Result(name)
    for path in paths:
        try:
            case = load(path)
        except (ValueError, KeyError, TypeError) as error:
            result.unread.append(f"{path.name}: {type(error).__name__}" if HIDDEN in path.parts else f"{path}: {error}")
            continue
        _case(case, result)
    return result


def _case(case: Case, result: Result) -> None:
    sources = as_programs_write(case)
    _timed(sources, case, result)
    with tempfile.TemporaryDirectory() as folder:
        seen = (by_serve if case.marks else by_scan)(case, sources, Path(folder))
    faults = faults_of(case, seen)
    result.cases += 1
    result.passed += not faults
    if faults and HIDDEN not in case.path.parts:
        result.faults[case.name] = faults
    last = case.moments[-1]
    box = Mailbox(
        {n: Wanted(m.kind, case.lang, m.process, m.facts) for n, m in enumerate(case.mails) if m.at < last},
        [Moment(c.now, c.process, c.state, c.due, case.lang) for c in case.checks],
    )
    score(box, seen, result)


def _timed(sources: Sequence[bytes], case: Case, result: Result) -> None:
    """Read every mail once, by the clock."""
    me = frozenset({case.me.rpartition("<")[2].rstrip(">").lower()})
    began, cpu = time.perf_counter(), time.process_time()
    for mail, source in zip(case.mails, sources, strict=True):
        raw = RawMessage(source, FolderRole.SENT if mail.own else FolderRole.INBOX)
        read(raw, me, case.moments[-1])
    result.seconds += time.perf_counter() - began
    result.cpu += time.process_time() - cpu
    result.read += len(sources)


def score(box: Mailbox, seen: Mapping[datetime, Seen], result: Result) -> None:
    """Compare what a mailbox is expected to hold with what the product saw in it, moment by moment."""
    final = seen[max(seen)]
    for name, wanted in box.mails.items():
        result.together.add(wanted.lang, wanted.kind, final.kinds.get(name, "not_hiring"))
        if wanted.facts is not None:
            given = final.facts.get(name, frozenset())
            result.course.add(wanted.lang, "said", len(wanted.facts & given))
            result.course.add(wanted.lang, "unheard", len(wanted.facts - given))
            result.course.add(wanted.lang, "misheard", len(given - wanted.facts))
    _grouping(box, final, result)
    for moment in box.moments:
        _standing(box, moment, seen[moment.now], result)


def _grouping(box: Mailbox, seen: Seen, result: Result) -> None:
    """Count pairs of mails and whole processes."""
    course = result.course
    found = {name: frozenset(seen.belongs.get(name, ())) for name in box.mails}
    for (one, wanted), (other, beside) in itertools.combinations(box.mails.items(), 2):
        meant = bool(set(wanted.process) & set(beside.process))
        given = bool(found[one] & found[other])
        if meant or given:
            what = "together" if meant and given else "torn" if meant else "thrown"
            course.add(wanted.lang, what)
    sets: dict[str, set[Any]] = {}
    for name, processes in found.items():
        for process in processes:
            sets.setdefault(process, set()).add(name)
    for names in _processes(box).values():
        lang = box.mails[names[0]].lang
        course.add(lang, "processes")
        course.add(lang, "exact", set(names) in sets.values())


def _processes(box: Mailbox) -> dict[str, list[Any]]:
    sets: dict[str, list[Any]] = {}
    for name, wanted in box.mails.items():
        for process in wanted.process:
            sets.setdefault(process, []).append(name)
    return sets


def _standing(box: Mailbox, moment: Moment, seen: Seen, result: Result) -> None:
    """Count one check: the process meant is the one that most of its mails were put into."""
    course = result.course
    course.add(moment.lang, "checks")
    meant = _processes(box).get(moment.process)
    if meant is None:
        states = {process["state"] for process in seen.processes.values()} or {"not_hiring"}
        course.add(moment.lang, "states", states == {moment.state})
        return
    votes = Counter(process for name in meant for process in seen.belongs.get(name, ()))
    best = min(votes, key=lambda process: (-votes[process], process)) if votes else ""
    process = seen.processes.get(best, {"state": "not_hiring", "next_action_due": None})
    course.add(moment.lang, "states", process["state"] == moment.state)
    if moment.due or process["next_action_due"]:
        course.add(moment.lang, "dues")
        course.add(moment.lang, "due", process["next_action_due"] == moment.due)


def measure_files(path: Path) -> Result:
    """Reads a file or folder of mail as one mailbox."""
    result = Result(path.name)
    me, zone, box = expected(path if path.is_dir() else path.parent)
    began, cpu = time.perf_counter(), time.process_time()
    records = {}
    for raw in MailFiles([path]):
        result.read += 1
        try:
            record = read(raw, me, datetime.now(UTC))
        except NotAMessage as error:
            result.unread.append(f"{raw.path}: {error}")
            continue
        records[str(record.key)] = record
    result.seconds, result.cpu = time.perf_counter() - began, time.process_time() - cpu
    for name, record in records.items():
        other = "out_other" if record.direction is Direction.OUT else "not_hiring"
        box.mails.setdefault(name, Wanted(other))
    latest = max((record.date for record in records.values()), default=datetime.now(UTC)) + timedelta(seconds=1)
    seen = {}
    for now in {latest, *(moment.now for moment in box.moments)}:
        found = scan([path], me, now, zone, zone.key)
        processes = {process["id"]: process for process in found.result["processes"]}
        rows = {row["id"]: row for row in found.result["messages"]}
        seen[now] = Seen(
            processes,
            {name: row["kind"] for name, row in rows.items()},
            {name: tuple(row["process_ids"]) for name, row in rows.items()},
            {name: facts_of(row) for name, row in rows.items()},
        )
    score(box, seen, result)
    return result


def expected(folder: Path) -> tuple[frozenset[str], ZoneInfo, Mailbox]:
    """The user's addresses, the zone and what is expected, as the file beside the mails says."""
    me: frozenset[str] = frozenset()
    zone, box = ZoneInfo("UTC"), Mailbox()
    path = folder / EXPECTED
    if not path.is_file():
        return me, zone, box
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if "me" in row:
            me, zone = frozenset(address.lower() for address in row["me"]), ZoneInfo(row.get("zone", "UTC"))
        elif "now" in row:
            now = datetime.fromisoformat(row["now"])
            now = now if now.tzinfo else now.replace(tzinfo=zone)
            box.moments.append(Moment(now, row["process"], row["state"], row.get("due"), row.get("lang", "en")))
        else:
            processes = tuple(row.get("process", "").split())
            facts = frozenset(row["facts"]) if "facts" in row else None
            box.mails[row["message_id"]] = Wanted(row["kind"], row.get("lang", "en"), processes, facts)
    return me, zone, box
