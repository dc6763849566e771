"""A Dovecot for the session, a fresh user for each test, and a sink that keeps everything."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.config import Account
from tests.support import dovecot
from tests.support.dovecot import Dovecot, dovecot_account
from tests.support.sink import Sink

_number = itertools.count(1)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    if not dovecot.available():
        pytest.skip("DOVECOT IS NOT INSTALLED: reading a real mail server stays unproven (apt install dovecot-imapd)")
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def plain_dovecot() -> Iterator[Dovecot]:
    """A Dovecot that does not say what its mailboxes are for, and makes none."""
    if not dovecot.available():
        pytest.skip("DOVECOT IS NOT INSTALLED (apt install dovecot-imapd)")
    server = Dovecot(special_use=False)
    yield server
    server.stop()


@pytest.fixture
def user() -> str:
    return f"ana{next(_number)}"


@pytest.fixture
def account(dovecot_server: Dovecot, user: str, tmp_path: Path) -> Account:
    return dovecot_account(dovecot_server, user, tmp_path)


@pytest.fixture
def make_account(dovecot_server: Dovecot, user: str, tmp_path: Path) -> Callable[..., Account]:
    return lambda **changes: dovecot_account(dovecot_server, user, tmp_path, **changes)


@pytest.fixture
def sink() -> Sink:
    return Sink()
