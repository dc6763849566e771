"""Connecting: each thing that can stand in the way has its own clear sentence, and a bad certificate fails closed."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from server.config import Account, PasswordSource
from server.mailbox import errors
from server.mailbox.check import test_account as try_account
from server.mailbox.wire import Timeouts
from tests.support.dovecot import Certificate, certificate, free_port
from tests.support.fault_server import FaultServer

FAST = Timeouts(connect=1.0, read=0.5)


def account(tmp_path: Path, **changes: object) -> Account:
    values: dict[str, object] = {"id": "a", "host": "localhost", "port": 993, "user": "ana", "addresses": ()}
    return Account(**(values | changes))


def fault(tried: Account) -> errors.MailboxError:
    report = try_account(tried, secret="secret", timeouts=FAST)
    assert report.error is not None
    assert not report.ok
    assert str(report.error)[-1] == "."
    return report.error


def server_context(made: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.cert, made.key)
    return context


def test_an_unknown_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    found = fault(account(tmp_path, host="imap.nowhere.example"))
    assert isinstance(found, errors.UnknownHost)
    assert "cannot be found" in str(found)


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "..", "exa mple"])
def test_a_name_that_cannot_be_one(tmp_path: Path, host: str) -> None:
    assert isinstance(fault(account(tmp_path, host=host)), errors.UnknownHost)


def test_a_refused_connection(tmp_path: Path) -> None:
    found = fault(account(tmp_path, port=free_port()))
    assert isinstance(found, errors.ConnectionRefused)
    assert "usually 993" in str(found)


def test_a_server_that_says_nothing(tmp_path: Path) -> None:
    with FaultServer(greeting=None) as server:
        found = fault(account(tmp_path, host="127.0.0.1", port=server.port, tls=False))
        assert isinstance(found, errors.TimedOut)
        assert "0.5 seconds" in str(found)


def test_plain_text_to_another_computer_is_refused_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected: list[object] = []
    elsewhere = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 143))]
    here = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 143))
    monkeypatch.setattr(socket.socket, "connect", lambda *args: connected.append(args))
    for addresses in (elsewhere, [here, *elsewhere]):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, found=addresses, **kwargs: found)
        assert isinstance(fault(account(tmp_path, host="mail.example.com", tls=False)), errors.PlainTextRefused)
    assert connected == []


def test_plain_text_on_a_tls_port(tmp_path: Path) -> None:
    with FaultServer() as server:
        assert isinstance(fault(account(tmp_path, port=server.port)), errors.NotTls)
        assert not server.said("LOGIN")


@pytest.mark.parametrize(
    ("names", "days", "trusted", "words"),
    [
        (("localhost",), 2, False, "vouches for it"),
        (("other.example",), 2, True, "made out to another name than localhost"),
        (("localhost",), -1, True, "has expired"),
    ],
)
def test_a_bad_certificate_fails_closed_and_says_why(
    tmp_path: Path, names: tuple[str, ...], days: int, trusted: bool, words: str
) -> None:
    made = certificate(tmp_path / "tls", names, days=days)
    with FaultServer(tls=server_context(made)) as server:
        found = fault(account(tmp_path, port=server.port, ca_file=made.ca if trusted else None))
        assert isinstance(found, errors.BadCertificate)
        assert words in str(found)
        assert "Nothing was sent" in str(found)
        assert server.commands == []


def test_a_good_certificate_passes(tmp_path: Path) -> None:
    made = certificate(tmp_path / "tls")
    with FaultServer(tls=server_context(made)) as server:
        report = try_account(account(tmp_path, port=server.port, ca_file=made.ca), secret="x", timeouts=FAST)
        assert report.ok, report.error


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_file_that_is_none(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    assert isinstance(fault(account(tmp_path, ca_file=path)), errors.UnreadableFile)


@pytest.mark.parametrize(
    ("greeting", "kind"),
    [
        ("220 smtp.example.com ESMTP", errors.NotImap),
        ("+OK POP3 ready", errors.NotImap),
        ("SSH-2.0-OpenSSH_9", errors.NotImap),
        ("* BYE Too many connections from your address", errors.TooManyConnections),
        ("* BYE down for maintenance", errors.Throttled),
    ],
)
def test_what_is_no_imap_server_and_what_is_too_busy(
    tmp_path: Path, greeting: str, kind: type[errors.MailboxError]
) -> None:
    with FaultServer(greeting=greeting) as server:
        assert type(fault(account(tmp_path, host="127.0.0.1", port=server.port, tls=False))) is kind
        assert not server.said("LOGIN")


def test_no_password_to_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = account(tmp_path, password_source=PasswordSource.FILE, password_value=str(tmp_path / "none"))
    report = try_account(tried, timeouts=FAST)
    assert isinstance(report.error, errors.NoPassword)


def test_sign_in_by_password_switched_off(tmp_path: Path) -> None:
    able = "IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2"
    with FaultServer(capabilities=able, greeting=f"* OK [CAPABILITY {able}] hi") as server:
        found = fault(account(tmp_path, host="127.0.0.1", port=server.port, tls=False))
        assert isinstance(found, errors.SignInDisabled)
        assert not server.said("LOGIN")


def test_every_fault_is_a_sentence_of_its_own(tmp_path: Path) -> None:
    make: list[Callable[[], errors.MailboxError]] = [
        lambda: errors.UnknownHost("h"),
        lambda: errors.ConnectionRefused("h", 1),
        lambda: errors.PlainTextRefused("h"),
        lambda: errors.BadCertificate("h", "w"),
        lambda: errors.NotTls("h", 1),
        lambda: errors.NotImap("h", 1),
        lambda: errors.TimedOut("h", 1),
        lambda: errors.ConnectionLost("h"),
        lambda: errors.ProtocolFault("h", "w"),
        lambda: errors.WrongPassword("u", "h"),
        lambda: errors.TooManyConnections("h"),
        lambda: errors.Throttled("h", "s"),
        lambda: errors.NotConnected("h"),
        lambda: errors.SignInDisabled("h"),
        lambda: errors.UnsafeClient("h"),
        lambda: errors.NotAMailbox("p"),
    ]
    sentences = [str(one()) for one in make]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.endswith(".") and len(sentence) > 30 for sentence in sentences)
