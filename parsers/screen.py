"""Which mails deserve to be read: from the header fields, then from the first kilobytes.

A mailbox is nine parts newsletters. What is skipped here is never fetched, so the tests must lose nothing that
``parsers.signals`` would find, and be fast enough to run over ten thousand mails in a fraction of a second.
"""

from __future__ import annotations

import base64
import binascii
import functools
import quopri
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from parsers.facts import Direction, Message
from parsers.header import end_of_header
from parsers.senders import bulk, hiring_box, is_hiring_box, system_of

SHORT = 900
"""Characters of text up to which a mail counts as a short note, in which one hint is enough."""

TINY = 200
"""Characters of text up to which a note is cheaper to read than to judge."""

_START = 8192
_LONG = 5
_LONG_NEEDS = 2
_HIRING = 1
# Patterns for a whole line begin with the line end before it, which the text is given one of at its start: a search
# for an octet is many times faster than one for the beginning of a line.
_PART_HEADER = re.compile(rb"(?i)\ncontent-(?:type|transfer-encoding|disposition|id)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*")
_ENCODING = re.compile(rb"content-transfer-encoding[ \t]*:[ \t]*(base64|quoted-printable)")
_FILE = re.compile(
    rb"(?i)\ncontent-type:[ \t]*(?:application|image|audio|video)/(?!ics)[^\n]*(?:\n[^\r\n][^\n]*)*\n\r?\n"
    rb"(?:(?!--)[^\n]*\n)*"
)
"""A part that is no text, up to the next boundary: nobody reads it, and its octets would look like words."""
_BOUNDARY = re.compile(rb"\n--[^\s-][^\n]*")
_BASE64_RUN = re.compile(rb"(?:[A-Za-z0-9+/]{40,100}\r?\n)*[A-Za-z0-9+/]{20,100}={0,2}")
_QUOTED = re.compile(rb"\n(?:>[^\n]*|(?:On|Am|Le|El|Op|Em|Il) [^\n]{10,120}:\s*(?=\n|\Z))")
_REPLY = re.compile(rb"\n(?:in-reply-to:|subject:[ \t]*(?:re|aw|sv|antw|r|res|rv)[ \t]?:)")
_FIGURES = re.compile(
    rb"[0-9$\xe2\xc2](?:(?<=[0-9])(?:(?<![0-9A-Za-z_].)[0-9]?"
    rb"(?:[.:h][0-9]{2}\b|\s?[ap]\.?m\b|st\b|nd\b|rd\b|th\b|\s?(?:h|uhr|uur)\b)|\s?(?:\xe2\x82\xac|eur))|"
    rb"(?:(?<=[$])|(?<=\xe2)\x82\xac|(?<=\xc2)\xa3)\s?[0-9])",
    re.DOTALL,
)
"""A clock time, a day of the month, or a sum; its first octet is one of few, which is what a search is quick by."""
_TAG = re.compile(rb"<(?:style|script)\b[^<>]{0,400}>[^<]*|<[^<>]{1,1000}>")
_ACCENTED = "aaaaaa ceeeeiiii nooooo  uuuuy  "
_LETTERS = bytes(range(97, 123))


def _folding() -> bytes:
    """A table from octets to ASCII letters and blanks: Latin-1, and the second octet of its letters in UTF-8."""
    table = bytearray(b" " * 256)
    for place, letter in enumerate(_LETTERS):
        table[letter] = table[65 + place] = letter
    for place, letter in enumerate(_ACCENTED.encode()):
        for start in (0x80, 0xA0, 0xC0, 0xE0):
            table[start + place] = letter
    return bytes(table)


_FOLD = _folding()
_UTF8_LEAD = b"\xc3\xcc\xcd"


@dataclass(frozen=True, slots=True)
class _Stems:
    """Groups as bits, ``hiring`` the lowest: of whole words, and of longer stems under their first five letters."""

    words: Mapping[bytes, int]
    beginnings: Mapping[bytes, tuple[tuple[bytes, int], ...]]


@functools.cache
def _stems() -> _Stems:
    data = tomllib.loads(resources.files("parsers").joinpath("rules/screen.toml").read_text("utf-8"))
    words: dict[bytes, int] = {}
    beginnings: dict[bytes, tuple[tuple[bytes, int], ...]] = {}
    for place, text in enumerate((data["hiring"], *data["near"].values())):
        for stem in text.encode().split():
            if len(stem) < _LONG:
                words[stem] = words.get(stem, 0) | 1 << place
            else:
                beginnings[stem[:_LONG]] = (*beginnings.get(stem[:_LONG], ()), (stem, 1 << place))
    return _Stems(words, beginnings)


_dull: set[bytes] = set()
"""Words met before that belong to no group: nearly all words of a mail do not, and mails share their words."""
_MOST_DULL = 10_000
_LONGEST_DULL = 24


