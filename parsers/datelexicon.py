"""The date words of each language, read once from ``languages/*_dates.toml``, and how a text's language is told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "nl", "pt", "it")
"""The languages with a file of date words; the first is taken where a text shows no sign of any."""


class Role(IntEnum):
    """What a token can be to the grammar. Those from ``NEXT`` on are named by the keys of ``[words]``.

    Integers only because sets of plain enum members are several times slower to ask.
    """

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
    IN = auto()
    WITHIN = auto()
    HAVE = auto()
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
    FIRST_HALF = auto()
    SECOND_HALF = auto()
    AT = auto()
    AT_TO = auto()
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
    LESS_QUARTER = auto()
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


TRIGGERS = frozenset(
    {
        Role.ISO, Role.DATED, Role.SLASHED, Role.MONTH, Role.WEEKDAY, Role.RELATIVE_DAY, Role.WEEK, Role.UNIT,
        Role.QUARTER_NAME, Role.END_OF_DAY, Role.END_OF_WEEK, Role.END_OF_MONTH, Role.END_OF_YEAR, Role.MID_MONTH,
        Role.MORNING, Role.AFTERNOON, Role.EVENING, Role.WITHIN,
    }
)  # fmt: skip
"""Roles without which a text names no day (ordinals and WITHIN may do without)."""
CLOCKED = frozenset({Role.CLOCK, Role.DOTTED, Role.NUMBER, Role.NOON})
"""Roles of clock times, and of the numbers that may be hours."""

_COUNTABLE = frozenset({Role.UNIT, Role.NEXT, Role.COMING})
"""Roles of words whose plural names no one day or period."""

Entry = tuple[Role, int, str]
"""What a phrase means: role, value and sign of its token."""


@dataclass(slots=True)
class Node:
    """A place in the tree of phrases: what ends here, and the words that may follow."""

    entry: Entry | None = None
    behind: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The date words of one language: its phrases as a tree, and its habits (see ``languages/en_dates.toml``)."""

    language: str
    phrases: Node
    markers: frozenset[str]
    day_first: str
    day_dot: bool
    day_articles: frozenset[str]
    day_nouns: frozenset[str]
    before_one: frozenset[str]
    restating: Mapping[str, frozenset[str]]
    places: Mapping[str, str]
    hours_24: bool
    half: int
    next_weekday: str
    in_next: str
    elided: re.Pattern[str] | None
    modifiers_behind: bool
    triggers: frozenset[str]
    clocks: frozenset[str]


WORD = r"[^\W\d_]++(?:['’][^\W\d_]++)*+"
"""A word, with apostrophes inside it."""
_PHRASE = re.compile(rf"{WORD}|[0-9]+|[^\w\s]")


def words_of(text: str) -> frozenset[str]:
    """The words of a text in lower case, with the apostrophes inside them and parted at those."""
    lower = text.lower()
    words = re.findall(WORD, lower)
    if "'" in lower or "’" in lower:
        words += re.findall(r"[^\W\d_]+", lower)
    return frozenset(words)


_CAPITALS = re.compile(r"\b[A-Z]{2,5}\b")


def _no_zone(match: re.Match[str]) -> str:
    """Nothing where the letters of a zone stand: "10 am ET" holds no French word."""
    return "" if match.group() in zone_letters() else match.group()


@lru_cache(maxsize=256)
def language_of(text: str, likely: str = LANGUAGES[0]) -> str:
    """The language whose frequent words the text holds most of; of two, the one with more words that no other has.

    ``likely`` is that of the whole mail: it is taken where a sentence holds hardly more words of another.
    """
    words = words_of(_CAPITALS.sub(_no_zone, text[:3000]))
    counts = {language: len(words & lexicon(language).markers) for language in LANGUAGES}
    most = max(counts.values())
    best = max(LANGUAGES, key=lambda language: (counts[language], counts[language] == most and _alone(words, language)))
    return likely if counts[likely] >= counts[best] - (likely != LANGUAGES[0]) else best


def _alone(words: frozenset[str], language: str) -> int:
    """How many of the words are frequent in this language alone."""
    others = (lexicon(other).markers for other in LANGUAGES if other != language)
    return len((words & lexicon(language).markers).difference(*others))


