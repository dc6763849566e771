"""One connection to one account's server: reads only, always with a time-out, every fault a sentence.

imapclient connects and signs in; LIST, EXAMINE, STATUS, SEARCH, FETCH and IDLE are read here from the same connection,
because imapclient loses rows, guesses UIDs or spins on answers that real servers give (measured, 4.1.0). After a
fault the connection is closed and every further call raises ``ConnectionLost``: half-read answers cannot be resumed.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
import socket
from collections.abc import Callable, Collection, Iterator, Sequence

from imapclient.exceptions import IMAPClientError, LoginError

from server import __version__
from server.config import Account
from server.mailbox import replies
from server.mailbox.errors import (
    CommandRefused,
    ConnectionLost,
    FolderUnusable,
    MailboxError,
    NotConnected,
    NotImap,
    ProtocolFault,
    SignInDisabled,
    Throttled,
    TimedOut,
    UnsafeClient,
    UnsafeText,
)
from server.mailbox.refusals import clean, patience, refuse_control, sign_in_fault
from server.mailbox.replies import Examined, FetchRow, Listed, Reply
from server.mailbox.wire import Client, Timeouts, WireFault, tls_context

logging.getLogger("imapclient").setLevel(logging.WARNING)  # at DEBUG it prints what it sends, passwords too

_MAX_UNTAGGED = 400_000


class Session:
    """A signed-in connection. ``log`` is called with each command line sent (secrets left out)."""

    def __init__(
        self,
        account: Account,
        password: str,
        *,
        timeouts: Timeouts | None = None,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self.account = account
        self.host = account.host
        self.timeouts = timeouts or Timeouts()
        self._tag = 0
        self._idle_tag: bytes | None = None
        self._news = False
        self._closed = False
        self._client = self._connect(log)
        try:
            self._sign_in(password)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exc: object) -> None:
        self.logout()

    # -- connecting and signing in

    def _connect(self, log: Callable[[str], None] | None) -> Client:
        account = self.account
        refuse_control(account.host, "host")
        context = tls_context(account.ca_file) if account.tls else None
        try:
            return Client(account.host, account.port, context, self.timeouts, log)
        except TimeoutError as fault:
            raise TimedOut(self.host, self.timeouts.read) from fault
        except (imaplib.IMAP4.error, IMAPClientError, WireFault) as fault:
            said = clean(str(fault))
            if "EOF" in said:
                raise ConnectionLost(self.host, "it hung up at once") from fault
            if (busy := patience(self.host, said)) is not None or "BYE" in said:
                raise busy or Throttled(self.host, said) from fault
            raise NotImap(self.host, account.port, said) from fault
        except OSError as fault:
            raise ConnectionLost(self.host, clean(str(fault))) from fault

    def _sign_in(self, password: str) -> None:
        user = self.account.user
        refuse_control(user, "user name")
        refuse_control(password, "password")
        with self._faults():
            try:
                if (user + password).isascii() and not self._client.has_capability("LOGINDISABLED"):
                    self._client.login(quoted(user.encode()).decode(), password)
                elif self._client.has_capability("AUTH=PLAIN"):
                    self._client.plain_login(user, password)
                else:
                    raise SignInDisabled(self.host)
            except LoginError as fault:
                if isinstance(fault.__context__, imaplib.IMAP4.abort):
                    raise fault.__context__ from None
                raise sign_in_fault(str(fault), user, self.host) from None
            self._client.wire.signed_in()
            self.capabilities = frozenset(
                name.decode("ascii", "replace").upper() for name in self._client.capabilities()
            )
            if self.can("ID"):
                with contextlib.suppress(IMAPClientError):  # it is a courtesy, except at 163.com, where EXAMINE tells
                    self._client.id_({"name": "Afterview", "version": __version__})

    def can(self, capability: str) -> bool:
        """Whether the server advertises this capability."""
        return capability.upper() in self.capabilities

    # -- commands

    def list_folders(self) -> list[Listed]:
        """All mailboxes (LIST), with SPECIAL-USE flags where the server has them; unreadable lines are left out."""
        want = b" RETURN (SPECIAL-USE)" if self.can("SPECIAL-USE") and self.can("LIST-EXTENDED") else b""
        reply = self._checked(b'LIST "" "*"' + want)
        return [row for parts in reply.untagged if (row := replies.listed(parts)) is not None]

    def examine(self, raw: bytes, name: str) -> Examined:
        """Open a mailbox for reading only."""
        suffix = b" (CONDSTORE)" if self.can("CONDSTORE") or self.can("QRESYNC") else b""
        reply = self._command(b"EXAMINE " + quoted(raw) + suffix)
        if reply.status != "OK":
            said = clean(f"{reply.code} {reply.text}")
            if "unsafe login" in said.lower():
                raise UnsafeClient(self.host)
            if "authenticated but not connected" in said.lower():
                raise NotConnected(self.host)
            raise patience(self.host, said) or FolderUnusable(name, said)
        self._news = False
        return replies.examined(reply.untagged)

    def status(self, raw: bytes) -> Examined | None:
        """Ask about a mailbox without opening it; None where the server does not say."""
        modseq = b" HIGHESTMODSEQ" if self.can("CONDSTORE") else b""
        reply = self._command(b"STATUS " + quoted(raw) + b" (MESSAGES UIDNEXT UIDVALIDITY" + modseq + b")")
        if reply.status != "OK" and (fault := patience(self.host, f"{reply.code} {reply.text}")):
            raise fault
        return replies.status(reply.untagged) if reply.status == "OK" else None

    def search(self, criteria: bytes) -> list[int]:
        """UIDs in the open mailbox that match, ascending. Somebody else's words stand in it as ``allowed.literal``."""
        return replies.search_uids(self._checked(b"UID SEARCH " + criteria).untagged)

    def fetch(self, uids: Sequence[int], items: bytes) -> bytes:
        """Ask for these items of these UIDs, and return the tag under which ``fetched`` tells how that ended.

        Several can be under way; all are to be read to their end before any other command is sent.
        """
        with self._faults():
            return self._send(b"UID FETCH " + uid_set(uids) + b" (" + items + b")")

    def fetched(self, tags: Collection[bytes], *, keep: int) -> tuple[bytes, Reply, list[FetchRow]]:
        """Read until one of these ``fetch`` commands ends: its tag, how it ended, and the rows that came meanwhile.

        The rows may be those of any of them: Dovecot works on several at a time (measured), as RFC 9051 section 5.5
        allows. Of every literal the first ``keep`` octets are kept, whatever the server sends. Rows without UID have
        ``uid`` None. A NO does not raise, unless it asks for patience: the rows that came are good.
        """
        tag, reply = self._answer(tags, keep=keep)
        rows = [row for parts in reply.untagged if (row := replies.fetch_row(parts)) is not None]
        if reply.status != "OK" and (fault := patience(self.host, f"[{reply.code}] {reply.text}")):
            raise fault
        return tag, reply, rows

    def noop(self) -> None:
        """Ask whether the server is still there."""
        self._checked(b"NOOP")

    # -- IDLE (RFC 2177)

    def idle_begin(self) -> None:
        """Ask to be told of changes in the open mailbox; only ``idle_wait`` and ``idle_end`` may follow."""
        with self._faults():
            tag = self._send(b"IDLE")
            self._idle_tag = tag
            while True:
                parts = self._read_response()
                if parts[0].startswith(b"+"):
                    return
                self._raise_if_bye(parts)
                self._note(parts[0])
                if parts[0].startswith(tag + b" "):
                    self._idle_tag = None
                    raise CommandRefused(self.host, "IDLE", clean(parts[0].decode("utf-8", "replace")))

    def idle_wait(self, seconds: float, wake: socket.socket | None = None) -> bool:
        """Wait for a change of the open mailbox, at most ``seconds`` or until ``wake`` becomes readable.

        May return early without a change: some servers say "still here".
        """
        with self._faults():
            wire = self._client.wire
            while wire.wait(0.0 if self._news else seconds, wake):
                parts = self._read_response()
                self._raise_if_bye(parts)
                if self._idle_tag and parts[0].startswith(self._idle_tag + b" "):
                    raise ConnectionLost(self.host, "the server ended IDLE")
                self._note(parts[0])
                if not self._news:
                    break
            return self._news

    def idle_end(self) -> None:
        """End IDLE. A dead connection shows here as ``TimedOut``."""
        with self._faults():
            tag, self._idle_tag = self._idle_tag, None
            if tag is None:
                return
            self._client.wire.send(b"DONE\r\n")
            while not (parts := self._read_response())[0].startswith(tag + b" "):
                self._raise_if_bye(parts)
                self._note(parts[0])

    def news(self) -> bool:
        """Whether the server told of a change since the mailbox was opened, in the answer to whatever command."""
        return self._news

    def _note(self, line: bytes) -> None:
        word = line.upper()
        self._news = self._news or word.endswith((b" EXISTS", b" EXPUNGE")) or word.startswith(b"* VANISHED")

    # -- ending

    def set_read_timeout(self, seconds: float) -> None:
        """Wait this long for the next octets from now on."""
        with contextlib.suppress(OSError):
            self._client.wire.sock.settimeout(seconds)

    def logout(self) -> None:
        """Say goodbye, if the connection still stands."""
        if not self._closed:
            self.set_read_timeout(min(5.0, self.timeouts.read))
            with contextlib.suppress(Exception):
                self._client.wire.send(self._next_tag() + b" LOGOUT\r\n")
                while not self._read_response()[0].startswith(b"* BYE"):
                    pass
        self.close()

    def close(self) -> None:
        """Drop the connection at once; may be called from another thread."""
        self._closed = True
        if hasattr(self, "_client"):
            self._client.wire.shutdown()

    # -- the one way to the server

    def _checked(self, command: bytes) -> Reply:
        reply = self._command(command)
        if reply.status != "OK":
            verb = b" ".join(command.split(b" ", 2)[: 2 if command.startswith(b"UID") else 1]).decode()
            said = clean(f"[{reply.code}] {reply.text}")
            raise patience(self.host, said) or CommandRefused(self.host, verb, said)
        return reply

    def _command(self, command: bytes) -> Reply:
        with self._faults():
            tag = self._send(command)
        return self._answer((tag,))[1]

    def _answer(self, tags: Collection[bytes], *, keep: int = 1 << 20) -> tuple[bytes, Reply]:
        """What comes until one of these commands ends, and which one did."""
        with self._faults():
            untagged: list[replies.Parts] = []
            while True:
                row = self._client.wire.row(keep) if len(untagged) < _MAX_UNTAGGED else None
                if row is not None:
                    untagged.append(row)
                    continue
                parts = self._read_response(keep)
                tag, _, said = parts[0].partition(b" ")
                if tag in tags:
                    kind, _, text = said.decode("utf-8", "replace").partition(" ")
                    code, words = replies.split_status(text)
                    return tag, Reply(kind.upper(), code, words, tuple(untagged))
                self._raise_if_bye(parts)
                self._note(parts[0])
                if tag != b"*":
                    raise ProtocolFault(self.host, "an answer to nothing that was asked")
                parts[0] = said
                untagged.append(parts)
                if len(untagged) > _MAX_UNTAGGED:
                    raise ProtocolFault(self.host, "an answer without end")

    def _next_tag(self) -> bytes:
        self._tag += 1
        return b"V%d" % self._tag

    def _send(self, command: bytes) -> bytes:
        if self._closed:
            raise ConnectionLost(self.host)
        tag = self._next_tag()
        wire = self._client.wire
        wire.send(tag + b" " + command + b"\r\n")
        heard = 0
        while wire.owes():
            parts = self._read_response()
            heard += 1
            if heard > _MAX_UNTAGGED:
                raise ProtocolFault(self.host, "an answer without end")
            self._raise_if_bye(parts)
            self._note(parts[0])
            if parts[0].startswith(tag + b" "):
                raise CommandRefused(self.host, "SEARCH", clean(parts[0].decode("utf-8", "replace")))
            if parts[0].startswith(b"+"):
                wire.go_on()
        return tag

    def _read_response(self, keep: int = 1 << 20) -> replies.Parts:
        wire = self._client.wire
        parts = [self._line()]
        if parts[0][:5].upper() in (b"* OK ", b"* NO ", b"* BAD", b"* BYE"):
            return parts
        while (size := replies.literal_size(parts[-1])) is not None:
            parts.append(wire.read_up_to(size, keep))
            rest = self._line()
            if rest[:1] not in (b"", b" ", b")"):
                raise ProtocolFault(self.host, "a text longer than it was said to be")
            parts.append(rest)
        return parts

    def _line(self) -> bytes:
        line = self._client.wire.readline()
        if not line.endswith(b"\n"):
            raise ConnectionLost(self.host)
        return line.rstrip(b"\r\n")

    def _raise_if_bye(self, parts: replies.Parts) -> None:
        if parts[0][:5].upper() == b"* BYE":
            said = clean(parts[0][5:].decode("utf-8", "replace"))
            raise patience(self.host, said) or ConnectionLost(self.host, said)

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn what goes wrong below into words; a connection on which something went wrong is closed."""
        try:
            yield
        except CommandRefused:
            raise
        except MailboxError:
            self.close()
            raise
        except TimeoutError as fault:
            self.close()
            raise TimedOut(self.host, self.timeouts.read) from fault
        except WireFault as fault:
            self.close()
            raise ProtocolFault(self.host, str(fault)) from fault
        except (OSError, ValueError, imaplib.IMAP4.error, IMAPClientError) as fault:
            self.close()
            raise ConnectionLost(self.host, clean(str(fault))) from fault


def quoted(raw: bytes) -> bytes:
    """A quoted string of RFC 9051; 8-bit names go out as the server itself listed them."""
    if any(octet < 0x20 or octet == 0x7F for octet in raw):
        raise UnsafeText("folder name")
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def uid_set(uids: Sequence[int]) -> bytes:
    """A sequence-set of these UIDs, runs as ranges."""
    ordered = sorted(set(uids))
    runs: list[list[int]] = []
    for uid in ordered:
        if runs and runs[-1][1] == uid - 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(a) if a == b else f"{a}:{b}" for a, b in runs).encode()
