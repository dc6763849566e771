"""What bad input gets, through the product: a clear sentence with what to do next, and the rest of the work goes on."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from tests.support.dovecot import certificate, free_port
from tests.support.fault_server import FaultServer, Script

NOW = "2026-06-15T12:00:00+02:00"
ME = "alex@home.example"
WISH = "we would like to invite you to an interview for the Test Engineer position. Which times suit you next week?"


def letter(name: str, *, drop: str = "", body: str | bytes = WISH, **fields: str) -> bytes:
    """An invitation from an employer of its own; ``drop`` names a field to leave out."""
    head = {
        "From": f"Kim Lee <kim@{name}.example>",
        "To": ME,
        "Subject": f"Interview for Test Engineer at {name.title()}",
        "Date": "Mon, 15 Jun 2026 10:00:00 +0200",
        "Message-ID": f"<invite@{name}.example>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{key}: {value}" for key, value in head.items() if key != drop]
    raw = body if isinstance(body, bytes) else body.encode()
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw + b"\r\n"


CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART:yesterday-ish\r\nRRULE:\x00FREQ=;;\r\nDTEND;TZID="
)
MIXED = (
    f'--x\r\nContent-Type: text/plain\r\n\r\n{WISH}\r\n--x\r\nContent-Type: text/calendar; method="REQUEST"\r\n\r\n'
    f"{CALENDAR}\r\n--x--"
)
BROKEN = (
    f"--wrong\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    f"{base64.b64encode(WISH.encode()).decode()[:-3]}"
)
BAD_MAILS: dict[str, bytes] = {
    "no Message-ID": letter("bravo", drop="Message-ID"),
    "no Date": letter("bravo", drop="Date", Received="from x by y; Mon, 15 Jun 2026 10:00:00 +0200"),
    "no From": letter("bravo", drop="From"),
    "broken MIME": letter("bravo", body=f"{WISH}\r\n{BROKEN}", Content_Type="multipart/mixed; boundary=never"),
    "a charset nobody knows": letter("bravo", Content_Type="text/plain; charset=klingon-7"),
    "50 MB": letter(
        "bravo", body=(WISH + "\r\n\r\n").encode() + b"lorem ipsum dolor sit amet consetetur\r\n" * 1_400_000
    ),
    "5,000 nested divs": letter(
        "bravo", body="<div>" * 5000 + WISH + "</div>" * 5000, Content_Type="text/html; charset=utf-8"
    ),
    "a broken calendar": letter("bravo", body=MIXED, Content_Type="multipart/mixed; boundary=x"),
}


def scan(*paths: Path) -> tuple[Result, Any]:
    shown = CliRunner().invoke(main, ["scan", *map(str, paths), "--me", ME, "--now", NOW, "--json"])
    return shown, json.loads(shown.stdout) if shown.exit_code == 0 else None


@pytest.mark.parametrize("name", BAD_MAILS)
def test_a_bad_mail_is_read_as_far_as_it_goes_beside_the_good_ones(name: str, tmp_path: Path) -> None:
    (tmp_path / "good.eml").write_bytes(letter("alpha"))
    (tmp_path / "bad.eml").write_bytes(BAD_MAILS[name])
    began = time.monotonic()
    shown, found = scan(tmp_path)
    assert time.monotonic() - began < 20
    assert shown.exit_code == 0, shown.stderr
    assert len(found["messages"]) == 2, "nothing is lost"
    states = sorted(process["state"] for process in found["processes"])
    assert [process["live"] for process in found["processes"]] == [True, True]
    assert states == ["reply_due", "reply_due"], "the invitation in it is understood all the same"


@pytest.mark.parametrize(
    ("name", "source"),
    [("noise.eml", b"\x00\x01\x02" * 500), ("empty.eml", b""), ("loop.eml", None), ("notes.mbox", b"dear diary\n")],
)
def test_a_file_that_is_no_mail_is_named_and_the_rest_is_read(name: str, source: bytes | None, tmp_path: Path) -> None:
    (tmp_path / "good.eml").write_bytes(letter("alpha"))
    bad = tmp_path / name
    if source is None:
        bad.symlink_to(bad)  # a file that nobody can open, root included
    else:
        bad.write_bytes(source)
    shown, found = scan(tmp_path)
    assert [process["state"] for process in found["processes"]] == ["reply_due"]
    assert re.search(rf"left out: .*{name}.*\.\n", shown.stderr)


@pytest.mark.parametrize(("name", "says"), [("loop.eml", "Check the path and its permissions"), ("a.txt", "Give an")])
def test_a_path_that_gives_nothing_ends_with_a_sentence(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "loop.eml").symlink_to(tmp_path / "loop.eml")
    (tmp_path / "a.txt").write_text("dear diary")
    shown, _ = scan(tmp_path / name)
    assert shown.exit_code == 2
    assert says in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_full_disk_below_the_output(tmp_path: Path) -> None:
    (tmp_path / "good.eml").write_bytes(letter("alpha"))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "server", "scan", str(tmp_path), "--me", ME, "--now", NOW, "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == (
        "afterview: The output could not be written: no space left on device. Free some space, then try again.\n"
    )


# Adding an account: the sign-in is tried before anything is saved.


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFTERVIEW_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def add(home: Path, host: str, port: int, *more: str) -> str:
    """What adding this account says; it must fail with a sentence and save nothing."""
    arguments = ["account", "add", "--host", host, "--port", str(port), "--user", ME, "--password-command", "printf x"]
    shown = CliRunner().invoke(main, [*arguments, *more])
    assert shown.exit_code == 2, shown.output
    assert "Traceback" not in shown.stderr
    assert not (home / "config.toml").exists()
    return shown.stderr


def refuse(talk: Any) -> bool | None:
    if not talk.command.startswith(("LOGIN", "AUTHENTICATE")):
        return None
    talk.send("TAG NO [AUTHENTICATIONFAILED] Invalid credentials")
    return True


def test_a_wrong_password(home: Path) -> None:
    with FaultServer(script=refuse) as server:
        said = add(home, "127.0.0.1", server.port, "--plain-text")
        assert "refused the sign-in" in said
        assert "app password" in said
        assert len(server.said("LOGIN") + server.said("AUTHENTICATE")) == 1, "a wrong password is tried once"


def test_an_unknown_host(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    said = add(home, "imap.nowhere.example", 993)
    assert "'imap.nowhere.example' cannot be found. Check its name" in said


def test_a_refused_connection(home: Path) -> None:
    said = add(home, "127.0.0.1", free_port(), "--plain-text")
    assert "could not be reached" in said
    assert "Check the port" in said


def test_a_bad_certificate(home: Path, tmp_path: Path) -> None:
    made = certificate(tmp_path / "tls", ("localhost",), days=2)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.cert, made.key)
    with FaultServer(tls=context) as server:
        said = add(home, "localhost", server.port)
        assert "certificate of localhost is not trusted" in said
        assert "Nothing was sent to it" in said
        assert server.commands == []


# A server as the user starts it.


def serving(home: Path, *accounts: tuple[str, int]) -> tuple[subprocess.Popen[bytes], int]:
    """``afterview serve`` with these plain-text accounts on this computer, and its port."""
    home.mkdir(mode=0o700, exist_ok=True)
    secret = home / "secret"
    secret.touch(0o600)
    secret.write_text("x\n")
    port = free_port()
    lines = [f"port = {port}", 'timezone = "Europe/Berlin"']
    for name, where in accounts:
        lines += ["[[account]]", f'id = "{name}"', 'host = "127.0.0.1"', f"port = {where}", "tls = false"]
        lines += [f'user = "{ME}"', f'addresses = ["{ME}"]', f'password_file = "{secret}"']
    (home / "config.toml").write_text("\n".join(lines) + "\n")
    with (home / "said").open("w") as said:
        started = subprocess.Popen(
            [sys.executable, "-m", "server", "serve"],
            env={**os.environ, "AFTERVIEW_HOME": str(home)},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    return started, port


@contextlib.contextmanager
def served(home: Path, *accounts: tuple[str, int]) -> Iterator[int]:
    """The same for a while; it answers when this begins, and is gone when this ends."""
    started, port = serving(home, *accounts)
    try:
        deadline = time.monotonic() + 20
        while "listens on" not in (home / "said").read_text():
            assert started.poll() is None, (home / "said").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield port
    finally:
        started.send_signal(signal.SIGINT)
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def ask(port: int, path: str, **headers: str) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    try:
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def test_calls_that_nobody_allowed_get_a_reason_and_the_server_goes_on(home: Path) -> None:
    with served(home) as port:
        own = f"127.0.0.1:{port}"
        for headers, status in (
            ({}, 401),
            ({"Authorization": "Bearer made-up"}, 401),
            ({"Host": f"evil.example:{port}"}, 403),
            ({"Host": own, "Origin": "https://evil.example"}, 403),
            ({"Host": own, "Sec_Fetch_Site": "cross-site"}, 403),
        ):
            got, told = ask(port, "/api/v1/feed", **headers)
            assert got == status, headers
            assert str(told["detail"]).endswith("."), "a sentence"
            assert "processes" not in told
        assert ask(port, "/api/v1/ping")[0] == 200


def test_a_port_in_use_and_a_second_server(home: Path) -> None:
    with served(home):
        again = CliRunner().invoke(main, ["serve"])
        assert again.exit_code == 2
        assert "already" in again.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        (home / "config.toml").write_text(f"port = {taken.getsockname()[1]}\n")
        refused = CliRunner().invoke(main, ["serve"])
        assert refused.exit_code == 2
        assert str(taken.getsockname()[1]) in refused.stderr
        assert "port" in refused.stderr


def test_one_mailbox_out_of_order_does_not_keep_the_other_from_being_read(home: Path) -> None:
    """One account refuses the password, one cannot be reached, the third holds an invitation and a heap of noise."""
    noise = {1: b"\x00\x01\x02" * 100, 2: BAD_MAILS["no Message-ID"], 3: BAD_MAILS["broken MIME"]}
    good: Script = lambda talk: None  # noqa: E731
    with (
        FaultServer(messages={**noise, 4: letter("alpha")}, script=good) as well,
        FaultServer(script=refuse) as locked,
        served(home, ("locked", locked.port), ("gone", free_port()), ("well", well.port)),
    ):
        deadline = time.monotonic() + 60
        companies: set[str | None] = set()
        while time.monotonic() < deadline and "Alpha" not in companies:
            feed = json.loads(CliRunner().invoke(main, ["feed", "--json"]).stdout)
            companies = {process["company"] for process in feed["processes"]}
            time.sleep(0.2)
        assert {"Alpha", "Bravo"} <= companies
        shown = CliRunner().invoke(main, ["doctor"])
        assert "refused the sign-in" in shown.output
        assert "could not be reached" in shown.output
        assert len(locked.said("LOGIN") + locked.said("AUTHENTICATE")) <= 2, "once by the server, once by doctor"
