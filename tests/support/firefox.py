"""Debian's Firefox ESR, headless, with the extension installed."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from tests.support import extension
from tests.support.bidi import ADDON, UUID, Bidi, BidiError

BINARY = "/usr/bin/firefox-esr"


def available() -> bool:
    """Whether Firefox is installed."""
    return Path(BINARY).exists()


class Firefox(Bidi):
    """A browser with the extension from ``folder``; names in ``hosts`` lead to one https port on 127.0.0.1."""

    def __init__(self, folder: Path, profile: Path, hosts: tuple[str, ...], port: int) -> None:
        self._folder = folder
        prefs = {
            "network.dns.localDomains": ",".join(hosts),
            "network.socket.forcePort": f"443={port}",
            "extensions.webextensions.uuids": json.dumps({ADDON: UUID}),
            "remote.active-protocols": 1,
            "app.update.disabledForTesting": True,
            "browser.shell.checkDefaultBrowser": False,
            "browser.startup.page": 0,
            "datareporting.policy.dataSubmissionEnabled": False,
            "dom.security.https_first": False,
            "extensions.getAddons.cache.enabled": False,
            "network.stricttransportsecurity.preloadlist": False,
            "toolkit.cosmeticAnimations.enabled": False,
        }
        super().__init__([BINARY], profile, prefs)

    def _begin(self) -> None:
        self("webExtension.install", extensionData={"type": "path", "path": str(self._folder)})

    def open(self, address: str) -> str:
        """Open a tab; answers its context. A path without a scheme is one of the extension's own pages."""
        if "://" not in address:
            return self._open_own(f"moz-extension://{UUID}/{address}")
        context = str(self("browsingContext.create", type="tab")["context"])
        self("browsingContext.navigate", context=context, url=address, wait="complete")
        return context

    def _open_own(self, address: str) -> str:
        """A page of the extension: the protocol may not navigate there, so the browser's own window opens it."""
        self.privileged(
            f"void gBrowser.addTab({json.dumps(address)},"
            "{triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal(), inBackground: false})",
        )
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            found = [tab for tab in self("browsingContext.getTree")["contexts"] if tab["url"] == address]
            if found:
                context = str(found[-1]["context"])
                self.until(context, "document.readyState === 'complete'")
                return context
            time.sleep(0.05)
        raise AssertionError(f"{address} did not open")

    def privileged(self, code: str) -> Any:
        """Evaluate in the browser's own window, with all its rights."""
        window = self("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"][0]["context"]
        return self.run(window, code)

    def click(self, context: str, code: str) -> None:
        """Click with the mouse on the element that ``code`` comes to."""
        expression = f"(element => (element.scrollIntoView({{block: 'nearest'}}), element))({code})"
        found = self("script.evaluate", target={"context": context}, expression=expression, awaitPromise=False)
        if found["type"] == "exception":
            raise BidiError(str(found["exceptionDetails"].get("text")))
        origin = {"type": "element", "element": {"sharedId": found["result"]["sharedId"]}}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": origin}
        # Twice: what the pointer hovers over may move, as rows of Roundcube do.
        moves = [move, {"type": "pause", "duration": 50}, move, *press]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": moves}
        self("input.performActions", context=context, actions=[mouse])

    def frame(self, context: str, part: str) -> str:
        """The context of the frame below ``context`` whose address contains ``part``."""
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            tree = self("browsingContext.getTree", root=context)["contexts"]
            for child in tree[0]["children"] or []:
                if part in child["url"]:
                    return str(child["context"])
            time.sleep(0.05)
        raise AssertionError(f"no frame at {part}")


def pair(browser: Firefox, port: int, code: str) -> None:
    """Connect the extension to the server on ``port``, as the user does in the settings page."""
    page = browser.open("options/options.html")
    field = (
        "(selector, value) => { const e = document.querySelector(selector); e.value = value; e.form.requestSubmit() }"
    )
    browser.until(page, "document.querySelector('form.pair') !== null")
    browser.run(page, f"({field})('#port', '{port}')")
    browser.until(page, "document.querySelector('#port-said').textContent === 'Saved.'")
    browser.run(page, f"({field})('form.pair input', '{code}')")
    browser.until(page, "document.querySelector('#pairing').textContent === 'Disconnect this browser'")
    browser("browsingContext.close", context=page)


def connect(browser: Firefox, port: int, code: str) -> None:
    """Pair without the settings page, for tests of something else."""
    page = browser.open(extension.BARE)
    answer = browser.run(page, extension.pairing(port, code))
    assert answer is True, answer
    browser("browsingContext.close", context=page)


def sign_in(browser: Firefox, address: str, user: str, password: str) -> str:
    """Log in to Roundcube and wait for the message list; answers the tab."""
    page = browser.open(address)
    browser.run(
        page,
        "(() => { const set = (name, value) => { document.querySelector(`input[name=${name}]`).value = value };"
        f"set('_user', {json.dumps(user)}); set('_pass', {json.dumps(password)});"
        "document.querySelector('#login-form, form').requestSubmit() })()",
    )
    browser.until(page, "document.querySelectorAll('#messagelist tr.message').length")
    return page
