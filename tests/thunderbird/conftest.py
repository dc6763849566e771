"""The real Thunderbird with the add-on's package installed, on a real Dovecot, beside a real Afterview."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.extension_files import pack
from tests.support import dovecot, thunderbird
from tests.support.afterview import Afterview
from tests.support.dovecot import Dovecot
from tests.support.thunderbird_house import House

_number = itertools.count(1)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    if not dovecot.available():
        pytest.skip("DOVECOT IS NOT INSTALLED: the add-on in Thunderbird stays unproven (apt install dovecot-imapd)")
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture
def user() -> str:
    return f"ana{next(_number)}@example.test"


@pytest.fixture
def house(dovecot_server: Dovecot, user: str, tmp_path: Path) -> Iterator[House]:
    if not thunderbird.available():
        pytest.skip("THUNDERBIRD IS NOT INSTALLED: its add-on stays unproven (apt install thunderbird)")
    server = Afterview(tmp_path / "home", dovecot_server, user)
    package = tmp_path / "afterview.xpi"
    pack("thunderbird", package)
    yield House(server, dovecot_server, user, f"ben-{user}", package, tmp_path / "profile")
    server.stop()


@pytest.fixture
def day_ahead() -> Callable[[int], str]:
    """A day so far from today as a mail writes it."""

    def written(days: int) -> str:
        then = datetime.datetime.now(ZoneInfo("Europe/Berlin")) + datetime.timedelta(days=days)
        return f"{then:%A}, {then.day} {then:%B %Y}"

    return written
