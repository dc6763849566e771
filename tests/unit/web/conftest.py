"""An app on a board that keeps its marks in a real store, a clock that the test moves, and clients of each kind."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.hiring.vocabulary import MarkId, MarkType, MessageKey, ProcessId
from server.store.store import Store
from server.web import pairing
from server.web.app import create_app
from server.web.ports import Deps, FeedContent, Marked, MarkRequest, UnknownError

PORT = 8717
HOST = f"127.0.0.1:{PORT}"
CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2
FIREFOX = "moz-extension://01234567-89ab-cdef-0123-456789abcdef"
KNOWN = ProcessId("p0123456789ab")


def _process(live: bool = True) -> dict[str, object]:
    return {
        "id": KNOWN,
        "company": "Example",
        "role": None,
        "subject": "Interview",
        "account_ids": ["home"],
        "people": [{"name": "Kim Lee", "address": "kim@example.com", "part": "hiring_manager"}],
        "state": "reply_due",
        "confidence": 0.9,
        "live": live,
        "since": "2026-06-29T10:00:00+02:00",
        "next_action_due": "2026-06-30",
        "also_due": [{"what": "thank_you_due", "due": "2026-06-30"}],
        "last_message": {
            "date": "2026-06-29T10:00:00+02:00",
            "direction": "in",
            "sender": "person",
            "name": "Kim Lee",
        },
        "advice": {"do": [{"id": "answer", "text": "Answer.", "why": "They asked."}], "dont": []},
        "reasons": [{"text": "They asked for times.", "message_id": "<one@example.com>"}],
        "interviews": [],
        "promise": None,
        "deadline": None,
        "marks": [],
        "snoozed_until": None,
        "message_ids": ["<one@example.com>"],
        "match": ["mid:<one@example.com>"],
    }


@dataclass
class FakeBoard:
    """One process; marks go to the store, and each changes the feed."""

    store: Store
    stopping: threading.Event = field(default_factory=threading.Event)
    synced: int = 0
    asked: list[MarkRequest] = field(default_factory=list)

    def feed(self, now: datetime) -> FeedContent:
        body = {
            "schema_version": 1,
            "now": now,
            "timezone": "UTC",
            "valid_until": now + timedelta(hours=1),
            "sync": self.sync(),
            "processes": self.processes(now, archive=False),
        }
        etag = hashlib.sha256(str(self.store.version()).encode()).hexdigest()[:32]
        return FeedContent(msgspec.json.encode(body), etag)

    def wait(self, etag: str, timeout: float) -> bool:
        version = self.store.version()
        for _ in range(int(timeout / 0.02) + 1):
            if self.stopping.wait(0.02):
                return False
            if self.store.version() != version:
                return True
        return False

    def processes(self, now: datetime, *, archive: bool) -> list[Mapping[str, object]]:
        return [_process(not archive)]

    def process(self, process: ProcessId, now: datetime) -> Mapping[str, object]:
        if process != KNOWN:
            raise UnknownError("There is no such hiring process.")
        marks = [
            {
                "id": event.mark.id,
                "what": event.mark.what,
                "at": event.mark.at,
                "value": dict(event.mark.value),
                "made": event.made,
                "undone": event.undone,
            }
            for event in self.store.mark_events(process)
        ]
        message = {
            "id": "<one@example.com>",
            "message_id": "<one@example.com>",
            "date": "2026-06-29T10:00:00+02:00",
            "direction": "in",
            "sender": "person",
            "kind": "interview_invite",
            "confidence": 0.9,
            "moves": True,
            "evidence": [{"text": "Could you send us times?", "source": "body"}],
            "process_ids": [KNOWN],
            "subject": "Interview",
            "name": "Kim Lee",
            "facts": [],
        }
        return {"process": _process(), "messages": [message], "marks": marks}

    def mark(self, request: MarkRequest, now: datetime) -> Marked:
        if request.process not in {None, KNOWN}:
            raise UnknownError("There is no such hiring process.")
        if request.match and "mid:<one@example.com>" not in request.match:
            raise UnknownError("This message is not known to Afterview.")
        self.asked.append(request)
        anchor = MessageKey("<one@example.com>")
        mark = self.store.mark(KNOWN, request.what, request.at, request.value, anchor, now=now)
        return Marked(mark.id, KNOWN, mark.what, mark.at, mark.value)

    def undo(self, mark: MarkId, now: datetime) -> Marked:
        undone = self.store.undo(mark, now=now)
        if undone is None:
            raise UnknownError("There is no such mark.")
        return Marked(undone.id, undone.process, undone.what, undone.at, undone.value, True)

    def make(self, company: str, role: str | None, now: datetime) -> Marked:
        process = ProcessId(f"p{secrets.token_hex(6)}")
        value = {"company": company} if role is None else {"company": company, "role": role}
        mark = self.store.mark(process, MarkType.TRACK, now, value, now=now)
        return Marked(mark.id, process, mark.what, mark.at, mark.value)

    def sync(self) -> list[Mapping[str, object]]:
        return [
            {
                "account": "home",
                "state": "watching",
                "folder": None,
                "done": 3,
                "total": 3,
                "last_sync": "2026-06-30T11:59:00Z",
                "error": None,
            }
        ]

    def sync_now(self) -> None:
        self.synced += 1


@dataclass
class Clock:
    now: datetime = datetime(2026, 6, 30, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class _Caller(FlaskClient):
    address = ""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("base_url", self.address)
        kwargs.setdefault("buffered", True)
        return super().open(*args, **kwargs)


@dataclass
class House:
    """Everything that a test of the web stands in."""

    app: Flask
    store: Store
    board: FakeBoard
    clock: Clock
    port: int = PORT

    def browser(self) -> FlaskClient:
        """A caller with the right Host and nothing else."""
        self.app.test_client_class = type("Caller", (_Caller,), {"address": f"http://127.0.0.1:{self.port}"})
        return self.app.test_client()

    def pair(self, origin: str | None = CHROME, name: str = "Test") -> str:
        code = pairing.new_pairing_code(self.store, self.clock())
        return pairing.pair(self.store, code.text, name, origin, self.clock()).token

    def session(self) -> str:
        code = pairing.new_session_code(self.store, self.clock())
        return pairing.start_session(self.store, code, self.clock()).token

    def dump(self) -> list[str]:
        """Everything in the database, as SQL."""
        with self.store._read_lock:
            return list(self.store._reader.iterdump())


def _house(path: Path, port: int = PORT, max_waiting: int = 2) -> House:
    store = Store.open(path, owner=True)
    board, clock = FakeBoard(store), Clock()
    app = create_app(Deps(board, store, port, "1.2.3", clock, max_waiting))
    app.testing = True
    return House(app, store, board, clock, port)


@pytest.fixture
def make_house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    houses: list[House] = []

    def make(port: int = PORT, max_waiting: int = 2) -> House:
        houses.append(_house(tmp_path / str(len(houses)) / "afterview.db", port, max_waiting))
        return houses[-1]

    yield make
    for house in houses:
        house.board.stopping.set()
        house.store.close()


@pytest.fixture(scope="module")
def make_lasting_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], House]]:
    """For tests that make many requests on one house."""
    houses: list[House] = []

    def make() -> House:
        houses.append(_house(tmp_path_factory.mktemp("house") / "data" / "afterview.db"))
        return houses[-1]

    yield make
    for house in houses:
        house.board.stopping.set()
        house.store.close()


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    return make_house()


@pytest.fixture
def as_extension(house: House) -> dict[str, str]:
    """Headers of a paired Chromium extension's POST."""
    return {"Authorization": f"Bearer {house.pair()}", "Origin": CHROME}


@pytest.fixture
def as_dashboard(house: House) -> dict[str, str]:
    """Headers of the dashboard's page."""
    return {"Authorization": f"Bearer {house.session()}", "Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