@cache
def lexicon(language: str) -> Lexicon:
    """The date words of a language, read once; raises KeyError for one that has no file."""
    if language not in LANGUAGES:
        raise KeyError(language)
    table = _table(f"{language}_dates.toml")
    entries: dict[tuple[str, ...], Entry] = {}
    places: dict[str, str] = {**zones()["places"], **table.get("places", {})}
    for lead in table.get("time_of", ()):
        entries |= {_split(f"{lead} {place}"): (Role.PLACE, 1, name) for place, name in places.items()}
    for kind, bare in (("places", 0), ("bare", 1)):
        entries |= {_split(word): (Role.PLACE, bare, name) for word, name in zones()[kind].items()}
    haves = (f"{have} {more}" for have in table["words"]["have"] for more in table["have_for"])
    entries |= {_split(phrase): (Role.HAVE, 0, "") for phrase in haves}  # "you have | up to | five days"
    for key, words in table["words"].items():
        entries |= {_split(word): (Role[key.upper()], 0, "") for word in words}
    for key, role in (("relative_days", Role.RELATIVE_DAY), ("weeks", Role.WEEK), ("ordinals", Role.ORDINAL)):
        entries |= {_split(word): (role, value, "") for word, value in table.get(key, {}).items()}
    entries |= {_split(word): (Role.RELATIVE_DAY, 0, part) for word, part in table.get("today", {}).items()}
    entries |= {_split(word): (Role.NUMBER, value, "w") for word, value in table["numbers"].items()}
    entries |= {_split(word): (Role.PLACE, 1, name) for word, name in table.get("zones", {}).items()}
    for unit, words in table["units"].items():
        for split in map(_split, words):
            # "alle ore 10", "entro 48 ore": a word that leads to a clock time, too, keeps that part
            leads = entries.get(split, (Role.UNIT,))[0] is Role.AT
            entries[split] = (Role.AT if leads else Role.UNIT, 0, unit)
    plurals = frozenset(table["plurals"])
    for split, (role, _, sign) in entries.items():
        if role in _COUNTABLE and not plurals.isdisjoint(split):
            entries[split] = (role, 1, sign)
    entries |= _names(table, full_only=False)
    english = _names(_table(f"{LANGUAGES[0]}_dates.toml"), full_only=True) if language != LANGUAGES[0] else {}
    phrases = Node()
    for split, entry in (english | entries).items():
        node = phrases
        for word in split:
            node = node.behind.setdefault(word, Node())
        node.entry = entry
    names = {word for group in (*table["months"], *table["weekdays"]) for word in group}
    return Lexicon(
        language=language,
        phrases=phrases,
        markers=frozenset(table["markers"]) | names | {word for split in entries for word in split},
        day_first=table["day_first"],
        day_dot=table["day_dot"],
        day_articles=frozenset(table["day_articles"]),
        day_nouns=frozenset(table["day_nouns"]),
        restating={key: frozenset(table["restating"][key]) for key in ("yours", "there", "here", "that_is")},
        places=places,
        before_one=frozenset(table.get("before_one", ())),
        elided=_elided(table.get("elided", ()), table["numbers"]),
        hours_24=table["hours_24"],
        half=table["half"],
        next_weekday=table["next_weekday"],
        in_next=table["in_next"],
        modifiers_behind=table["modifiers_behind"],
        triggers=frozenset(_telling(split) for split, entry in (english | entries).items() if entry[0] in TRIGGERS),
        clocks=frozenset(_telling(split) for split, entry in (english | entries).items() if entry[0] in CLOCKED),
    )


@cache
def every_trigger() -> frozenset[str]:
    """The words of all languages of which one stands in any text that names a day, if no digit does."""
    return frozenset().union(*(lexicon(language).triggers for language in LANGUAGES))


@cache
def every_clock() -> frozenset[str]:
    """The same for an hour: numbers in words, "noon"."""
    return frozenset().union(*(lexicon(language).clocks for language in LANGUAGES))


def _elided(heads: Sequence[str], numbers: Mapping[str, int]) -> re.Pattern[str] | None:
    """The apostrophe between a word that loses its vowel and a number: of "all'una"."""
    if not heads:
        return None
    tails = "|".join(word for word, value in numbers.items() if value == 1)
    # as the characters of a look-behind are counted, each head has one of its own
    leads = "|".join(rf"(?<=\b{head})" for head in heads)
    return re.compile(rf"(?:{leads})['’](?=(?:{tails})\b)", re.IGNORECASE)


def _telling(phrase: tuple[str, ...]) -> str:
    """The word of a phrase that is rare elsewhere: of "the end of day" the last."""
    return phrase[-1] if phrase[-1].isalpha() else max(phrase, key=len)


def _names(table: Mapping[str, Any], *, full_only: bool) -> dict[tuple[str, ...], Entry]:
    entries: dict[tuple[str, ...], Entry] = {}
    weak = frozenset(table["weak"])
    for key, role, first in (("months", Role.MONTH, 1), ("weekdays", Role.WEEKDAY, 0)):
        for number, group in enumerate(table[key], first):
            for name in group[:1] if full_only else group:
                if not (full_only and name in weak):
                    sign = "=" if name in weak else _part_in(name, table)
                    entries[_split(name)] = (role, number, sign)
                    for ending in table.get("possessives", ()) if role is Role.WEEKDAY else ():
                        entries[_split(name + ending)] = (role, number, sign)
    return entries


def _part_in(name: str, table: Mapping[str, Any]) -> str:
    """The part of the day that a weekday's name ends in: "e" of "Montagabend"."""
    for key, part in (("morning", "m"), ("afternoon", "a"), ("evening", "e")):
        if any(name != word and name.endswith(word) for word in table["words"][key]):
            return part
    return ""


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
