"""A server that speaks the contract from a script: for states and faults that a real one shows only by luck."""

from __future__ import annotations

import datetime
import hashlib
import http.server
import json
import threading
import time
from typing import Any

from tests.support.dovecot import free_port

CODE = "K7PM-2QXD"
TOKEN = "a-token-of-the-tests-0123456789abcdef"


def process(name: str, **fields: Any) -> dict[str, Any]:
    """A process of the feed; everything not given is plain."""
    now = datetime.datetime.now(datetime.UTC)
    return {
        "id": name,
        "company": None,
        "role": None,
        "subject": "",
        "account_ids": ["main"],
        "people": [],
        "state": "waiting",
        "confidence": 0.95,
        "live": True,
        "since": now.isoformat(),
        "next_action_due": None,
        "also_due": [],
        "last_message": None,
        "advice": {"do": [], "dont": []},
        "reasons": [],
        "interviews": [],
        "promise": None,
        "deadline": None,
        "marks": [],
        "snoozed_until": None,
        "message_ids": [],
        "match": [],
        **fields,
    }


class ScriptedFeed:
    """Ping, pairing, feed with held requests, marks with undo and session codes, on ``port``.

    ``requests`` lists what came in; ``waiting`` and ``most_waiting`` count held requests, now and at most.
    ``deny`` and ``trouble`` make it refuse tokens or fail. ``stop`` and ``start`` take
    it away and bring it back on the same port.
    """

    def __init__(self, user: str) -> None:
        self.port = free_port()
        self.requests: list[tuple[str, str, Any]] = []
        self.deny = False
        self.trouble = False
        self.waiting = self.most_waiting = 0
        self._changed = threading.Condition()
        self._accounts = [{"id": "main", "user": user, "addresses": [user]}]
        self._processes: list[dict[str, Any]] = []
        self._version = 0
        self._server: http.server.ThreadingHTTPServer | None = None
        self.start()

    def start(self) -> None:
        """Listen (again)."""
        self._server = _Server(("127.0.0.1", self.port), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="feed", daemon=True).start()

    def stop(self) -> None:
        """Stop listening; whoever waits is let go."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
            with self._changed:
                self._changed.notify_all()

    def say(self, *processes: dict[str, Any]) -> None:
        """What the feed holds from now on."""
        with self._changed:
            self._processes = list(processes)
            self._version += 1
            self._changed.notify_all()

    def content(self) -> dict[str, Any]:
        """The feed."""
        now = datetime.datetime.now(datetime.UTC)
        return {
            "schema_version": 1,
            "now": now.isoformat(),
            "timezone": "Europe/Berlin",
            "valid_until": None,
            "accounts": self._accounts,
            "sync": [],
            "processes": self._processes,
        }

    def etag(self) -> str:
        """Of the content, without the time of day."""
        return '"' + hashlib.sha256(json.dumps([self._version, self._processes]).encode()).hexdigest()[:16] + '"'

    def hold(self, etag: str, seconds: float) -> None:
        """Wait until the content is another."""
        with self._changed:
            end = time.monotonic() + seconds
            self.waiting += 1
            self.most_waiting = max(self.most_waiting, self.waiting)
            while self.etag() == etag and self._server is not None and time.monotonic() < end:
                self._changed.wait(end - time.monotonic())
            self.waiting -= 1

    def mark(self, request: dict[str, Any]) -> dict[str, Any]:
        """Keep a mark on a process, and put the process where ``set_state`` and ``rejected`` say."""
        mark = {
            "id": f"m{len(self.requests):012x}",
            "what": request["what"],
            "at": datetime.datetime.now(datetime.UTC).isoformat(),
            "value": request.get("value", {}),
        }
        processes = json.loads(json.dumps(self._processes))
        for entry in processes:
            if entry["id"] == request.get("process"):
                entry["marks"].append(mark)
                if mark["what"] == "set_state":
                    entry.update(state=mark["value"]["state"], confidence=1.0)
                elif mark["what"] == "thanked":
                    entry.update(state="waiting", next_action_due=None)
        self.say(*processes)
        return mark

    def unmark(self, name: str) -> None:
        """Take a mark back."""
        processes = json.loads(json.dumps(self._processes))
        for entry in processes:
            if any(mark["id"] == name and mark["what"] == "thanked" for mark in entry["marks"]):
                entry["state"] = "thank_you_due"
            entry["marks"] = [mark for mark in entry["marks"] if mark["id"] != name]
        self.say(*processes)

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        feed = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status: int, body: Any = None, etag: str | None = None) -> None:
                if feed._server is None:
                    self.close_connection = True
                    return
                problem = status >= 400
                data = b"" if body is None else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/problem+json" if problem else "application/json")
                if etag:
                    self.send_header("ETag", etag)
                if status != 304:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def handle_it(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                path, _, query = self.path.removeprefix("/api/v1/").partition("?")
                feed.requests.append((self.command, path, body))
                if path == "ping":
                    return self.answer(200, {"name": "Afterview"})
                if path == "pair":
                    if body["code"].replace("-", "").upper() != CODE.replace("-", ""):
                        return self.answer(403, {"title": "Wrong code", "detail": "This code is not right."})
                    return self.answer(201, {"token": TOKEN})
                if feed.deny or self.headers.get("Authorization") != f"Bearer {TOKEN}":
                    return self.answer(401, {"title": "No token", "detail": "This needs a valid token."})
                if feed.trouble:
                    return self.answer(500, {"title": "Trouble", "detail": "The disk is full."})
                if path == "feed":
                    known = self.headers.get("If-None-Match")
                    if known and query.startswith("wait="):
                        feed.hold(known, float(query.removeprefix("wait=")))
                    if known == feed.etag():
                        return self.answer(304, etag=known)
                    return self.answer(200, feed.content(), feed.etag())
                if path == "marks":
                    return self.answer(201, {"mark": feed.mark(body), "process_id": body.get("process")})
                if path.startswith("marks/") and self.command == "DELETE":
                    feed.unmark(path.removeprefix("marks/"))
                    return self.answer(200, {"process_id": None})
                if path == "session-codes":
                    return self.answer(201, {"url": f"http://127.0.0.1:{feed.port}/#code=x"})
                return self.answer(404, {"title": "Not here", "detail": "There is no such address."})

            do_GET = do_POST = do_DELETE = handle_it  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in mid-answer is no fault."""
