"""What goes wrong behind the page, said in words; the page left alone, and what strangers write."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.mailbox.types import SyncState
from server.serve import utc_now
from tests.support.dashboard import INVITE, House, invite, row, violations
from tests.support.hostile import TEXTS, TURNING

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SyncState.REFUSED, "refused the sign-in"),
        (SyncState.OFFLINE, "cannot be reached"),
        (SyncState.FAILED, "cannot be read"),
    ],
)
def test_what_is_wrong_with_the_mail_is_said(
    house: House, opened: Callable[[], Page], state: SyncState, said: str
) -> None:
    page = opened()
    expect(page.locator("#sync")).to_contain_text("Up to date")
    house.show(state, error="imap.home.example said <b>no</b>. Check the password.")
    sync = page.locator("#sync")
    expect(sync).to_contain_text(said)
    expect(sync).to_contain_text("imap.home.example said <b>no</b>. Check the password.")
    sync.get_by_role("button", name="Try again now").click()
    expect(page.locator(".toast")).to_contain_text("Looking")
    assert house.looked == 1
    assert violations(page) == []


def test_the_first_sync_shows_how_far_it_is(house: House, opened: Callable[[], Page]) -> None:
    house.show(SyncState.SYNCING, folder="INBOX", done=1200, total=10000)
    page = opened()
    expect(page.locator("#sync")).to_contain_text("newest first: INBOX, 1,200 of 10,000")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1200")
    expect(page.locator(".empty")).to_contain_text("for the first time")
    house.show(SyncState.WATCHING, last_sync=utc_now(), notes=("No folder for sent mail was found.",))
    expect(page.locator(".empty")).to_contain_text("No hiring process under way")
    expect(page.locator("#sync")).to_contain_text("No folder for sent mail was found.")
    invite(house)
    expect(row(page, "Northwind Labs")).to_have_count(1)
    expect(page.locator(".empty")).to_have_count(0)


def test_with_no_account_the_page_says_how_to_begin(tmp_path: Path, page: Page) -> None:
    house = House(tmp_path / "none", accounts=False)
    try:
        page.goto(house.address())
        expect(page.locator(".empty")).to_contain_text("afterview account add")
        assert violations(page) == []
    finally:
        house.close()


def test_the_page_waits_for_a_server_that_went_away(house: House, page: Page) -> None:
    invite(house)
    page.goto(house.address())
    expect(row(page, "Northwind Labs")).to_have_count(1)
    house.stop()
    expect(page.get_by_role("alert").filter(has_text="connection")).to_contain_text("afterview serve", timeout=20_000)
    expect(row(page, "Northwind Labs")).to_have_count(1)
    row(page, "Northwind Labs").get_by_role("button", name="I answered").click()
    expect(page.locator(".toast.failed")).to_contain_text("does not answer")
    house.start()
    expect(page.locator("#banner")).to_be_empty(timeout=20_000)
    invite(house, "lou", "Blue Fin")
    expect(row(page, "Blue Fin")).to_have_count(1)


def test_a_session_that_is_over_says_how_to_get_a_new_one(house: House, page: Page) -> None:
    page.goto(house.address())
    expect(page.locator(".empty")).to_contain_text("No hiring process")
    for client in house.store.clients():
        house.store.revoke_client(client.id, now=utc_now())
    house.show(SyncState.CONNECTING)
    expect(page.locator(".empty")).to_contain_text("afterview open")
    expect(page.locator("#toolbar")).to_be_empty()
    page.goto(house.address())
    expect(page.locator("#toolbar button").first).to_be_visible()
    page.goto(f"http://127.0.0.1:{house.port}/#code=wrong")
    expect(page.locator(".toast.failed")).to_contain_text("not right")


def test_a_hidden_page_asks_for_nothing(house: House, page: Page) -> None:
    page.add_init_script(
        "window.away = false; Object.defineProperty(document, 'hidden', {get: () => window.away});"
        "window.turn = (away) => { window.away = away; document.dispatchEvent(new Event('visibilitychange')); }"
    )
    page.goto(house.address())
    expect(page.locator(".empty")).to_be_visible()
    page.evaluate("turn(true)")
    page.wait_for_timeout(200)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    invite(house)
    page.wait_for_timeout(700)
    assert asked == []
    expect(row(page, "Northwind Labs")).to_have_count(0)
    page.evaluate("turn(false)")
    expect(row(page, "Northwind Labs")).to_have_count(1)


def test_hostile_text_stays_text(house: House, opened: Callable[[], Page]) -> None:
    dialogs: list[str] = []
    number = itertools.count()
    for text in TEXTS.values():
        name = f"evil{next(number)}"
        quoted = " ".join(text.replace("\\", "").replace('"', "").split())
        house.deliver(name, f'"{quoted}" <{name}@{name}.example>', f"Interview {quoted}", f"{INVITE}\n{text}\n")
        house.board.make(text[:200], text[:200], utc_now())
    page = opened()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    expect(page.locator("li.process")).not_to_have_count(0)
    for toggle in page.locator(".toggle").all():
        toggle.click()
    page.get_by_role("button", name="Something else").first.click()
    page.locator("[data-mark=merge]").click()
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    text = page.inner_text("body")
    assert "<img src=x onerror=alert(1)>" in text
    assert not [sign for sign in TURNING if sign in text]
    assert dialogs == []
    assert page.locator("main img, main script").count() == 0
    for width in (1280, 640, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert max(page.locator(".process .head").evaluate_all("all => all.map(each => each.offsetHeight)")) < 1200
