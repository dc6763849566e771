"""waitress on 127.0.0.1: started, and stopped so that held requests end too."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore

from server.errors import UserError
from server.web.guard import guard_of

HOST = "127.0.0.1"
THREADS = 16
"""At most half of them may hold a waiting request."""
MAX_WAITING = THREADS // 2
_TICK = 1.0


class ServingError(UserError):
    """The server cannot listen; the text is a sentence for the user."""


class WebServer:
    """An application that listens from construction on. Raises ServingError where the port cannot be had."""

    def __init__(self, app: Flask, port: int, threads: int = THREADS) -> None:
        self._app = app
        self._sockets: dict[int, Any] = {}
        self._stopping = False
        self._server = create_server(
            app,
            map=self._sockets,
            sockets=[_listening(port)],
            threads=threads,
            ident="Afterview",
            clear_untrusted_proxy_headers=True,
            max_request_header_size=32 * 1024,
            max_request_body_size=1024 * 1024,
            # Nothing that passes through here is to be written to a temporary file.
            inbuf_overflow=2 * 1024 * 1024,
            outbuf_overflow=256 * 1024 * 1024,
            connection_limit=200,
        )

    def run(self) -> None:
        """Serve until ``stop`` is called, then close everything."""
        try:
            while not self._stopping:
                wasyncore.loop(timeout=_TICK, map=self._sockets, count=1)
        finally:
            self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=2)
            wasyncore.close_all(self._sockets, ignore_all=True)
            guard_of(self._app).flush()

    def stop(self) -> None:
        """End ``run`` soon. May be called from any thread and from a signal handler.

        Whoever holds waiting requests has to release them: ``Board.wait`` returns when the server stops.
        """
        self._stopping = True
        with contextlib.suppress(OSError):  # its loop may have ended by itself, and closed what would wake it
            self._server.pull_trigger()


def _listening(port: int) -> socket.socket:
    if not 0 < port < 65536:
        raise ServingError(f"{port} is no port; choose one from 1024 to 65535.")
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        raise ServingError(_why(error, port)) from error
    return listening


def _why(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is already in use, perhaps by another Afterview. Stop that program, "
            "or set another port in the configuration."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved by the system; choose one from 1024 to 65535."
    return f"Port {port} cannot be used: {error.strerror or error}."
