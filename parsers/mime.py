"""The parts of a mail (RFC 2045 to 2047, 2231), found by offsets in the octets without copying or decoding them.

The standard library's parser decodes a whole 50 MB mail line by line, recurses with the nesting, and tries every
open boundary on every line. Here a search runs for one boundary at a time, at most 20 levels deep and 300 parts
wide, so that the work is linear in the size and an attachment costs no more than being skipped.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from parsers import charsets, header

DEPTH_LIMIT = 20
PART_LIMIT = 300
PARAMETER_LIMIT = 4096

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_TYPE = re.compile(r"\s*([A-Za-z0-9!#$&^_.+-]{1,80}/[A-Za-z0-9!#$&^_.+-]{1,80})")
_FIRST_BOUNDARY = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n[Cc]ontent-", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A body part: what its header says, and where its body lies in the source (``start`` to ``end``)."""

    type: str
    parameters: Mapping[str, str]
    disposition: str
    filename: str
    encoding: str
    content_id: str
    start: int
    end: int
    children: tuple[Part, ...] = ()

    @property
    def main(self) -> str:
        """The type before the slash."""
        return self.type.partition("/")[0]

    def leaves(self) -> Iterator[Part]:
        """This part and those within it that hold no further parts, in their order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def parameterised(text: str) -> tuple[str, dict[str, str]]:
    """A structured value such as Content-Type: what stands before the first ``;`` in lower case, and the parameters.

    Continued and percent-encoded parameters of RFC 2231 are joined and decoded, encoded words (not allowed there, but
    common) as well.
    """
    text = text[:PARAMETER_LIMIT]
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, raw in _PARAMETER.findall(text):
        value = re.sub(r"\\(.)", r"\1", raw.strip('"')) if raw.startswith('"') else raw.strip()
        base, star, rest = name.lower().partition("*")
        if not star:
            plain.setdefault(base, header.fold(header.decode_words(value)))
            continue
        number = rest.rstrip("*")
        order = int(number) if number.isdecimal() and len(number) < 4 else 0
        pieces.setdefault(base, []).append((order, rest.endswith("*") or not number, value))
    for base, parts in pieces.items():
        plain[base] = header.fold(_joined(sorted(parts, key=lambda part: part[0])))
    return text.partition(";")[0].strip().lower(), plain


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    charset = ""
    octets = b""
    for number, (_, encoded, value) in enumerate(parts):
        rest = value
        if number == 0 and encoded and value.count("'") >= 2:
            charset, _, rest = value.split("'", 2)
        octets += unquote_to_bytes(rest) if encoded else rest.encode("utf-8", "replace")
    return charsets.decode(octets, charset)


def tree(source: bytes, fields: header.Fields, start: int, faults: list[str]) -> Part:
    """The parts of a message whose header gave ``fields`` and whose body begins at ``start``."""
    return _Splitter(source, faults).part(fields, start, len(source), "text/plain", 0)


Parameters = Mapping[str, str]


class _Splitter:
    """One walk over one source; counts the parts over all levels."""

    def __init__(self, source: bytes, faults: list[str]) -> None:
        self.source = source
        self.faults = faults
        self.count = 0

    def part(self, fields: header.Fields, start: int, end: int, default_type: str, depth: int) -> Part:
        """The part with this header and body, with everything within it down to the depth limit."""
        values: dict[str, str] = {}
        for name, raw in fields:
            if name.startswith("content-"):
                values.setdefault(name, header.raw_text(raw))
        type_, parameters = parameterised(values.get("content-type", ""))
        matched = _TYPE.match(type_)
        if matched is None:
            if "content-type" in values and type_ != "text":
                self.faults.append("the type of a part cannot be read")
            type_ = default_type
        else:
            type_ = matched[1]
        disposition, more = parameterised(values.get("content-disposition", ""))
        children: tuple[Part, ...] = ()
        if type_.startswith("multipart/"):
            children = self.children(type_, parameters.get("boundary", ""), start, end, depth)
            if not children:
                type_ = "text/plain"
        return Part(
            type=type_,
            parameters=parameters,
            disposition=disposition,
            filename=(more.get("filename") or parameters.get("name", ""))[:255],
            encoding=values.get("content-transfer-encoding", "").partition(";")[0].strip().lower(),
            content_id=values.get("content-id", ""),
            start=start,
            end=end,
            children=children,
        )

    def children(self, type_: str, boundary: str, start: int, end: int, depth: int) -> tuple[Part, ...]:
        """The parts between the boundaries; none where there are none, or where the limits are reached."""
        if depth >= DEPTH_LIMIT or self.count >= PART_LIMIT:
            self.faults.append("the parts are nested too deep or are too many; the rest was not read")
            return ()
        spans = self.spans(b"--" + boundary.encode("utf-8", "replace"), start, end) if boundary else []
        if not spans:
            guessed = _FIRST_BOUNDARY.search(self.source, start, min(end, start + 64 * 1024))
            if guessed is None:
                self.faults.append("a mail of several parts holds no boundary between them")
                return ()
            self.faults.append("the boundary between the parts is not the one announced")
            spans = self.spans(b"--" + guessed[1], start, end)
        default_type = "message/rfc822" if type_ == "multipart/digest" else "text/plain"
        return tuple(self.child(first, last, default_type, depth) for first, last in spans)

    def child(self, start: int, end: int, default_type: str, depth: int) -> Part:
        """The part that lies between two boundaries, its own header first."""
        block = self.source[start : min(end, start + header.HEADER_LIMIT)]
        header_end, body_start = header.end_of_header(block)
        ignored: list[str] = []
        fields, lost = header.split_fields(block[:header_end], ignored)
        body = start + body_start if not lost else max(start, start + header_end - len(lost))
        if not fields:
            body = start + (body_start if header_end == 0 else 0)
        return self.part(fields, min(body, end), end, default_type, depth + 1)

    def spans(self, delimiter: bytes, start: int, end: int) -> list[tuple[int, int]]:
        """Where the parts lie that ``delimiter`` (with its two dashes) separates; an unclosed last one at ``end``."""
        source = self.source
        found: list[tuple[int, int]] = []
        open_at = -1
        at = source.find(delimiter, start, end)
        while at != -1:
            after = at + len(delimiter)
            line_end = source.find(b"\n", after, min(end, after + 200))
            line_end = line_end if line_end != -1 else min(end, after + 200)
            tail = source[after:line_end].strip()
            if (at == start or source[at - 1] in b"\r\n") and tail in {b"", b"--"}:
                if open_at != -1:
                    found.append((open_at, _before_line_end(source, open_at, at)))
                    self.count += 1
                open_at = min(line_end + 1, end) if tail == b"" else -1
                if tail or self.count >= PART_LIMIT:
                    break
            at = source.find(delimiter, after, end)
        if open_at != -1 and self.count < PART_LIMIT:
            found.append((open_at, end))
        return found


def _before_line_end(source: bytes, start: int, at: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1)."""
    if at > start and source[at - 1] == 0x0A:
        at -= 1
    if at > start and source[at - 1] == 0x0D:
        at -= 1
    return at


def content(source: bytes, part: Part, limit: int) -> tuple[bytes, bool]:
    """The first ``limit`` octets of a part's content with its transfer encoding undone, and whether more follow."""
    base64 = part.encoding == "base64"
    raw_limit = limit * 3 // 2 if base64 else limit
    raw = source[part.start : min(part.end, part.start + raw_limit)]
    cut = part.end - part.start > raw_limit
    if base64:
        return header.decode_base64(raw)[:limit], cut
    if part.encoding == "quoted-printable":
        return binascii.a2b_qp(raw), cut
    return raw, cut
