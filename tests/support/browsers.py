"""One face for Chromium and Firefox, so that one scenario runs in both.

What is looked for is said in JavaScript: an expression in the page's own world, JSON comes out. Clicks are real ones.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Frame, Page

from tests.support import chromium, extension, firefox, roundcube
from tests.support.bidi import ADDON, BidiError
from tests.support.chromium import Chromium
from tests.support.firefox import Firefox
from tests.support.roundcube import Roundcube

PATIENCE = 15.0
"""Seconds that anything may take."""


class Tab(Protocol):
    """A page in either browser, or a frame of one. ``code`` is a JavaScript expression in the page's own world."""

    def run(self, code: str) -> Any:
        """Evaluate."""

    def until(self, code: str, seconds: float = PATIENCE) -> Any:
        """Evaluate until the answer is true; the last answer otherwise fails the test."""

    def click(self, code: str) -> None:
        """Click, as the user's mouse does, on the element that ``code`` comes to."""

    def frame(self, part: str) -> Tab:
        """The frame below whose address contains ``part``."""

    def front(self) -> None:
        """Bring it before the user."""

    def shut(self) -> None:
        """Close it."""

    def picture(self, path: Path) -> None:
        """Write a picture of what is seen."""


class Browser(Protocol):
    """Either browser, with the extension."""

    name: str

    def pair(self, port: int, code: str) -> None:
        """Connect the extension to the server on ``port``, as the user does in the settings page."""

    def connect(self, port: int, code: str) -> None:
        """The same without that page, for tests of something else."""

    def open(self, address: str) -> Tab:
        """A page in a new tab, in front. A path without a scheme is one of the extension's own pages."""

    def sign_in(self, webmail: Roundcube, user: str, password: str) -> Tab:
        """Roundcube's message list in a new tab."""

    def find(self, part: str) -> Tab:
        """The tab whose address contains ``part``, which somebody else opened."""

    def stop_background(self) -> None:
        """Stop the extension's background as the browser itself does after a while."""

    def forget(self) -> None:
        """Close every page; nothing is paired any more."""

    def close(self) -> None:
        """End the browser."""


class ChromiumTab:
    """See ``Tab``."""

    def __init__(self, page: Page | Frame) -> None:
        self._seen = page
        self.page = page if isinstance(page, Page) else page.page

    def run(self, code: str) -> Any:
        """See ``Tab``."""
        return self._seen.evaluate(f"async () => ({code})")

    def until(self, code: str, seconds: float = PATIENCE) -> Any:
        """See ``Tab``."""
        return self._seen.wait_for_function(f"() => ({code})", timeout=seconds * 1000).json_value()

    def click(self, code: str) -> None:
        """See ``Tab``."""
        element = self._seen.wait_for_function(f"() => ({code})").as_element()
        assert element is not None, code
        element.click()

    def frame(self, part: str) -> Tab:
        """See ``Tab``."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for frame in self.page.frames[1:]:
                if part in frame.url:
                    return ChromiumTab(frame)
            self.page.wait_for_timeout(50)
        raise AssertionError(f"no frame at {part}")

    def front(self) -> None:
        """See ``Tab``."""
        self.page.bring_to_front()

    def shut(self) -> None:
        """See ``Tab``."""
        self.page.close()

    def picture(self, path: Path) -> None:
        """See ``Tab``."""
        self.page.mouse.move(0, 0)
        self.page.screenshot(path=path)


class ChromiumBrowser:
    """Chromium behind the common face; ``chromium`` is itself."""

    name = "chromium"

    def __init__(self, browser: Chromium) -> None:
        self.chromium = browser

    def pair(self, port: int, code: str) -> None:
        """See ``Browser``."""
        chromium.pair(self.chromium, port, code)

    def connect(self, port: int, code: str) -> None:
        """See ``Browser``."""
        chromium.connect(self.chromium, port, code)

    def open(self, address: str) -> Tab:
        """See ``Browser``."""
        if "://" not in address:
            return ChromiumTab(self.chromium.page(address))
        page = self.chromium.context.new_page()
        page.goto(address)
        return ChromiumTab(page)

    def sign_in(self, webmail: Roundcube, user: str, password: str) -> Tab:
        """See ``Browser``."""
        page = self.chromium.context.new_page()
        roundcube.sign_in(page, webmail, user, password)
        return ChromiumTab(page)

    def find(self, part: str) -> Tab:
        """See ``Browser``."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for page in self.chromium.context.pages:
                if part in page.url:
                    return ChromiumTab(page)
            self.chromium.context.pages[0].wait_for_timeout(50)
        raise AssertionError(f"no page at {part}")

    def stop_background(self) -> None:
        """See ``Browser``."""
        self.chromium.stop_workers()

    def forget(self) -> None:
        """See ``Browser``."""
        self.chromium.forget()

    def close(self) -> None:
        """See ``Browser``."""
        self.chromium.close()


