"""What stands below a writer's words: signature, a telephone's line, legal footers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from parsers import tables
from parsers.history import plain

_SIGNATURE_LINES = 25
"""Below ``-- `` more lines than these are text, not a signature."""
_TAIL_LINES = 30
"""How far up from the end a farewell is looked for."""
_PARTICLE = re.compile(r"van|von|de[rn]?|da|dell?a?|di|d[ao]s|do|l[ae]|el|te[rn]|zu|y|e|ap|bin|ibn|al")
_CONTACT = re.compile(
    r"[^\s<>]@[^\s<>]{3}|https?://|www\.|\+?\(?\d[\d ()./-]{6,}\d|linkedin|\b(?:tel|phone|mobile|mob|cell|fax|fon|"
    r"telefon|mobil|tél|teléfono|móvil|telemóvel|telefone|celular|cellulare|telefono|gsm)\b|^[mtpef] ?[:.] ?[+(\d]",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"p\.? ?s\.?\b[.:,]?\s|pps\b", re.IGNORECASE)
_ABBREVIATED_END = re.compile(
    r"\b(?:inc|ltd|co|corp|llc|bv|b\.v|s\.a|s\.p\.a|s\.r\.l|gmbh|jr|sr|ph\.d|m\.sc|dr)\.$", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_BETWEEN_WORDS = str.maketrans(
    dict.fromkeys((chr(n) for n in range(128) if not (chr(n).isalnum() or chr(n) == "_")), " ")
)
"""The same for ASCII, many times faster."""
_RULE = re.compile(r"[_=-]{10,}|\*{10,}")


@cache
def _mobile() -> tuple[str, ...]:
    return tables.words("quotes", "mobile")


@cache
def _closings() -> frozenset[str]:
    return frozenset(tables.words("quotes", "closing"))


@cache
def _by_first_word(key: str) -> tuple[Mapping[str, tuple[str, ...]], frozenset[str], tuple[str, ...]]:
    """The phrases of a list under their first word, those words, and apart the phrases that are part of one word."""
    grouped: dict[str, tuple[str, ...]] = {}
    single: list[str] = []
    for phrase in tables.words("quotes", key):
        first = _WORD.match(phrase)
        if first is None or first.end() == len(phrase):
            single.append(phrase)
        else:
            grouped[first[0]] = (*grouped.get(first[0], ()), phrase)
    return grouped, frozenset(grouped), tuple(single)


def _present(key: str, text: str, words: frozenset[str]) -> re.Pattern[str] | None:
    """A pattern of those phrases of a list that stand in the text; most texts hold none, and need no search by line."""
    grouped, firsts, single = _by_first_word(key)
    tried = [phrase for word in sorted(words & firsts) for phrase in grouped[word]]
    return _any_of(tuple([phrase for phrase in (*tried, *single) if phrase in text]))


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}" for word in words)) if words else None


def signature_lines(lines: Sequence[str], writer: str = "") -> set[int]:
    """The numbers of those lines, in a stretch of a writer's own lines, that are signature or footer.

    ``writer`` is the sender's display name, as far as it is known.
    """
    found: set[int] = set()
    end = _delimited(lines, found)
    whole = plain("\n".join(lines[:end]))
    words = frozenset(whole.translate(_BETWEEN_WORDS).split() if whole.isascii() else _WORD.findall(whole))
    if not words.isdisjoint(_by_first_word("mobile")[1]):
        for number in range(end):
            low = plain(lines[number][:100])
            if low.startswith(_mobile()) and len(low) < 80:
                found.add(number)
    legal, imprint = _present("legal", whole, words), _present("imprint", whole, words)
    if legal is not None or imprint is not None:
        _mark_legal(lines[:end], legal, imprint, found)
    start = _signature_start(lines, end, found, writer)
    if start is not None:
        _mark_signature(lines, start, end, found)
    return found


def _delimited(lines: Sequence[str], found: set[int]) -> int:
    """Marks what follows ``-- `` (RFC 3676 section 4.3) or a mailing list's rule; returns where that begins."""
    begins = len(lines)
    below = longest = 0
    for number in range(len(lines) - 1, -1, -1):
        stripped = lines[number].strip()
        delimiter = stripped in {"--", "\u2014"}
        if delimiter or (below <= 6 and longest < 120 and _RULE.fullmatch(stripped)):
            begins = number
        below += bool(stripped)
        longest = max(longest, len(stripped))
        if below > _SIGNATURE_LINES:
            break
    found.update(range(begins, len(lines)))
    return begins


