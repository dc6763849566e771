"""A private SOGo with a database and a cache of its own, behind an https proxy under another name.

SOGo takes all of its settings on the command line, where they outrank those of ``/etc/sogo``. It keeps profiles in
MariaDB, started without privilege tables on loopback, and sessions in memcached; both live below a folder that goes
with the server. It refuses to run as root, so that it runs as the user whom its Debian package makes.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.support.dovecot import PASSWORD, free_port
from tests.support.https import Server, proxy

BINARY = Path("/usr/sbin/sogod")
DATABASE = Path("/usr/sbin/mariadbd")
CACHE = Path("/usr/bin/memcached")
FILES = Path("/usr/lib/GNUstep/SOGo/WebServerResources")
HOST = "groupware.example.test"
OWNER = "sogo"
USERS = 500


def available() -> bool:
    """Whether SOGo and what it needs are installed, and may be started (its user is taken on, which needs root)."""
    return all(path.exists() for path in (BINARY, DATABASE, CACHE, FILES)) and os.geteuid() == 0


class Sogo:
    """A running SOGo for the IMAP server on ``imap_port`` (plain text, loopback).

    Known are ``ana1@example.test`` to ``ana500@example.test``, named Ana Silva, with Dovecot's password. ``port``
    speaks https for ``groupware.example.test``, which a browser has to be told to find on 127.0.0.1.
    """

    host = HOST

    def __init__(self, imap_port: int) -> None:
        # not below pytest's own folder: that is closed to the user as whom SOGo runs
        self.root = Path(tempfile.mkdtemp(prefix="afterview-sogo-"))
        self._started: list[subprocess.Popen[bytes]] = []
        self._proxy: Server | None = None
        try:
            self._start(imap_port)
        except BaseException:
            self.stop()
            raise

    @property
    def address(self) -> str:
        """Where the browser goes."""
        return f"https://{self.host}/SOGo/"

    def stop(self) -> None:
        """End proxy, SOGo, cache and database, and take away what they wrote."""
        if self._proxy is not None:
            self._proxy.stop()
        for process in reversed(self._started):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # SOGo's workers too
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        shutil.rmtree(self.root, ignore_errors=True)

    def _start(self, imap_port: int) -> None:
        root, owner = self.root, pwd.getpwnam(OWNER)
        os.chown(root, owner.pw_uid, owner.pw_gid)
        database, cache, http = free_port(), free_port(), free_port()
        (root / "users.sql").write_text(_USERS, encoding="utf-8")
        self._run(
            "database",
            [
                *(str(DATABASE), "--no-defaults", f"--datadir={root}", f"--socket={root}/socket"),
                *("--bind-address=127.0.0.1", f"--port={database}", f"--pid-file={root}/database.pid"),
                *("--skip-grant-tables", f"--init-file={root}/users.sql", "--innodb-buffer-pool-size=8M"),
                *("--innodb-log-file-size=4M", "--innodb-flush-log-at-trx-commit=0", "--performance-schema=0"),
            ],
        )
        self._run("cache", [str(CACHE), "-l", "127.0.0.1", "-p", str(cache), "-m", "16"])
        for name, port in (("database", database), ("cache", cache)):
            self._wait(name, partial(_connect, port))
        self._run("sogo", [str(BINARY), *_settings(http, database, cache, imap_port, root)])
        address = f"http://127.0.0.1:{http}/SOGo/"
        self._wait("sogo", lambda: urllib.request.urlopen(address, timeout=5).close())
        headers = {
            "x-webobjects-server-name": HOST,
            "x-webobjects-server-port": "443",
            "x-webobjects-server-protocol": "HTTP/1.0",
            "x-webobjects-server-url": f"https://{HOST}",
            "x-webobjects-remote-host": "127.0.0.1",
        }
        static = {"/SOGo.woa/WebServerResources/": FILES}
        self._proxy = proxy(root / "tls", HOST, http, headers=headers, static=static)
        self.port = self._proxy.port

    def _run(self, name: str, command: Sequence[str]) -> None:
        with (self.root / f"{name}.out").open("wb") as out:
            self._started.append(
                subprocess.Popen(
                    command,
                    cwd=self.root,
                    env={"HOME": str(self.root), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    user=OWNER,
                    group=OWNER,
                    extra_groups=(),
                    start_new_session=True,
                )
            )

    def _wait(self, name: str, answers: Callable[[], None]) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._started[-1].poll() is None:
            with contextlib.suppress(OSError):
                return answers()
            time.sleep(0.05)
        said = (self.root / f"{name}.out").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"SOGo's {name} did not start:\n{said[-2000:]}")


def _connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=2).close()


_USERS = f"""
CREATE DATABASE sogo CHARACTER SET utf8mb4;
CREATE TABLE sogo.users (
    c_uid VARCHAR(80) PRIMARY KEY, c_name VARCHAR(80), c_password VARCHAR(80), c_cn VARCHAR(80), mail VARCHAR(80)
);
INSERT INTO sogo.users SELECT name, name, '{PASSWORD}', 'Ana Silva', name
    FROM (SELECT CONCAT('ana', seq, '@example.test') AS name FROM sogo.seq_1_to_{USERS}) AS names;
"""


def _settings(http: int, database: int, cache: int, imap_port: int, root: Path) -> list[str]:
    """SOGo's settings as arguments."""
    tables = f"mysql://root:none@127.0.0.1:{database}/sogo"
    source = (
        f'({{type = sql; id = users; viewURL = "{tables}/users"; canAuthenticate = YES; isAddressBook = NO; '
        "userPasswordAlgorithm = plain; MailFieldNames = (mail); })"
    )
    values = {
        "WONoDetach": "YES",
        "WOWorkersCount": "2",
        "WOPort": f"127.0.0.1:{http}",
        "WOLogFile": "-",
        "WOPidFile": str(root / "sogo.pid"),
        "SOGoProfileURL": f"{tables}/profiles",
        "OCSFolderInfoURL": f"{tables}/folders",
        "OCSSessionsFolderURL": f"{tables}/sessions",
        "OCSEMailAlarmsFolderURL": f"{tables}/alarms",
        "SOGoMemcachedHost": f"127.0.0.1:{cache}",
        "SOGoIMAPServer": f"imap://127.0.0.1:{imap_port}",
        "SOGoUserSources": source,
        "SOGoLanguage": "English",
        "SOGoTimeZone": "Europe/Berlin",
        "SOGoLoginModule": "Mail",
    }
    return [part for name, value in values.items() for part in (f"-{name}", value)]


def sign_in(page: Page, webmail: Sogo, user: str, password: str) -> None:
    """Log in and wait for the message list."""
    page.goto(webmail.address)
    page.fill("input[ng-model='app.creds.username']", user)
    page.fill("input[ng-model='app.creds.password']", password)
    page.click("button[type=submit]")
    page.wait_for_selector("md-list-item.sg-message-list-item")


def row(page: Page, subject: str) -> Locator:
    """The row of the list with exactly this subject."""
    own = page.locator(".sg-tile-subject").get_by_text(subject, exact=True)
    return page.locator("md-list-item.sg-message-list-item").filter(has=own)
