"""A small https server on loopback under names of the tests' own choice, and a proxy in front of a plain http one."""

from __future__ import annotations

import http.client
import http.server
import mimetypes
import os
import ssl
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.dovecot import certificate

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection"}


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


def proxy(
    folder: Path,
    host: str,
    http_port: int,
    *,
    headers: Mapping[str, str] | None = None,
    static: Mapping[str, Path] | None = None,
) -> Server:
    """An https server for ``host`` that passes everything on to ``http_port``, with ``headers`` added.

    What lies below a prefix of ``static`` comes from that folder, as from a web server in front of an application.
    Plain http on 127.0.0.1 would hide what a browser does with a page that talks to this computer: the extension's
    right to talk to the server would cover the webmail too.
    """

    class PassOn(Handler):
        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            for prefix, files in (static or {}).items():
                if path.startswith(prefix):
                    return self._file(files, path.removeprefix(prefix))
            sent = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
            upstream = http.client.HTTPConnection("127.0.0.1", http_port, timeout=60)
            try:
                added = {"X-Forwarded-Proto": "https", **(headers or {})}
                upstream.request(self.command, self.path, body or None, {**sent, **added})
                got = upstream.getresponse()
                data = got.read()
            finally:
                upstream.close()
            dropped = _HOP_BY_HOP | {"content-length"}
            self.answer(got.status, [pair for pair in got.getheaders() if pair[0].lower() not in dropped], data)

        do_GET = do_POST = do_HEAD = pass_on  # noqa: N815

        def _file(self, folder: Path, name: str) -> None:
            path = Path(os.path.normpath(folder / name))  # links out of the folder are the distribution's own
            found = path.is_relative_to(folder) and path.is_file()
            if not found:
                return self.answer(404, [], b"")
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            kept = ("Cache-Control", "max-age=86400")
            self.answer(200, [("Content-Type", kind), kept], path.read_bytes())

    return Server(folder, (host,), PassOn)
