"""Text to tokens that mean something in a date: numbers, clock times, and the words of one language.

What a word means comes from ``languages/*_dates.toml``; the grammar over these tokens knows roles only and no words.
Every pattern is bounded or without nested repetition, so that hostile text costs linear time.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en",)
"""The languages with a file of date words; the first is taken where a text shows no sign of any."""


class Role(Enum):
    """What a token can be to the grammar. Those from ``NEXT`` on are named by the keys of ``[words]``."""

    STOP = auto()
    PLAIN = auto()
    NUMBER = auto()
    CLOCK = auto()
    DOTTED = auto()
    SLASHED = auto()
    DATED = auto()
    ISO = auto()
    QUARTER_NAME = auto()
    MONTH = auto()
    WEEKDAY = auto()
    RELATIVE_DAY = auto()
    WEEK = auto()
    UNIT = auto()
    ORDINAL = auto()
    ZONE = auto()
    PLACE = auto()
    AFTER_NEXT = auto()
    BEHIND_DAY = auto()
    COMMA = auto()
    DASH = auto()
    SLASH = auto()
    COLON = auto()
    PERIOD = auto()
    LEFT = auto()
    RIGHT = auto()
    PLUS = auto()
    NEXT = auto()
    COMING = auto()
    THIS = auto()
    LAST = auto()
    NEXT_BEHIND = auto()
    LAST_BEHIND = auto()
    IN = auto()
    WITHIN = auto()
    BY = auto()
    UNTIL = auto()
    FROM = auto()
    AFTER = auto()
    TO = auto()
    BETWEEN = auto()
    AND = auto()
    OR = auto()
    END = auto()
    EARLY = auto()
    MID = auto()
    LATE = auto()
    AT = auto()
    ON = auto()
    OF = auto()
    THE = auto()
    ARTICLE = auto()
    APPROX = auto()
    OR_SO = auto()
    AGO = auto()
    AGO_BEFORE = auto()
    HENCE = auto()
    EVERY = auto()
    FEW = auto()
    WEEK_OF = auto()
    END_OF_DAY = auto()
    END_OF_WEEK = auto()
    END_OF_MONTH = auto()
    END_OF_YEAR = auto()
    MID_MONTH = auto()
    NOON = auto()
    MIDNIGHT = auto()
    OCLOCK = auto()
    HALF = auto()
    HALF_PAST = auto()
    QUARTER_PAST = auto()
    QUARTER_TO = auto()
    AND_HALF = auto()
    AND_QUARTER = auto()
    MORNING = auto()
    AFTERNOON = auto()
    EVENING = auto()
    TIME = auto()
    TIMES = auto()
    YOUR = auto()
    MINE = auto()
    PER = auto()
    BEHIND_ORDINAL = auto()
    NOT_BEFORE_WEEKDAY = auto()
    NOT_BEHIND_WEEKDAY = auto()
    VERSION = auto()
    DATE_LABEL = auto()


@dataclass(slots=True)
class Token:
    """A piece of text with its role.

    ``value`` is a number: of a NUMBER, the hour of a CLOCK, the month (1 to 12), the weekday (0 is Monday), days or
    weeks ahead. ``second`` is the minute of a CLOCK or the second number of a date. ``half`` is ``a`` or ``p`` where
    am or pm stands at it. ``sign`` is ``o`` at ordinals, ``h`` at hours ("15h"), ``w`` at numbers in words, ``4`` at
    numbers of four digits, ``0`` at a leading zero, ``=`` at weak words, and names a UNIT. ``line`` is true at the
    first token of a line.
    """

    role: Role
    start: int
    end: int
    raw: str
    value: int = 0
    second: int = -1
    third: int = -1
    half: str = ""
    sign: str = ""
    line: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The date words of one language: phrases by their first word, longest first, with role, value and sign."""

    language: str
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Role, int, str], ...]]
    markers: frozenset[str]
    day_first: str
    day_dot: bool
    hours_24: bool
    half: int
    next_weekday: str
    in_next: str


