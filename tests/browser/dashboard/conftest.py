"""The house behind the page, and the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.dashboard import House, browser_page, watch


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def page(plain_browser: Browser) -> Iterator[Page]:
    with browser_page(plain_browser) as made:
        yield made


@pytest.fixture
def opened(house: House, page: Page) -> Iterator[Callable[[], Page]]:
    """Opens the page on the house; at the end nothing may have gone wrong there."""
    faults = watch(page, house.port)

    def open_it() -> Page:
        page.goto(house.address())
        expect(page.locator("#status")).not_to_have_text("One moment …")
        return page

    yield open_it
    assert faults == []