def _mark_legal(
    lines: Sequence[str], legal: re.Pattern[str] | None, imprint: re.Pattern[str] | None, found: set[int]
) -> None:
    """Marks paragraphs that are a confidentiality note, a registration line or a list's footer."""
    start = 0
    while start < len(lines):
        if not lines[start].strip():
            start += 1
            continue
        stop = start
        while stop < len(lines) and lines[stop].strip():
            stop += 1
        for number in range(start, stop):
            low = plain(lines[number][:400])
            opening = legal is not None and legal.search(low, 0, 80)
            if opening and (number == start or len(low) > 60):
                found.update(range(number, stop))
                break
            if len(lines[number]) < 250 and imprint is not None and imprint.search(low):
                found.add(number)
        start = stop


def _signature_start(lines: Sequence[str], end: int, found: set[int], writer: str) -> int | None:
    """The first line of the signature: below a farewell, or the writer's own name; None where there is none."""
    tail = [number for number in range(end) if lines[number].strip() and number not in found][-_TAIL_LINES:]
    names = _names(writer)
    for position in range(len(tail) - 1, -1, -1):
        line = lines[tail[position]]
        if len(line) > 80:
            continue
        low = plain(line).strip(" ,.!;:-)~")
        following = tail[position + 1] if position + 1 < len(tail) else None
        if low in _closings():
            if following is not None and _is_name(lines[following]):
                return following
        elif low in names and position > 0:
            return tail[position]
        elif (
            following is not None
            and _closes_with_name(low, line)
            and (_CONTACT.search(lines[following]) or _is_capitalised(lines[following]))
        ):
            return following
    return _unannounced(lines, tail)


def _unannounced(lines: Sequence[str], tail: Sequence[int]) -> int | None:
    """A last paragraph of a name and ways to reach its bearer, with neither farewell nor known name above it."""
    for position in range(max(1, len(tail) - 8), len(tail) - 1):
        number, after = tail[position], tail[position + 1]
        apart = not lines[number - 1].strip()
        if apart and after == number + 1 and _is_name(lines[number]) and len(lines[number].split()) > 1:
            below = [lines[later] for later in tail[position + 1 :]]
            if any(_CONTACT.search(line) for line in below) and all(_fits_signature(line) for line in below):
                return number
    return None


def _mark_signature(lines: Sequence[str], start: int, end: int, found: set[int]) -> None:
    """Marks the signature from its first line on, up to where the writer goes on writing (a postscript)."""
    found.add(start)
    for number in range(start + 1, end):
        line = lines[number]
        if number in found or not line.strip():
            continue
        title = (
            number - 1 in found
            and line.strip()[:1].isupper()
            and len(line.split()) <= 6
            and line.strip()[-1:].isalpha()
        )
        if not title and not _fits_signature(line):
            return
        found.add(number)


def _names(writer: str) -> frozenset[str]:
    """How a writer may sign: the full name, the first one, both in lower case."""
    name = plain(writer)
    if not name or "@" in name:
        return frozenset()
    if ", " in name:
        last, _, first = name.partition(", ")
        name = f"{first} {last}"
    return frozenset({name, name.split()[0]}) if name.split() else frozenset()


def _is_name(line: str) -> bool:
    """Whether a line reads as a person's name, perhaps with a title or a dash before it."""
    text = line.strip(" \t,.-\u2013\u2014*_~")
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > 50 or any(character.isdigit() for character in text):
        return False
    if text[-1] in "?!:;" or (line.rstrip()[-1] == "." and len(words) > 2):
        return False
    if len(words) == 1:
        return len(text) <= 20 and text.replace("-", "").replace(".", "").isalpha()
    return all(word[0].isupper() or word[0] in "(|/&" or _PARTICLE.fullmatch(word.lower()) for word in words)


def _is_capitalised(line: str) -> bool:
    words = [word for word in line.split() if word[0].isalnum()]
    high = sum(1 for word in words if word[0].isupper() or word[0].isdigit())
    return bool(words) and high >= 0.6 * len(words)


def _fits_signature(line: str) -> bool:
    """Whether a line below a name belongs to the signature: contact data, a title, a company, a slogan's line."""
    text = line.strip()
    if len(text) > 140 or _POSTSCRIPT.match(text) or text.endswith("?"):
        return False
    if _CONTACT.search(text) and len(text.split()) <= 14:
        return True
    if text.endswith((".", "!")) and not _ABBREVIATED_END.search(text):
        return False
    if not any(character.isalnum() for character in text):
        return True
    return len(text) <= 90 and len(text.split()) <= 12 and (_is_capitalised(text) or "|" in text or "\u00b7" in text)


def _closes_with_name(low: str, line: str) -> bool:
    """``Best regards, Kim`` on one line."""
    head, _, name = low.partition(",")
    return bool(name) and head.strip() in _closings() and _is_name(line.partition(",")[2])
