"""WebDriver BiDi over a websocket: what the tests need of it to drive Firefox and Thunderbird."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.support.dovecot import free_port

ADDON = "afterview@afterview.example"
UUID = "6b1f0c0e-4a51-4a0e-9d63-0c7f2f3a9b11"
"""The add-on's origin, which the program otherwise draws by lot."""


class BidiError(RuntimeError):
    """The program refused a command; the text is its answer."""


class Bidi:
    """A program of the Firefox family, headless, started on ``profile`` with ``prefs`` and driven by commands."""

    def __init__(self, command: Sequence[str], profile: Path, prefs: Mapping[str, object]) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items())
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        control = free_port()
        self._process = subprocess.Popen(
            [
                *(*command, "--headless", "--no-remote", "--profile", str(profile)),
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
            self._begin()
        except BaseException:
            self._process.kill()
            self._process.wait(10)
            raise

    def _begin(self) -> None:
        """What a program does before the tests have it; a failure here ends it."""

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

    def screenshot(self, context: str, path: Path) -> None:
        """Write a picture of a tab."""
        path.write_bytes(base64.b64decode(self("browsingContext.captureScreenshot", context=context)["data"]))

    def close(self) -> None:
        """End the program."""
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
        raise RuntimeError("The program did not start.")
