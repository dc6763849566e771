"""Where the password comes from, each source with what can be wrong with it."""

from __future__ import annotations

import shlex
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from server.config import Account, PasswordSource
from server.mailbox.errors import NoPassword
from server.mailbox.signin import forget_password, password, store_password


class MemoryKeyring(KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[(service, username)]


def account(source: PasswordSource, value: str = "") -> Account:
    return Account("me", "mail.example.com", 993, "ana", (), password_source=source, password_value=value)


@pytest.fixture
def memory() -> Iterator[MemoryKeyring]:
    backend = MemoryKeyring()
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def test_keyring(memory: MemoryKeyring) -> None:
    mine = account(PasswordSource.KEYRING)
    with pytest.raises(NoPassword, match="no password for ana in the keyring"):
        password(mine)
    store_password(mine, "secret")
    assert memory.kept == {("afterview", "me"): "secret"}
    assert password(mine) == "secret"
    forget_password(mine)
    assert memory.kept == {}


def test_no_keyring_says_what_works_instead(memory: MemoryKeyring) -> None:
    keyring.set_keyring(NoKeyring())
    mine = account(PasswordSource.KEYRING)
    with pytest.raises(NoPassword, match="--password-command"):
        password(mine)
    with pytest.raises(NoPassword, match="--password-command"):
        store_password(mine, "x")


def test_command() -> None:
    def of(code: str) -> Account:
        return account(PasswordSource.COMMAND, shlex.join([sys.executable, "-c", code]))

    assert password(of("print('s3 cret')\nprint('more')")) == "s3 cret"
    with pytest.raises(NoPassword, match="failed: locked"):
        password(of("import sys; sys.exit('locked')"))
    with pytest.raises(NoPassword, match="printed no password"):
        password(of(""))
    with pytest.raises(NoPassword, match="could not be run"):
        password(account(PasswordSource.COMMAND, "/nowhere/pass show mail"))
    with pytest.raises(NoPassword, match="could not be run"):
        password(account(PasswordSource.COMMAND, "echo 'unbalanced"))


def test_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    mine = account(PasswordSource.FILE, str(path))
    with pytest.raises(NoPassword, match="cannot be read"):
        password(mine)
    store_password(mine, "secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert password(mine) == "secret"
    path.chmod(0o644)
    with pytest.raises(NoPassword, match="chmod 600"):
        password(mine)
    path.chmod(0o600)
    path.write_text("")
    with pytest.raises(NoPassword, match="empty"):
        password(mine)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(NoPassword, match="not UTF-8"):
        password(mine)
    forget_password(mine)
    assert not path.exists()
