"""The sample mailbox on the page: fit for all eyes. With AFTERVIEW_PICTURES=1 it takes the pictures of the README."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from server.demo.run import demo, first_sync_done
from server.serve import utc_now
from server.web import pairing
from tests.support.dashboard import browser_page, violations, watch

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3]
PICTURES = ROOT / "docs/pictures"


@pytest.fixture(scope="module")
def shown_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The demo, read to the end."""
    with demo({"AFTERVIEW_HOME": str(tmp_path_factory.mktemp("demo") / "home")}) as server:
        deadline = utc_now() + timedelta(seconds=60)
        while not first_sync_done(server):
            assert utc_now() < deadline, "the sample mailbox was not read"
            server.board.wait(server.board.feed(utc_now()).etag, 0.5)
        yield server


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sample_mailbox_is_fit_for_all_eyes(plain_browser: Browser, shown_demo: Any, scheme: Any) -> None:
    port = shown_demo.config.port
    with browser_page(plain_browser, color_scheme=scheme, reduced_motion="reduce") as page:
        faults = watch(page, port)
        page.goto(pairing.page_address(port, pairing.new_session_code(shown_demo.store, utc_now())))
        expect(page.locator("li.process")).not_to_have_count(0)
        expect(page.locator("#sync")).to_contain_text("Up to date")
        assert page.locator("li.process").count() >= 20
        assert violations(page) == []
        if os.environ.get("AFTERVIEW_PICTURES"):
            picture(page, PICTURES / f"dashboard-{scheme}.png")
        page.locator(".toggle").first.click()
        expect(page.locator(".timeline li").first).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Something else").click()
        assert violations(page) == []
        page.locator("[data-mark=interviewed_at]").click()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Connect extension").click()
        expect(page.locator(".letters")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Archive").click()
        expect(page.locator(".heap")).not_to_have_count(0)
        assert violations(page) == []
        # 360 px wide, and 1280 px at a zoom of 200 % and of 400 % (WCAG 2.2, 1.4.4 and 1.4.10).
        page.get_by_role("button", name="Live").click()
        for width in (640, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            assert violations(page) == []
        page.evaluate("document.documentElement.dir = 'rtl'")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert faults == []


def picture(page: Page, path: Path) -> None:
    """Show one process open, and keep what the page looks like."""
    page.set_viewport_size({"width": 1140, "height": 1240})
    shown = page.locator(".process.act").filter(has_text="Thank them").filter(has_text="hiring manager").first
    shown.locator(".toggle").click()
    expect(shown.locator(".timeline li").first).to_be_visible()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.mouse.move(0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    assert path.stat().st_size < 250_000
    shown.locator(".toggle").click()
    page.set_viewport_size({"width": 1280, "height": 900})
