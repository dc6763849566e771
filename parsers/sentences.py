"""Plain text to sentences: what a person would read in one breath.

Hard-wrapped lines of a paragraph are joined; list items, headings and greetings stay apart. A full stop behind an
abbreviation, an initial or a number ("3 p.m. on", "No. 5", "z. B.") ends nothing. Linear in the length of the text.
"""

from __future__ import annotations

import re

LONGEST = 1000
"""A sentence is cut at this many characters; hostile text has no full stops."""

_TITLE = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|sr|sra|sig|dott|hr|fr|mme|mlle|dhr|mevr|ing|ir|vs|approx|ca|e\.g|i\.e|eg|ie|"
    r"z\.b|z|bzw|evtl|ggf|inkl|u\.a|d\.h|o\.g|p\.ex|bijv|jl|a\.s|ud|vd|uds|p\.f|dept|[a-z])$",
    re.IGNORECASE,
)
"""What stands before a name or in the middle of a sentence."""
_COUNTED = re.compile(
    r"(?:^|[\s(])(?:no|nr|nro|num|ref|art|ext|tel|av|bd|n|fig|pag|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|"
    r"mon|tues?|weds?|thurs?|fri|sat|sun)$",
    re.IGNORECASE,
)
"""What stands before a number."""
_ORDINAL = re.compile(r"(?:^|[\s(])\d{1,2}$")
_AFTER_ORDINAL = re.compile(
    r"(?:jan|feb|m[äa]r|apr|mai|jun|jul|aug|sep|okt|nov|dez|klasse|stock|etage|runde|semester|kalenderwoche|kw)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b[ap]\.m$", re.IGNORECASE)
_END = re.compile(r"[.!?…]{1,8}[\"'”’»)\]]{0,4}(?=\s)")
_ITEM = re.compile(r"^\s*(?:[-*•·–—>]|\d{1,2}[.)]|[a-z]\))\s")
_WRAPPED = 50
_SHORT_LINE = 25


def _paragraphs(text: str) -> list[str]:
    """Lines joined where they were only wrapped: a long line with no end, followed by one that begins no item."""
    joined: list[str] = []
    parts: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        if parts and (not line or _ITEM.match(line) or not _goes_on(parts[-1], line)):
            joined.append(" ".join(parts))
            parts = []
        if line:
            parts.append(line)
    if parts:
        joined.append(" ".join(parts))
    return joined


def _goes_on(before: str, line: str) -> bool:
    """Whether a line was only wrapped: long and without an end, or followed by what begins no sentence."""
    if before[-1] in ":;…!?":
        return False
    if before[-1] == ".":
        return bool(_ORDINAL.search(before[:-1]) and _AFTER_ORDINAL.match(line))  # "ab dem 15." and "März" below
    return len(before) >= _WRAPPED or (len(before) >= _SHORT_LINE and line[0].islower() and before[-1] != ",")


def _ends(before: str, after: str) -> bool:
    """Whether a full stop between these two pieces ends a sentence."""
    first = after[:1]
    if first.islower():
        return False
    if _CLOCK.search(before):
        return first.isupper()
    if _ORDINAL.search(before):
        return not _AFTER_ORDINAL.match(after)
    if first.isdigit() and _COUNTED.search(before):
        return False
    return not _TITLE.search(before)


def split(text: str) -> tuple[str, ...]:
    """The sentences of a text in order, whitespace folded, none empty, each of at most ``LONGEST`` characters."""
    found: list[str] = []
    for paragraph in _paragraphs(text):
        start = 0
        for match in _END.finditer(paragraph):
            stop = match.group()[0] == "." and len(match.group()) == 1
            after = paragraph[match.end() : match.end() + 12].lstrip()
            if stop and not _ends(paragraph[max(start, match.start() - 12) : match.start()], after):
                continue
            found.append(paragraph[start : match.end()])
            start = match.end()
        found.append(paragraph[start:])
    folded = (" ".join(piece.split()) for piece in found)
    return tuple(
        piece[at : at + LONGEST] for piece in folded if piece for at in range(0, min(len(piece), 20 * LONGEST), LONGEST)
    )
