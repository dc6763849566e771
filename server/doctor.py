"""What ``afterview doctor`` looks at: one finding a line, each with what to do where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import keyring
from keyring.backends import fail

from server import config as configuration
from server.config import Account, Config, ConfigError, PasswordSource
from server.mailbox.check import test_account
from server.serve import is_serving
from server.store.clients import ClientKind
from server.store.errors import StoreError
from server.store.store import Store

BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""No right clock shows an earlier moment than this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something looked at: whether it is in order, and a sentence about it."""

    what: str
    ok: bool
    text: str


def examine(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at everything, in the order in which it is needed; a fault in one does not stop the others."""
    try:
        config = configuration.load(environment)
    except ConfigError as error:
        yield Finding("configuration", False, str(error))
        return
    yield Finding("configuration", True, f"{config.file}, days are counted in {config.timezone}")
    now = datetime.now(UTC)
    clock_ok = now >= BUILT
    yield Finding("clock", clock_ok, f"{now:%Y-%m-%d %H:%M} UTC" + ("" if clock_ok else ". Set this computer's clock."))
    yield _keyring(config)
    yield from _accounts(config)
    yield _store(config)
    serving = is_serving(config.port)
    text = f"listens on 127.0.0.1:{config.port}" if serving else "is not running. Start it with 'afterview serve'."
    yield Finding("server", serving, text)


def _keyring(config: Config) -> Finding:
    missing = isinstance(keyring.get_keyring(), fail.Keyring)
    needed = [account.id for account in config.accounts if account.password_source is PasswordSource.KEYRING]
    if not missing:
        return Finding("keyring", True, f"{type(keyring.get_keyring()).__module__}")
    if needed:
        return Finding(
            "keyring",
            False,
            f"there is none here, but {', '.join(needed)} keeps its password in it. "
            "Remove the account and add it again with --password-command or --password-file.",
        )
    return Finding("keyring", True, "there is none here, and no account needs one")


def _accounts(config: Config) -> Iterator[Finding]:
    if not config.accounts:
        yield Finding("accounts", False, "there is no mailbox yet. Add one with 'afterview account add'.")
    for account in config.accounts:
        yield _account(account)


def _account(account: Account) -> Finding:
    report = test_account(account)
    if report.error is not None:
        return Finding(f"account {account.id}", False, str(report.error))
    kept = " Its password lies in a plain file." if account.password_source is PasswordSource.FILE else ""
    notes = "".join(f" {note}" for note in report.notes)
    folders = ", ".join(folder.name for folder in report.folders)
    return Finding(f"account {account.id}", True, f"signed in to {account.host}; reads {folders}.{kept}{notes}")


def _store(config: Config) -> Finding:
    if not config.database.exists():
        return Finding("store", True, "nothing is stored yet")
    try:
        with Store.open(config.database) as store:
            now = datetime.now(UTC)
            paired = [
                client.name for client in store.clients() if client.kind is ClientKind.EXTENSION and client.valid(now)
            ]
            unreadable = store.unreadable()
            count, marks = len(store.known_keys()), len(store.marks())
    except StoreError as error:
        return Finding("store", False, str(error))
    if unreadable:
        return Finding(
            "store", False, f"{unreadable} messages were stored by another version. Run 'afterview rebuild'."
        )
    names = f"paired: {', '.join(paired)}" if paired else "no extension is paired yet; 'afterview pair' shows a code"
    return Finding("store", True, f"{config.database} holds {count} messages and {marks} marks; {names}")