def _groups(text: bytes) -> int:
    """The groups that a text has a word of, as bits."""
    stems = _stems()
    bits = 0
    for word in set(text.translate(_FOLD, _UTF8_LEAD).split()).difference(_dull):
        found = 0
        if len(word) < _LONG:
            found = stems.words.get(word, 0)
        else:
            for stem, bit in stems.beginnings.get(word[:_LONG], ()):
                if word.startswith(stem):
                    found |= bit
        if found:
            bits |= found
        elif len(word) <= _LONGEST_DULL:
            if len(_dull) >= _MOST_DULL:
                _dull.clear()
            _dull.add(word)
    return bits


def says_hiring(text: str) -> bool:
    """Whether a line of text (a subject) holds a word of hiring."""
    return bool(_groups(text.encode()) & _HIRING)


def want(header: Message, direction: Direction) -> str:
    """How much of a message deserves reading, by its header fields: ``text``, ``screen`` or ``nothing``.

    ``text``: from a hiring system or an employer's hiring address, or a subject or sender's name that speaks of hiring.
    ``nothing``: an alert of a job market, or bulk mail whose subject says nothing of hiring. ``screen``: the rest.
    """
    if direction is Direction.OUT:
        return "text" if says_hiring(header.subject) else "screen"
    row = system_of(header.from_.address) if header.from_ else None
    if row is not None and row.does == "alert":
        return "nothing"
    name = header.from_.name if header.from_ else ""
    if row is not None or hiring_box(header) or says_hiring(f"{header.subject} {name}"):
        return "text"
    return "nothing" if bulk(header) else "screen"


_BULK = re.compile(rb"\n(?:list-(?:id|unsubscribe|post):|precedence:[ \t]*(?:bulk|list|junk))")
_ANSWER = re.compile(rb"\n(?:in-reply-to|references):")
_SUBJECT = re.compile(rb"\nsubject:([^\n]*(?:\n[ \t][^\n]*)*)")
_FROM = re.compile(rb"\nfrom:[^\n]*?([a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,253})>?[ \t\r]*$", re.MULTILINE)


def plainly_bulk(header: bytes) -> bool:
    """Whether the raw header fields already show what ``want`` would answer with ``nothing``, at a tenth of its cost.

    True for bulk mail that answers nothing, from a known plain address, whose subject is plain and without a word of
    hiring. False says nothing.
    """
    lower = b"\n" + header.lower()
    if not _BULK.search(lower) or _ANSWER.search(lower):
        return False
    subject, sender = _SUBJECT.search(lower), _FROM.search(lower)
    if sender is None or b"=?" in sender[0] or (subject is not None and b"=?" in subject[1]):
        return False
    address = sender[1].decode("ascii")
    if system_of(address) is not None or is_hiring_box(address):
        return False
    name = sender[0][: sender.start(1) - sender.start()].partition(b":")[2]
    return not _groups(name + b" " + (subject[1] if subject is not None else b"")) & _HIRING


def _decoded(body: bytes, lower: bytes) -> bytes:
    """The body with its base64 and quoted-printable parts decoded well enough to look for words."""
    kinds = {match.group(1) for match in _ENCODING.finditer(lower)}
    if b"base64" in kinds:
        body = _BASE64_RUN.sub(_decode_run, body)
    if b"quoted-printable" in kinds:
        body = quopri.decodestring(body)
    return body


def _decode_run(match: re.Match[bytes]) -> bytes:
    run = match.group().replace(b"\r", b"").replace(b"\n", b"").rstrip(b"=")
    try:
        return b"\n" + base64.b64decode(run[: len(run) // 4 * 4]) + b"\n"
    except (binascii.Error, ValueError):
        return match.group()


def could_be_hiring(start: bytes) -> bool:
    """Whether a message could be hiring mail, from the first kilobytes of its raw source.

    One word of hiring is enough, or hints of two groups (a time, a meeting, work, a decision), or in a short note
    one hint. Only the first 8 KiB are looked at. A calendar part always passes.
    """
    start = start[:_START]
    lower = start.lower()
    if b"text/calendar" in lower:
        return True
    end, behind = end_of_header(start)
    body = start[behind:]
    if b"multipart/" in lower and b".ics" not in lower:
        body = _BOUNDARY.sub(b"\n", _FILE.sub(b"\n", b"\n" + body + b"\n"))
    encoding = _ENCODING.search(lower, 0, end)
    if encoding is not None:
        body = start[encoding.start() : encoding.end()] + b"\n\n" + body
    text = _decoded(body, body.lower())
    if b"Content-" in text:
        text = _PART_HEADER.sub(b"\n ", b"\n" + text)[1:]
    if b"<" in text:
        text = _TAG.sub(b" ", text)
    own, quoted = _QUOTED.subn(b"\n", b"\n" + text)
    own = own.strip()
    groups = _groups(own)
    if groups & _HIRING or (quoted and _groups(b"".join(_QUOTED.findall(b"\n" + text))) & _HIRING):
        return True
    near = groups.bit_count()
    if len(own) > SHORT:
        return near >= _LONG_NEEDS or (near == _LONG_NEEDS - 1 and _FIGURES.search(own) is not None)
    head = b"\n" + lower[:end]
    return near >= 1 or len(own) <= TINY or bool(_REPLY.search(head) or _FIGURES.search(own))
