"""The running server: store, mail edge, board and web put together, and taken down in order."""

from __future__ import annotations

import http.client
import logging
import queue
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from server import __version__
from server.board import Board
from server.config import Config
from server.errors import UserError
from server.mailbox.lookup import Answer, Question
from server.mailbox.watch import Watcher
from server.reader import Reader
from server.store.store import Store
from server.web.app import create_app
from server.web.ports import Deps
from server.web.serving import HOST, MAX_WAITING, WebServer

LOOK_UP_SECONDS = 12.0
"""How long *Track this* waits for the mail servers to say what they know of a message."""


class ServeError(UserError):
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


def ask_all(watchers: Sequence[Watcher], question: Question, seconds: float = LOOK_UP_SECONDS) -> list[Answer]:
    """What each account answers; the first to know the message by name is enough. Late ones are answered for."""
    came: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    over = threading.Event()
    for watcher in watchers:
        watcher.ask(replace(question, wanted=lambda: not over.is_set()), came.put)
    until = time.monotonic() + seconds
    answers: list[Answer] = []
    with suppress(queue.Empty):
        while len(answers) < len(watchers) and not any(answer.key for answer in answers):
            answers.append(came.get(timeout=max(0.0, until - time.monotonic())))
    over.set()
    late = {watcher.account.id for watcher in watchers} - {answer.account for answer in answers}
    return [*answers, *(Answer(account, fault="Its mail is still being read.") for account in sorted(late))]


@contextmanager
def running(config: Config, clock: Callable[[], datetime] = utc_now) -> Iterator[Running]:
    """Put a server together and take it down again.

    Raises ``StoreError`` where another server works on the same data, ``ServingError`` where the port is taken.
    """
    with Store.open(config.database, owner=True) as store:
        watchers: list[Watcher] = []

        def ask(question: Question, accounts: Collection[str]) -> Sequence[Answer]:
            return ask_all([watcher for watcher in watchers if watcher.account.id in accounts], question)

        def look() -> None:
            for watcher in watchers:
                watcher.retry()

        board = Board(store, config, clock=clock, ask=ask, look=look)
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
