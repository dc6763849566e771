"""The header of a mail, from octets to names, addresses, ids and moments (RFC 5322, 2047, 2822 obsolete forms).

Split by hand: ten thousand headers must be judged in less than a second, and the standard library's own header
objects raise on malformed input. Nothing here raises on bad input; what was wrong is noted in ``faults``.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

from parsers.charsets import decode as decode_charset
from parsers.facts import Address, MessageId

HEADER_LIMIT = 256 * 1024
"""Octets of header that are read; real ones stay below 64 KB."""
VALUE_LIMIT = 32 * 1024
ADDRESS_LIMIT = 200
_FEW = 200
"""Characters of an address list up to which it is kept."""
REFERENCES_FIRST, REFERENCES_LAST = 10, 40
"""Of a long References field its beginning (the thread's root) and its end (the parents) are kept."""

_FOLD = re.compile(rb"\n[ \t]+")
_NAME = re.compile(rb"[!-9;-~]{1,76}")
_FIELD = re.compile(rb"^([!-9;-~]{1,76})[ \t]*:(.*)$", re.MULTILINE)
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN_WORDS = re.compile(r"\?=\s+=\?")
_CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127))
_SIMPLE_ADDRESS = re.compile(r'\s*(?:"([^"\\]*)"|([^"<>,;:()@\\]*?))\s*<([^<>\s,;"]+@[^<>\s,;"@]+)>\s*')
_ADDRESS_TOKEN = re.compile(r'"(?:[^"\\]|\\.?)*(?:"|\Z)|<[^<>]*>|\([^()]*\)|[,;:]|[^",;:<(]+|.', re.DOTALL)
_BARE_ADDRESS = re.compile(r"[^\s<>()\",;:@]+@[^\s<>()\",;:@]+")
_ID = re.compile(r"<([^<>]{1,990})>")
_DATE = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s{1,4})?(\d{1,2})[ -]+([A-Za-z]{3})[a-z]{0,6}\.?[ -]+(\d{4})\s{1,4}"
    r"(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s{0,4}([+-]\d{4}\b|[A-Za-z]{1,5}\b)?"
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "met": 60, "cest": 120,
    "mest": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "aest": 600, "aedt": 660, "edt": -240, "est": -300,
    "cdt": -300, "cst": -360, "mdt": -360, "mst": -420, "pdt": -420, "pst": -480,
}  # fmt: skip
"""Minutes east of UTC for zone letters in Date fields: RFC 5322 section 4.3, and those that European clients write."""

Fields = list[tuple[str, bytes]]


def end_of_header(source: bytes) -> tuple[int, int]:
    """Offsets at which the header ends and the body begins; both the length of ``source`` where no body follows."""
    if source[:1] == b"\n" or source[:2] == b"\r\n":
        return 0, 1 + (source[:1] == b"\r")
    limit = found = min(len(source), HEADER_LIMIT)
    after = found
    for blank in (b"\r\n\r\n", b"\n\n", b"\n\r\n", b"\r\r"):  # each looked for only before the one found so far
        at = source.find(blank, 0, min(limit, after + 1))
        if at == -1:
            continue
        first = at - (at > 0 and blank[:1] == b"\n" and source[at - 1] == 0x0D)
        if first < found:
            found, after = first, at + len(blank)
    return found, after


