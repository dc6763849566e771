"""Bytes to and from an IMAP server: the transport under imapclient, with time-outs, caps and a gate on what is sent.

imaplib's own transport loses data after a read time-out, breaks when a line comes in two packets during IDLE, and
fails on lines over 1 MB (measured, imapclient 4.1.0). This one buffers for itself, so that waiting for data and
reading a line are two things.
"""

from __future__ import annotations

import contextlib
import imaplib
import ipaddress
import re
import select
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from server.mailbox import allowed
from server.mailbox.errors import (
    BadCertificate,
    ConnectionRefused,
    NotTls,
    PlainTextRefused,
    TimedOut,
    UnknownHost,
    UnreadableFile,
)

MAX_LINE = 16 << 20
"""Longest line accepted, in octets: a SEARCH reply for two million messages fits."""
MAX_LITERAL = 1 << 30
"""Longest literal accepted, in octets."""
_USUAL = 1 << 18
"""Octets of a literal up to which a FETCH row is taken whole."""
_READ = 1 << 14
"""Octets read at once: TLS has no more in a record (RFC 8446 section 5.1)."""
_ROW = re.compile(rb"\* ([0-9]{1,10} FETCH \([^\r\n{}]{1,400} \{([0-9]{1,7})\})\r\n")
_ROW_END = b")\r\n"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a connection, and for the next octets on one."""

    connect: float = 20.0
    read: float = 60.0


class WireFault(Exception):  # noqa: N818 -- as in errors.py
    """What came over the connection cannot be IMAP: a line or literal beyond all bounds."""


class Wire(imaplib.IMAP4):
    """imaplib's connection on a transport of our own: buffered here, gated by the list of reading commands.

    ``log`` is called with every command line sent, tag and secrets left out.
    """

    def __init__(
        self,
        host: str,
        port: int,
        context: ssl.SSLContext | None,
        timeouts: Timeouts,
        log: Callable[[str], None] | None,
    ) -> None:
        self._context = context
        self._timeouts = timeouts
        self._log_command = log
        self._buffer = bytearray()
        self._signing_in = False
        self._owed: list[bytes] = []
        super().__init__(host, port)

    def open(self, host: str = "", port: int = 993, timeout: float | None = None) -> None:
        """Connect, over TLS unless no context was given."""
        del timeout
        self.host, self.port = host, port
        self.sock = connect(host, port, self._context, self._timeouts)

    def readline(self) -> bytes:
        """One line with its line end; an empty value where the server closed the connection."""
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            if start > MAX_LINE:
                raise WireFault("a line without end")
            if not self._receive():
                return b""
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        return line

    def read(self, size: int) -> bytes:
        """Exactly ``size`` octets."""
        return self.read_up_to(size, size)

    def read_up_to(self, size: int, keep: int) -> bytes:
        """Take ``size`` octets off the connection and return the first ``keep`` of them."""
        if size > MAX_LITERAL:
            raise WireFault("a literal beyond all bounds")
        kept = bytearray()
        left = size
        while left:
            if not self._buffer and not self._receive():
                raise self.abort("socket error: EOF")
            part = self._buffer[:left]
            del self._buffer[: len(part)]
            left -= len(part)
            if len(kept) < keep:
                kept += part[: keep - len(kept)]
        return bytes(kept)

    def row(self, keep: int) -> list[bytes] | None:
        """The next response, without its ``*``, where that is a usual FETCH row with one literal: three parts at once.

        None for all else, which is then still to be read.
        """
        while b"\n" not in self._buffer:
            if len(self._buffer) > MAX_LINE or not self._receive():
                return None
        found = _ROW.match(self._buffer)
        size = int(found[2]) if found is not None else MAX_LITERAL
        if found is None or size > _USUAL:
            return None
        line, start = found[1], found.end()
        end = start + size
        while len(self._buffer) < end + len(_ROW_END):
            if not self._receive():
                return None
        if self._buffer[end : end + len(_ROW_END)] != _ROW_END:
            return None
        body = bytes(self._buffer[start : min(end, start + keep)])
        del self._buffer[: end + len(_ROW_END)]
        return [line, body, b")"]

    def send(self, data: Any) -> None:
        """Send one command, if it is on the list of those that only read; or the answer to a sign-in challenge.

        Of a command with literals the part before the first one; ``owes`` and ``go_on`` are for the rest.
        """
        line = bytes(data)
        self._owed = []
        if not (self._signing_in or line in (b"DONE\r\n",)):
            _, _, command = line.removesuffix(b"\r\n").partition(b" ")
            allowed.check(command)
            if self._log_command is not None:
                self._log_command(allowed.loggable(command))
            self._signing_in = command.startswith(b"AUTHENTICATE ")
            first, *self._owed = allowed.pieces(command)
            if self._owed:
                line = line[: len(line) - len(b" " + command + b"\r\n")] + b" " + first
                self._owed[-1] += b"\r\n"
        elif line == b"DONE\r\n" and self._log_command is not None:
            self._log_command("DONE")
        self.sock.sendall(line)

    def owes(self) -> bool:
        """Whether a part of the last command was not sent yet."""
        return bool(self._owed)

    def go_on(self) -> None:
        """Send the next part of the last command: the server has asked for it."""
        self.sock.sendall(self._owed.pop(0))

    def signed_in(self) -> None:
        """The sign-in dialogue is over: from here on only whole commands are sent."""
        self._signing_in = False

    def wait(self, seconds: float, wake: socket.socket | None = None) -> bool:
        """Wait until something can be read here, or ``wake`` becomes readable; whether something can be read here."""
        if b"\n" in self._buffer or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return True
        others = [] if wake is None else [wake]
        readable, _, _ = select.select([self.sock, *others], [], [], max(0.0, seconds))
        return self.sock in readable

    def shutdown(self) -> None:
        """Close the connection at once; another thread that reads from it gets an error."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def _receive(self) -> bool:
        data = self.sock.recv(_READ)
        self._buffer += data
        return bool(data)


