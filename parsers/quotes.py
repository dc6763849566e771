"""A mail's text apart: the writer's new words, what is quoted, and what stands below (signature, legal footer)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from parsers import history
from parsers.signature import signature_lines

LINES_LIMIT = 20_000
_MARK_WITHIN = 7
"""Characters of a line within which the mark of a quotation stands."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a mail's text. ``own`` and ``signature`` are the writer's, ``quoted`` is history.

    ``signature`` holds the signature, a telephone's line and legal footers. ``forwarded`` is true where the history
    was passed on rather than answered.
    """

    own: str
    quoted: str
    signature: str
    forwarded: bool


class _Is(Enum):
    OWN = 0
    QUOTED = 1
    SIGNATURE = 2


def split(text: str, writer: str = "") -> Parts:
    """The parts of a mail's text, of which quoted lines begin with ``>`` or follow a marker such as "On ... wrote:".

    Replies above, below and between quoted lines are kept as own. ``writer`` is the sender's display name, by which a
    signature is known that no farewell precedes. Lines after the first 20,000 are left out.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:LINES_LIMIT]
    tags = [_Is.OWN] * len(lines)
    forwarded = _mark_history(lines, tags)
    start = 0
    while start < len(lines):
        if tags[start] is not _Is.OWN:
            start += 1
            continue
        end = start
        while end < len(lines) and tags[end] is _Is.OWN:
            end += 1
        for number in signature_lines(lines[start:end], writer):
            tags[start + number] = _Is.SIGNATURE
        start = end
    return Parts(
        own=_joined(lines, tags, _Is.OWN),
        quoted=_joined(lines, tags, _Is.QUOTED),
        signature=_joined(lines, tags, _Is.SIGNATURE),
        forwarded=forwarded,
    )


def _mark_history(lines: list[str], tags: list[_Is]) -> bool:
    """Tags what is quoted; returns whether it was forwarded."""
    forwarded = False
    colons = [":" in line for line in lines]
    at = 0
    while at < len(lines):
        line = lines[at]
        if ">" in line[:_MARK_WITHIN] and history.is_marked(line):
            tags[at] = _Is.QUOTED
            at += 1
            continue
        if not line or (line[0].isalnum() and True not in colons[at : at + history.WINDOW]):
            at += 1  # neither a rule of dashes nor anything that ends in a colon, as most lines
            continue
        marker = history.marker(lines, at)
        if marker is None:
            at += 1
            continue
        forwarded = forwarded or marker.forwarded
        first, last = marker.first, marker.last
        if marker.rest:
            first, last = _with_rule_above(lines, first), _last_of_rest(lines, marker)
        for number in range(first, last + 1):
            tags[number] = _Is.QUOTED
        at = last + 1
    return forwarded


def _last_of_rest(lines: list[str], marker: history.Marker) -> int:
    """The end of the text; but where a separator stands above lines marked with ``>``, only those are history."""
    if marker.separator:
        head = history.end_of_head(lines, marker.last)
        following = next((line for line in lines[head + 1 : head + 5] if line.strip()), "")
        if history.is_marked(following):
            return head
    return len(lines) - 1


def _with_rule_above(lines: list[str], at: int) -> int:
    """Outlook draws a line of underscores above the quoted header: it belongs to the history."""
    above = at - 1
    while above > 0 and not lines[above].strip():
        above -= 1
    rule = lines[above].strip() if above >= 0 else ""
    return above if len(rule) >= 5 and not rule.strip("_-=") else at


def _joined(lines: list[str], tags: list[_Is], wanted: _Is) -> str:
    if wanted not in tags:
        return ""
    out: list[str] = []
    previous = -1
    for number, line in enumerate(lines):
        if tags[number] is not wanted:
            continue
        if out and previous != number - 1 and out[-1]:
            out.append("")  # what stood apart stays apart
        if line.strip() or (out and out[-1]):
            out.append(line.rstrip())
        previous = number
    return "\n".join(out).strip("\n")
