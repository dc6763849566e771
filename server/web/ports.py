"""What the web needs from the rest of the house; given to ``create_app`` as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from server.errors import UserError
from server.hiring.vocabulary import MarkId, MarkType, ProcessId
from server.lookup import Shown
from server.store.clients import Client, ClientKind, Purpose


class UnknownError(UserError, LookupError):
    """There is no such process, message or mark; the text is a sentence for the user. Answered with 404."""


class RefusedError(UserError, ValueError):
    """What was asked for makes no sense here; the text is a sentence for the user. Answered with 422."""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """The feed as JSON in UTF-8, and the hash of its computed content (without the quotes of an ETag)."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class MarkRequest:
    """A mark to be made. Either ``process`` names where, or ``match`` (keys of one message, as in the feed's
    ``match``) names a message: its process is meant, or for TRACK a new one is made of it. For TRACK ``shown`` tells
    what the message looks like on screen, by which it is looked up where no key leads to it.

    ``at`` is aware, the moment from which it counts; ``value`` is checked and in its stored form.
    """

    what: MarkType
    at: datetime
    value: Mapping[str, str] = field(default_factory=dict)
    process: ProcessId | None = None
    match: tuple[str, ...] = ()
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What came of a mark or its undoing: the mark's and the process's ids, and whether it stands.

    ``notes`` are sentences worth showing: an account could not be looked through.
    """

    mark: MarkId
    process: ProcessId
    what: MarkType
    at: datetime
    value: Mapping[str, str]
    undone: bool = False
    notes: tuple[str, ...] = ()


class Board(Protocol):
    """Everything about hiring processes that the API hands out or takes in. Implemented by ``server.feed``.

    Methods are called from many threads at once. ``now`` is aware. Objects handed out are what ``msgspec.json``
    encodes to the shapes of ``openapi.yaml``. Failures of the store may come through as ``StoreError``.
    """

    def feed(self, now: datetime) -> FeedContent:
        """The feed of live and other processes at ``now``; cheap when nothing changed."""

    def wait(self, etag: str, timeout: float) -> bool:
        """Hold until the feed may differ from ``etag`` (a write, progress, ``valid_until`` reached): True.

        False after ``timeout`` seconds, and at once when the server stops.
        """

    def processes(self, now: datetime, *, archive: bool) -> list[Mapping[str, object]]:
        """Process objects as in the feed: those with ``live`` true, or with ``archive`` those with false."""

    def process(self, process: ProcessId, now: datetime) -> Mapping[str, object]:
        """``{"process": ..., "messages": [...], "marks": [...]}``. Raises UnknownError.

        The process is as in the feed, its messages as in ``scan`` with ``subject``, ``name`` and ``facts``, oldest
        first, and all marks ever made on it with ``made`` and ``undone``.
        """

    def mark(self, request: MarkRequest, now: datetime) -> Marked:
        """Keep a mark. Raises UnknownError (no such process or message), RefusedError, BadMarkError."""

    def undo(self, mark: MarkId, now: datetime) -> Marked:
        """Undo a mark; undoing twice changes nothing. Raises UnknownError."""

    def make(self, company: str, role: str | None, now: datetime) -> Marked:
        """Make a process by hand, with no message. The TRACK mark that holds it is answered."""

    def sync(self) -> list[Mapping[str, object]]:
        """The accounts' progress, as ``sync`` of the feed."""

    def sync_now(self) -> None:
        """Look for new mail in every account now, those that refused the sign-in included; returns at once."""


class ClientBook(Protocol):
    """Who may talk to the server. ``server.store.store.Store`` is one."""

    def add_client(
        self,
        kind: ClientKind,
        name: str,
        origin: str | None,
        token_digest: bytes,
        *,
        now: datetime,
        expires: datetime | None = None,
    ) -> Client:
        """Let somebody in."""

    def clients(self) -> tuple[Client, ...]:
        """All clients, revoked ones too."""

    def revoke_client(self, client_id: str, *, now: datetime) -> Client | None:
        """Shut a client out."""

    def seen_clients(self, seen: Mapping[str, datetime]) -> None:
        """Note when clients last called."""

    def add_code(self, purpose: Purpose, digest: bytes, expires: datetime, *, now: datetime) -> None:
        """Let a code be used once."""

    def use_code(self, purpose: Purpose, digest: bytes, *, now: datetime) -> bool:
        """Whether this code is good; uses it up."""


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything that ``create_app`` needs. ``clock`` gives the present, aware.

    ``max_waiting`` requests may be held at once: at most half of the server's threads, so that the others answer.
    """

    board: Board
    clients: ClientBook
    port: int
    version: str
    clock: Callable[[], datetime]
    max_waiting: int = 8