class Client(IMAPClient):  # type: ignore[misc]  # imapclient is not typed
    """imapclient on our transport."""

    def __init__(
        self,
        host: str,
        port: int,
        context: ssl.SSLContext | None,
        timeouts: Timeouts,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self._make = (host, port, context, timeouts, log)
        super().__init__(host, port, ssl=context is not None, ssl_context=context, timeout=timeouts.read)
        self.wire.debug = 0  # imapclient asks for 5, which formats every line for a log that nobody keeps

    def _create_IMAP4(self) -> Any:  # noqa: N802 -- imapclient's name
        return Wire(*self._make)

    @property
    def wire(self) -> Wire:
        """The transport."""
        wire: Wire = self._imap
        return wire


def connect(host: str, port: int, context: ssl.SSLContext | None, timeouts: Timeouts) -> socket.socket:
    """A connected socket: verified TLS, or plain text where every address of the host is this computer's own."""
    addresses = _resolve(host, port, timeouts)
    if context is None and not all(ipaddress.ip_address(str(a[1][0]).partition("%")[0]).is_loopback for a in addresses):
        raise PlainTextRefused(host)
    plain = _connect_any(host, port, addresses, timeouts)
    plain.settimeout(timeouts.read)
    if context is None:
        return plain
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except ssl.SSLCertVerificationError as fault:
        plain.close()
        raise BadCertificate(host, _certificate_words(fault, host)) from fault
    except TimeoutError as fault:
        plain.close()
        raise TimedOut(host, timeouts.read) from fault
    except (ssl.SSLError, OSError) as fault:
        plain.close()
        raise NotTls(host, port) from fault


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """A context that verifies chain and name; ``ca_file`` is trusted beside the system's authorities."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=str(ca_file))
        except (OSError, ssl.SSLError) as fault:
            raise UnreadableFile(str(ca_file), "it is no readable file of certificates (PEM)") from fault
    return context


def _resolve(host: str, port: int, timeouts: Timeouts) -> list[tuple[socket.AddressFamily, Any]]:
    """The addresses of a host; the system's resolver knows no time-out, so it runs beside us."""
    found: list[tuple[socket.AddressFamily, Any]] = []
    faults: list[Exception] = []

    def ask() -> None:
        try:
            found.extend((item[0], item[4]) for item in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as fault:
            faults.append(fault)

    thread = threading.Thread(target=ask, name="resolve", daemon=True)
    thread.start()
    thread.join(timeouts.connect)
    if faults or not found:
        raise UnknownHost(host) from (faults[0] if faults else None)
    return list(found)


def _connect_any(
    host: str, port: int, addresses: list[tuple[socket.AddressFamily, Any]], timeouts: Timeouts
) -> socket.socket:
    last: OSError | None = None
    for family, address in addresses:
        made = socket.socket(family, socket.SOCK_STREAM)
        made.settimeout(timeouts.connect)
        try:
            made.connect(address)
        except OSError as fault:
            made.close()
            last = fault
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            return made
    if isinstance(last, TimeoutError):
        raise TimedOut(host, timeouts.connect) from last
    if isinstance(last, ConnectionRefusedError):
        raise ConnectionRefused(host, port) from last
    raise ConnectionRefused(host, port, (last.strerror or "no way there").lower() if last else "no way there") from last


def _certificate_words(fault: ssl.SSLCertVerificationError, host: str) -> str:
    words = (fault.verify_message or str(fault)).lower()
    if "hostname mismatch" in words or "ip address mismatch" in words:
        return f"it was made out to another name than {host}"
    if "expired" in words:
        return "it has expired (or this computer's clock is wrong)"
    if "not yet valid" in words:
        return "it is not valid yet (or this computer's clock is wrong)"
    if "self-signed" in words or "self signed" in words:
        return "it is self-signed: nobody this computer knows vouches for it"
    if "unable to get local issuer" in words:
        return "nobody this computer knows vouches for it"
    return words
