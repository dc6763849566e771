"""The feed kept current: one thread recomputes it when something was written or when time alone changes something.

Requests read the last computed bytes, so that asking costs nothing however many processes there are.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from server.config import Config
from server.feed import (
    Json,
    Process,
    assemble,
    by_urgency,
    feed_json,
    history_json,
    mark_json,
    match_keys,
    moment,
    process_json,
    standing_of,
)
from server.hiring.vocabulary import Mark, MarkId, MarkType, MessageKey, MessageRecord, ProcessId, Standing
from server.lookup import NotOneError, Shown
from server.mailbox.types import Progress
from server.seeking import Ask, Seeker
from server.store.errors import StoreError
from server.store.marks import MarkEvent, new_process_id
from server.store.store import Store
from server.web.ports import FeedContent, Marked, MarkRequest, RefusedError, UnknownError

TICK_SECONDS = 0.5
"""How often the clock is looked at, so that a change by time alone shows, even after a suspend, and a stop is seen."""

RETRY_SECONDS = 5.0
"""Seconds to wait before the store is tried again after a fault."""

PROGRESS_PAUSE = 0.5
"""Seconds between two changes of the feed that only show progress."""

_CONVERSATIONS = ("gm-thr:", "thread-id:", "proton-thr:", "conv:")
"""Keys that the messages of a conversation share."""

log = logging.getLogger(__name__)

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class _Entry:
    """A process as last computed, valid until its standing says otherwise."""

    process: Process
    standing: Standing
    json: Json


class Board:
    """Everything about hiring processes that the API hands out or takes in: the ``Board`` of ``server.web.ports``.

    ``ask`` looks for a message that is not on file, in the accounts of these ids; it returns once it was looked for,
    with an answer for each account. ``look`` starts a look for new mail in every account.
    """

    def __init__(
        self,
        store: Store,
        config: Config,
        *,
        clock: Callable[[], datetime],
        ask: Ask = lambda _question, _accounts: (),
        look: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._config = config
        self._zone = config.zone
        self._clock = clock
        self._seeker = Seeker(config.accounts, ask, self._fresh)
        self._look = look
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)
        self._progress: dict[str, Progress] = {}
        self._records: dict[MessageKey, MessageRecord] = {}
        self._marks: tuple[Mark, ...] = ()
        self._processes: dict[ProcessId, Process] = {}
        self._entries: dict[ProcessId, _Entry] = {}
        self._mailboxes: dict[str, dict[str, int]] = {}
        self._version = -1
        self._content = FeedContent(b"", "")
        self._valid_until: datetime | None = None
        self._ahead: datetime | None = None
        self._shown = 0.0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.refresh()

    # Keeping it current.

    def start(self) -> None:
        """Keep the feed current in a thread of its own until ``stop``."""
        self._thread = threading.Thread(target=self._run, name="board", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread and let everybody who waits go."""
        self._stopped.set()
        with self._news:
            self._news.notify_all()

    def join(self, timeout: float) -> None:
        """Wait until the thread has ended."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                version = self._store.wait(self._version, TICK_SECONDS)
                if self._stopped.is_set():
                    return
                if version != self._version or self._is_stale(self._clock()):
                    self.refresh()
            except StoreError as error:
                # The feed stays as it was last known; a full disk or a locked file passes.
                log.warning("the feed could not be brought up to date: %s", type(error).__name__)
                self._stopped.wait(RETRY_SECONDS)

    def _is_stale(self, now: datetime) -> bool:
        with self._lock:
            return self._valid_until is not None and self._valid_until <= now

    def refresh(self) -> None:
        """Take in what was written since the last time, and compute the feed anew."""
        with self._lock:
            version, now = self._store.version(), self._clock()
            if version != self._version or (self._ahead is not None and self._ahead < now):
                self._load(version, now)
            self._compute(now)

    def _load(self, version: int, now: datetime) -> None:
        fresh = self._store.records(since=self._version if self._version > 0 else 0)
        self._records.update({record.key: record for record in fresh})
        on_file = self._store.known_keys()
        if on_file != self._records.keys():
            self._records = {key: record for key, record in self._records.items() if key in on_file}
        self._marks = self._store.marks()
        self._mailboxes = {account.id: self._store.uidvalidities(account.id) for account in self._config.accounts}
        ids = self._store.process_ids()
        past = {key: record for key, record in self._records.items() if record.date < now}
        self._ahead = min((record.date for record in self._records.values() if record.date >= now), default=None)
        self._processes = assemble(past, self._marks, ids, self._processes)
        self._entries = {
            name: entry for name, entry in self._entries.items() if self._processes.get(name) is entry.process
        }
        named = {key: process.id for process in self._processes.values() for key in process.group.keys}
        changed = {key: name for key, name in named.items() if ids.get(key) != name}
        if changed:
            self._store.assign(changed)
        # What this very thread just wrote is known here, unless somebody else wrote in between.
        self._version = version + 1 if changed and self._store.version() == version + 1 else version

    def _compute(self, now: datetime) -> None:
        until = self._ahead
        notes = ("no_sent_folder",) if any(item.notes for item in self._progress.values()) else ()
        for name, process in self._processes.items():
            entry = self._entries.get(name)
            if entry is None or (entry.standing.valid_until and entry.standing.valid_until <= now):
                standing = standing_of(process, now, self._zone, notes)
                entry = _Entry(process, standing, process_json(process, standing, self._zone))
                self._entries[name] = entry
            if entry.standing.valid_until and (until is None or entry.standing.valid_until < until):
                until = entry.standing.valid_until
        self._valid_until = until
        self._publish(now)

    def _publish(self, now: datetime) -> None:
        whole = feed_json(
            sorted((entry.json for entry in self._entries.values()), key=by_urgency),
            now=now,
            zone_name=self._config.timezone,
            zone=self._zone,
            valid_until=self._valid_until,
            sync=self.sync(),
            accounts=[
                {
                    "id": account.id,
                    "user": account.user,
                    "addresses": list(account.addresses),
                    "mailboxes": self._mailboxes.get(account.id, {}),
                }
                for account in self._config.accounts
            ],
        )
        etag = hashlib.sha256(_encode({**whole, "now": None})).hexdigest()[:32]
        if etag != self._content.etag:
            self._content = FeedContent(_encode(whole), etag)
            self._news.notify_all()

    def shown(self, progress: Progress) -> None:
        """An account's progress changed. Mere counting is shown now and then, everything else at once."""
        with self._lock:
            before = self._progress.get(progress.account)
            self._progress[progress.account] = progress
            if before is not None and before.notes != progress.notes:
                self._entries = {}
            counting = before is not None and replace(before, done=0, total=0) == replace(progress, done=0, total=0)
            if counting and time.monotonic() - self._shown < PROGRESS_PAUSE:
                return
            self._shown = time.monotonic()
            self._compute(self._clock())

    # What the API asks.

    def feed(self, now: datetime) -> FeedContent:
        """The feed as JSON and its hash; computed anew only where time changed something since."""
        with self._lock:
            if self._is_stale(now):
                self.refresh()
            return self._content

    def wait(self, etag: str, timeout: float) -> bool:
        """Hold until the feed differs from ``etag``: true. False after ``timeout`` seconds or when the server stops."""
        with self._news:
            self._news.wait_for(lambda: self._stopped.is_set() or self._content.etag != etag, timeout)
            return self._content.etag != etag and not self._stopped.is_set()

    def processes(self, now: datetime, *, archive: bool) -> list[Mapping[str, object]]:
        """Process objects as in the feed: the live ones, or with ``archive`` the others."""
        self.feed(now)
        with self._lock:
            entries = sorted((entry.json for entry in self._entries.values()), key=by_urgency)
        return [entry for entry in entries if bool(entry["live"]) is not archive]

    def process(self, process: ProcessId, now: datetime) -> Mapping[str, object]:
        """A process with its messages and all its marks, undone ones too."""
        self.feed(now)
        with self._lock:
            entry = self._entry(process)
            events = self._mark_events(entry.process)
        return {
            "process": entry.json,
            "messages": history_json(entry.process, self._zone),
            "marks": [
                {
                    **mark_json(event.mark, self._zone),
                    "made": moment(event.made, self._zone),
                    "undone": moment(event.undone, self._zone) if event.undone else None,
                }
                for event in events
            ],
        }

    def mark(self, request: MarkRequest, now: datetime) -> Marked:
        """Keep a mark; the feed shows it when this returns."""
        if request.process is None and request.what is MarkType.TRACK:
            return self._track(request, now)
        with self._lock:
            self.feed(now)
            name = request.process or self._process_of(request.match)
            process = self._entry(name).process
            value = dict(request.value)
            if request.what is MarkType.MERGE:
                value = self._merge_value(process, value)
            elif request.what is MarkType.SPLIT:
                _check_split(process, value)
            anchor = process.group.own[-1] if process.group.own else None
            made = self._store.mark(process.id, request.what, request.at, value, anchor, now=now)
            self.refresh()
        return _marked(made)

    def _track(self, request: MarkRequest, now: datetime) -> Marked:
        """Make a process of any message, one that was never read included."""
        record, notes = self._find(request.match, request.shown), tuple[str, ...]()
        if record is None:
            try:
                record, notes = self._seeker.seek(request.match, request.shown)
            except NotOneError as error:
                raise UnknownError(str(error)) from None
        with self._lock:
            home = self._home(record)
            name = home.id if home else new_process_id()
            made = self._store.mark(name, MarkType.TRACK, request.at, request.value, record.key, now=now)
            if home is None:
                self._store.assign({record.key: name})
            self.refresh()
        return replace(_marked(made), notes=notes)

    def undo(self, mark: MarkId, now: datetime) -> Marked:
        """Undo a mark; undoing twice changes nothing."""
        with self._lock:
            undone = self._store.undo(mark, now=now)
            if undone is None:
                raise UnknownError("There is no such mark.")
            self.refresh()
        return replace(_marked(undone), undone=True)

    def make(self, company: str, role: str | None, now: datetime) -> Marked:
        """Make a process by hand, with no message."""
        value = {"company": company, **({"role": role} if role else {})}
        with self._lock:
            made = self._store.mark(new_process_id(), MarkType.TRACK, now, value, None, now=now)
            self.refresh()
        return _marked(made)

    def sync(self) -> list[Mapping[str, object]]:
        """The accounts' progress, as ``sync`` of the feed."""
        with self._lock:
            return [
                {
                    "account": item.account,
                    "state": item.state,
                    "folder": item.folder,
                    "done": item.done,
                    "total": item.total,
                    "last_sync": moment(item.last_sync, self._zone) if item.last_sync else None,
                    "error": item.error,
                    "notes": list(item.notes),
                }
                for item in self._progress.values()
            ]

    def sync_now(self) -> None:
        """Look for new mail in every account now."""
        self._look()

    # Finding things.

    def _entry(self, process: ProcessId) -> _Entry:
        entry = self._entries.get(process)
        if entry is None:
            raise UnknownError("There is no such process. It may have been merged into another.")
        return entry

    def _find(self, match: Sequence[str], shown: Shown | None = None) -> MessageRecord | None:
        """The one message that a key names; None where none does, or where two do that are not one conversation."""
        for wanted in match:
            found = [record for record in list(self._records.values()) if wanted in match_keys(record)]
            if shown and wanted.startswith("imap:"):
                found = [record for record in found if shown.may_lie_there(record)]
            homes = {home.id for record in found if (home := self._home(record)) is not None}
            if len(found) == 1 or (found and wanted.startswith(_CONVERSATIONS) and len(homes) < 2):
                return max(found, key=lambda record: record.date)
        return None

    def _fresh(self) -> list[MessageRecord]:
        """All messages on file, what was read a moment ago included."""
        with self._lock:
            self.refresh()
            return list(self._records.values())

    def _home(self, record: MessageRecord) -> Process | None:
        with self._lock:
            return next((found for found in self._processes.values() if record.key in found.group.keys), None)

    def _process_of(self, match: Sequence[str]) -> ProcessId:
        record = self._find(match)
        home = self._home(record) if record is not None else None
        if home is None:
            raise UnknownError("This message belongs to no hiring process. Track it first.")
        return home.id

    def _mark_events(self, process: Process) -> list[MarkEvent]:
        keys = set(process.group.keys)
        return [
            event
            for event in self._store.mark_events()
            if (event.mark.anchor in keys if event.mark.anchor in self._records else event.mark.process == process.id)
        ]

    def _merge_value(self, process: Process, value: dict[str, str]) -> dict[str, str]:
        other = self._entry(ProcessId(value["process"])).process
        if other.id == process.id:
            raise RefusedError("A process cannot be merged with itself.")
        if not other.group.keys or not process.group.keys:
            raise RefusedError("A process without any mail cannot be merged: mark it as done instead.")
        return {**value, "anchor": other.group.own[0]}


def _check_split(process: Process, value: Mapping[str, str]) -> None:
    leaving = set(value["messages"].split())
    staying = set(process.group.keys) - leaving
    if not leaving <= set(process.group.keys):
        raise RefusedError("A message named for the split does not belong to this process.")
    if not staying:
        raise RefusedError("A split must leave at least one message where it is.")


def _marked(mark: Mark) -> Marked:
    return Marked(mark.id, mark.process, mark.what, mark.at, mark.value)
