"""The SQLite file: opening, migrations, transactions, and the version that grows with every write."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from server.store.errors import DamagedError, InUseError, NewerError, StoreError, damaged, explained
from server.store.lock import OwnerLock

BUSY_SECONDS = 10.0
POLL_SECONDS = 0.1
LOCK_NAME = "afterview.lock"


def migrations() -> tuple[str, ...]:
    """The scripts that lead from an empty file to the present schema, in order."""
    folder = resources.files("server.store").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def statements(script: str) -> Iterator[str]:
    """The single statements of an SQL script."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError(f"incomplete statement: {statement.strip()[:80]}")


class Database:
    """One SQLite database in WAL mode; safe to use from many threads and beside other processes.

    All writes go through one connection under one lock, each in a transaction of its own; reads have a connection of
    their own, so that a long write holds up no reader. Every failure is a ``StoreError``.
    """

    def __init__(self, path: Path, *, owner: bool) -> None:
        self.path = path
        self._owner_lock: OwnerLock | None = None
        self._write_lock = threading.RLock()
        self._read_lock = threading.Lock()
        self._changed = threading.Condition()
        self._closed = False
        with explained(path):
            _prepare(path)
            if owner:
                self._owner_lock = OwnerLock(path.parent / LOCK_NAME)
            try:
                self._writer = _connect(path)
                try:
                    self._migrate(check=owner)
                    self._reader = _connect(path)
                except BaseException:
                    self._writer.close()
                    raise
            except BaseException:
                if self._owner_lock is not None:
                    self._owner_lock.release()
                raise

    @classmethod
    def open(cls, path: Path, owner: bool = False) -> Self:
        """Open the database, made and brought up to date where needed.

        The running server opens it as ``owner`` and is the only one to do so (InUseError otherwise); commands that
        write a mark or a code open it without. Raises StoreError.
        """
        return cls(path, owner=owner)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and give back the owner's lock. Waiters return at once. Can be called twice."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        with self._write_lock, self._read_lock, explained(self.path):
            self._reader.close()
            self._writer.close()
            if self._owner_lock is not None:
                self._owner_lock.release()

    def version(self) -> int:
        """A number that grows with every write of facts, marks or process ids, by this process or another."""
        return int(self._read("SELECT version FROM counter")[0][0])

    def wait(self, version: int, timeout: float) -> int:
        """Return the present version as soon as it differs from ``version``, or after ``timeout`` seconds, or on close.

        Writes of this process wake at once; those of others are noticed within ``POLL_SECONDS``.
        """
        deadline = time.monotonic() + timeout
        with self._changed:
            while not self._closed:
                present = self.version()
                left = deadline - time.monotonic()
                if present != version or left <= 0:
                    return present
                self._changed.wait(min(left, POLL_SECONDS))
        return version

    @classmethod
    def wipe(cls, path: Path) -> None:
        """Remove the database and everything SQLite keeps beside it. Raises InUseError while a server works on it."""
        if not path.parent.is_dir():
            return
        try:
            lock = OwnerLock(path.parent / LOCK_NAME)
        except InUseError:
            raise InUseError("The Afterview server is running. Stop it first, then wipe.") from None
        try:
            with explained(path):
                for ending in ("", "-wal", "-shm", "-journal"):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
        finally:
            lock.release()
        (path.parent / LOCK_NAME).unlink(missing_ok=True)

    def _read(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        with self._read_lock, explained(self.path):
            return self._reader.execute(sql, parameters).fetchall()

    @contextmanager
    def _write(self, *, counts: bool = True, durable: bool = True) -> Iterator[tuple[sqlite3.Connection, int]]:
        """A transaction: yields the connection and the version that this write makes.

        On any error the old state stands. ``counts`` is false for writes that nobody who reads the feed can notice,
        ``durable`` for those that a power cut may take back, whole, because they can be read from the mail again.
        """
        with self._write_lock, explained(self.path):
            self._writer.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                if counts:
                    self._writer.execute("UPDATE counter SET version = version + 1")
                version = int(self._writer.execute("SELECT version FROM counter").fetchone()[0])
                yield self._writer, version
                self._writer.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                raise
        if counts:
            with self._changed:
                self._changed.notify_all()

    def _migrate(self, *, check: bool) -> None:
        connection = self._writer
        # Looked at before anything is locked: a command beside a busy server need not wait for it.
        if _schema(connection) != len(migrations()):
            connection.execute("BEGIN IMMEDIATE")
            try:
                _bring_up_to_date(connection, self.path)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
        if check and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DamagedError(damaged(self.path))


def _schema(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    scripts = migrations()
    present = _schema(connection)
    if present > len(scripts):
        raise NewerError(f"The data in {path} was written by a newer Afterview. Update Afterview; nothing was changed.")
    for number, script in enumerate(scripts[present:], start=present + 1):
        for statement in statements(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def _prepare(path: Path) -> None:
    """Make folder and file readable by their owner only, before anything is written into them."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = path.parent.stat().st_mode
    if mode & stat.S_ISVTX:
        raise StoreError(f"{path.parent} is shared by all users of this computer. Give Afterview a folder of its own.")
    if mode & 0o077:
        path.parent.chmod(0o700)
    if path.is_dir():
        raise StoreError(f"{path} is a folder; a database file was expected there.")
    with suppress(FileExistsError):
        # Only a new file is touched: closing one that SQLite has open in this process would drop SQLite's locks on it.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        file = path.with_name(name)
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(0o600)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")
        # FULL: a mark that was answered with "saved" is on the disk, also after a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # Removed facts are overwritten with zeros: a stolen file holds nothing that was forgotten.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection
