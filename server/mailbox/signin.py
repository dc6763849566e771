"""Where an account's password comes from, and one rule: a refused password is tried no more."""

from __future__ import annotations

import hashlib
import os
import shlex
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import keyring
from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError

from server.config import Account, PasswordSource
from server.mailbox.errors import NoPassword, WrongPassword
from server.mailbox.refusals import clean
from server.mailbox.session import Session
from server.mailbox.wire import Timeouts

KEYRING_SERVICE = "afterview"
"""The name under which passwords stand in the system's keyring, one an account id."""
_COMMAND_SECONDS = 60


def password(account: Account) -> str:
    """The account's password from where the configuration says it is; raises ``NoPassword`` with what to do."""
    if account.password_source is PasswordSource.COMMAND:
        return _from_command(account)
    if account.password_source is PasswordSource.FILE:
        return _from_file(account)
    return _from_keyring(account)


def store_password(account: Account, secret: str) -> None:
    """Keep the password where the configuration says: the keyring, or a file of mode 0600. A command keeps its own."""
    if account.password_source is PasswordSource.KEYRING:
        try:
            keyring.set_password(KEYRING_SERVICE, account.id, secret)
        except KeyringError as fault:
            raise NoPassword(_no_keyring(fault)) from fault
    elif account.password_source is PasswordSource.FILE:
        path = Path(account.password_value)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(secret + "\n")
        except OSError as fault:
            raise NoPassword(f"The password file {path} cannot be written: {fault.strerror}.") from fault


def forget_password(account: Account) -> None:
    """Remove what ``store_password`` kept, if it is there."""
    if account.password_source is PasswordSource.KEYRING:
        try:
            keyring.delete_password(KEYRING_SERVICE, account.id)
        except (PasswordDeleteError, KeyringError):
            return
    elif account.password_source is PasswordSource.FILE:
        Path(account.password_value).unlink(missing_ok=True)


class SignIn:
    """Opens sessions for one account, asks for the password each time, and never repeats a refused one.

    A changed password (another hash) is tried again; ``forget()`` allows the same one again, when the user asks.
    """

    def __init__(
        self,
        account: Account,
        *,
        secret: str | None = None,
        timeouts: Timeouts | None = None,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self.account = account
        self._secret = secret
        self._timeouts = timeouts
        self._log = log
        self._refused: tuple[bytes, WrongPassword] | None = None
        self._salt = os.urandom(16)

    def open(self) -> Session:
        """A signed-in session, or the ``MailboxError`` that stands in the way."""
        secret = password(self.account) if self._secret is None else self._secret
        mark = hashlib.blake2b(secret.encode("utf-8", "surrogateescape"), key=self._salt).digest()
        if self._refused is not None and self._refused[0] == mark:
            raise self._refused[1]
        try:
            return Session(self.account, secret, timeouts=self._timeouts, log=self._log)
        except WrongPassword as fault:
            self._refused = (mark, fault)
            raise

    def forget(self) -> None:
        """Allow a refused password once more."""
        self._refused = None


def _from_keyring(account: Account) -> str:
    try:
        secret = keyring.get_password(KEYRING_SERVICE, account.id)
    except KeyringError as fault:
        raise NoPassword(_no_keyring(fault)) from fault
    if not secret:
        raise NoPassword(
            f"There is no password for {account.user} in the keyring. Run 'afterview account add' again, or check that "
            "the keyring is unlocked."
        )
    return secret


def _no_keyring(fault: KeyringError) -> str:
    if isinstance(fault, NoKeyringError):
        return (
            "This computer offers no keyring to keep the password in (usual in containers and over ssh). Give "
            "--password-command, or --password-file for a file that only you can read."
        )
    return f"The keyring did not answer ({clean(str(fault))}). Unlock it, or use a password command."


def _from_command(account: Account) -> str:
    try:
        # The command is the user's own configuration, run without a shell.
        done = subprocess.run(  # noqa: S603
            shlex.split(account.password_value), capture_output=True, timeout=_COMMAND_SECONDS, check=False, text=True
        )
    except (OSError, ValueError, UnicodeError) as fault:
        raise NoPassword(
            f"The password command of {account.user} could not be run: {clean(str(fault))}. Check 'password_command' "
            "in the configuration."
        ) from fault
    except subprocess.TimeoutExpired as fault:
        raise NoPassword(
            f"The password command of {account.user} did not end within {_COMMAND_SECONDS} seconds. Does it wait for "
            "an answer? Run it once in a terminal."
        ) from fault
    secret = done.stdout.split("\n", 1)[0].removesuffix("\r")
    if done.returncode != 0 or not secret:
        why = clean(done.stderr) or f"it ended with status {done.returncode} and printed no password"
        raise NoPassword(f"The password command of {account.user} failed: {why}. Run it once in a terminal.")
    return secret


def _from_file(account: Account) -> str:
    path = Path(account.password_value).expanduser()
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            raise NoPassword(f"The password file {path} can be read by others. Run: chmod 600 {shlex.quote(str(path))}")
        secret = path.read_text(encoding="utf-8").split("\n", 1)[0].removesuffix("\r")
    except (OSError, UnicodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8 text"
        raise NoPassword(f"The password file {path} cannot be read: {why}.") from fault
    if not secret:
        raise NoPassword(f"The password file {path} is empty.")
    return secret
