"""The commands that may reach a mail server: those that only read. Everything else cannot be sent.

``BODY[...]``, ``RFC822`` and ``RFC822.TEXT`` set the \\Seen flag (RFC 9051 section 6.4.5) and SELECT resets \\Recent
and allows changes (section 6.3.2), so neither is in the list: EXAMINE and ``BODY.PEEK`` are.
"""

from __future__ import annotations

import re

from server.mailbox.errors import NotReadOnly

_LITERAL = re.compile(rb"\{([0-9]{1,6})\}\r\n")

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


def literal(octets: bytes) -> bytes:
    """Octets as a literal of RFC 9051 section 4.3: counted beforehand, so that nothing in them ends it."""
    return b"{%d}\r\n%s" % (len(octets), octets)


def pieces(command: bytes) -> list[bytes]:
    """A command cut behind the announcement of each literal, as it is sent: the server asks for every further piece."""
    texts, literals = _parted(command)
    cut = [texts[0]]
    for octets, text in zip(literals, texts[1:], strict=True):
        cut[-1] += b"{%d}\r\n" % len(octets)
        cut.append(octets + text)
    return cut


def _parted(command: bytes) -> tuple[list[bytes], list[bytes]]:
    """The text of a command before, between and behind its literals, and what these hold; a search alone needs any."""
    texts, literals, at = [], [], 0
    while command.startswith(b"UID SEARCH ") and (found := _LITERAL.search(command, at)) is not None:
        end = found.end() + int(found[1])
        if end > len(command):
            raise NotReadOnly("refused to send a literal shorter than it is said to be")
        texts.append(command[at : found.start()])
        literals.append(command[found.end() : end])
        at = end
    return [*texts, command[at:]], literals


def check(command: bytes) -> None:
    """Return if this command (without tag and line end) only reads; raise ``NotReadOnly`` otherwise."""
    line = _without_literals(command)
    if not any(pattern.fullmatch(line) for pattern in _COMMANDS):
        raise NotReadOnly(f"refused to send {loggable(command)[:80]!r}: only reading commands may be sent")


def _without_literals(command: bytes) -> bytes:
    return b"{}".join(_parted(command)[0])


def loggable(command: bytes) -> str:
    """The command as a log may show it: without the password, and without what is searched for."""
    for verb in _SECRET:
        if command.startswith(verb):
            return verb.decode() + "..."
    return _without_literals(command).decode("ascii", "backslashreplace")
