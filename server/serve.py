"""The running server: store, mail edge, board and web put together, and taken down in order."""

from __future__ import annotations

import http.client
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from server import __version__
from server.board import Board
from server.config import Config
from server.mailbox.watch import Watcher
from server.reader import Reader
from server.store.store import Store
from server.web.app import create_app
from server.web.ports import Deps
from server.web.serving import HOST, MAX_WAITING, WebServer

FETCH_SECONDS = 8.0
"""How long *Track this* waits for a message to come from the server."""


class ServeError(Exception):
    """What was asked for cannot be done now; the text says why and what to do."""


def is_serving(port: int) -> bool:
    """Whether an Afterview server answers on this computer's ``port``."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/api/v1/ping")
        return connection.getresponse().getheader("Afterview") is not None
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def utc_now() -> datetime:
    """The present: the one clock that the server reads."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Running:
    """A server that listens, reads mail and keeps the feed current until the block that made it ends."""

    config: Config
    store: Store
    board: Board
    web: WebServer


@contextmanager
def running(config: Config, clock: Callable[[], datetime] = utc_now) -> Iterator[Running]:
    """Put a server together and take it down again.

    Raises ``StoreError`` where another server works on the same data, ``ServingError`` where the port is taken.
    """
    with Store.open(config.database, owner=True) as store:
        watchers: list[Watcher] = []

        def fetch(match: Sequence[str]) -> None:
            found = threading.Event()
            for watcher in watchers:
                watcher.fetch(match, found.set)
            found.wait(FETCH_SECONDS)

        def look() -> None:
            for watcher in watchers:
                watcher.retry()

        board = Board(store, config, clock=clock, fetch=fetch, look=look)
        me = {account.id: frozenset(account.addresses) for account in config.accounts}
        reader = Reader(store, me, clock=clock, shown=board.shown)
        watchers += [Watcher(account, reader) for account in config.accounts]
        deps = Deps(board, store, config.port, __version__, clock, MAX_WAITING)
        web = WebServer(create_app(deps), config.port)
        board.start()
        for watcher in watchers:
            watcher.start()
        thread = threading.Thread(target=web.run, name="web", daemon=True)
        thread.start()
        try:
            yield Running(config, store, board, web)
        finally:
            board.stop()
            web.stop()
            for watcher in watchers:
                watcher.stop()
            thread.join(5)
            board.join(5)


def quiet_logs() -> None:
    """Log what happens to messages by number only; libraries that would log addresses or secrets stay at WARNING."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("imapclient", "waitress", "flask_cors"):
        logging.getLogger(name).setLevel(logging.WARNING)
