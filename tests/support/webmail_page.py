"""Pages that reproduce a mail UI's structure, under its real host name, in Chromium and Firefox alike.

No live Gmail, Outlook or Yahoo can be reached from a test. A page in ``tests/browser/webmail/pages/`` builds what is
documented of such a UI from the JSON that a test gives it; the browser finds the real name on this computer.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page

from tests.support import chromium, firefox
from tests.support.bidi import BidiError
from tests.support.chromium import Chromium
from tests.support.firefox import Firefox
from tests.support.https import Handler, Server

PAGES = Path(__file__).resolve().parents[1] / "browser/webmail/pages"
HOSTS = (
    "mail.google.com",
    "outlook.live.com",
    "outlook.office.com",
    "outlook.office365.com",
    "outlook.cloud.microsoft",
    "mail.yahoo.com",
    "app.fastmail.com",
    "mail.proton.me",
    "www.icloud.com",
)
"""Every name under which a page is shown; whoever adds a UI adds its host here."""

SLOT = '<script type="application/json" id="data"></script>'
"""Where a page finds what it shows; every page holds this line as it stands here."""

POLICY = "script-src 'self' 'unsafe-inline'; require-trusted-types-for 'script'; object-src 'none'"
"""As strict to scripts as the sterner of the real ones: what writes markup into such a page fails."""


class WebmailPages:
    """An https server that shows one page for all paths of a host, ``show`` says which."""

    def __init__(self, folder: Path) -> None:
        self._shown: dict[str, bytes] = {}
        pages = self

        class Shown(Handler):
            def do_GET(self) -> None:  # noqa: N802
                host = (self.headers.get("Host") or "").partition(":")[0]
                accepted = self.headers.get("Sec-Fetch-Dest") in {"document", "iframe", None}
                body = pages._shown.get(host, b"") if accepted else b""
                kind = ("Content-Type", "text/html; charset=utf-8")
                self.answer(200 if body else 404, (kind, ("Content-Security-Policy", POLICY)), body)

        self._server = Server(folder, HOSTS, Shown)
        self.port = self._server.port

    def show(self, host: str, page: str, data: Mapping[str, Any]) -> str:
        """Put ``page`` (a file name) with ``data`` under ``host``; answers the address of its start."""
        assert host in HOSTS, host
        source = (PAGES / page).read_text(encoding="utf-8")
        assert SLOT in source, f"{page} has no place for its data"
        text = json.dumps(data).replace("<", "\\u003c")
        self._shown[host] = source.replace(SLOT, SLOT.replace("></", f">{text}</")).encode()
        return f"https://{host}/"

    def forget(self) -> None:
        """Show nothing under any name."""
        self._shown.clear()

    def stop(self) -> None:
        """Stop listening."""
        self._server.stop()


class Tab(Protocol):
    """A page in either browser. ``code`` is a JavaScript expression in the page's own world, JSON comes out."""

    def run(self, code: str) -> Any:
        """Evaluate."""

    def until(self, code: str, seconds: float = 15) -> Any:
        """Evaluate until the answer is true; the last answer otherwise fails the test."""

    def picture(self, path: Path) -> None:
        """Write a picture of what is seen."""


class Browser(Protocol):
    """Either browser with the extension allowed under every name of ``HOSTS``."""

    name: str

    def pair(self, port: int, code: str) -> None:
        """Connect the extension to the server on ``port``."""

    def open(self, address: str) -> Tab:
        """A page in a new tab, in front."""

    def forget(self) -> None:
        """Close every page; nothing is paired any more."""

    def close(self) -> None:
        """End the browser."""


class _ChromiumTab:
    def __init__(self, page: Page) -> None:
        self.page = page

    def run(self, code: str) -> Any:
        return self.page.evaluate(f"async () => ({code})")

    def until(self, code: str, seconds: float = 15) -> Any:
        return self.page.wait_for_function(f"() => ({code})", timeout=seconds * 1000).json_value()

    def picture(self, path: Path) -> None:
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

    def open(self, address: str) -> Tab:
        """See ``Browser``."""
        page = self.chromium.context.new_page()
        page.goto(address)
        return _ChromiumTab(page)

    def forget(self) -> None:
        """See ``Browser``."""
        self.chromium.forget()

    def close(self) -> None:
        """See ``Browser``."""
        self.chromium.close()


class _FirefoxTab:
    def __init__(self, browser: Firefox, context: str) -> None:
        self.browser = browser
        self.context = context

    def run(self, code: str) -> Any:
        return self.browser.run(self.context, f"(async () => ({code}))()")

    def until(self, code: str, seconds: float = 15) -> Any:
        return self.browser.until(self.context, code, seconds)

    def picture(self, path: Path) -> None:
        self.browser.screenshot(self.context, path)


class FirefoxBrowser:
    """Firefox behind the common face; ``firefox`` is itself."""

    name = "firefox"

    def __init__(self, browser: Firefox) -> None:
        self.firefox = browser

    def pair(self, port: int, code: str) -> None:
        """See ``Browser``."""
        firefox.pair(self.firefox, port, code)

    def open(self, address: str) -> Tab:
        """See ``Browser``."""
        return _FirefoxTab(self.firefox, self.firefox.open(address))

    def forget(self) -> None:
        """See ``Browser``."""
        keep = self.firefox.open("options/options.html")
        clear = "Promise.all([browser.storage.local.clear(), browser.storage.session.clear()])"
        self.firefox.run(keep, f"{clear}.then(() => true)")
        for tab in self.firefox("browsingContext.getTree")["contexts"]:
            if tab["context"] != keep:
                with contextlib.suppress(BidiError):  # it closed by itself
                    self.firefox("browsingContext.close", context=tab["context"])

    def close(self) -> None:
        """See ``Browser``."""
        self.firefox.close()


Badges = dict[str, str]


def badges(tab: Tab, row: str, key: str) -> Badges:
    """The words of every badge within elements that match ``row``, by the expression ``key`` of that ``row``."""
    found: Badges = tab.run(
        f"Object.fromEntries([...document.querySelectorAll({json.dumps(row)})].flatMap(row => "
        f"[...row.querySelectorAll('afterview-badge')].map(badge => [{key}, badge.shadowRoot.textContent])))"
    )
    return found


CARD = "document.querySelector('afterview-card')?.shadowRoot"
"""The card's inside, in a page's own world."""

STATE = f"{CARD}?.querySelector('.state')?.textContent"
"""The card's word for the state, undefined without a card."""


@contextlib.contextmanager
def errors(tab: Tab) -> Iterator[Callable[[], list[str]]]:
    """Collect what fails in the page while the block runs."""
    tab.run(
        "(window.failed = [], addEventListener('error', event => failed.push(event.message)),"
        "addEventListener('securitypolicyviolation', event => failed.push(event.violatedDirective)), true)"
    )
    yield lambda: list(tab.run("failed"))


__all__ = [
    "CARD",
    "HOSTS",
    "STATE",
    "Badges",
    "Browser",
    "ChromiumBrowser",
    "FirefoxBrowser",
    "Tab",
    "WebmailPages",
    "badges",
    "errors",
]
