"""Feed latency at 1,000 processes, through the real server on loopback: whole answers and 304s; and after a new mail.

``python -m tests.bench.bench_feed [PROCESSES]``
"""

from __future__ import annotations

import http.client
import json
import resource
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from server import __version__
from server.board import Board
from server.config import Account, Config
from server.mailbox.types import FolderRole, MailboxState, RawMessage
from server.reader import Reader
from server.store.store import Store
from server.web.app import create_app
from server.web.pairing import new_pairing_code, pair
from server.web.ports import Deps
from server.web.serving import MAX_WAITING, WebServer

P99_MILLISECONDS = 20.0
MEGABYTES = 100
REQUESTS = 300
ME = "alex@home.example"


def mails(number: int, now: datetime) -> Iterator[bytes]:
    """The two mails of one process: an invitation and the next one."""
    for step, text in enumerate(
        (
            "we would like to invite you to an interview for the position. Which times would suit you next week?",
            "thank you for your time. We are meeting two more people and will get back to you by the end of next week.",
        )
    ):
        mail = EmailMessage()
        mail["From"] = f"Kim Lee <kim@company{number}.example>"
        mail["To"] = ME
        mail["Subject"] = f"{'Re: ' if step else ''}Interview: Engineer {number} at Company{number}"
        mail["Date"] = format_datetime(now - timedelta(days=9 - 4 * step, minutes=number))
        mail["Message-ID"] = f"<{number}.{step}@company{number}.example>"
        if step:
            mail["In-Reply-To"] = f"<{number}.0@company{number}.example>"
        mail.set_content(f"Hi Alex,\n\n{text}\n\nKim Lee\nHead of Engineering, Company{number}\n")
        yield mail.as_bytes()


@contextmanager
def serving(count: int) -> Iterator[tuple[int, str, Callable[[int], None]]]:
    """A server with ``count`` processes on file: its port, a paired token, and a way to deliver one more process."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "data"
        account = Account("home", "imap.home.example", 993, ME, (ME,))
        with Store.open(home / "afterview.db", owner=True) as store:
            now = datetime.now(UTC)
            config = Config(home, home, "UTC", port=_free_port(), accounts=(account,))
            board = Board(store, config, clock=lambda: datetime.now(UTC))
            reader = Reader(store, {"home": frozenset({ME})}, clock=lambda: datetime.now(UTC), shown=board.shown)
            uid = 0

            def deliver(*numbers: int) -> None:
                nonlocal uid
                batch = []
                for number in numbers:
                    for source in mails(number, now):
                        uid += 1
                        batch.append(RawMessage(source, FolderRole.INBOX, "home", "INBOX", 1, uid))
                reader.take(batch, "home", "INBOX", MailboxState(1, uid + 1))

            deliver(*range(count))
            code = new_pairing_code(store, now)
            token = pair(store, code.text, "bench", None, now).token
            app = create_app(Deps(board, store, config.port, __version__, lambda: datetime.now(UTC), MAX_WAITING))
            web = WebServer(app, config.port)
            board.start()
            thread = threading.Thread(target=web.run, daemon=True)
            thread.start()
            board.refresh()
            try:
                yield config.port, token, deliver
            finally:
                board.stop()
                web.stop()
                thread.join(10)
                board.join(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, token: str, etag: str = "", wait: int = 0) -> tuple[float, int, str, bytes]:
    """One request of its own connection: milliseconds, status, ETag and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", **({"If-None-Match": etag} if etag else {})}
    began = time.perf_counter()
    connection.request("GET", f"/api/v1/feed{f'?wait={wait}' if wait else ''}", headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - began) * 1000
    connection.close()
    return took, answer.status, answer.getheader("ETag") or "", body


def p99(times: list[float]) -> float:
    """The 99th percentile in the unit given."""
    return statistics.quantiles(times, n=100)[98]


def main() -> int:
    """Measure and say whether the targets were met."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with serving(count) as (port, token, deliver):
        _, _, etag, body = ask(port, token)
        found = len(json.loads(body)["processes"])
        whole = [ask(port, token)[0] for _ in range(REQUESTS)]
        same = [took for took, status, *_ in (ask(port, token, etag) for _ in range(REQUESTS)) if status == 304]
        woken = []
        for number in range(count, count + 5):
            threading.Timer(0.3, deliver, (number,)).start()
            took, status, etag, _ = ask(port, token, etag, wait=25)
            woken.append(took - 300 if status == 200 else 25_000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"feed of {found} processes, {len(body) / 1e6:.1f} MB")
    print(f"whole answer    p50 {statistics.median(whole):6.1f} ms   p99 {p99(whole):6.1f} ms")
    print(f"304             p50 {statistics.median(same):6.1f} ms   p99 {p99(same):6.1f} ms")
    print(f"new mail to a held request answered: median {statistics.median(woken):.0f} ms of reading and computing")
    print(f"peak memory     {peak:7.0f} MB, server and this client together")
    met = p99(whole) <= P99_MILLISECONDS and found == count
    print(f"target ({P99_MILLISECONDS:.0f} ms p99): {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
