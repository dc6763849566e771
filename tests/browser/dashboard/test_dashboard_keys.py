"""The page by keyboard alone, and the focus where it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.serve import utc_now
from tests.support.dashboard import INVITE, House, invite, row

pytestmark = pytest.mark.browser


def test_by_keyboard_alone(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    house.board.make("Paper Company", "Archivist", utc_now())
    page = opened()
    keys = page.keyboard
    keys.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    keys.press("j")
    expect(row(page, "Northwind Labs").locator(".toggle")).to_be_focused()
    keys.press("ArrowDown")
    expect(row(page, "Paper Company").locator(".toggle")).to_be_focused()
    keys.press("k")
    keys.press("Enter")
    expect(row(page, "Northwind Labs").get_by_role("region")).to_be_visible()
    keys.press("Tab")
    expect(row(page, "Northwind Labs").get_by_role("region").get_by_role("button", name="I answered")).to_be_focused()
    keys.press("Space")
    expect(row(page, "Northwind Labs").locator(".state")).to_contain_text("waiting", ignore_case=True)
    assert page.evaluate("document.activeElement.closest('[data-process]') !== null"), "the focus stays in its row"
    expect(row(page, "Northwind Labs").locator("[data-key^=undo-]").first).to_be_attached()
    keys.press("u")
    expect(row(page, "Northwind Labs").locator(".state")).to_contain_text("reply due", ignore_case=True)
    keys.press("Escape")
    expect(row(page, "Northwind Labs").get_by_role("region")).to_have_count(0)
    expect(row(page, "Northwind Labs").locator(".toggle")).to_be_focused()
    keys.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    keys.type("paper")
    expect(row(page, "Northwind Labs")).to_have_count(0)
    keys.press("Escape")
    expect(row(page, "Northwind Labs")).to_have_count(1)
    keys.press("Tab")
    keys.press("n")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("[name=company]")).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_focus_and_open_rows_survive_news(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    page = opened()
    entry = row(page, "Northwind Labs")
    entry.locator(".toggle").click()
    more = entry.get_by_role("button", name="Something else")
    more.focus()
    invite(house, "lou", "Blue Fin")
    expect(row(page, "Blue Fin")).to_have_count(1)
    house.deliver("again", "Kim Lee <kim@northwind-labs.example>", "Re: Interview at Northwind Labs", INVITE)
    expect(entry.locator(".timeline li")).to_have_count(2)
    expect(entry.get_by_role("region")).to_be_visible()
    expect(more).to_be_focused()
