"""The configuration: one immutable value, built from a TOML file and the environment, and read nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DEFAULT_PORT = 8717


class PasswordSource(StrEnum):
    """Where an account's password comes from."""

    KEYRING = "keyring"
    COMMAND = "command"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Account:
    """A mail account to watch. ``tls`` is false only for a server on loopback.

    ``password_value`` is the command line for COMMAND and the file's path for FILE; the password itself never stands
    in the configuration. ``folders`` are mailboxes to read beside INBOX, Sent, Archive and Junk. ``addresses`` are the
    user's own, lower case, the sign-in name among them where it is an address.
    """

    id: str
    host: str
    port: int
    user: str
    addresses: tuple[str, ...]
    tls: bool = True
    ca_file: Path | None = None
    password_source: PasswordSource = PasswordSource.KEYRING
    password_value: str = ""
    folders: tuple[str, ...] = ()
    sent_folder: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set. ``home`` holds ``config.toml``; ``data`` holds the database and the runtime files.

    ``timezone`` is an IANA name: the zone in which days are counted.
    """

    home: Path
    data: Path
    timezone: str
    port: int = DEFAULT_PORT
    accounts: tuple[Account, ...] = ()

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "afterview.db"
