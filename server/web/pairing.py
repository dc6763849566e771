"""Codes by which clients get in, and the tokens they get for them.

A *pairing code* is short, for people to type: single use, 2 minutes, 5 tries. A *session code* is long, handed from a
program to a browser in the fragment of an address: single use, 1 minute. Both can be made by the server and by a
command beside it, since the store carries them. Tokens have 256 bits; only their digests are kept.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from server.store.clients import Client, ClientKind, Purpose
from server.web.ports import ClientBook

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
PAIRING_LIFE = timedelta(minutes=2)
SESSION_CODE_LIFE = timedelta(minutes=1)
SESSION_LIFE = timedelta(days=7)


class WrongCodeError(Exception):
    """The code is wrong, used, too old, or was tried too often: which of these, nobody is told."""


@dataclass(frozen=True, slots=True)
class PairingCode:
    """A code as it is shown (``ABCD-EFGH``) and when it stops working."""

    text: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Admission:
    """A token, shown this once, and the client that it makes."""

    token: str
    client: Client


def digest(secret: str) -> bytes:
    """What is kept of a token or code. The secrets are random and long or short-lived, so a plain hash does."""
    return hashlib.sha256(secret.encode()).digest()


def new_pairing_code(book: ClientBook, now: datetime) -> PairingCode:
    """A fresh code to type into an extension; an earlier one stops working."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    expires = now + PAIRING_LIFE
    book.add_code(Purpose.PAIRING, digest(code), expires, now=now)
    return PairingCode(f"{code[:4]}-{code[4:]}", expires)


def pair(book: ClientBook, code: str, name: str, origin: str | None, now: datetime) -> Admission:
    """Exchange a pairing code for a token bound to ``origin``. Raises WrongCodeError."""
    typed = "".join(code.upper().split()).replace("-", "")
    if not book.use_code(Purpose.PAIRING, digest(typed), now=now):
        raise WrongCodeError
    token = secrets.token_urlsafe(32)
    return Admission(token, book.add_client(ClientKind.EXTENSION, name, origin, digest(token), now=now))


def new_session_code(book: ClientBook, now: datetime) -> str:
    """A fresh code with which a browser page becomes a dashboard session."""
    code = secrets.token_urlsafe(32)
    book.add_code(Purpose.SESSION, digest(code), now + SESSION_CODE_LIFE, now=now)
    return code


def start_session(book: ClientBook, code: str, now: datetime) -> Admission:
    """Exchange a session code for a dashboard token. Raises WrongCodeError."""
    if not book.use_code(Purpose.SESSION, digest(code), now=now):
        raise WrongCodeError
    token = secrets.token_urlsafe(32)
    client = book.add_client(
        ClientKind.DASHBOARD, "Dashboard", None, digest(token), now=now, expires=now + SESSION_LIFE
    )
    return Admission(token, client)


def page_address(port: int, code: str) -> str:
    """The dashboard's address with a session code in the fragment, which no server or log ever sees."""
    return f"http://127.0.0.1:{port}/#code={code}"


def write_opener(folder: Path, address: str) -> Path:
    """Write a page into ``folder``, readable by its owner only, that leads a browser to ``address``.

    A browser is started on this file and not on the address: other users can read the arguments of a process.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "open.html"
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        target = escape(address, quote=True)
        file.write(
            '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
            f'<meta http-equiv="refresh" content="0;url={target}"><title>Afterview</title>'
            f'<p><a href="{target}">Open Afterview</a></p></html>\n'
        )
    return path
