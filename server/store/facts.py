"""Facts of messages: what can be read again from the mail server, kept so that it need not be."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC

import msgspec

from parsers.facts import MessageId
from server.hiring.vocabulary import AccountId, Location, MessageKey, MessageRecord, ProcessId
from server.mailbox.types import MailboxState
from server.store.database import Database

_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(MessageRecord)


class Facts(Database):
    """Messages, where they lie, and how far each mailbox was read."""

    def records(self, since: int = 0) -> list[MessageRecord]:
        """All messages on file, oldest first; with ``since``, only those written after that ``version``.

        A row that this version of the program cannot read is left out; ``unreadable`` counts them.
        """
        rows = self._read("SELECT key, accounts, record FROM messages WHERE version > ? ORDER BY date, key", (since,))
        where = _by_key(self._read(_LOCATIONS, (since,)))
        return [record for row in rows if (record := _decode(row, where)) is not None]

    def record(self, key: MessageKey) -> MessageRecord | None:
        """The message of this key, if it is on file."""
        rows = self._read("SELECT key, accounts, record FROM messages WHERE key = ?", (key,))
        return _decode(rows[0], _by_key(self._read(_LOCATIONS_OF_ONE, (key,)))) if rows else None

    def unreadable(self) -> int:
        """How many rows cannot be read by this version; ``rebuild`` mends them."""
        rows = self._read("SELECT key, accounts, record FROM messages")
        return sum(_decode(row, {}) is None for row in rows)

    def known_keys(self) -> set[MessageKey]:
        """Keys of all messages on file."""
        return {MessageKey(row[0]) for row in self._read("SELECT key FROM messages")}

    def known_message_ids(self) -> set[MessageId]:
        """Message-IDs of all messages on file."""
        rows = self._read("SELECT message_id FROM messages WHERE message_id IS NOT NULL")
        return {MessageId(row[0]) for row in rows}

    def save(
        self,
        records: Iterable[MessageRecord],
        account: str,
        mailbox: str,
        state: MailboxState | None = None,
        dropped: Collection[MessageKey] = (),
    ) -> None:
        """Keep these messages and how far the mailbox was read, in one transaction.

        A message already on file is replaced; its locations and accounts are added to those known. ``dropped`` are
        messages that were read and are no hiring mail: facts of theirs from an earlier reading go, unless a mark
        hangs on them.
        """
        kept = list(records)
        with self._write(durable=False) as (connection, version):
            for record in kept:
                _put(connection, record, account, version)
            for key in dropped:
                connection.execute(
                    "DELETE FROM messages WHERE key = ? AND NOT EXISTS (SELECT 1 FROM marks WHERE anchor = key)", (key,)
                )
            if state is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO mailboxes VALUES (?, ?, ?, ?, ?, ?)",
                    (account, mailbox, state.uidvalidity, state.uidnext, state.highest_modseq, state.unread_below),
                )

    def kept_uids(self, account: str, mailbox: str, uidvalidity: int) -> list[int]:
        """UIDs in this mailbox under which messages on file lie."""
        rows = self._read(
            "SELECT uid FROM locations WHERE account = ? AND mailbox = ? AND uidvalidity = ?",
            (account, mailbox, uidvalidity),
        )
        return [int(row[0]) for row in rows]

    def forget_locations(self, account: str, mailbox: str, uidvalidity: int, uids: Collection[int] | None) -> None:
        """These UIDs are gone; None: everything under *other* UIDVALIDITY values is. The facts stay."""
        gone = [(account, mailbox, uidvalidity, uid) for uid in uids] if uids is not None else []
        with self._write() as (connection, version):
            if uids is None:
                connection.execute(_TOUCH_OTHER_VALIDITY, (version, account, mailbox, uidvalidity))
                connection.execute(_DROP_OTHER_VALIDITY, (account, mailbox, uidvalidity))
            else:
                connection.executemany(_TOUCH_UID, [(version, *place) for place in gone])
                connection.executemany(_DROP_UID, gone)

    def forget_account(self, account: str) -> None:
        """Drop everything that can be read again and was seen in this account only. Marks stay."""
        with self._write() as (connection, version):
            connection.execute("DELETE FROM locations WHERE account = ?", (account,))
            connection.execute("DELETE FROM mailboxes WHERE account = ?", (account,))
            connection.execute("DELETE FROM settled WHERE account = ?", (account,))
            rows = connection.execute("SELECT key, accounts FROM messages").fetchall()
            for key, accounts in rows:
                known = json.loads(accounts)
                if account not in known:
                    continue
                left = [name for name in known if name != account]
                if left:
                    connection.execute(
                        "UPDATE messages SET accounts = ?, version = ? WHERE key = ?", (json.dumps(left), version, key)
                    )
                else:
                    connection.execute("DELETE FROM messages WHERE key = ?", (key,))

    def mailbox_state(self, account: str, mailbox: str) -> MailboxState | None:
        """How far this mailbox was read, None if never."""
        rows = self._read(
            "SELECT uidvalidity, uidnext, highest_modseq, unread_below FROM mailboxes "
            "WHERE account = ? AND mailbox = ?",
            (account, mailbox),
        )
        return MailboxState(*rows[0]) if rows else None

    def uidvalidities(self, account: str) -> dict[str, int]:
        """The present UIDVALIDITY of each mailbox of an account that was read."""
        return dict(self._read("SELECT mailbox, uidvalidity FROM mailboxes WHERE account = ?", (account,)))

    def settled(self, account: str) -> bool:
        """Whether this account's first sync is through, with everything that its mail refers to."""
        return bool(self._read("SELECT 1 FROM settled WHERE account = ?", (account,)))

    def settle(self, account: str) -> None:
        """Note that it is."""
        if not self.settled(account):
            with self._write(counts=False) as (connection, _):
                connection.execute("INSERT OR IGNORE INTO settled VALUES (?)", (account,))

    def process_ids(self) -> dict[MessageKey, ProcessId]:
        """Which process each message was last assigned to, so that ids stay the same."""
        return {MessageKey(k): ProcessId(p) for k, p in self._read("SELECT message_key, process FROM processes")}

    def assign(self, process_ids: Mapping[MessageKey, ProcessId]) -> None:
        """Note the process of these messages; others keep theirs."""
        with self._write() as (connection, _):
            connection.executemany("INSERT OR REPLACE INTO processes VALUES (?, ?)", list(process_ids.items()))

    def rebuild(self) -> None:
        """Have everything read again: mailboxes count as never read, and each record is replaced as it is read.

        Facts of messages that are gone from the server stay, as do marks and process ids.
        """
        with self._write() as (connection, version):
            connection.execute("DELETE FROM mailboxes")
            connection.execute("DELETE FROM settled")
            connection.execute("DELETE FROM locations")
            connection.execute("UPDATE messages SET stale = 1, version = ?", (version,))

    def stale_keys(self) -> set[MessageKey]:
        """Keys of the messages that were not read again since the last ``rebuild``."""
        return {MessageKey(row[0]) for row in self._read("SELECT key FROM messages WHERE stale = 1")}


