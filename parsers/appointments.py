"""How people name an appointment when both sides know that it is one: "thurs 230", "15th, noon", "sat 5".

In any other mail such words could mean anything. So they are read only for the mentions of a message, which count for
nothing until the process shows that its time was being arranged.
"""

from __future__ import annotations

import re
from datetime import date

from parsers.calendardays import in_coming_months
from parsers.datelexicon import Lexicon, Role
from parsers.datewords import LOOKAHEAD, Token

_GAPS = frozenset({Role.COMMA, Role.DASH, Role.AT, Role.AT_TO, Role.PERIOD, Role.COLON})
_DAYS = frozenset({Role.WEEKDAY, Role.RELATIVE_DAY})
_DATES = frozenset({Role.ISO, Role.DATED, Role.SLASHED})
_CLOCKS = frozenset({Role.CLOCK, Role.DOTTED, Role.NOON})
_ENDS = frozenset({Role.PERIOD, Role.STOP, Role.COMMA})
_AFTER_A_DAY = _ENDS | {Role.AT, Role.AT_TO}
_LOOSE_LEADS = frozenset({Role.ON, Role.BY, Role.UNTIL, Role.APPROX})
_COUNTS = frozenset({Role.UNIT, Role.MONTH, Role.SLASH, Role.ORDINAL, Role.PER, Role.BEHIND_ORDINAL, Role.OF})
_LAST_HOUR = 12
_SPOKEN = frozenset({15, 30, 45})
"""Minutes that are said in words behind an hour."""
_NEAR = 14
"""Days within which "Tuesday 9" is the 9th, where that is a Tuesday."""
_HALVES = frozenset({Role.AND_HALF, Role.AND_QUARTER, Role.LESS_QUARTER})
_GOES_ON = frozenset(
    {
        "now", "then", "it", "is", "its", "works", "same", "please", "instead", "if", "ok", "okay", "would", "suits",
        "zelfde",
    }
)  # fmt: skip
"""What may follow "the 19th" as a day; before any other word it numbers something."""
_STEPS = frozenset({"round", "interview", "stage", "step", "part", "call", "phase", "meeting", "thing", "time", "half"})
"""What an ordinal behind a weekday numbers where it is no day: "Monday the second round"."""
_COUNTED = re.compile(
    r"minut|min$|prozent$|percent$|leute$|person|people$|kolleg|bewerb|mensen$|kandidat|jahre$|anni$|year$",
    re.IGNORECASE,
)
"""Words for what a number counts that end in no s."""
_STREET = re.compile(
    r"(?: (?-i:[A-Z])[\w'-]{0,20}){1,3} (?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|blvd|boulevard|square|sq|way|"
    r"court|place|plaza|row|hill|park|terrace|crescent|close|quay)\b",
    re.IGNORECASE,
)
"""The street whose house a number is."""


def loosened(found: list[Token], text: str, words: Lexicon, today: date) -> list[Token]:
    """The tokens of ``text`` with bare numbers behind a day made clock times, and a bare ordinal before one a day."""
    tokens: list[Token] = []
    last = len(found) - LOOKAHEAD
    behind_spoken = 0
    for at, token in enumerate(found[:last]):
        if at < behind_spoken:
            continue
        before = _before(tokens)
        behind = found[at + 1]
        joined = at + 1 + (behind.role is Role.AND and _led(tokens))
        minutes = found[joined]
        spoken = token.sign == minutes.sign == "w" and 1 <= token.value <= _LAST_HOUR and minutes.value in _SPOKEN
        if spoken and not _counted(found[joined + 1]):
            token.role, token.second, token.sign = (
                Role.CLOCK,
                minutes.value,
                "",
            )  # "seven thirty", "sette e trenta"
            token.end, token.raw = minutes.end, f"{token.raw} {minutes.raw}"
            behind_spoken, behind = joined + 1, found[joined + 1]
        if token.role is Role.ORDINAL and token.value > 0 and tokens and _names_a_day(tokens) and not _is_step(behind):
            token.role, token.sign = Role.NUMBER, "o"  # "May seventh", "Monday the eleventh"
        hour = _is_hour(token, 24) or _is_spoken_hour(token, behind)
        halved = behind.role is Role.OCLOCK and found[at + 2].role in _HALVES  # "une heure et demie"
        if hour and _led(tokens) and not halved and _may_be_hour(behind) and not _STREET.match(text, token.end):
            token.role, token.second, token.sign = Role.CLOCK, 0, ""
        elif token.role is Role.DOTTED and token.sign != "." and token.second % 5 == 0 and 7 <= token.value <= 21:
            token.role = Role.CLOCK
        elif token.role is Role.NUMBER and before is not None:
            _clock(token, before, found[at + 1 : at + 4], today)
        elif _is_hour(token) and _day_behind(found, at + 1) and _opens(found, at):  # "6 tomorrow", "4 on Thursday"
            token.role, token.second = Role.CLOCK, 0
        elif _is_hour(token) and tokens and tokens[-1].role in _LOOSE_LEADS and _ends(found, at + 1, words):
            token.role, token.second = Role.CLOCK, 0  # "I'll be there for 7."
        bare = token.role is Role.NUMBER and token.sign == "o" and not words.day_articles  # elsewhere "3º" is a floor
        if bare and _opens(found, at) and _day_alone(found, at + 1):
            tokens.append(Token(Role.THE, token.start, token.start, "", line=token.line))
            token.line = False
        if behind.role is Role.PLAIN and token.sign == "o" and behind.raw.lower() in _GOES_ON:
            tokens.append(token)
            tokens.append(Token(Role.STOP, token.end, token.end, ""))
            continue
        if token.role is Role.WEEKDAY and token.sign == "=" and behind.role in _AFTER_A_DAY and len(token.raw) > 3:
            token.sign = ""  # "sexta à mesma hora?"
        if (token.role in _CLOCKS or token.role is Role.NUMBER) and before is not None and before.role is Role.WEEKDAY:
            before.sign = ""  # "sat" before a number is a day
        tokens.append(token)
    return tokens + found[last:]


