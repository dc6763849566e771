"""The extension with a whole job search in Roundcube. With AFTERVIEW_PICTURES=1 it takes the pictures for the docs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.afterview import Afterview
from tests.support.chromium import Chromium
from tests.support.dovecot import Dovecot
from tests.support.pictures import USER, fill, take
from tests.support.roundcube import Roundcube

pytestmark = [pytest.mark.browser, pytest.mark.dovecot]

NAMES = [f"{name}-{tone}.png" for name in ("options", "popup", "row", "webmail") for tone in ("dark", "light")]


def test_a_job_search_in_roundcube(
    browser: Chromium, dovecot_server: Dovecot, webmail: Roundcube, tmp_path: Path
) -> None:
    docs = Path(__file__).resolve().parents[2] / "docs/pictures"
    folder = docs if os.environ.get("AFTERVIEW_PICTURES") else tmp_path / "pictures"
    fill(dovecot_server)
    server = Afterview(tmp_path / "home", dovecot_server, USER)
    try:
        take(browser, dovecot_server, webmail, server, folder)
    finally:
        server.stop()
    for name in NAMES:
        assert (folder / name).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
