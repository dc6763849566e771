"""Reproduced mail pages under their real names, and both browsers with the extension allowed there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import chromium, extension, firefox
from tests.support.chromium import Chromium
from tests.support.firefox import Firefox
from tests.support.webmail_page import HOSTS, Browser, ChromiumBrowser, FirefoxBrowser, WebmailPages

ALLOWED = [f"https://{host}/*" for host in HOSTS]


@pytest.fixture(scope="session")
def all_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebmailPages]:
    server = WebmailPages(tmp_path_factory.mktemp("pages"))
    yield server
    server.stop()


@pytest.fixture
def pages(all_pages: WebmailPages) -> Iterator[WebmailPages]:
    yield all_pages
    all_pages.forget()


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def each_browser(
    request: pytest.FixtureRequest, all_pages: WebmailPages, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    root = tmp_path_factory.mktemp(request.param)
    folder = extension.unpack(request.param, root / "extension", ALLOWED)
    made: Browser
    if request.param == "chromium":
        if not chromium.available():
            pytest.skip("CHROMIUM IS NOT INSTALLED: the extension in a browser stays unproven (apt install chromium)")
        play = request.getfixturevalue("play")
        made = ChromiumBrowser(Chromium(play, folder, root / "profile", dict.fromkeys(HOSTS, all_pages.port)))
    else:
        if not firefox.available():
            pytest.skip("FIREFOX IS NOT INSTALLED: the extension in Firefox stays unproven (apt install firefox-esr)")
        made = FirefoxBrowser(Firefox(folder, root / "profile", HOSTS, all_pages.port))
    yield made
    made.close()


@pytest.fixture
def browser(each_browser: Browser) -> Any:
    """Either browser as after a fresh installation; a test that takes it runs in both."""
    each_browser.forget()
    return each_browser
