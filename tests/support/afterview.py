"""The server as the user starts it: ``afterview serve`` in a process of its own, with a home of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from click.testing import CliRunner

from server.cli import main
from tests.support.dovecot import free_port

COMMAND = (sys.executable, "-m", "server")
HOME = "AFTERVIEW_HOME"


class MailServer(Protocol):
    """What an account is read from: over TLS on ``localhost``, signed by ``ca_file``."""

    port: int
    password: str
    ca_file: Path


class Afterview:
    """A server for one mailbox of ``mail``. ``stop`` and ``start`` take it away and bring it back with its data."""

    def __init__(self, home: Path, mail: MailServer, user: str, timezone: str = "Europe/Berlin") -> None:
        self.home = home
        self.port = free_port()
        home.mkdir(mode=0o700)
        secret = home / "password"
        secret.touch(0o600)
        secret.write_text(mail.password + "\n", encoding="utf-8")
        values: dict[str, object] = {
            "id": "main",
            "host": "localhost",
            "port": mail.port,
            "user": user,
            "addresses": [user],
            "ca_file": str(mail.ca_file),
            "password_file": str(secret),
        }
        lines = [f"port = {self.port}", f"timezone = {json.dumps(timezone)}", "[[account]]"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in values.items()]
        (home / "config.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        environment = {**os.environ, HOME: str(self.home)}
        with (self.home / "out").open("ab") as out:
            self._process = subprocess.Popen([*COMMAND, "serve"], env=environment, stdout=out, stderr=out)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._process.poll() is None:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/ping", timeout=2) as answer,
            ):
                if answer.status == 200:
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"The server did not start:\n{(self.home / 'out').read_text(encoding='utf-8')[-2000:]}")

    def stop(self) -> None:
        """Stop it as Ctrl+C does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)

    def command(self, *arguments: str) -> str:
        """Run another command beside the server; its output. In this process: most take less time than a new one."""
        done = CliRunner().invoke(main, arguments, env={HOME: str(self.home)}, catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def pairing_code(self) -> str:
        """A fresh code, as the user reads it."""
        return self.command("pair").strip().rpartition(": ")[2]

    def feed(self) -> dict[str, Any]:
        """The feed as the command line shows it."""
        found: dict[str, Any] = json.loads(self.command("feed", "--json"))
        return found

    def feed_once(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The feed once this holds of it, for it goes on while mailboxes are read; else as it is in the end."""
        deadline = time.monotonic() + 15
        while not holds(found := self.feed()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return found