_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
_GUARD = r"(?<![\w$€£¥#])(?<![A-LN-Za-gi-ln-tv-z][-.])(?<![0-9][.,:])"
_HALF = r"(?:\s{0,2}([AaPp])(?:\.\s?[Mm]\b\.?|[Mm]\b))?"
_D = "([0-9]{1,2})"
_TOKEN = re.compile(
    rf"""(?P<word>(?!(?:https?://|www\.)){_WORD})
    |(?P<iso>{_GUARD}([0-9]{{4}})[-/.]{_D}[-/.]{_D}(?:T([0-9]{{2}}):([0-9]{{2}})[0-9:.]{{0,10}}(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?(?![\w/]|[-.:][0-9]))
    |(?P<dated>{_GUARD}{_D}(?P<sep>[/.-]){_D}(?P=sep)([0-9]{{4}}|[0-9]{{2}})(?!\w|[-./:][0-9]))
    |(?P<dot>{_GUARD}{_D}\.{_D}\.(?![0-9]))
    |(?P<clock>{_GUARD}{_D}:([0-9]{{2}})(?::[0-9]{{2}})?(?![0-9:]){_HALF})
    |(?P<hours>{_GUARD}{_D}\s?[hHuU]\s?([0-9]{{2}})(?!\w|[.,][0-9]))
    |(?P<slash>{_GUARD}{_D}/{_D}(?!\w|[/.,][0-9]|/))
    |(?P<dotted>{_GUARD}{_D}\.{_D}(?![0-9%]|[.,][0-9]){_HALF}(?!\w))
    |(?P<num>{_GUARD}([0-9]{{1,4}})(?:(?P<ord>(?i:st|nd|rd|th|er|ère|ste|de|e|º|ª|°|o))(?=\W|$)|(?P<h>\s?(?:[hH]|hrs))(?=\W|$)|{_HALF})(?!\w|[.,][0-9]|%))
    |(?P<quarter>\b[Qq]([1-4])\b)
    |(?P<url>(?:https?://|www\.)\S+|@\w[\w.-]*)
    |(?P<junk>\w+(?:[.,:/][0-9]+)*)
    |(?P<gap>[ \t]*\n[ \t]*\n\s*)
    |(?P<line>\n)
    |(?P<punct>[^\w\s])""",
    re.VERBOSE,
)
_PHRASE = re.compile(rf"{_WORD}|[0-9]+|[^\w\s]")
_PUNCT = {
    "-": Role.DASH,
    "–": Role.DASH,
    "—": Role.DASH,
    "‑": Role.DASH,
    ",": Role.COMMA,
    ";": Role.COMMA,
    "|": Role.COMMA,
    "/": Role.SLASH,
    ":": Role.COLON,
    ".": Role.PERIOD,
    "(": Role.LEFT,
    "[": Role.LEFT,
    ")": Role.RIGHT,
    "]": Role.RIGHT,
    "@": Role.AT,
    "&": Role.AND,
    "+": Role.PLUS,
    "~": Role.APPROX,
}
_BULLETS = frozenset("*•·>-–▪◦‣_\"'’‘“”")


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of ``text``, followed by eight of role STOP so that the grammar can look ahead without a check."""
    found: list[Token] = []
    raw = list(_TOKEN.finditer(text))
    letters = zone_letters()
    at, line = 0, True
    while at < len(raw):
        match = raw[at]
        kind = match.lastgroup
        start, end = match.span()
        at += 1
        if kind == "line":
            line = True
            continue
        if kind == "word" or kind == "punct":
            word = match.group().lower()
            options = lexicon.phrases.get(word)
            if options is not None:
                taken = _longest(options, raw, at)
                if taken is not None:
                    count, role, value, sign = taken
                    at += count
                    end = raw[at - 1].end()
                    found.append(Token(role, start, end, text[start:end], value, sign=sign, line=line))
                    line = False
                    continue
            if kind == "punct":
                if line and word in _BULLETS:
                    continue
                found.append(Token(_PUNCT.get(word, Role.STOP), start, end, word, line=line))
            elif match.group() in letters:
                found.append(Token(Role.ZONE, start, end, match.group(), line=line))
            elif found and found[-1].role is Role.PLAIN and not line:
                found[-1].end = end
                continue
            else:
                found.append(Token(Role.PLAIN, start, end, match.group(), line=line))
        elif kind == "gap":
            found.append(Token(Role.STOP, start, end, ""))
            line = True
            continue
        else:
            found.append(_number(match, kind or "junk", lexicon, line=line))
        line = False
    size = len(text)
    found.extend(Token(Role.STOP, size, size, "") for _ in range(8))
    return found


def _longest(
    options: tuple[tuple[tuple[str, ...], Role, int, str], ...], raw: list[re.Match[str]], at: int
) -> tuple[int, Role, int, str] | None:
    """The first of the phrases whose further words follow, with the count of raw tokens it takes."""
    for words, role, value, sign in options:
        here = at
        for word in words:
            while here < len(raw) and raw[here].lastgroup == "line":
                here += 1
            if here >= len(raw) or raw[here].group().lower() != word:
                break
            here += 1
        else:
            return here - at, role, value, sign
    return None


def _number(match: re.Match[str], kind: str, lexicon: Lexicon, *, line: bool) -> Token:
    start, end = match.span()
    raw = match.group()
    token = Token(Role.STOP, start, end, raw, line=line)
    numbers = [int(part) for part in re.findall(r"[0-9]+", raw)] if kind not in {"junk", "url"} else []
    if kind == "num":
        token.role, token.value = Role.NUMBER, numbers[0]
        digits = len(str(raw)) and sum(letter.isdigit() for letter in raw)
        token.sign = "o" if match["ord"] else "h" if match["h"] else "4" if digits == 4 else ""
        token.sign = token.sign or ("0" if raw[0] == "0" and digits == 2 else "")
    elif kind in {"clock", "hours", "dotted"}:
        token.role = Role.DOTTED if kind == "dotted" else Role.CLOCK
        token.value, token.second = numbers[0], numbers[1]
        token.sign = "0" if raw[0] == "0" or kind == "hours" else ""
        if kind == "dotted" and (len(raw.split(".")[1].rstrip("aApPmM. ")) != 2 or token.second > 59):
            token.sign = "."
    elif kind == "slash":
        token.role, token.value, token.second = Role.SLASHED, numbers[0], numbers[1]
    elif kind == "dot":
        token.value, token.second = numbers[0], numbers[1]
        if lexicon.day_dot and numbers[1] <= 12 and numbers[0] <= 31:
            token.role, token.sign = Role.SLASHED, "."
        else:
            token.role, token.end, token.raw = Role.DOTTED, end - 1, raw[:-1]
            token.sign = "." if len(raw[:-1].split(".")[1]) != 2 else ""
    elif kind == "dated":
        token.role, token.value, token.second, token.third = Role.DATED, numbers[0], numbers[1], numbers[2]
        token.sign = match["sep"]
    elif kind == "iso":
        token.role, token.value, token.second, token.third = Role.ISO, numbers[0], numbers[1], numbers[2]
    elif kind == "quarter":
        token.role, token.value = Role.QUARTER_NAME, numbers[0]
    if token.role in {Role.NUMBER, Role.CLOCK, Role.DOTTED} and raw.rstrip(". ")[-1:] in "mM":
        token.half = next((letter for letter in reversed(raw.lower()) if letter in "ap"), "")
    return token


def language_of(text: str) -> str:
    """The language whose frequent words the text holds most of; English where there is no sign."""
    words = set(re.findall(r"[^\W\d_]+", text[:3000].lower()))
    best, most = LANGUAGES[0], 0
    for language in LANGUAGES:
        count = len(words & lexicon(language).markers)
        if count > most:
            best, most = language, count
    return best


@cache
def lexicon(language: str) -> Lexicon:
    """The date words of a language, read once; raises KeyError for one that has no file."""
    if language not in LANGUAGES:
        raise KeyError(language)
    table = _table(f"{language}_dates.toml")
    entries: dict[tuple[str, ...], tuple[Role, int, str]] = {}
    for kind, bare in (("places", 0), ("bare", 1)):
        entries |= {_split(word): (Role.PLACE, bare, name) for word, name in zones()[kind].items()}
    if language != LANGUAGES[0]:
        entries |= _names(_table(f"{LANGUAGES[0]}_dates.toml"), full_only=True)
    for key, words in table["words"].items():
        entries |= {_split(word): (Role[key.upper()], 0, "") for word in words}
    for key, role in (("relative_days", Role.RELATIVE_DAY), ("weeks", Role.WEEK), ("ordinals", Role.ORDINAL)):
        entries |= {_split(word): (role, value, "") for word, value in table.get(key, {}).items()}
    entries |= {_split(word): (Role.NUMBER, value, "w") for word, value in table["numbers"].items()}
    entries |= {_split(word): (Role.PLACE, 1, name) for word, name in table.get("zones", {}).items()}
    for unit, words in table["units"].items():
        entries |= {_split(word): (Role.UNIT, 0, unit) for word in words}
    entries |= _names(table, full_only=False)
    phrases: dict[str, list[tuple[tuple[str, ...], Role, int, str]]] = {}
    for split, (role, value, sign) in entries.items():
        phrases.setdefault(split[0], []).append((split[1:], role, value, sign))
    names = {word for group in (*table["months"], *table["weekdays"]) for word in group[:1]}
    return Lexicon(
        language=language,
        phrases={first: tuple(sorted(rest, key=lambda one: -len(one[0]))) for first, rest in phrases.items()},
        markers=frozenset(table["markers"]) | (names - set(table["weak"])),
        day_first=table["day_first"],
        day_dot=table["day_dot"],
        hours_24=table["hours_24"],
        half=table["half"],
        next_weekday=table["next_weekday"],
        in_next=table["in_next"],
    )


def _names(table: Mapping[str, Any], *, full_only: bool) -> dict[tuple[str, ...], tuple[Role, int, str]]:
    entries: dict[tuple[str, ...], tuple[Role, int, str]] = {}
    weak = frozenset(table["weak"])
    for key, role, first in (("months", Role.MONTH, 1), ("weekdays", Role.WEEKDAY, 0)):
        for number, group in enumerate(table[key], first):
            for name in group[:1] if full_only else group:
                if not (full_only and name in weak):
                    entries[_split(name)] = (role, number, "=" if name in weak else "")
                    for ending in table.get("possessives", ()) if role is Role.WEEKDAY else ():
                        entries[_split(name + ending)] = (role, number, "=" if name in weak else "")
    return entries


def _split(phrase: str) -> tuple[str, ...]:
    return tuple(_PHRASE.findall(phrase.lower()))


@cache
def zones() -> Mapping[str, Mapping[str, Any]]:
    """The tables of ``languages/zones.toml``."""
    return _table("zones.toml")


@cache
def zone_letters() -> frozenset[str]:
    """The zone abbreviations that are known, in capitals."""
    return frozenset(zones()["letters"]) | frozenset(zones()["ambiguous"]) | {"Z"}


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("parsers") / "languages" / name).read_text(encoding="utf-8"))
