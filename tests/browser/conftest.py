"""Real parts for the browser tests: Dovecot, Roundcube over https, Chromium; and a feed from a script for faults."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.support import dovecot, extension, firefox, roundcube
from tests.support.afterview import Afterview
from tests.support.browsers import Browser, ChromiumBrowser, FirefoxBrowser
from tests.support.chromium import Chromium, connect
from tests.support.dovecot import Dovecot
from tests.support.firefox import Firefox
from tests.support.house import House
from tests.support.letters import letter
from tests.support.northwind import SUBJECT, Place, badges, thank_you_due
from tests.support.roundcube import Roundcube, sign_in
from tests.support.scripted_feed import CODE, ScriptedFeed

_number = itertools.count(1)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    if not dovecot.available():
        pytest.skip(
            "DOVECOT IS NOT INSTALLED: the extension in a real webmail stays unproven (apt install dovecot-imapd)"
        )
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def webmail(dovecot_server: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roundcube]:
    if not roundcube.available():
        pytest.skip(
            "ROUNDCUBE IS NOT INSTALLED: the extension in a real webmail stays unproven (see tests/support/provide.py)"
        )
    server = Roundcube(tmp_path_factory.mktemp("roundcube"), dovecot_server.plain_port)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def one_browser(play: Playwright, webmail: Roundcube, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Chromium with the extension, allowed in the webmail."""
    root = tmp_path_factory.mktemp("chromium")
    folder = extension.unpack("chromium", root / "extension", [f"https://{webmail.host}/*"])
    started = Chromium(play, folder, root / "profile", {webmail.host: webmail.port})
    yield started
    started.close()


@pytest.fixture
def browser(one_browser: Chromium) -> Chromium:
    """The browser as after a fresh installation: nothing open, nobody signed in, nothing paired."""
    one_browser.forget()
    return one_browser


@pytest.fixture
def user() -> str:
    return f"ana{next(_number)}@example.test"


@pytest.fixture
def feed(user: str) -> Iterator[ScriptedFeed]:
    server = ScriptedFeed(user)
    yield server
    server.stop()


@pytest.fixture
def place(dovecot_server: Dovecot, user: str) -> Callable[[int, str], str]:
    """The match key of a message in the user's mailbox."""
    validity: dict[str, Any] = {}

    def key(uid: int, mailbox: str = "INBOX") -> str:
        if mailbox not in validity:
            with dovecot_server.client(user) as client:
                validity[mailbox] = client.folder_status(mailbox, ["UIDVALIDITY"])[b"UIDVALIDITY"]
        return f"imap:main/{mailbox}/{validity[mailbox]}/{uid}"

    return key


@pytest.fixture
def page(
    browser: Chromium, feed: ScriptedFeed, webmail: Roundcube, dovecot_server: Dovecot, user: str, place: Place
) -> Page:
    """Roundcube's message list with two mails, the badge of one of them standing, the extension paired."""
    dovecot_server.deliver(user, letter(1, SUBJECT, "It was good to talk with you today."))
    dovecot_server.deliver(user, letter(2, "Lunch on Friday?", "Noon?"))
    feed.say(thank_you_due(place))
    connect(browser, feed.port, CODE)
    page = browser.context.new_page()
    sign_in(page, webmail, user, dovecot_server.password)
    expect(badges(page)).to_have_count(1)
    return page


@pytest.fixture(scope="session")
def one_firefox(webmail: Roundcube, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Firefox with the extension, allowed in the webmail."""
    if not firefox.available():
        pytest.skip("FIREFOX IS NOT INSTALLED: the extension in Firefox stays unproven (apt install firefox-esr)")
    root = tmp_path_factory.mktemp("firefox")
    folder = extension.unpack("firefox", root / "extension", [f"https://{webmail.host}/*"])
    started = Firefox(folder, root / "profile", (webmail.host,), webmail.port)
    yield started
    started.close()


@pytest.fixture(params=["chromium", "firefox"])
def either(request: pytest.FixtureRequest) -> Browser:
    """Each browser as after a fresh installation; a test that takes it runs in both."""
    found: Browser
    if request.param == "chromium":
        found = ChromiumBrowser(request.getfixturevalue("one_browser"))
    else:
        found = FirefoxBrowser(request.getfixturevalue("one_firefox"))
    found.forget()
    return found


@pytest.fixture
def house(webmail: Roundcube, dovecot_server: Dovecot, either: Browser, user: str, tmp_path: Path) -> Iterator[House]:
    """The whole product on an empty mailbox, in each browser."""
    server = Afterview(tmp_path / "home", dovecot_server, user)
    yield House(server, dovecot_server, webmail, either, user)
    server.stop()
