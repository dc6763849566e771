"""A small https server on loopback under names of the tests' own choice."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.dovecot import certificate


class Handler(http.server.BaseHTTPRequestHandler):
    """A request over TLS; subclasses add ``do_GET`` and so on."""

    protocol_version = "HTTP/1.1"
    timeout = 60

    def setup(self) -> None:
        """Shake hands in this connection's own thread: a silent client must not hold up the others."""
        self.request.do_handshake()
        super().setup()

    def answer(self, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        """Send a whole answer; its length is added."""
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1 with a certificate for ``names`` that no browser trusts by itself."""

    daemon_threads = True

    def __init__(self, folder: Path, names: Sequence[str], handler: type[Handler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        made = certificate(folder, names)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.cert, made.key)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.port = int(self.server_address[1])
        threading.Thread(target=self.serve_forever, args=(0.05,), name="https", daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser drops connections that it opened in advance: nothing to say."""

    def stop(self) -> None:
        """Stop listening."""
        self.shutdown()
        self.server_close()
