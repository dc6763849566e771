"""Gmail's IMAP server, played: X-GM-EXT-1, labels as mailboxes, the same message under several UIDs.

No real Gmail can be reached from a test. What it says is taken from its documentation of the extension: X-GM-THRID and
X-GM-MSGID are unsigned 64-bit numbers in decimal, the same in every mailbox; special folders are marked by RFC 6154 and
named in the user's language.
"""

from __future__ import annotations

import contextlib
import re
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.support.dovecot import certificate
from tests.support.fault_server import FaultServer, Talk, asked, row

CAPABILITIES = (
    "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE MOVE "
    "CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584"
)
INBOX = "INBOX"
ALL = "[Gmail]/Alle Nachrichten"
SENT = "[Gmail]/Gesendet"
_FOLDERS = (
    '(\\HasNoChildren) "/" "INBOX"',
    '(\\HasChildren \\Noselect) "/" "[Gmail]"',
    f'(\\All \\HasNoChildren) "/" "{ALL}"',
    f'(\\HasNoChildren \\Sent) "/" "{SENT}"',
    '(\\Drafts \\HasNoChildren) "/" "[Gmail]/Entw&APw-rfe"',
    '(\\HasNoChildren \\Trash) "/" "[Gmail]/Papierkorb"',
    '(\\HasNoChildren \\Junk) "/" "[Gmail]/Spam"',
    '(\\Flagged \\HasNoChildren) "/" "[Gmail]/Markiert"',
)


@dataclass(frozen=True, slots=True)
class GmailMessage:
    """A message with its own number, that of its conversation, and when it came."""

    source: bytes
    thread: int
    number: int
    when: datetime


@dataclass
class GmailServer(FaultServer):
    """One account over TLS; ``deliver`` puts a message into mailboxes and tells who waits."""

    capabilities: str = CAPABILITIES
    greeting: str | None = f"* OK [CAPABILITY {CAPABILITIES}] Gimap ready for requests"
    folders: tuple[str, ...] = _FOLDERS
    password: str = "an application password"
    boxes: dict[str, dict[int, GmailMessage]] = field(default_factory=dict)

    @classmethod
    def start(cls, folder: Path) -> GmailServer:
        """A server with a certificate made in ``folder``; use it as a context manager."""
        made = certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.cert, made.key)
        server = cls(tls=context)
        server.ca_file = made.ca
        return server

    def __post_init__(self) -> None:
        self.ca_file = Path()
        self._examined: dict[int, str] = {}
        self._waiting: dict[int, Talk] = {}

    def deliver(
        self, source: bytes, thread: int, number: int, *mailboxes: str, when: datetime | None = None
    ) -> GmailMessage:
        """Put a message into All Mail and ``mailboxes``, each under the next UID there."""
        message = GmailMessage(source, thread, number, when or datetime.now(UTC))
        for at, mailbox in enumerate(dict.fromkeys((*mailboxes, ALL))):
            box = self.boxes.setdefault(mailbox, {})
            box[max(box, default=40 * at) + 1] = message  # no message has the same UID everywhere
        for waiting, talk in list(self._waiting.items()):
            with contextlib.suppress(OSError):
                talk.send(f"* {len(self.boxes.get(self._examined.get(waiting, INBOX), {}))} EXISTS")
        return message

    def _behave(self, talk: Talk, folder: str) -> bool:
        self._waiting.pop(talk.number, None)
        command = talk.command
        named = re.match(r'(?:EXAMINE|STATUS) (?:"([^"]+)"|(\S+))', command)
        if named:
            name = named[1] or named[2]
            self._examined[talk.number] = next((known for known in self.boxes if known.upper() == name), name)
        box = self.boxes.get(self._examined.get(talk.number, INBOX), {})
        if command.startswith("EXAMINE") and named:
            self._opened(talk, box)
        elif command.startswith("STATUS") and named:
            talk.send(f'* STATUS "{self._examined[talk.number]}" ({self._counts(box)})')
        elif command.startswith("UID SEARCH"):
            wanted = re.search(r"X-GM-(MSGID|THRID) (\d+)", command)
            uids = [uid for uid, message in sorted(box.items()) if wanted is None or _has(message, wanted)]
            talk.send(f"* SEARCH {' '.join(map(str, uids))}".rstrip())
        elif command.startswith("UID FETCH"):
            for uid in asked(command):
                if uid in box:
                    talk.raw(_row(uid, box[uid], command))
        else:
            if command.startswith("IDLE"):
                self._waiting[talk.number] = talk
            return super()._behave(talk, folder)
        talk.send("TAG OK done")
        return False

    def _opened(self, talk: Talk, box: dict[int, GmailMessage]) -> None:
        after = max(box, default=0) + 1
        talk.send(
            f"* {len(box)} EXISTS",
            f"* OK [UIDVALIDITY {self.uidvalidity}] UIDs valid.",
            f"* OK [UIDNEXT {after}] Predicted next UID.",
            f"* OK [HIGHESTMODSEQ {10 + after}]",
        )

    def _counts(self, box: dict[int, GmailMessage]) -> str:
        after = max(box, default=0) + 1
        return f"MESSAGES {len(box)} UIDNEXT {after} UIDVALIDITY {self.uidvalidity} HIGHESTMODSEQ {10 + after}"


def _has(message: GmailMessage, wanted: re.Match[str]) -> bool:
    return int(wanted[2]) == (message.number if wanted[1] == "MSGID" else message.thread)


def _row(uid: int, message: GmailMessage, command: str) -> bytes:
    """A FETCH response as Gmail writes it: its own numbers first."""
    own = ""
    if "X-GM-" in command:
        own = f"X-GM-THRID {message.thread} X-GM-MSGID {message.number} "
        own += f'INTERNALDATE "{message.when:%d-%b-%Y %H:%M:%S} +0000" '
    return row(uid, message.source, command).replace(b"FETCH (", b"FETCH (" + own.encode(), 1)
