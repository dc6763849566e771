"""A played IMAP server with OBJECTID (RFC 8474), as Fastmail's and Yahoo's say they have: Dovecot 2.3 has none.

A message's ids are the same that the provider's own web page shows, which is what makes them worth having.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.dovecot import certificate
from tests.support.fault_server import CAPABILITIES, FaultServer, Talk, asked, row


@dataclass
class ObjectIdServer(FaultServer):
    """Messages of INBOX with ``ids`` by UID: EMAILID and THREADID, None for an answer of NIL."""

    capabilities: str = f"{CAPABILITIES} OBJECTID"
    password: str = "an application password"
    ids: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    ca_file: Path = Path()

    @classmethod
    def start(cls, folder: Path, messages: dict[int, bytes], ids: dict[int, tuple[str, str | None]]) -> ObjectIdServer:
        """A server that speaks TLS, its certificate made in ``folder``; use it as a context manager."""
        made = certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.cert, made.key)
        return cls(messages, ids=ids, tls=context, ca_file=made.ca)

    def __post_init__(self) -> None:
        self.greeting = f"* OK [CAPABILITY {self.capabilities}] ready"

    def _behave(self, talk: Talk, folder: str) -> bool:
        inbox = self.messages if folder == "INBOX" else {}
        wanted = re.search(r"SEARCH.* EMAILID (\S+)", self.commands[-1][1])
        if wanted:
            found = [str(uid) for uid, (email, _) in self.ids.items() if uid in inbox and email == wanted[1]]
            talk.send(f"* SEARCH {' '.join(found)}".rstrip(), "TAG OK done")
            return False
        if talk.command.startswith("UID FETCH"):
            for uid in asked(talk.command):
                if uid in inbox:
                    talk.raw(row(uid, inbox[uid], talk.command).replace(b"(", self._ids(uid, talk.command), 1))
            talk.send("TAG OK done")
            return False
        return super()._behave(talk, folder)

    def _ids(self, uid: int, command: str) -> bytes:
        if "EMAILID" not in command or uid not in self.ids:
            return b"("
        email, thread = self.ids[uid]
        return f"(EMAILID ({email}) THREADID {f'({thread})' if thread else 'NIL'} ".encode()
