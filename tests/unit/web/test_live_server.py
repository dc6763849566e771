"""The real server on a real socket, called with bytes that no browser and no test client would send unchanged."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server.web.ports import FeedContent
from server.web.serving import ServingError, WebServer
from tests.support.dovecot import free_port

CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2
KNOWN = "p0123456789ab"


@dataclass
class Live:
    house: Any
    server: WebServer
    thread: threading.Thread

    @property
    def port(self) -> int:
        return int(self.house.port)

    def raw(self, text: str, *, end: bool = True) -> tuple[int, str]:
        """Send these octets, and say at once that no more will come; the status and the whole answer."""
        with socket.create_connection(("127.0.0.1", self.port), 40) as connection:
            connection.sendall(text.replace("\n", "\r\n").encode("latin-1"))
            if end:
                connection.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")
        return (int(answer.split(" ", 2)[1]) if answer.startswith("HTTP/") else 0), answer


@pytest.fixture
def live(make_house: Callable[..., Any]) -> Iterator[Live]:
    house = make_house(port=free_port(), max_waiting=8)
    server = WebServer(house.app, house.port)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield Live(house, server, thread)
    house.board.stopping.set()
    server.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_it_listens_on_loopback_only(live: Live) -> None:
    rows = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    listening = [row.split()[1] for row in rows if row.split()[3] == "0A"]
    assert [entry for entry in listening if entry.endswith(f":{live.port:04X}")] == [f"0100007F:{live.port:04X}"]


@pytest.mark.parametrize("path", ["/", "/api/v1/ping", "/api/v1/feed", "/static/session.js"])
def test_dns_rebinding_gets_nowhere(live: Live, path: str) -> None:
    token = live.house.session()
    for host in (
        "evil.example",
        f"evil.example:{live.port}",
        "127.0.0.1",
        f"127.0.0.1:{live.port + 1}",
        "127.0.0.1:80",
    ):
        status, answer = live.raw(f"GET {path} HTTP/1.1\nHost: {host}\nAuthorization: Bearer {token}\n\n")
        assert status == 403, host
        assert "Example" not in answer
    status, _ = live.raw(f"GET {path} HTTP/1.1\nHost: 127.0.0.1:{live.port}\nAuthorization: Bearer {token}\n\n")
    assert status == 200


def test_odd_ways_to_name_a_host_get_nowhere(live: Live) -> None:
    own, token = f"127.0.0.1:{live.port}", live.house.session()
    bearer = f"Authorization: Bearer {token}\n"
    for request in (
        f"GET /api/v1/feed HTTP/1.0\n{bearer}\n",
        f"GET /api/v1/feed HTTP/1.1\n{bearer}\n",
        f"GET /api/v1/feed HTTP/1.1\nHost: {own}\nHost: evil.example\n{bearer}\n",
        f"GET /api/v1/feed HTTP/1.1\nHost: evil.example\nHost: {own}\n{bearer}\n",
        f"GET http://{own}/api/v1/feed HTTP/1.1\nHost: evil.example\n{bearer}\n",
        f"GET /api/v1/feed HTTP/1.1\nHost: {own} evil.example\n{bearer}\n",
        f"GET /api/v1/feed HTTP/1.1\nHost: evil.example\nX-Forwarded-Host: {own}\n{bearer}\n",
        f"GET /api/v1/feed HTTP/1.1\nHost:\n{bearer}\n",
        f"GET /api/v1/feed HTTP/1.1\nHost: {own}/\n{bearer}\n",
    ):
        status, answer = live.raw(request)
        assert status in {400, 403}, request
        assert "Example" not in answer


@pytest.mark.parametrize(
    "path",
    [
        "//api/v1/feed",
        "///api/v1/feed",
        "/%61pi/v1/feed",
        "/api/v1/%66eed",
        "/api//v1/feed",
        "/api/v1/feed/",
        "/API/v1/feed",
        "/api/v1/../v1/feed",
        "/static/../api/v1/feed",
        "/static/%2e%2e/api/v1/feed",
        "/static/..%2fapi/v1/feed",
        "/api%2fv1%2ffeed",
        "/api/v1/ping/../feed",
        "/api/v1/feed?/ping",
        "/api/v1/feed#/ping",
        "/api/v1/feed;/ping",
        "/api/v1/feed%3f",
        "/%2561pi/v1/feed",
        "http://127.0.0.1/api/v1/feed",
        "/static/../../guard.py",
        "/static/%2e%2e/%2e%2e/guard.py",
        "/static/..%5c..%5cguard.py",
        "*",
    ],
)
def test_no_spelling_of_a_path_slips_past(live: Live, path: str) -> None:
    status, answer = live.raw(f"GET {path} HTTP/1.1\nHost: 127.0.0.1:{live.port}\n\n")
    assert status in {400, 401, 404}, path
    assert "Example" not in answer
    assert "class Guard" not in answer


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override: DELETE", "X-Original-URL: /api/v1/feed", "Cookie: token=x"]
)
def test_headers_that_some_servers_obey_do_nothing(live: Live, header: str) -> None:
    status, answer = live.raw(f"GET /api/v1/ping HTTP/1.1\nHost: 127.0.0.1:{live.port}\n{header}\n\n")
    assert status == 200
    assert json.loads(answer.partition("\r\n\r\n")[2])["name"] == "Afterview"


def test_a_second_request_smuggled_behind_the_first_is_judged_by_itself(live: Live) -> None:
    own = f"Host: 127.0.0.1:{live.port}"
    before = live.house.dump()
    smuggled = f"POST /api/v1/marks HTTP/1.1\n{own}\nContent-Type: application/json\nContent-Length: 2\n\n{{}}"
    for first in (
        f"GET /api/v1/ping HTTP/1.1\n{own}\n\n",
        f"GET /api/v1/ping HTTP/1.1\n{own}\nContent-Length: 0\nTransfer-Encoding: chunked\n\n0\n\n",
        f"GET /api/v1/ping HTTP/1.1\n{own}\nContent-Length: 5\nContent-Length: 0\n\n",
    ):
        _, answer = live.raw(first + smuggled)
        assert " 201 " not in answer
        assert "Example" not in answer
    assert live.house.dump() == before


def test_a_huge_body_is_refused(live: Live) -> None:
    token = live.house.session()
    head = f"POST /api/v1/marks HTTP/1.1\nHost: 127.0.0.1:{live.port}\nAuthorization: Bearer {token}\n"
    status, _ = live.raw(f"{head}Content-Type: application/json\nContent-Length: 99999999999\n\n{{")
    assert status == 413
    chunked = f"{head}Content-Type: application/json\nTransfer-Encoding: chunked\n\n11170\n" + "x" * 70_000 + "\n0\n\n"
    status, answer = live.raw(chunked)
    assert status == 413
    assert "application/problem+json" in answer


def test_ping_answers_while_as_many_as_may_wait_do(live: Live) -> None:
    token = live.house.session()
    own = f"Host: 127.0.0.1:{live.port}\nAuthorization: Bearer {token}\nConnection: close\n"
    _, answer = live.raw(f"GET /api/v1/feed HTTP/1.1\n{own}\n")
    etag = re.findall(r'(?i)^etag: ("\w+")', answer, re.MULTILINE)[0]
    waiters = [
        threading.Thread(
            target=live.raw,
            args=(f"GET /api/v1/feed?wait=30 HTTP/1.1\n{own}If-None-Match: {etag}\n\n",),
            kwargs={"end": False},
        )
        for _ in range(20)
    ]
    for waiter in waiters:
        waiter.start()
    time.sleep(0.5)
    assert sum(waiter.is_alive() for waiter in waiters) == 8
    began = time.monotonic()
    for _ in range(20):
        assert live.raw(f"GET /api/v1/ping HTTP/1.1\n{own}\n")[0] == 200
    assert time.monotonic() - began < 5
    live.house.board.stopping.set()
    for waiter in waiters:
        waiter.join(5)
        assert not waiter.is_alive()


def test_nothing_private_is_logged(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = live.house.pair()
    sent = json.dumps({"process": KNOWN, "what": "track", "value": {"company": "Secret Company"}})
    live.raw(
        f"POST /api/v1/marks HTTP/1.1\nHost: 127.0.0.1:{live.port}\nAuthorization: Bearer {token}\n"
        f"Content-Type: application/json\nContent-Length: {len(sent)}\n\n{sent}"
    )
    live.raw(f"GET /api/v1/feed?token={token} HTTP/1.1\nHost: 127.0.0.1:{live.port}\n\n")
    live.raw(f"GET /?code={token} HTTP/1.1\nHost: evil.example\n\n")
    assert live.house.store.marks()[0].value == {"company": "Secret Company"}
    for secret in (token, "Secret Company", "kim@example.com"):
        assert secret not in caplog.text


def test_a_port_in_use_is_said_so(live: Live) -> None:
    with pytest.raises(ServingError, match=f"Port {live.port} is already in use"):
        WebServer(live.house.app, live.port)


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_number_that_is_no_port_is_said_so(house: Any, port: int) -> None:
    with pytest.raises(ServingError, match=r"[Pp]ort"):
        WebServer(house.app, port)


def test_it_stops_while_somebody_is_connected(make_house: Callable[..., Any]) -> None:
    house = make_house(port=free_port())
    server = WebServer(house.app, house.port)
    thread = threading.Thread(target=server.run)
    thread.start()
    with socket.create_connection(("127.0.0.1", house.port), 5) as idle:
        idle.sendall(b"GET / HT")
        time.sleep(0.1)
        began = time.monotonic()
        server.stop()
        thread.join(10)
        assert not thread.is_alive()
        assert time.monotonic() - began < 5
    again = WebServer(house.app, house.port)
    thread = threading.Thread(target=again.run)
    thread.start()
    again.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_when_clients_last_called_is_written_down_at_the_end(make_house: Callable[..., Any]) -> None:
    house = make_house(port=free_port())
    server = WebServer(house.app, house.port)
    thread = threading.Thread(target=server.run)
    thread.start()
    live = Live(house, server, thread)
    token = house.pair()
    live.raw(f"GET /api/v1/feed HTTP/1.1\nHost: 127.0.0.1:{live.port}\nAuthorization: Bearer {token}\n\n")
    assert [client.last_seen for client in house.store.clients()] == [None]
    server.stop()
    thread.join(10)
    assert [client.last_seen for client in house.store.clients()] == [house.clock()]


def test_a_large_answer_is_not_spilled_to_a_file(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    body = b'{"processes": [' + b" " * 4_000_000 + b"]}"
    monkeypatch.setattr(live.house.board, "feed", lambda now: FeedContent(body, "x"))
    files: list[object] = []
    monkeypatch.setattr("tempfile.TemporaryFile", lambda *a, **k: files.append(a))
    token = live.house.session()
    own = f"Host: 127.0.0.1:{live.port}\nAuthorization: Bearer {token}\nConnection: close\n"
    status, answer = live.raw(f"GET /api/v1/feed HTTP/1.1\n{own}\n", end=False)
    assert status == 200
    assert len(answer) > len(body)
    assert files == []
