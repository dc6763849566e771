"""Who may talk to the server: paired extensions, dashboard sessions, and the codes by which they get in.

Tokens and codes never come here, only their SHA-256 digests.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from server.store.database import Database

MAX_TRIES = 5


class ClientKind(StrEnum):
    """What a client is, and with it what it may do."""

    EXTENSION = "extension"
    DASHBOARD = "dashboard"


class Purpose(StrEnum):
    """What a one-time code is good for."""

    PAIRING = "pairing"
    """Typed by the user; only the newest one counts, and ``MAX_TRIES`` wrong ones void it."""
    SESSION = "session"
    """Handed to a browser by a program; long, so that no tries need counting."""


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody who holds a token. ``origin`` is the browser origin it is bound to, None where none was sent."""

    id: str
    kind: ClientKind
    name: str
    origin: str | None
    token_digest: bytes
    created: datetime
    expires: datetime | None
    last_seen: datetime | None
    revoked: datetime | None

    def valid(self, now: datetime) -> bool:
        """Whether its token still opens anything."""
        return self.revoked is None and (self.expires is None or now < self.expires)


class Clients(Database):
    """Paired clients and one-time codes."""

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
        """Let somebody in. Expired dashboard sessions are cleared away at this occasion."""
        client = Client(f"c{secrets.token_hex(6)}", kind, name, origin, token_digest, now, expires, None, None)
        with self._write(counts=False) as (connection, _):
            connection.execute("DELETE FROM clients WHERE expires <= ?", (_text(now),))
            connection.execute(
                "INSERT INTO clients VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                (client.id, kind.value, name, origin, token_digest, _text(now), _text(expires) if expires else None),
            )
        return client

    def clients(self) -> tuple[Client, ...]:
        """All clients, revoked ones too, oldest first."""
        return tuple(_client(row) for row in self._read("SELECT * FROM clients ORDER BY created, id"))

    def revoke_client(self, client_id: str, *, now: datetime) -> Client | None:
        """Shut a client out from now on. None if there is no such client."""
        with self._write(counts=False) as (connection, _):
            connection.execute(
                "UPDATE clients SET revoked = ? WHERE id = ? AND revoked IS NULL", (_text(now), client_id)
            )
        return next((client for client in self.clients() if client.id == client_id), None)

    def seen_clients(self, seen: Mapping[str, datetime]) -> None:
        """Note when clients last called; written now and then, not at every call."""
        with self._write(counts=False) as (connection, _):
            connection.executemany(
                "UPDATE clients SET last_seen = ? WHERE id = ?", [(_text(when), name) for name, when in seen.items()]
            )

    def add_code(self, purpose: Purpose, digest: bytes, expires: datetime, *, now: datetime) -> None:
        """Let a code be used once until it expires. A new pairing code replaces the one before."""
        with self._write(counts=False) as (connection, _):
            connection.execute("DELETE FROM codes WHERE expires <= ?", (_text(now),))
            if purpose is Purpose.PAIRING:
                connection.execute("DELETE FROM codes WHERE purpose = ?", (purpose.value,))
            connection.execute(
                "INSERT INTO codes (digest, purpose, expires) VALUES (?, ?, ?)", (digest, purpose.value, _text(expires))
            )

    def use_code(self, purpose: Purpose, digest: bytes, *, now: datetime) -> bool:
        """Whether this code is good; if so it is used up. A wrong one counts against the pairing code that stands."""
        if not self._read("SELECT 1 FROM codes WHERE purpose = ?", (purpose.value,)):
            return False
        with self._write(counts=False) as (connection, _):
            connection.execute("DELETE FROM codes WHERE expires <= ?", (_text(now),))
            rows = connection.execute("SELECT digest FROM codes WHERE purpose = ?", (purpose.value,)).fetchall()
            matches = [row[0] for row in rows if hmac.compare_digest(row[0], digest)]
            for match in matches:
                connection.execute("DELETE FROM codes WHERE digest = ?", (match,))
            if not matches and purpose is Purpose.PAIRING:
                connection.execute("UPDATE codes SET tries = tries + 1 WHERE purpose = ?", (purpose.value,))
                connection.execute("DELETE FROM codes WHERE tries >= ?", (MAX_TRIES,))
        return bool(matches)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _client(row: tuple[Any, ...]) -> Client:
    name, kind, label, origin, digest, created, expires, last_seen, revoked = row
    return Client(
        name,
        ClientKind(kind),
        label,
        origin,
        digest,
        datetime.fromisoformat(created),
        _moment(expires),
        _moment(last_seen),
        _moment(revoked),
    )
