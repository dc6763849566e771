"""The routes under ``/api/v1``, as ``openapi.yaml`` describes them. They translate; what is true is decided below."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from server.hiring.vocabulary import MarkId
from server.store.clients import Client
from server.web import bodies, pairing
from server.web.guard import Guard
from server.web.ports import Deps, FeedContent, Marked
from server.web.problem import ProblemError

PREFIX = "/api/v1"
STOPPED_EARLY = 0.25
"""A wait that ends so many seconds before its time without news ends because the server stops."""


def blueprint(deps: Deps, guard: Guard) -> Blueprint:
    """All routes of the API, bound to what they work on."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    _add_doors(api, deps, guard)
    _add_processes(api, deps, guard)
    return api


def _add_doors(api: Blueprint, deps: Deps, guard: Guard) -> None:
    """Who gets in: ping, pairing, sessions, clients."""

    @api.get("/ping")
    def ping() -> Response:
        response = _json({"name": "Afterview", "version": deps.version, "schema_version": 1})
        response.headers["Afterview"] = deps.version
        return response

    @api.post("/pair")
    def pair() -> Response:
        sent = bodies.body(bodies.PairBody)
        name = bodies.clean(sent.name, "name")
        try:
            made = pairing.pair(deps.clients, sent.code, name, request.headers.get("Origin"), deps.clock())
        except pairing.WrongCodeError:
            raise _wrong_code("Ask the dashboard for a new one, and type it within two minutes.") from None
        return _json({"token": made.token, "client": _client(made.client)}, 201)

    @api.post("/session")
    def session() -> Response:
        try:
            made = pairing.start_session(deps.clients, bodies.body(bodies.CodeBody).code, deps.clock())
        except pairing.WrongCodeError:
            raise _wrong_code("Open the page anew with `afterview open`.") from None
        return _json({"token": made.token, "client": _client(made.client)}, 201)

    @api.post("/session-codes")
    def make_session_code() -> Response:
        bodies.body(bodies.NothingBody)
        code = pairing.new_session_code(deps.clients, deps.clock())
        return _json({"url": pairing.page_address(deps.port, code)}, 201)

    @api.post("/pairing-codes")
    def make_pairing_code() -> Response:
        bodies.body(bodies.NothingBody)
        code = pairing.new_pairing_code(deps.clients, deps.clock())
        return _json({"code": code.text, "expires": code.expires}, 201)

    @api.get("/clients")
    def clients() -> Response:
        now, seen = deps.clock(), guard.last_seen()
        return _json({"clients": [_client(c, seen.get(c.id)) for c in deps.clients.clients() if c.valid(now)]})

    @api.delete("/clients/<client_id>")
    def revoke_client(client_id: str) -> Response:
        client = deps.clients.revoke_client(client_id, now=deps.clock())
        if client is None:
            raise ProblemError(404, "unknown", "There is no such client.")
        return _json({"client": _client(client)})


def _add_processes(api: Blueprint, deps: Deps, guard: Guard) -> None:
    """What there is to know and to say about hiring processes."""
    waiting = threading.BoundedSemaphore(deps.max_waiting)

    @api.get("/feed")
    def feed() -> Response:
        seconds = bodies.wait_seconds()
        content = deps.board.feed(deps.clock())
        if seconds and request.if_none_match.contains(content.etag) and waiting.acquire(blocking=False):
            try:
                content = _hold(deps, content, seconds)
            finally:
                waiting.release()
            guard.recheck()
        known = request.if_none_match.contains(content.etag)
        response = Response(status=304) if known else Response(content.body, mimetype="application/json")
        response.set_etag(content.etag)
        return response

    @api.get("/processes")
    def processes() -> Response:
        archive = bodies.wants_archive()
        return _json({"processes": deps.board.processes(deps.clock(), archive=archive)})

    @api.get("/processes/<process_id>")
    def process(process_id: str) -> Response:
        return _json(deps.board.process(bodies.process_id(process_id), deps.clock()))

    @api.post("/processes")
    def make_process() -> Response:
        sent = bodies.body(bodies.ProcessBody)
        role = bodies.clean(sent.role, "role") if sent.role is not None else None
        return _marked(deps.board.make(bodies.clean(sent.company, "company"), role, deps.clock()), 201)

    @api.post("/marks")
    def mark() -> Response:
        now = deps.clock()
        return _marked(deps.board.mark(bodies.mark_request(now), now), 201)

    @api.delete("/marks/<mark_id>")
    def undo_mark(mark_id: str) -> Response:
        return _marked(deps.board.undo(MarkId(mark_id), deps.clock()))

    @api.get("/sync")
    def sync() -> Response:
        return _json({"sync": deps.board.sync()})

    @api.post("/sync")
    def sync_now() -> Response:
        bodies.body(bodies.NothingBody)
        deps.board.sync_now()
        return _json({"sync": deps.board.sync()}, 202)


def _hold(deps: Deps, content: FeedContent, seconds: int) -> FeedContent:
    """Wait until the feed differs from ``content``, at most so long; the feed as it is then."""
    deadline, etag = time.monotonic() + seconds, content.etag
    while content.etag == etag and (left := deadline - time.monotonic()) > 0:
        if not deps.board.wait(etag, left):
            if deadline - time.monotonic() > STOPPED_EARLY:
                # "Nothing has changed" would let the client wait for a server that is gone.
                raise ProblemError(503, "stopping", "Afterview is stopping. Start it again with: afterview serve")
            break
        content = deps.board.feed(deps.clock())
    return content


def _wrong_code(advice: str) -> ProblemError:
    return ProblemError(403, "wrong_code", f"This code is not right or no longer valid. {advice}")


def _json(value: Mapping[str, Any], status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, mimetype="application/json")


def _marked(marked: Marked, status: int = 200) -> Response:
    mark = {"id": marked.mark, "what": marked.what, "at": marked.at, "value": marked.value, "undone": marked.undone}
    return _json({"mark": mark, "process_id": marked.process, "notes": marked.notes}, status)


def _client(client: Client, seen: datetime | None = None) -> dict[str, object]:
    return {
        "id": client.id,
        "kind": client.kind,
        "name": client.name,
        "origin": client.origin,
        "created": client.created,
        "expires": client.expires,
        "last_seen": seen or client.last_seen,
        "revoked": client.revoked,
    }
