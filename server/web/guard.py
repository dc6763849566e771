"""The gate before every route: default deny, by the endpoint that the router found, never by the path's text."""

from __future__ import annotations

import hmac
import ipaddress
import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from server.store.clients import Client, ClientKind
from server.store.errors import StoreError
from server.web.pairing import digest
from server.web.ports import Deps
from server.web.problem import ProblemError

OPEN = frozenset({"api.ping", "api.pair", "api.session", "page.shell", "static"})
"""Endpoints that need no token. The checks of host, peer, origin and site hold for them all the same."""

DASHBOARD_ONLY = frozenset({"api.clients", "api.revoke_client", "api.make_pairing_code"})
"""Endpoints for the dashboard alone: an extension must not let others in or shut them out."""

QUERY: Mapping[str, frozenset[str]] = {
    "api.feed": frozenset({"wait"}),
    "api.processes": frozenset({"archive"}),
}
"""The query parameters that an endpoint takes. Any other is refused: so no token can stand in an address."""

EXTENSION_ORIGIN = re.compile(
    r"\A(?:chrome-extension://[a-p]{32}|moz-extension://[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\Z"
)
_BEARER = re.compile(r"\ABearer ([A-Za-z0-9_-]{20,100})\Z")
_READING = frozenset({"GET", "HEAD"})


class Guard:
    """Checks each request before its route runs, and remembers when each client last called."""

    def __init__(self, app: Flask, deps: Deps) -> None:
        self._app = app
        self._deps = deps
        names = ("127.0.0.1", "localhost")
        self._hosts = {f"{name}:{deps.port}" for name in names} | (set(names) if deps.port == 80 else set())
        self._own_origins = {f"http://{host}" for host in self._hosts}
        self._seen: dict[str, datetime] = {}
        self._seen_lock = threading.Lock()
        app.before_request(self.check)

    def check(self) -> Response | None:
        """Raise ProblemError unless this request may go on; answer it here if it is an allowed CORS preflight."""
        g.cors = False
        endpoint = self._endpoint()
        self._check_host()
        self._check_peer()
        self._check_origin(endpoint)
        self._check_fetch_site(endpoint)
        if request.method == "OPTIONS":
            return self._preflight()
        if endpoint not in OPEN:
            self._check_token(endpoint)
        if endpoint is not None:
            self._check_query(endpoint)
            self._check_content()
        return None

    def recheck(self) -> None:
        """Refuse if the client was shut out while its request was held."""
        if self._find_client() is None:
            raise _no_token()

    def last_seen(self) -> dict[str, datetime]:
        """When clients called since the last ``flush``."""
        with self._seen_lock:
            return dict(self._seen)

    def flush(self) -> None:
        """Write down when clients last called. Not done by requests that only read: those change nothing."""
        with self._seen_lock:
            seen, self._seen = self._seen, {}
        if seen:
            with suppress(StoreError):
                self._deps.clients.seen_clients(seen)

    def _endpoint(self) -> str | None:
        """The endpoint that a request is for; of a preflight, that which the real request will be for."""
        if request.method != "OPTIONS":
            return request.endpoint
        adapter = self._app.url_map.bind("localhost")
        try:
            endpoint, _ = adapter.match(request.path, request.headers.get("Access-Control-Request-Method", ""))
        except HTTPException:
            return None
        return str(endpoint)

    def _check_host(self) -> None:
        if request.environ.get("HTTP_HOST") not in self._hosts:
            raise ProblemError(403, "foreign_host", "This address does not belong to Afterview.")

    def _check_peer(self) -> None:
        try:
            local = ipaddress.ip_address(request.remote_addr or "").is_loopback
        except ValueError:
            local = False
        if not local:
            raise ProblemError(403, "foreign_peer", "Afterview answers this computer only.")

    def _check_origin(self, endpoint: str | None) -> None:
        origin = request.headers.get("Origin")
        if origin is None:
            return
        if origin in self._own_origins:
            allowed = endpoint != "api.pair"
        elif EXTENSION_ORIGIN.match(origin) and endpoint != "api.session":
            g.cors = allowed = endpoint == "api.pair" or origin in self._paired_origins()
        else:
            allowed = False
        if not allowed:
            raise ProblemError(
                403, "foreign_origin", "This page or extension is not paired with Afterview. Pair it in the dashboard."
            )

    def _check_fetch_site(self, endpoint: str | None) -> None:
        if request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"} or g.cors:
            return
        # The page itself holds nothing: it may be opened from a link or from the file that `afterview open` writes.
        opened = (
            request.headers.get("Sec-Fetch-Mode") == "navigate" and request.headers.get("Sec-Fetch-Dest") == "document"
        )
        if not (endpoint == "page.shell" and opened):
            raise ProblemError(403, "foreign_site", "Web pages may not talk to Afterview.")

    def _preflight(self) -> Response:
        if not g.cors:
            raise ProblemError(405, "method_not_allowed", "This address does not take that method.")
        return Response(status=204)

    def _check_token(self, endpoint: str | None) -> None:
        client = self._find_client()
        if client is None:
            raise _no_token()
        origin = request.headers.get("Origin")
        own = self._own_origins if client.kind is ClientKind.DASHBOARD else {client.origin}
        if origin is not None and origin not in own:
            raise ProblemError(403, "token_of_another", "This token belongs to another extension.")
        if endpoint in DASHBOARD_ONLY and client.kind is not ClientKind.DASHBOARD:
            raise ProblemError(403, "dashboard_only", "Only the dashboard can do this.")
        g.client = client
        with self._seen_lock:
            self._seen[client.id] = self._deps.clock()

    def _find_client(self) -> Client | None:
        header = _BEARER.match(request.headers.get("Authorization", ""))
        if header is None:
            return None
        sent, now, found = digest(header[1]), self._deps.clock(), None
        for client in self._deps.clients.clients():
            if hmac.compare_digest(client.token_digest, sent) and client.valid(now):
                found = client
        return found

    def _paired_origins(self) -> set[str | None]:
        now = self._deps.clock()
        return {client.origin for client in self._deps.clients.clients() if client.valid(now)}

    def _check_query(self, endpoint: str) -> None:
        allowed = QUERY.get(endpoint, frozenset())
        if any(name not in allowed or len(request.args.getlist(name)) > 1 for name in request.args):
            raise ProblemError(400, "unknown_parameter", "This address does not take that parameter.")

    def _check_content(self) -> None:
        if request.method in _READING or request.method == "DELETE":
            return
        if request.mimetype != "application/json":
            raise ProblemError(415, "not_json", "Send JSON, with Content-Type: application/json.")


def _no_token() -> ProblemError:
    return ProblemError(401, "no_token", "This needs a valid token. Pair the extension, or run `afterview open`.")


def guard_of(app: Flask) -> Guard:
    """The guard of an app made by ``create_app``."""
    guard: Any = app.extensions["afterview_guard"]
    assert isinstance(guard, Guard)  # noqa: S101
    return guard