def split_fields(header: bytes, faults: list[str]) -> tuple[Fields, bytes]:
    """The fields of a header in their order: name in lower case, raw unfolded value.

    A bare CR counts as a space, so that it cannot smuggle a field in. Where a line is no field and none follows it,
    the blank line before the body was lost: the rest is returned as the body's beginning.
    """
    if b"\r" in header:
        header = header.replace(b"\r\n", b"\n")
        if b"\r" in header:
            faults.append("the header holds carriage returns that end no line")
            header = header.replace(b"\r", b" " if b"\n" in header else b"\n")
    if b"\0" in header:
        faults.append("the header holds NUL octets")
        header = header.replace(b"\0", b"")
    unfolded = _FOLD.sub(b" ", header)
    plain = _FIELD.findall(unfolded)
    if len(plain) == unfolded.strip(b"\n").count(b"\n") + 1:  # as in nearly all mails
        return [(_name(name), value.strip()) for name, value in plain], b""
    fields: Fields = []
    lines = unfolded.split(b"\n")
    for number, line in enumerate(lines):
        name, colon, value = line.partition(b":")
        if colon and _NAME.fullmatch(name.rstrip()):
            fields.append((name.rstrip().decode("ascii").lower(), value.strip()))
        elif not line.strip() or (number == 0 and line.startswith((b"From ", b">From "))):
            continue
        elif fields and number + 1 < len(lines) and _looks_like_field(lines[number + 1]):
            faults.append("a header line is no field and continues none")
            fields[-1] = (fields[-1][0], fields[-1][1] + b" " + line.strip())
        elif fields:
            faults.append("no blank line stands between header and body")
            return fields, b"\n".join(lines[number:])
    return fields, b""


@lru_cache(maxsize=512)
def _name(raw: bytes) -> str:
    """A field's name in lower case; kept, since all mails have the same."""
    return raw.decode("ascii").lower()


def _looks_like_field(line: bytes) -> bool:
    name, colon, _ = line.partition(b":")
    return bool(colon) and _NAME.fullmatch(name.rstrip()) is not None


def decode(value: bytes) -> str:
    """A field's value as text: encoded words decoded (RFC 2047), whitespace folded, control characters dropped."""
    return fold(decode_words(raw_text(value)))


def raw_text(value: bytes) -> str:
    """A field's octets as text with encoded words still in place; 8-bit octets are UTF-8 (RFC 6532), else cp1252."""
    value = value[:VALUE_LIMIT]
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def fold(text: str) -> str:
    """The text on one line, runs of whitespace as one space, control characters dropped."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # as nearly all fields are
    return " ".join(text.translate(_CONTROLS).split())


def decode_words(text: str) -> str:
    """Encoded words of RFC 2047 decoded; neighbours in one charset are joined first, as senders split characters."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    pending = b""
    pending_charset = ""
    position = 0
    joined = _BETWEEN_WORDS.sub("?==?", text)
    for word in _WORD.finditer(joined):
        charset = word[1].partition("*")[0].lower()
        before = joined[position : word.start()]
        if pending and (before or charset != pending_charset):
            pieces.append(decode_charset(pending, pending_charset))
            pending = b""
        pieces.append(before)
        pending += _word_octets(word[2], word[3])
        pending_charset = charset
        position = word.end()
    if position == 0:
        return text
    pieces.append(decode_charset(pending, pending_charset))
    pieces.append(joined[position:])
    return "".join(pieces)


def _word_octets(encoding: str, payload: str) -> bytes:
    octets = payload.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(octets, header=True)
    return decode_base64(octets)


_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))


def decode_base64(octets: bytes) -> bytes:
    """Base64 decoded as far as it goes: foreign characters are skipped, a cut end is completed, trailing text left."""
    clean = octets.translate(None, _NOT_BASE64).partition(b"=")[0]
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def addresses(text: str) -> tuple[Address, ...]:
    """The mailboxes of an address list (RFC 5322 section 3.4), groups opened, at most 200. ``text`` as raw_text."""
    return _few_addresses(text) if len(text) <= _FEW else _addresses(text)


@lru_cache(maxsize=512)
def _few_addresses(text: str) -> tuple[Address, ...]:
    """The same of a short list; kept, since the user and those who write often stand in most mails."""
    return _addresses(text)


