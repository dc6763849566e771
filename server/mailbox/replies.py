"""What a server answers, as values: pure, tolerant, no I/O (RFC 9051 section 7).

A response is a list of parts: text, literal, text, literal, ... text; most have one part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from imapclient import imap_utf7

Parts = list[bytes]

_TOKEN = re.compile(
    rb'[ \t]*+(?:(?P<open>\()|(?P<close>\))|"(?P<quoted>(?:[^"\\]|\\.)*)"'
    rb'|(?P<body>BODY\[[^\]]*\](?:<[0-9]+>)?)|(?P<atom>[^ \t()"]+)|(?P<stray>"))',
    re.IGNORECASE,
)
_LITERAL = re.compile(rb"\{([0-9]{1,12})\+?\}\Z")
_USUAL_ROW = re.compile(
    rb'[0-9]{1,10} FETCH \(UID ([0-9]{1,10})(?: INTERNALDATE "([^"]*)")? BODY\[[^\]]*\](?:<[0-9]+>)? \{[0-9]+\}\Z'
)
_NUMBER = re.compile(rb"[0-9]{1,20}\Z")
_CODE = re.compile(r"\[([^\]\r\n]{1,500})\]\s*(.*)", re.DOTALL)
_STATUS_ITEMS = re.compile(rb"\(([^()]*)\)\s*\Z")
_DATE = re.compile(rb" ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\Z")
_OBJECT_ID = re.compile(rb"[A-Za-z0-9_-]{1,255}")
_OBJECT_IDS = (b"EMAILID", b"THREADID")
_MONTHS = {name: n for n, name in enumerate((b"jan feb mar apr may jun jul aug sep oct nov dec").split(), start=1)}


@dataclass(frozen=True, slots=True)
class Reply:
    """How a command ended (``OK``, ``NO``, ``BAD``), the response code without brackets, the text, and what came."""

    status: str
    code: str
    text: str
    untagged: tuple[Parts, ...]


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One FETCH response. ``uid`` is None where the server left it out; ``body`` None where it sent none."""

    uid: int | None
    internal_date: datetime | None = None
    gmail_thread: int | None = None
    gmail_message: int | None = None
    email_id: str | None = None
    thread_id: str | None = None
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One LIST response: the name as the server spells it, and as people read it."""

    raw: bytes
    name: str
    flags: frozenset[str]
    delimiter: str


@dataclass(frozen=True, slots=True)
class Examined:
    """An opened mailbox, or one asked about by STATUS. 0 stands for what the server does not say."""

    exists: int
    uidvalidity: int
    uidnext: int
    highest_modseq: int = 0


def literal_size(line: bytes) -> int | None:
    """The size that a line's end announces for the literal behind it, or None."""
    found = _LITERAL.search(line)
    return int(found[1]) if found else None


def split_status(text: str) -> tuple[str, str]:
    """``[CODE args] words`` as code and words."""
    found = _CODE.match(text.strip())
    return (found[1], found[2]) if found else ("", text.strip())


def fetch_row(parts: Parts) -> FetchRow | None:
    """A FETCH response, or None where this is another one or makes no sense."""
    if len(parts) == 3 and parts[2] == b")" and (usual := _USUAL_ROW.match(parts[0])) is not None:
        return FetchRow(int(usual[1]), internal_date(usual[2]) if usual[2] else None, body=parts[1])
    if not parts[0][:80].upper().partition(b" ")[2].startswith(b"FETCH"):
        return None
    values: dict[bytes, bytes] = {}
    depth = 0
    key: bytes | None = None
    start = parts[0].find(b"(")
    for index, part in enumerate(parts):
        if index % 2:
            if depth == 1 and key is not None:
                values[key] = part
                key = None
            continue
        text = part[: -len(_literal_mark(part))] if index + 1 < len(parts) else part
        for found in _tokens(text, start if index == 0 else 0):
            kind = found.lastgroup
            if kind == "open":
                depth += 1
            elif kind == "close":
                depth -= 1
                if depth == 1:
                    key = None
            elif depth == 2 and kind == "atom" and key in _OBJECT_IDS:
                values.setdefault(key, found[kind])
            elif depth == 1:
                word = found[kind] if kind else b""
                if key is None:
                    key = word.upper()
                else:
                    values[key] = b"" if kind == "atom" and word.upper() == b"NIL" else word
                    key = None
    return _row(values)


def _tokens(text: bytes, position: int = 0) -> Iterator[re.Match[bytes]]:
    """The tokens of a line, as far as it makes sense: after a quote that never closes nothing can be told."""
    while 0 <= position < len(text) and (found := _TOKEN.match(text, position)) is not None:
        if found.lastgroup == "stray":
            return
        yield found
        position = found.end()


def _literal_mark(part: bytes) -> bytes:
    found = _LITERAL.search(part)
    return found[0] if found else b""


