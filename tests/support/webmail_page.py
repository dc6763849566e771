"""Pages that reproduce a mail UI's structure, under its real host name, in Chromium and Firefox alike.

No live Gmail, Outlook or Yahoo can be reached from a test. A page in ``tests/browser/webmail/pages/`` builds what is
documented of such a UI from the JSON that a test gives it; the browser finds the real name on this computer.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.browsers import Browser, ChromiumBrowser, FirefoxBrowser, Tab
from tests.support.chromium import popup
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


def track(browser: ChromiumBrowser, page: Page, subject: str, company: str) -> None:
    """Track the message that is open in ``page``, from the popup; wait until it is a process and has its card."""
    shown = popup(browser.chromium, page)
    expect(shown.locator("#page h2")).to_have_text(subject)
    shown.fill("#page input[name=company]", company)
    shown.click("#page button")
    expect(shown.locator(".entry", has_text=company)).to_have_count(1)
    page.bring_to_front()
    page.wait_for_selector("afterview-card")


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
    "track",
]
