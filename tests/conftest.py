"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.support import chromium

REAL = {"play", "dovecot_server", "plain_dovecot"}
"""Fixtures of real programs."""

MARKS = ("browser", "dovecot", "beside")
"""Of their tests. ``make test`` runs the first two alone: load makes them late. What no clock decides is ``beside``."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that takes a real program without saying so: it would run beside others."""
    for item in items:
        taken = REAL.intersection(getattr(item, "fixturenames", ()))
        if taken and not any(map(item.get_closest_marker, MARKS)):
            raise pytest.UsageError(f"{item.nodeid} takes {min(taken)}: it wants a mark of {', '.join(MARKS)}")


@pytest.fixture(scope="session")
def play() -> Iterator[Playwright]:
    if not chromium.available():
        pytest.skip("CHROMIUM IS NOT INSTALLED: the extension in a browser stays unproven (apt install chromium)")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def plain_browser(play: Playwright) -> Iterator[Browser]:
    """Chromium without the extension; a test that opens a context of its own finds it as if newly installed."""
    browser = play.chromium.launch(executable_path=chromium.BINARY, args=["--no-sandbox"])
    yield browser
    browser.close()
