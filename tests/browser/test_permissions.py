"""A permission that Firefox lacks, after an update or by the user's own wish, is noticed and asked for by a click."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.bidi import ADDON
from tests.support.browsers import FirefoxBrowser
from tests.support.dovecot import Dovecot
from tests.support.firefox import Firefox
from tests.support.house import badge, word
from tests.support.letters import letter
from tests.support.roundcube import Roundcube
from tests.support.scripted_feed import CODE, ScriptedFeed, process

pytestmark = pytest.mark.browser

HOST = "http://127.0.0.1/*"
TAKE = f"""(async () => {{
    const module = "resource://gre/modules/ExtensionPermissions.sys.mjs";
    const {{ ExtensionPermissions }} = ChromeUtils.importESModule(module);
    const {{ extension }} = WebExtensionPolicy.getByID("{ADDON}");
    const taken = {{permissions: [], origins: ["{HOST}"], data_collection: []}};
    await ExtensionPermissions.remove("{ADDON}", taken, extension);
}})()"""
"""As the browser's own page of add-ons takes a permission back."""

ANSWER = "Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', false)"
"""The browser's own question, which nobody can answer in a headless one, is answered with yes."""

TOOLBAR = "browser.action.getBadgeText({})"


def test_a_permission_that_is_missing_is_noticed_and_asked_for_by_a_click(
    one_firefox: Firefox, webmail: Roundcube, dovecot_server: Dovecot, feed: ScriptedFeed, user: str, place: Any
) -> None:
    browser = FirefoxBrowser(one_firefox)
    browser.forget()
    one_firefox.privileged(ANSWER)
    dovecot_server.deliver(user, letter(1, "Hello"))
    feed.say(process("p000000000001", subject="Hello", state="reply_due", match=[place(1)]))
    browser.pair(feed.port, CODE)
    page = browser.sign_in(webmail, user, dovecot_server.password)
    page.until(f"{word(badge('Hello'))} === 'Reply due'")
    popup = browser.open("popup/popup.html")
    popup.until(f"{TOOLBAR}.then(text => text === '1')")

    one_firefox.privileged(TAKE)
    browser.stop_background()
    popup.until(f"{TOOLBAR}.then(text => text === '!')")
    popup.until("document.querySelector('main h2').textContent.includes('blocks the connection')")
    asked = len(feed.requests)
    page.front()
    page.until("document.querySelector('afterview-badge') === null")
    assert len(feed.requests) == asked, "nothing is asked without the right to"

    popup.front()
    popup.click("[...document.querySelectorAll('button')].find(b => b.textContent === 'Allow 127.0.0.1')")
    popup.until("document.querySelector('#status').textContent === 'Connected'")
    popup.until(f"{TOOLBAR}.then(text => text === '1')")
    page.front()
    page.until(f"{word(badge('Hello'))} === 'Reply due'", 40)
