"""A webmail of the user's own: enabled by a click on its page, registered by the extension itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.support import extension
from tests.support.chromium import Chromium, pair, popup
from tests.support.dovecot import Dovecot
from tests.support.letters import letter
from tests.support.roundcube import Roundcube, sign_in
from tests.support.scripted_feed import CODE, ScriptedFeed, process

pytestmark = pytest.mark.browser


def test_an_allowed_site_is_registered_and_its_open_page_comes_alive(
    play: Playwright,
    webmail: Roundcube,
    dovecot_server: Dovecot,
    feed: ScriptedFeed,
    user: str,
    place: object,
    tmp_path: Path,
) -> None:
    assert callable(place)
    dovecot_server.deliver(user, letter(1, "Hello"))
    feed.say(process("p000000000001", subject="Hello", state="offer", match=[place(1)]))
    folder = extension.unpack("chromium", tmp_path / "extension", [f"https://{webmail.host}/*"], declared=False)
    browser = Chromium(play, folder, tmp_path / "profile", {webmail.host: webmail.port})
    try:
        registered = "chrome.scripting.getRegisteredContentScripts().then(all => all.map(one => [one.matches, one.js]))"
        found: list[object] = []
        for _ in range(50):
            found = browser.worker().evaluate(registered)
            if found:
                break
            browser.context.pages[0].wait_for_timeout(100)
        assert found == [[[f"https://{webmail.host}/*"], extension.content_files()]]
        pair(browser, feed.port, CODE)
        page = browser.context.new_page()
        sign_in(page, webmail, user, dovecot_server.password)
        expect(page.locator("afterview-badge")).to_have_text("Offer")
        # A page that was open before: the popup's button starts the scripts there; once more does no harm.
        tab = browser.worker().evaluate("chrome.tabs.query({url: 'https://*/*'}).then(([tab]) => tab.id)")
        settings = browser.page("options/options.html")
        settings.evaluate("tab => chrome.runtime.sendMessage({type: 'enable', tab})", tab)
        page.bring_to_front()
        feed.say(process("p000000000001", subject="Hello", state="waiting", match=[place(1)]))
        expect(page.locator("afterview-badge")).to_have_text("Waiting")
        expect(page.locator("afterview-badge")).to_have_count(1)
    finally:
        browser.close()


def test_the_popup_offers_it_where_an_adapter_knows_the_page(page: Page, browser: Chromium, webmail: Roundcube) -> None:
    """The browser's own question cannot be answered headless, so it is answered here; all else is real."""
    asked = """
        chrome.permissions.contains = async () => false
        chrome.permissions.request = async (wish) => { window.wish = wish; return true }
        const send = chrome.runtime.sendMessage.bind(chrome.runtime)
        chrome.runtime.sendMessage = async (message) =>
            message.type === "enable" ? (window.enabled = message) : send(message)
        chrome.tabs.sendMessage = async () => { throw new Error("no content script there") }
    """
    shown = popup(browser, page)
    shown.add_init_script(asked)
    shown.reload()
    expect(shown.locator("#page h2")).to_have_text(webmail.host)
    shown.get_by_role("button", name="Show advice on this site").click()
    expect(shown.locator("#page")).to_be_hidden()
    assert shown.evaluate("() => window.wish") == {"origins": [f"https://{webmail.host}/*"]}
    assert shown.evaluate("() => window.enabled.type") == "enable"

    other = browser.context.new_page()
    other.goto(f"{webmail.address}robots.txt")
    strange = popup(browser, other)
    strange.add_init_script(asked)
    strange.reload()
    expect(strange.locator("#status")).to_have_text("Connected")
    strange.wait_for_timeout(500)
    expect(strange.locator("#page")).to_be_hidden()
