"""Debian's Chromium, headless, with the extension loaded and the checks on that a user's browser has."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, Page, Playwright, TimeoutError, Worker

from tests.support import extension

BINARY = "/usr/bin/chromium"


def available() -> bool:
    """Whether Chromium is installed."""
    return Path(BINARY).exists() and shutil.which("chromium") is not None


class Chromium:
    """A browser with an extension from ``folder``.

    ``hosts`` maps names to ports on 127.0.0.1; what is behind them counts as the public internet, so that Local Network
    Access keeps pages away from this computer as it does outside a test.
    """

    def __init__(self, play: Playwright, folder: Path, profile: Path, hosts: Mapping[str, int], **options: Any) -> None:
        rules = ", ".join(f"MAP {name}:443 127.0.0.1:{port}" for name, port in hosts.items())
        spaces = ",".join(f"127.0.0.1:{port}=public" for port in hosts.values())
        # Without it an unpacked extension that reloads itself is not loaded again.
        preferences = profile / "Default/Preferences"
        preferences.parent.mkdir(parents=True, exist_ok=True)
        preferences.write_text(json.dumps({"extensions": {"ui": {"developer_mode": True}}}), encoding="utf-8")
        self.context: BrowserContext = play.chromium.launch_persistent_context(
            str(profile),
            executable_path=BINARY,
            headless=True,
            chromium_sandbox=False,
            args=[
                f"--ignore-certificate-errors-spki-list={','.join(sorted(map(_key_hash, set(hosts.values()))))}",
                f"--load-extension={folder}",
                f"--disable-extensions-except={folder}",
                f"--host-resolver-rules={rules}",
                "--enable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
                f"--ip-address-space-overrides={spaces}",
            ],
            **{"viewport": {"width": 1280, "height": 800}, **options},
        )
        self.context.set_default_timeout(15_000)
        worker = self.worker()
        self.id = worker.url.split("/")[2]

    def worker(self) -> Worker:
        """The extension's background, started."""
        if self.context.service_workers:
            return self.context.service_workers[0]
        return self.context.wait_for_event("serviceworker", timeout=15_000)

    def page(self, path: str) -> Page:
        """A page of the extension's own in a tab."""
        page = self.context.new_page()
        page.goto(f"chrome-extension://{self.id}/{path}")
        return page

    def stop_workers(self) -> None:
        """Stop the background as the browser itself does after a while."""
        page = self.context.new_page()
        session = self.context.new_cdp_session(page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        page.close()

    def forget(self) -> None:
        """Close every page, and take away cookies and what the extension keeps."""
        blank, *pages = self.context.pages
        for page in pages:
            page.close()
        blank.goto("about:blank")
        self.context.clear_cookies()
        self.worker().evaluate("Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()])")

    def close(self) -> None:
        """End the browser."""
        self.context.close()


def _key_hash(port: int) -> str:
    """The SHA-256 of the key of the server on ``port``. Trusted by it, a page's files are kept from test to test;
    Chromium keeps none from a server whose certificate is merely let pass."""
    certificate = x509.load_pem_x509_certificate(ssl.get_server_certificate(("127.0.0.1", port)).encode())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def pair(browser: Chromium, port: int, code: str) -> None:
    """Connect the extension to the server on ``port``, as the user does in the settings page."""
    page = browser.page("options/options.html")
    page.wait_for_selector("form.pair input[name=code]")  # what is typed before is mixed with what the page fills in
    page.fill("#port", str(port))
    page.click("#port-form button")
    page.wait_for_selector("text=Saved.")
    page.fill("form.pair input[name=code]", code)
    page.click("form.pair button")
    try:
        page.wait_for_selector("text=Disconnect this browser")
    except TimeoutError as error:
        raise AssertionError(f"not paired: {page.inner_text('main')}") from error
    page.close()


def connect(browser: Chromium, port: int, code: str) -> None:
    """Pair without the settings page, for tests of something else."""
    page = browser.page(extension.BARE)
    answer = page.evaluate(extension.pairing(port, code))
    assert answer is True, answer
    page.close()


def popup(browser: Chromium, front: Page | None = None) -> Page:
    """The toolbar popup in a tab; ``front`` is the page that it takes for the one in front of the user."""
    page = browser.context.new_page()
    page.set_viewport_size({"width": 400, "height": 600})
    if front is not None:
        tabs = browser.worker().evaluate(
            "chrome.tabs.query({}).then(tabs => tabs.map(tab => ({id: tab.id, url: tab.url})))"
        )
        tab = next(tab for tab in tabs if (tab.get("url") or "").split("#")[0] == front.url.split("#")[0])
        page.add_init_script(f"chrome.tabs.query = async () => [{json.dumps(tab)}]")
    page.goto(f"chrome-extension://{browser.id}/popup/popup.html")
    return page


def in_content_script(browser: Chromium, page: Page, expression: str, frame: str = "") -> Any:
    """Evaluate in the world where the extension's content script runs: in the page, or its frame at ``frame``."""
    session = browser.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    session.on("Runtime.executionContextCreated", lambda event: found.append(event["context"]))
    session.send("Runtime.enable")
    tree = session.send("Page.getFrameTree")["frameTree"]
    frames = [tree["frame"], *(child["frame"] for child in tree.get("childFrames", []))]
    wanted = next(one["id"] for one in frames if frame in one["url"])
    own = [
        context
        for context in found
        if context["origin"] == f"chrome-extension://{browser.id}" and context["auxData"]["frameId"] == wanted
    ]
    answer = session.send(
        "Runtime.evaluate",
        {"expression": expression, "contextId": own[-1]["id"], "returnByValue": True, "awaitPromise": True},
    )
    session.detach()
    assert "exceptionDetails" not in answer, answer
    return answer["result"].get("value")
