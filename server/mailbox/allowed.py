"""The commands that may reach a mail server: those that only read. Everything else cannot be sent.

``BODY[...]``, ``RFC822`` and ``RFC822.TEXT`` set the \\Seen flag (RFC 9051 section 6.4.5) and SELECT resets \\Recent
and allows changes (section 6.3.2), so neither is in the list: EXAMINE and ``BODY.PEEK`` are.
"""

from __future__ import annotations

import re

from server.mailbox.errors import NotReadOnly

_FETCH_ITEM = (
    rb"(?:UID|INTERNALDATE|X-GM-THRID|X-GM-MSGID|EMAILID|THREADID"
    rb"|BODY\.PEEK\[(?:|TEXT|HEADER|HEADER\.FIELDS \([A-Za-z0-9 -]+\))\](?:<[0-9]+\.[0-9]+>)?)"
)
_COMMANDS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rb"CAPABILITY",
        rb"NOOP",
        rb"LOGOUT",
        rb"IDLE",
        rb"LOGIN [^\r\n]+",
        rb"AUTHENTICATE PLAIN",
        rb"ID (?:NIL|\([^()\r\n]*\))",
        rb'LIST "" "[*%]"(?: RETURN \(SPECIAL-USE\))?',
        rb"STATUS [^\r\n]+ \([A-Z ]+\)",
        rb"EXAMINE [^\r\n]+",
        rb"UID SEARCH [^\r\n]+",
        rb"UID FETCH [0-9:,*]+ \(" + _FETCH_ITEM + rb"(?: " + _FETCH_ITEM + rb")*\)",
    )
)
_SECRET = (b"LOGIN ", b"AUTHENTICATE ")


def check(command: bytes) -> None:
    """Return if this command line (without tag and line end) only reads; raise ``NotReadOnly`` otherwise."""
    if not any(pattern.fullmatch(command) for pattern in _COMMANDS):
        raise NotReadOnly(f"refused to send {loggable(command)[:80]!r}: only reading commands may be sent")


def loggable(command: bytes) -> str:
    """The command as a log may show it: without the password."""
    for verb in _SECRET:
        if command.startswith(verb):
            return verb.decode() + "..."
    return command.decode("ascii", "backslashreplace")
