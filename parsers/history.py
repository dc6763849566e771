"""Where the history begins in a text: attribution lines, quoted header blocks, separators, in seven languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers import tables

LINE_LIMIT = 500
"""Longer lines are no marker of a history; they are not searched."""
WINDOW = 4
"""Lines over which a mail program may wrap an attribution."""
_BLOCK_LINES = 12
_MARKED = re.compile(r"[ \t]{0,3}[A-Z]{0,3}>")  # some programs put the quoted writer's initials before the sign
_EDGES = "-_=*~•<>[]: \t\u2010\u2011\u2012\u2013\u2014"
_PLAIN = str.maketrans("\u2019\u2018\u00b4\u00a0\u202f\u2013\u2014", "'''  --")
_ISO_ATTRIBUTION = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d[^<]{0,80}<[^<>\s]{3,200}>\s?:")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d|\d{1,2}[./]\d{1,2}[./]\d\d|[^\s<>]@[^\s<>]")
_DAY = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[./]\d{1,2}[./]\d\d|[^\s<>]@[^\s<>]")
_CLOCK = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Marker:
    """Lines ``first`` to ``last`` say that a history follows. ``rest`` is true where everything below belongs to it.

    ``separator`` is true for a line such as ``-----Original Message-----``.
    """

    first: int
    last: int
    rest: bool
    forwarded: bool = False
    separator: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    lead: re.Pattern[str]
    verb: re.Pattern[str]
    labels: dict[str, str]
    label: re.Pattern[str]
    original: tuple[str, ...]
    forwarded: tuple[str, ...]


def plain(line: str) -> str:
    """A line as the tables spell it: lower case, straight apostrophes and dashes, no bold marks."""
    if not line.isascii():
        line = line.translate(_PLAIN)
    return line.replace("*", "").strip().lower()


@cache
def _words() -> _Words:
    pairs = [pair for table in tables.load("quotes").values() for pair in table["attribution"]]
    labels: dict[str, str] = {}
    for kind in ("from", "sent", "to", "subject"):
        for word in tables.words("quotes", kind):
            labels.setdefault(word, kind)
    alternatives = "|".join(re.escape(word) for word in sorted(labels, key=len, reverse=True))
    return _Words(
        lead=re.compile(rf"(?:{_any(lead for lead, _ in pairs if lead)})\b"),
        verb=re.compile(rf"(?<!\w)(?:{_any(verb for _, verb in pairs)})(?!\w)"),
        labels=labels,
        label=re.compile(rf"(?:^|(?<=\s))({alternatives})\s?:(?=\s|$)"),
        original=tables.words("quotes", "original"),
        forwarded=tables.words("quotes", "forwarded"),
    )


def _any(found: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(found), key=len, reverse=True))


def is_marked(line: str) -> bool:
    """Whether the line is quoted by ``>``."""
    return _MARKED.match(line) is not None


def end_of_head(lines: Sequence[str], at: int) -> int:
    """The last of the header lines that stand below the separator ``at``; ``at`` itself where none do."""
    last = at
    for number in range(at + 1, min(at + _BLOCK_LINES, len(lines))):
        if _labelled(lines[number][:LINE_LIMIT]):
            last = number
        elif lines[number].strip():
            break
    return last


def marker(lines: Sequence[str], at: int) -> Marker | None:
    """What the unquoted line ``at`` says about a history that follows it, None where it says nothing."""
    line = lines[at]
    if not line or len(line) > LINE_LIMIT:
        return None
    low = plain(line)
    if not low:
        return None
    return _separator(low, at) or _header_block(lines, low, at) or _attribution(lines, low, at)


def _separator(low: str, at: int) -> Marker | None:
    """``-----Original Message-----``, ``---------- Forwarded message ---------``, ``Begin forwarded message:``."""
    if len(low) > 120 or (low[0] not in "-_=~" and low[-1] != ":"):
        return None
    core = low.strip(_EDGES)
    words = _words()
    if core in words.original:
        return Marker(at, at, rest=True, separator=True)
    dashed = low[0] in "-_="
    if core in words.forwarded or (dashed and core.startswith(words.forwarded)):
        return Marker(at, at, rest=True, forwarded=True, separator=True)
    return None


def _header_block(lines: Sequence[str], low: str, at: int) -> Marker | None:
    """``From: / Sent: / To: / Subject:`` on lines of their own, or all on one line.

    A sender, a subject and one more must be there, and the sender must be somebody: "From: 2 PM / To: 3 PM" in an
    invitation is no history.
    """
    words = _words()
    head = words.label.match(low)
    if head is None:
        return None
    found: dict[str, str] = {}
    last = at
    foreign = 0
    for number in range(at, min(at + _BLOCK_LINES, len(lines))):
        line = lines[number][:LINE_LIMIT]
        values = _labelled(line)
        if values:
            for kind, value in values:
                found.setdefault(kind, value)
            last, foreign = number, 0
        elif line.strip():
            foreign += 1
            if foreign > 2 or is_marked(line):
                break
    sender = found.get("from")
    if sender is None or "subject" not in found or not ({"sent", "to"} & found.keys()):
        return None
    named = any(letter.isalpha() for letter in sender) and not _CLOCK.search(sender)
    if "@" in sender or (named and _CLOCK.search(found.get("sent", ""))):
        return Marker(at, last, rest=True)
    return None


@lru_cache(maxsize=64)
def _labelled(line: str) -> tuple[tuple[str, str], ...]:
    """Kinds and values of the labels in a line that begins with one; cached, as blocks are tried from each line."""
    words = _words()
    low = plain(line)
    labels = list(words.label.finditer(low))
    if not labels or labels[0].start() != 0:
        return ()
    ends = [*(label.start() for label in labels[1:]), len(low)]
    return tuple(
        (words.labels[label[1]], low[label.end() : end].strip()) for label, end in zip(labels, ends, strict=True)
    )


def _attribution(lines: Sequence[str], low: str, at: int) -> Marker | None:
    """``On Tuesday, 12 May 2026 at 10:33, Kim Lee <kim@example.com> wrote:``, over up to four lines."""
    words = _words()
    led = words.lead.match(low)
    if led is None and words.verb.search(low) is None and not low[:4].isdecimal():
        return None
    joined = ""
    for number in range(at, min(at + WINDOW, len(lines))):
        line = plain(lines[number][:LINE_LIMIT])
        if not line:
            return None
        joined = f"{joined} {line}" if joined else line
        if line[-1] == ":":
            return _judged(lines, joined, at, number, led=led is not None)
        if len(joined) > LINE_LIMIT:
            return None
    return None


def _judged(lines: Sequence[str], joined: str, at: int, last: int, *, led: bool) -> Marker | None:
    """Whether ``joined``, which ends in a colon, introduces a quotation, and whether that is marked line by line."""
    words = _words()
    verbs = list(words.verb.finditer(joined))
    iso = _ISO_ATTRIBUTION.fullmatch(joined) is not None
    if not iso and (not verbs or len(joined) - verbs[-1].end() > 120):
        return None
    following = next((line for line in lines[last + 1 : last + 4] if line.strip()), "")
    if is_marked(following):
        return Marker(at, last, rest=False) if iso or led or _DATED.search(joined) or last == at else None
    if iso or (_DATED.search(joined) and _DAY.search(joined) and (led or "@" in joined)):
        return Marker(at, last, rest=True)
    return None
