"""waitress on 127.0.0.1: started, and stopped so that held requests end too."""

from __future__ import annotations

import errno
import logging
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore

HOST = "127.0.0.1"
THREADS = 16
"""At most half of them may hold a waiting request."""
MAX_WAITING = THREADS // 2
_TICK = 1.0

log = logging.getLogger(__name__)


class ServingError(Exception):
    """The server cannot listen; the text is a sentence for the user."""


class WebServer:
    """An application that listens from construction on. Raises ServingError where the port cannot be had."""

    def __init__(self, app: Flask, port: int, threads: int = THREADS) -> None:
        self._sockets: dict[int, Any] = {}
        self._stopping = False
        try:
            self._server = create_server(
                app,
                map=self._sockets,
                listen=f"{HOST}:{port}",
                threads=threads,
                ident="Afterview",
                clear_untrusted_proxy_headers=True,
                max_request_header_size=32 * 1024,
                max_request_body_size=1024 * 1024,
                connection_limit=200,
            )
        except OSError as error:
            raise ServingError(_why(error, port)) from error
        except OverflowError as error:
            raise ServingError(f"{port} is no port; choose one from 1024 to 65535.") from error

    def run(self) -> None:
        """Serve until ``stop`` is called, then close everything."""
        try:
            while not self._stopping:
                wasyncore.loop(timeout=_TICK, map=self._sockets, count=1)
        finally:
            self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=2)
            wasyncore.close_all(self._sockets, ignore_all=True)

    def stop(self) -> None:
        """End ``run`` soon. May be called from any thread and from a signal handler.

        Whoever holds waiting requests has to release them: ``Board.wait`` returns when the server stops.
        """
        self._stopping = True
        self._server.pull_trigger()


def serve(app: Flask, port: int, threads: int = THREADS) -> None:
    """Serve ``app`` on the loopback address until interrupted. Raises ServingError."""
    WebServer(app, port, threads).run()


def _why(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is already in use, perhaps by another Afterview. Stop that program, "
            "or set another port in the configuration."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved by the system; choose one from 1024 to 65535."
    return f"Port {port} cannot be used: {error.strerror or error}."
