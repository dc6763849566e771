"""Days that only their number names: "avant le 20", "il giorno 14 alle 9", "dia 12 e 13", "bis zum 20.".

English marks such a number as an ordinal; other languages have an article or the word for day before it. Which
words do so stands in ``languages/*_dates.toml`` (``day_articles``).
"""

from __future__ import annotations

from parsers.datelexicon import Lexicon, Role
from parsers.datewords import Token

_LIMITS = frozenset({Role.BY, Role.UNTIL})
_LEADS = frozenset({Role.ON, Role.FROM, Role.AFTER, Role.BETWEEN, Role.THE, Role.TO, Role.OF, Role.UNIT}) | _LIMITS
_JOINTS = frozenset({Role.AND, Role.OR, Role.TO, Role.DASH, Role.COMMA})
_OTHERWISE = frozenset(
    {
        Role.UNIT, Role.MONTH, Role.OF, Role.ORDINAL, Role.PER, Role.BEHIND_ORDINAL, Role.OCLOCK, Role.SLASH,
        Role.NUMBER, Role.WEEKDAY, Role.PLACE, Role.COLON, Role.QUARTER_NAME, Role.CLOCK, Role.DOTTED, Role.PLUS,
    }
)  # fmt: skip
"""Behind a number that counts, is an hour, or has its month beside it."""
_STREETS = frozenset({"rue", "avenue", "av", "boulevard", "bd", "place", "quai", "cours", "chemin", "route", "allée"})
_LAST_DAY = 31


def mark(found: list[Token], words: Lexicon) -> None:
    """Marks numbers that are days of the month as ordinals (``sign`` is ``o``), as the grammar knows them."""
    if not words.day_articles | words.day_nouns:
        return
    for at in range(1, len(found) - 2):
        before, token = found[at - 1], found[at]
        if token.role is not Role.NUMBER or token.line or before.role not in _LEADS:
            continue
        word = before.raw.lower().rsplit(" ", 1)[-1]
        counted = before.role is Role.UNIT and at > 1 and found[at - 2].role in {Role.NUMBER, Role.EVERY}  # "1 dia 9"
        noun = word in words.day_nouns and not counted
        if noun or word in words.day_articles:
            _list(found, at, words, surely=noun or before.role in _LIMITS)
            arrives = before.role is Role.TO and at > 1 and found[at - 2].role in {Role.PLAIN, Role.STOP}
            if before.role is Role.UNIT or (arrives and token.sign == "o" and not _in_a_street(found, at + 1)):
                before.role = Role.ON  # "reporté au 19"


def _list(found: list[Token], at: int, words: Lexicon, *, surely: bool) -> None:
    """Marks this number, and those listed with it."""
    while _is_day(found, at, words, surely=surely):
        found[at].sign = "o"
        at += 1 + words.day_dot
        if at + 1 >= len(found) or not (found[at].role in _JOINTS or found[at].raw == "a"):
            return
        at += 1
        at += found[at].role is Role.THE
        surely = True


def _in_a_street(found: list[Token], at: int) -> bool:
    """Whether a street goes on behind a comma: "au 12, avenue Foch"."""
    street = found[at + 1].role in {Role.PLAIN, Role.BEHIND_ORDINAL} and found[at + 1].raw.lower() in _STREETS
    return found[at].role is Role.COMMA and street


def _is_day(found: list[Token], at: int, words: Lexicon, *, surely: bool) -> bool:
    token = found[at]
    if (
        token.role is not Role.NUMBER
        or token.sign not in {"", "0", "o"}
        or token.half
        or not 1 <= token.value <= _LAST_DAY
    ):
        return False
    behind = found[at + 1]
    if words.day_dot:
        if behind.role is not Role.PERIOD or behind.start != token.end:
            return False
        behind = found[at + 2]
        # What ends the sentence ends nothing else: "bis zum 20. Danke" is a day, "am 5. Stock" is none.
        return behind.role not in _OTHERWISE and (
            surely or behind.role is not Role.PLAIN or not behind.raw[0].isupper()
        )
    return behind.role not in _OTHERWISE and (surely or behind.role is not Role.PLAIN)