_TOUCH_UID = (
    "UPDATE messages SET version = ? WHERE key IN "
    "(SELECT key FROM locations WHERE account = ? AND mailbox = ? AND uidvalidity = ? AND uid = ?)"
)
_DROP_UID = "DELETE FROM locations WHERE account = ? AND mailbox = ? AND uidvalidity = ? AND uid = ?"
_TOUCH_OTHER_VALIDITY = (
    "UPDATE messages SET version = ? WHERE key IN "
    "(SELECT key FROM locations WHERE account = ? AND mailbox = ? AND uidvalidity <> ?)"
)
_DROP_OTHER_VALIDITY = "DELETE FROM locations WHERE account = ? AND mailbox = ? AND uidvalidity <> ?"
_LOCATIONS = (
    "SELECT key, account, mailbox, uidvalidity, uid FROM locations "
    "WHERE key IN (SELECT key FROM messages WHERE version > ?) ORDER BY account, mailbox, uidvalidity, uid"
)
_LOCATIONS_OF_ONE = (
    "SELECT key, account, mailbox, uidvalidity, uid FROM locations "
    "WHERE key = ? ORDER BY account, mailbox, uidvalidity, uid"
)


def _by_key(rows: Iterable[tuple[str, str, str, int, int]]) -> dict[str, list[Location]]:
    found: dict[str, list[Location]] = {}
    for key, account, mailbox, uidvalidity, uid in rows:
        found.setdefault(key, []).append(Location(AccountId(account), mailbox, uidvalidity, uid))
    return found


def _put(connection: sqlite3.Connection, record: MessageRecord, account: str, version: int) -> None:
    row = connection.execute("SELECT accounts FROM messages WHERE key = ?", (record.key,)).fetchone()
    accounts = set(json.loads(row[0])) if row else set()
    accounts.update(record.accounts, [account] if account else [], [place.account for place in record.locations])
    connection.execute(
        "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (key) DO UPDATE SET "
        "message_id = excluded.message_id, date = excluded.date, direction = excluded.direction, "
        "accounts = excluded.accounts, record = excluded.record, stale = 0, version = excluded.version",
        (
            record.key,
            record.message_id,
            record.date.astimezone(UTC).isoformat(),
            record.direction.value,
            json.dumps(sorted(accounts)),
            _encode(replace(record, locations=(), accounts=())),
            version,
        ),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO locations VALUES (?, ?, ?, ?, ?)",
        [(place.account, place.mailbox, place.uidvalidity, place.uid, record.key) for place in record.locations],
    )


def _decode(row: tuple[str, str, bytes], where: Mapping[str, list[Location]]) -> MessageRecord | None:
    key, accounts, blob = row
    try:
        record = _decoder.decode(blob)
    except msgspec.DecodeError:
        return None
    return replace(
        record,
        locations=tuple(where.get(key, ())),
        accounts=tuple(AccountId(name) for name in json.loads(accounts)),
    )