class FirefoxTab:
    """See ``Tab``."""

    def __init__(self, browser: Firefox, context: str) -> None:
        self.browser = browser
        self.context = context

    def run(self, code: str) -> Any:
        """See ``Tab``."""
        return self.browser.run(self.context, f"(async () => ({code}))()")

    def until(self, code: str, seconds: float = PATIENCE) -> Any:
        """See ``Tab``."""
        return self.browser.until(self.context, code, seconds)

    def click(self, code: str) -> None:
        """See ``Tab``."""
        self.browser.until(self.context, f"({code}) !== null && ({code}) !== undefined")
        self.browser.click(self.context, code)

    def frame(self, part: str) -> Tab:
        """See ``Tab``."""
        return FirefoxTab(self.browser, self.browser.frame(self.context, part))

    def front(self) -> None:
        """See ``Tab``."""
        self.browser("browsingContext.activate", context=self.context)

    def shut(self) -> None:
        """See ``Tab``."""
        self.browser("browsingContext.close", context=self.context)

    def picture(self, path: Path) -> None:
        """See ``Tab``."""
        self.browser.screenshot(self.context, path)


class FirefoxBrowser:
    """Firefox behind the common face; ``firefox`` is itself."""

    name = "firefox"

    def __init__(self, browser: Firefox) -> None:
        self.firefox = browser

    def pair(self, port: int, code: str) -> None:
        """See ``Browser``."""
        firefox.pair(self.firefox, port, code)

    def connect(self, port: int, code: str) -> None:
        """See ``Browser``."""
        firefox.connect(self.firefox, port, code)

    def open(self, address: str) -> Tab:
        """See ``Browser``."""
        return FirefoxTab(self.firefox, self.firefox.open(address))

    def sign_in(self, webmail: Roundcube, user: str, password: str) -> Tab:
        """See ``Browser``."""
        return FirefoxTab(self.firefox, firefox.sign_in(self.firefox, webmail.address, user, password))

    def find(self, part: str) -> Tab:
        """See ``Browser``."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for tab in self.firefox("browsingContext.getTree")["contexts"]:
                if part in tab["url"]:
                    return FirefoxTab(self.firefox, tab["context"])
            time.sleep(0.05)
        raise AssertionError(f"no page at {part}")

    def stop_background(self) -> None:
        """See ``Browser``."""
        self.firefox.privileged(f"WebExtensionPolicy.getByID('{ADDON}').extension.terminateBackground()")

    def forget(self) -> None:
        """See ``Browser``."""
        keep = self.firefox("browsingContext.create", type="tab")["context"]  # the last tab would close the browser
        own = self.firefox.open(extension.BARE)
        clear = "Promise.all([browser.storage.local.clear(), browser.storage.session.clear()])"
        self.firefox.run(own, f"{clear}.then(() => true)")
        self.firefox("storage.deleteCookies")
        for tab in self.firefox("browsingContext.getTree")["contexts"]:
            if tab["context"] != keep:
                with contextlib.suppress(BidiError):  # it closed by itself
                    self.firefox("browsingContext.close", context=tab["context"])

    def close(self) -> None:
        """See ``Browser``."""
        self.firefox.close()


__all__ = ["Browser", "ChromiumBrowser", "FirefoxBrowser", "Tab"]
