"""Debian's Firefox ESR, headless, driven by WebDriver BiDi over a websocket, with the extension installed."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import time
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.support.dovecot import free_port

BINARY = "/usr/bin/firefox-esr"
ADDON = "afterview@afterview.example"
UUID = "6b1f0c0e-4a51-4a0e-9d63-0c7f2f3a9b11"
"""The add-on's origin, which Firefox otherwise draws by lot."""


def available() -> bool:
    """Whether Firefox is installed."""
    return Path(BINARY).exists()


class BidiError(RuntimeError):
    """The browser refused a command; the text is its answer."""


class Firefox:
    """A browser with the extension from ``folder``; names in ``hosts`` lead to one https port on 127.0.0.1."""

    def __init__(self, folder: Path, profile: Path, hosts: tuple[str, ...], port: int) -> None:
        profile.mkdir(parents=True, exist_ok=True)
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
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items())
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        control = free_port()
        self._process = subprocess.Popen(
            [
                *(BINARY, "--headless", "--no-remote", "--profile", str(profile)),
                *("--remote-debugging-port", str(control), "--remote-allow-system-access"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._number = 0
        self._opened = contextlib.ExitStack()
        self.log: list[str] = []
        try:
            self._socket = self._connect(control)
            self("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
            self("session.subscribe", events=["log.entryAdded"])
            self("webExtension.install", extensionData={"type": "path", "path": str(folder)})
        except BaseException:
            self._process.kill()
            self._process.wait(10)
            raise

    def __call__(self, method: str, **params: Any) -> Any:
        """Send a command and wait for its answer."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv(timeout=30))
            if said.get("id") == self._number:
                break
            if said.get("method") == "log.entryAdded":
                self.log.append(str(said["params"].get("text")))
        if said["type"] == "error":
            raise BidiError(f"{method}: {said.get('error')}: {said.get('message')}")
        return said["result"]

    def open(self, address: str) -> str:
        """Open a tab; answers its context. A path without a scheme is one of the extension's own pages."""
        if "://" not in address:
            return self._open_own(f"moz-extension://{UUID}/{address}")
        context = str(self("browsingContext.create", type="tab")["context"])
        self("browsingContext.navigate", context=context, url=address, wait="complete")
        return context

    def _open_own(self, address: str) -> str:
        """A page of the extension: the protocol may not navigate there, so the browser's own window opens it."""
        window = self("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"][0]["context"]
        self.run(
            window,
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

    def run(self, context: str, code: str) -> Any:
        """Evaluate an expression (JSON in and out) in a tab or frame."""
        expression = f"Promise.resolve({code}).then(value => JSON.stringify(value ?? null))"
        answer = self("script.evaluate", target={"context": context}, expression=expression, awaitPromise=True)
        if answer["type"] == "exception":
            raise BidiError(str(answer["exceptionDetails"].get("text")))
        return json.loads(answer["result"]["value"])

    def until(self, context: str, code: str, seconds: float = 15) -> Any:
        """Evaluate until the answer is true; the last answer otherwise fails the test."""
        deadline = time.monotonic() + seconds
        found: Any = None
        while time.monotonic() < deadline:
            with contextlib.suppress(BidiError):  # a page that is just being replaced
                found = self.run(context, code)
                if found:
                    return found
            time.sleep(0.05)
        raise AssertionError(f"{code}: {found!r} after {seconds} s")

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

    def screenshot(self, context: str, path: Path) -> None:
        """Write a picture of a tab."""
        path.write_bytes(base64.b64decode(self("browsingContext.captureScreenshot", context=context)["data"]))

    def close(self) -> None:
        """End the browser."""
        with contextlib.suppress(BidiError, WebSocketException, OSError, TimeoutError):
            self("browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        with contextlib.suppress(WebSocketException, OSError):
            self._opened.close()

    def _connect(self, port: int) -> ClientConnection:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, WebSocketException):
                address = f"ws://127.0.0.1:{port}/session"
                return self._opened.enter_context(connect(address, origin=None, max_size=None, proxy=None))
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("Firefox did not start.")


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
