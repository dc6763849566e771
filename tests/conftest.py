"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.support import chromium


@pytest.fixture(scope="session")
def play() -> Iterator[Playwright]:
    if not chromium.available():
        pytest.skip("CHROMIUM IS NOT INSTALLED: the extension in a browser stays unproven (apt install chromium)")
    with sync_playwright() as started:
        yield started