def _addresses(text: str) -> tuple[Address, ...]:
    simple = _SIMPLE_ADDRESS.fullmatch(text)
    if simple:
        return (_address(simple[1] or simple[2] or "", simple[3]),)
    found: list[Address] = []
    words: list[str] = []
    comments: list[str] = []
    address = ""
    group = ";" in text
    for piece in _ADDRESS_TOKEN.findall(text):
        if piece in {",", ";"}:
            _flush(found, words, comments, address)
            words, comments, address = [], [], ""
            if len(found) >= ADDRESS_LIMIT:
                return tuple(found)
        elif piece == ":" and group and not address:
            words = []
        elif piece[0] == "<" and len(piece) > 1:
            address = address or piece[1:-1]
        elif piece[0] == "(" and len(piece) > 1:
            comments.append(piece[1:-1])
        elif piece[0] == '"':
            words.append(re.sub(r"\\(.)", r"\1", piece.strip('"')))
        else:
            words.append(piece)
    _flush(found, words, comments, address)
    return tuple(found[:ADDRESS_LIMIT])


def _flush(found: list[Address], words: list[str], comments: list[str], address: str) -> None:
    phrase = " ".join(words)
    if "@" not in address:
        bare = _BARE_ADDRESS.search(phrase) or _BARE_ADDRESS.search(decode_words(phrase))
        if bare is None:
            return
        address, phrase = bare[0], " ".join(comments)
    found.append(_address(phrase, address))


def _address(name: str, address: str) -> Address:
    address = fold(address).replace(" ", "").lower().removeprefix("mailto:")[:320]
    name = fold(decode_words(name)).strip("'\" ")[:200]
    return Address("" if name.lower() == address else name, address)


def message_ids(text: str) -> tuple[MessageId, ...]:
    """The msg-ids in a field, without repetition; where no angle bracket stands, a lone token with an ``@``."""
    found = dict.fromkeys(MessageId(f"<{''.join(id_.split())}>") for id_ in _ID.findall(text) if id_.strip())
    lone = text.strip()
    if not found and "@" in lone and len(lone) < 500 and not re.search(r"[\s<>]", lone):
        return (MessageId(f"<{lone}>"),)
    return tuple(found)


def capped(ids: Sequence[MessageId]) -> tuple[MessageId, ...]:
    """At most 50 ids of a References field: the first ten and the last forty."""
    if len(ids) <= REFERENCES_FIRST + REFERENCES_LAST:
        return tuple(ids)
    return (*ids[:REFERENCES_FIRST], *ids[-REFERENCES_LAST:])


def moment(text: str, faults: list[str]) -> datetime | None:
    """The moment of a Date field, aware; None where there is none to read or its year is outside 1990 to 2099.

    A zone that does not exist is read as UTC, and noted.
    """
    try:
        when = _moment(text[:200], faults)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        when = None  # the standard library raises each of these on one malformed date or another
    if when is None:
        faults.append("the date cannot be read")
    elif not 1990 <= when.year <= 2099:
        faults.append("the date is absurd")
        return None
    return when


def _moment(text: str, faults: list[str]) -> datetime | None:
    found = _DATE.search(text)
    if found is None or found[2].lower() not in _MONTHS:
        if re.match(r"\d{4}-\d\d-\d\d[T ]", text):
            when = datetime.fromisoformat(text.strip())
        else:
            when = parsedate_to_datetime(text)
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    day, month, year, hour, minute, second, zone = found.groups()
    return datetime(
        int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), min(int(second or 0), 59),
        tzinfo=_zone(zone or "", faults),
    )  # fmt: skip


def _zone(text: str, faults: list[str]) -> timezone:
    minutes: int | None
    if text[:1] in {"+", "-"}:
        hours, rest = int(text[1:3]), int(text[3:5])
        minutes = (hours * 60 + rest) * (-1 if text[0] == "-" else 1) if hours <= 14 and rest < 60 else None
    else:
        minutes = _ZONES.get(text.lower() or "utc")
    if minutes is None:
        faults.append("the date's time zone is not known and was read as UTC")
    return timezone(timedelta(minutes=minutes)) if minutes else UTC