def _led(tokens: list[Token]) -> bool:
    """Whether "at" stands before, and is not what joins two numbers: "de 9 a 14"."""
    if not tokens or tokens[-1].role not in {Role.AT, Role.AT_TO}:
        return False
    joins = len(tokens) > 2 and tokens[-2].role is Role.NUMBER and tokens[-3].role is Role.OF
    return not joins


def _may_be_hour(behind: Token) -> bool:
    """Whether what follows lets a number behind "at" be an hour: it counts nothing, and no half hour goes with it."""
    return behind.role not in _COUNTS | _HALVES and not _counted(behind)


def _is_step(behind: Token) -> bool:
    return behind.role in {Role.BEHIND_ORDINAL, Role.PLAIN} and behind.raw.lower() in _STEPS


def _names_a_day(tokens: list[Token]) -> bool:
    """Whether an ordinal behind these tokens is a day: after a month, or after a weekday and an article."""
    before = tokens[-2].role if len(tokens) > 1 else Role.STOP
    return tokens[-1].role is Role.MONTH or (tokens[-1].role is Role.THE and before is Role.WEEKDAY)


def _is_hour(token: Token, last: int = _LAST_HOUR) -> bool:
    return token.role is Role.NUMBER and not token.sign and not token.half and 1 <= token.value <= last


def _is_spoken_hour(token: Token, behind: Token) -> bool:
    spoken = token.role is Role.NUMBER and token.sign == "w" and 1 <= token.value <= _LAST_HOUR
    return spoken and not token.is_article(behind)


def _counted(behind: Token) -> bool:
    """Whether what follows a number is what it counts: "Tuesday 3 rooms", "um 10 Minuten"."""
    return behind.role is Role.PLAIN and (behind.raw.endswith("s") or bool(_COUNTED.match(behind.raw)))


def _before(tokens: list[Token]) -> Token | None:
    """The day right before, if any: a weekday, "tomorrow" or an ordinal."""
    here = len(tokens) - 1
    if here >= 0 and tokens[here].role in _GAPS:
        here -= 1
    if here < 0:
        return None
    token = tokens[here]
    other = tokens[here - 1].role if here else Role.STOP
    dated = token.role is Role.NUMBER and (token.sign == "o" or other is Role.MONTH)
    named = token.role is Role.MONTH and other is Role.NUMBER and tokens[here - 1].value <= 31
    return token if dated or named or token.role in _DAYS | _DATES else None


def _clock(token: Token, day: Token, following: list[Token], today: date) -> None:
    """Makes a bare number behind a day a clock time where it can be no date and counts nothing."""
    behind = following[0]
    if any(each.role is Role.CLOCK or each.half or each.sign == "h" for each in following):
        return  # "Fri 12 at 10:30"
    if token.sign not in {"", "0", "4"} or token.half or not _may_be_hour(behind):
        return
    hour, minute = divmod(token.value, 100) if len(token.raw) >= 3 else (token.value, 0)
    if hour > 23 or minute > 59 or (len(token.raw) >= 3 and minute % 5):
        return
    if len(token.raw) < 3:
        if day.role not in _DAYS and day.sign != "o":
            return  # "May 4 2" and "4 May 26" are no times
        dated = in_coming_months(token.value, today, day.value) if day.role is Role.WEEKDAY else None
        if (dated is not None and 0 <= (dated - today).days <= _NEAR) or not 1 <= hour <= _LAST_HOUR:
            return
    token.role, token.value, token.second = Role.CLOCK, hour, minute
    token.sign = "0" if token.raw[0] == "0" and len(token.raw) > 1 else ""


def _opens(found: list[Token], at: int) -> bool:
    """Whether a sentence or clause begins here, so that a bare ordinal can be a day."""
    return at == 0 or found[at].line or found[at - 1].role in {Role.STOP, Role.PERIOD, Role.COMMA, Role.DASH}


def _ends(found: list[Token], at: int, words: Lexicon) -> bool:
    """Whether a clause ends here; a full stop behind a number may make it a day: "bis 3. August"."""
    return found[at].role in _ENDS and not (words.day_dot and found[at].role is Role.PERIOD)


def _day_alone(found: list[Token], at: int) -> bool:
    """Whether an ordinal that opens a clause is a day: a clock time or the clause's end follows."""
    if found[at].role in _ENDS:
        return True
    token = found[at + (found[at].role in _GAPS)]
    return token.role in _CLOCKS or bool(token.half) or token.sign in {"h", "4"}


def _day_behind(found: list[Token], at: int) -> bool:
    return found[at + (found[at].role is Role.ON)].role in _DAYS
