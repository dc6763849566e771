"""A private Roundcube on PHP's own server, behind an https proxy under another name."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Page

from tests.support.dovecot import free_port
from tests.support.https import proxy

SQL = Path("/usr/share/roundcube/SQL/sqlite.initial.sql")
PAGES = Path("/var/lib/roundcube/public_html")
SETTINGS = Path("/etc/roundcube")
HOST = "webmail.example.test"


def available() -> bool:
    """Whether Roundcube and PHP are installed."""
    return SQL.exists() and PAGES.exists() and shutil.which("php") is not None


class Roundcube:
    """A running Roundcube for the IMAP server on ``imap_port`` (plain text, loopback).

    ``port`` speaks https for ``webmail.example.test``, which a browser has to be told to find on 127.0.0.1.
    """

    host = HOST

    def __init__(self, root: Path, imap_port: int) -> None:
        self.root = root
        self._http_port = free_port()
        self._configure(imap_port)
        with (root / "php.out").open("w") as out:
            self._php = subprocess.Popen(
                [
                    *("php", "-d", f"session.save_path={root}/temp", "-d", "display_errors=0"),
                    *("-S", f"127.0.0.1:{self._http_port}", "-t", str(PAGES)),
                ],
                env={**os.environ, "ROUNDCUBE_CONFIG_DIR": str(root / "config"), "PHP_CLI_SERVER_WORKERS": "4"},
                stdout=out,
                stderr=out,
                start_new_session=True,  # its workers outlive it otherwise
            )
        self._wait()
        static = {f"/{name}/": PAGES / name for name in ("plugins", "program", "skins")}
        self._proxy = proxy(root / "tls", HOST, self._http_port, static=static)
        self.port = self._proxy.port

    @property
    def address(self) -> str:
        """Where the browser goes."""
        return f"https://{self.host}/"

    def stop(self) -> None:
        """End proxy and PHP."""
        self._proxy.stop()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._php.pid, signal.SIGTERM)
        self._php.wait(10)

    def _configure(self, imap_port: int) -> None:
        root = self.root
        for name in ("config", "logs", "temp"):
            (root / name).mkdir(parents=True)
        for name in ("defaults.inc.php", "mimetypes.php"):
            shutil.copy(SETTINGS / name, root / "config" / name)
        values: dict[str, str] = {
            "db_dsnw": f"'sqlite:///{root}/roundcube.sqlite?mode=0600'",
            "imap_host": f"'127.0.0.1:{imap_port}'",
            "smtp_host": f"'127.0.0.1:{free_port()}'",
            "log_dir": f"'{root}/logs/'",
            "temp_dir": f"'{root}/temp/'",
            "des_key": "'a-key-for-tests-of-24-ch'",
            "skin": "'elastic'",
            "plugins": "[]",
            "enable_spellcheck": "false",
            "enable_installer": "false",
            "language": "'en_US'",
            "refresh_interval": "60",
        }
        lines = "".join(f"$config['{name}'] = {value};\n" for name, value in values.items())
        (root / "config/config.inc.php").write_text(f"<?php\n$config = [];\n{lines}", encoding="utf-8")
        with contextlib.closing(sqlite3.connect(root / "roundcube.sqlite")) as database:
            database.executescript(SQL.read_text(encoding="utf-8"))

    def _wait(self) -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._http_port), timeout=2):
                return
            time.sleep(0.05)
        raise RuntimeError(f"PHP did not start:\n{(self.root / 'php.out').read_text()[-1000:]}")


def sign_in(page: Page, webmail: Roundcube, user: str, password: str) -> None:
    """Log in and wait for the message list."""
    page.goto(webmail.address)
    page.fill("input[name=_user]", user)
    page.fill("input[name=_pass]", password)
    page.click("button[type=submit]")
    page.wait_for_selector("#messagelist tr.message")
