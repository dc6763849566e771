"""An IMAP server on loopback that follows a script: behaves by default, and does what a test says where it says so."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

CAPABILITIES = "IMAP4rev1 IDLE UIDPLUS ID CONDSTORE SPECIAL-USE LIST-EXTENDED"


@dataclass
class Talk:
    """One connection as a script sees it. ``command`` is the line without tag, upper case; ``send`` answers."""

    socket: socket.socket
    tag: str
    command: str
    number: int

    def send(self, *lines: str | bytes) -> None:
        """Send lines with CRLF; ``TAG`` at a line's start becomes the command's tag."""
        for line in lines:
            data = line.encode() if isinstance(line, str) else line
            if data.startswith(b"TAG "):
                data = self.tag.encode() + data[3:]
            self.socket.sendall(data + b"\r\n")

    def raw(self, data: bytes) -> None:
        """Send octets as they are."""
        self.socket.sendall(data)

    def hang_up(self) -> None:
        """Close the connection."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError


Script = Callable[[Talk], bool | None]
"""Answers a command and returns True, or returns None to let the server behave."""


@dataclass
class FaultServer:
    """Holds messages by UID in INBOX and an empty Sent; ``script`` sees each command first.

    ``commands`` are all commands received, a connection's number with each.
    """

    messages: dict[int, bytes] = field(default_factory=dict)
    script: Script = lambda talk: None
    greeting: str | None = f"* OK [CAPABILITY {CAPABILITIES}] ready"
    capabilities: str = CAPABILITIES
    uidvalidity: int = 7
    tls: ssl.SSLContext | None = None
    commands: list[tuple[int, str]] = field(default_factory=list)
    go_on: bytes = b"+ go on\r\n"
    """The answer to the announcement of a literal; what does not begin with ``+`` leaves the command unheard."""
    folders: tuple[str, ...] = ('(\\HasNoChildren) "/" INBOX', '(\\HasNoChildren \\Sent) "/" Sent')

    def __enter__(self) -> FaultServer:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.connections = 0
        self._idle: dict[int, str] = {}
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        for made in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                made.shutdown(socket.SHUT_RDWR)
            made.close()
        for thread in self._threads:
            thread.join(5)

    def said(self, verb: str) -> list[str]:
        """The commands received that start with this."""
        return [command for _, command in self.commands if command.startswith(verb)]

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(client, self.connections), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket, number: int) -> None:
        self._open.append(client)
        with contextlib.suppress(OSError, ValueError):
            if self.tls is not None:
                client = self.tls.wrap_socket(client, server_side=True)
                self._open.append(client)
            if self.greeting is not None:
                client.sendall(self.greeting.encode() + b"\r\n")
            with client.makefile("rb") as lines:
                folder = "INBOX"
                while line := lines.readline():
                    while (literal := re.search(rb"\{(\d+)\}\r\n\Z", line)) is not None:
                        client.sendall(self.go_on.replace(b"TAG", line.partition(b" ")[0]))
                        if not self.go_on.startswith(b"+"):
                            break
                        line += lines.read(int(literal[1])) + lines.readline()
                    if literal is not None:
                        continue
                    tag, _, command = line.decode("latin-1").rstrip("\r\n").partition(" ")
                    self.commands.append((number, command or tag))
                    talk = Talk(client, tag, command.upper(), number)
                    if command.upper().startswith(("EXAMINE", "SELECT")):
                        folder = "Sent" if "SENT" in command.upper() else "INBOX"
                    if self.script(talk):
                        continue
                    if self._behave(talk, folder):
                        break
        with contextlib.suppress(OSError):
            client.close()

    def _behave(self, talk: Talk, folder: str) -> bool:
        command = talk.command
        messages = self.messages if folder == "INBOX" else {}
        uidnext = max(messages, default=0) + 1
        if command.startswith("CAPABILITY"):
            talk.send(f"* CAPABILITY {self.capabilities}")
        elif command.startswith("LIST"):
            talk.send(*(f"* LIST {folder}" for folder in self.folders))
        elif command.startswith("EXAMINE"):
            talk.send(f"* {len(messages)} EXISTS", f"* OK [UIDVALIDITY {self.uidvalidity}] v")
            talk.send(f"* OK [UIDNEXT {uidnext}] n", f"* OK [HIGHESTMODSEQ {10 + uidnext}] m")
        elif command.startswith("STATUS"):
            counted = self.messages if "INBOX" in command else {}
            after = max(counted, default=0) + 1
            name = command.split(" ")[1]
            talk.send(
                f"* STATUS {name} (MESSAGES {len(counted)} UIDNEXT {after} UIDVALIDITY {self.uidvalidity} "
                f"HIGHESTMODSEQ {10 + after})"
            )
        elif command.startswith("UID SEARCH"):
            talk.send(f"* SEARCH {' '.join(map(str, sorted(messages)))}".rstrip())
        elif command.startswith("UID FETCH"):
            for uid in asked(command):
                if uid in messages:
                    talk.raw(row(uid, messages[uid], command))
        elif command.startswith("IDLE"):
            talk.send("+ idling")
            self._idle[talk.number] = talk.tag
            return False
        elif command == "" and talk.tag == "DONE":
            talk.send(f"{self._idle[talk.number]} OK done")
            return False
        elif command.startswith("LOGOUT"):
            talk.send("* BYE bye", "TAG OK done")
            return True
        talk.send("TAG OK done")
        return False


def asked(command: str) -> list[int]:
    """The UIDs that a UID FETCH asks for."""
    uids: list[int] = []
    for part in command.split(" ")[2].split(","):
        first, _, last = part.partition(":")
        uids.extend(range(int(first), int(last or first) + 1))
    return uids


def row(uid: int, source: bytes, command: str, *, with_uid: bool = True) -> bytes:
    """A FETCH response with what the command asks for."""
    header = re.search(r"BODY\.PEEK\[(HEADER[^\]]*)\]", command)
    partial = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", command)
    if header:
        name, body = f"BODY[{header[1]}]", source.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    else:
        name, body = "BODY[]<0>", source[: int(partial[1])] if partial else source
    start = f"* {uid} FETCH ({f'UID {uid} ' if with_uid else ''}RFC822.SIZE {len(source)} {name} {{{len(body)}}}\r\n"
    return start.encode() + body + b")\r\n"