def _row(values: dict[bytes, bytes]) -> FetchRow:
    body = next((value for key, value in reversed(values.items()) if key.startswith(b"BODY[")), None)
    return FetchRow(
        uid=_number(values.get(b"UID", b"")),
        internal_date=internal_date(values.get(b"INTERNALDATE", b"")),
        gmail_thread=_number(values.get(b"X-GM-THRID", b"")),
        gmail_message=_number(values.get(b"X-GM-MSGID", b"")),
        email_id=_object_id(values.get(b"EMAILID", b"")),
        thread_id=_object_id(values.get(b"THREADID", b"")),
        body=body,
    )


def _number(word: bytes) -> int | None:
    return int(word) if _NUMBER.match(word) else None


def _object_id(word: bytes) -> str | None:
    """An id of RFC 8474 section 4, None for NIL (section 5.2) and garbage."""
    return word.decode("ascii") if _OBJECT_ID.fullmatch(word) else None


def internal_date(text: bytes) -> datetime | None:
    """INTERNALDATE (``17-Jul-1996 02:44:25 -0700``) as an aware datetime, None where it is garbage."""
    found = _DATE.match(text)
    if found is None or (month := _MONTHS.get(found[2].lower())) is None:
        return None
    offset = timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == b"-" else 1)
    try:
        zone = timezone(offset)
        day, year, hour, minute, second = (int(found[n]) for n in (1, 3, 4, 5, 6))
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    except ValueError:
        return None


def search_uids(untagged: Sequence[Parts]) -> list[int]:
    """The numbers of all SEARCH responses together: some servers answer in several lines."""
    uids: set[int] = set()
    for parts in untagged:
        words = parts[0].split(b"(", 1)[0].split()
        if words and words[0].upper() == b"SEARCH":
            uids.update(int(word) for word in words[1:] if _NUMBER.match(word))
    return sorted(uids)


def listed(parts: Parts) -> Listed | None:
    """A LIST response, or None where this is another one or makes no sense."""
    if parts[0][:5].upper() != b"LIST ":
        return None
    opened, closed = parts[0].find(b"("), parts[0].find(b")")
    if not 0 <= opened < closed:
        return None
    flags = frozenset(flag.decode("ascii", "replace").lower() for flag in parts[0][opened + 1 : closed].split())
    rest = parts[0][closed + 1 :]
    words: list[bytes] = []
    for found in _tokens(rest[: len(rest) - len(_literal_mark(rest))]):
        if found["quoted"] is not None:
            words.append(re.sub(rb"\\(.)", rb"\1", found["quoted"]))
        else:
            words.append(found[0].strip())
    if len(parts) > 1:
        words.append(parts[1])
    if len(words) < 2:
        return None
    raw = words[1] if len(words) == 2 else rest.strip().partition(b" ")[2].strip(b'"')
    delimiter = "" if words[0].upper() == b"NIL" else words[0].decode("ascii", "replace")
    return Listed(raw, folder_name(raw), flags, delimiter)


def folder_name(raw: bytes) -> str:
    """A mailbox name as people read it: modified UTF-7 (RFC 3501 5.1.3), else what it most likely is."""
    if raw.isascii():
        try:
            name = imap_utf7.decode(raw)
            if imap_utf7.encode(name) == raw:
                return str(name)
        except (UnicodeError, ValueError):
            pass
        return raw.decode("ascii")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def examined(untagged: Sequence[Parts]) -> Examined:
    """What the answer to EXAMINE says of the mailbox."""
    exists = 0
    codes: dict[str, int] = {}
    for parts in untagged:
        words = parts[0].split(None, 2)
        if len(words) >= 2 and words[1].upper() == b"EXISTS":
            exists = _number(words[0]) or 0
        elif words and words[0].upper() in (b"OK", b"NO"):
            code, _ = split_status(parts[0].partition(b" ")[2].decode("ascii", "replace"))
            name, _, value = code.partition(" ")
            if value.strip().isdecimal():
                codes[name.upper()] = int(value)
    return Examined(exists, codes.get("UIDVALIDITY", 0), codes.get("UIDNEXT", 0), codes.get("HIGHESTMODSEQ", 0))


def status(untagged: Sequence[Parts]) -> Examined | None:
    """What the answer to STATUS says of the mailbox, None where it says nothing."""
    for parts in untagged:
        if parts[0][:7].upper() == b"STATUS " and (found := _STATUS_ITEMS.search(parts[-1])) is not None:
            words = found[1].upper().split()
            values = {key: _number(value) or 0 for key, value in zip(words[::2], words[1::2], strict=False)}
            return Examined(
                values.get(b"MESSAGES", 0),
                values.get(b"UIDVALIDITY", 0),
                values.get(b"UIDNEXT", 0),
                values.get(b"HIGHESTMODSEQ", 0),
            )
    return None
