"""What can go wrong with the data on disk, each as one plain sentence that says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.errors import UserError


class StoreError(UserError):
    """The data could not be read or written; the text is a sentence for the user."""


class InUseError(StoreError):
    """Another Afterview server works on this data."""


class DiskFullError(StoreError):
    """There is no room left to write."""


class DamagedError(StoreError):
    """The file is no SQLite database, or a broken one."""


class NewerError(StoreError):
    """The data was written by a newer version of the program."""


class BusyError(StoreError):
    """Another process kept the database locked for too long."""


class BadMarkError(UserError, ValueError):
    """A mark's value does not fit its type; the text is a sentence for the user."""


_FULL = {sqlite3.SQLITE_FULL}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DENIED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}


def damaged(path: Path) -> str:
    """The sentence for a broken database."""
    return (
        f"The database {path} is damaged. Put a backup of it in its place, or move it away: "
        "Afterview then reads your mail anew, but marks made by hand are only in that file."
    )


def explain(error: sqlite3.Error, path: Path) -> StoreError:
    """The sentence for a fault that SQLite reports about the database at ``path``."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _FULL:
        return DiskFullError(
            f"The disk is full: {path} could not be written. Free some space; nothing that was saved is lost."
        )
    if code in _DAMAGED:
        return DamagedError(damaged(path))
    if code in _BUSY:
        return BusyError(f"The database {path} is in use by another program. Try again in a moment.")
    if code in _DENIED:
        return StoreError(f"The database {path} cannot be opened or written. Check who owns the file and its folder.")
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"The disk reports a fault while using {path}. Check the disk; saved data was not changed.")
    return StoreError(f"The database {path} reports: {error}.")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise inside the block into a ``StoreError``."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except OSError as error:
        raise StoreError(f"{path} cannot be used: {error.strerror or error}.") from error
