"""Text to tokens that mean something in a date: numbers, clock times, and the words of one language.

What a word means comes from ``languages/*_dates.toml``; the grammar over these tokens knows roles only and no words.
Every pattern is bounded or without nested repetition, so that hostile text costs linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.datelexicon import WORD, Entry, Lexicon, Node, Role, zone_letters


@dataclass(slots=True)
class Token:
    """A piece of text with its role.

    ``value`` is a number: of a NUMBER, the hour of a CLOCK, the month (1 to 12), the weekday (0 is Monday), days or
    weeks ahead; 1 at a UNIT or modifier in the plural. ``second`` is the minute of a CLOCK or the second number of a
    date. ``half`` is ``a`` or ``p`` where am or pm stands at it. ``sign`` is m, a or e where a day's name holds a part
    of it ("tonight", "Montagabend"), ``o`` at ordinals, ``h`` at hours ("15h"), ``w`` at numbers in words, ``4`` at
    numbers of four digits, ``0`` at a leading zero, ``=`` at weak words, ``+`` at zones that are an offset in minutes;
    it names a UNIT and the zone of a PLACE. ``line`` is true at the first token of a line.
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

    def is_article(self, behind: Token) -> bool:
        """Whether a "one" in words counts nothing, given the token behind it: "à un appel", "one of us"."""
        one = self.role is Role.NUMBER and self.sign == "w" and self.value == 1
        return one and behind.role in {Role.PLAIN, Role.OF}


LOOKAHEAD = 8
"""Tokens of role STOP behind the last, so that the grammar can look ahead without a check."""

_GUARD = r"(?<![\w$€£¥#])(?<![A-LN-Za-gi-ln-tv-z][-.])(?<![0-9][.,:])"
_HALF = r"(?:\s{0,2}([AaPp])(?:\.\s?[Mm]\b\.?|[Mm]\b))?"
_D = "([0-9]{1,2})"
_ORDINAL = "(?P<ord>(?i:st|nd|rd|th|er|ère|ste|de|e|º|ª|°|o))"
_ISO_TIME = "(?:T([0-9]{2}):([0-9]{2})[0-9:.]{0,10}(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_TOKEN = re.compile(
    rf"""[^\S\n]*+(?:
    (?P<offset>(?:UTC|GMT)\s?[+−–-][0-9]{{1,2}}(?::?[0-9]{{2}})?(?![\w:]))
    |(?P<word>(?!https?://|www\.){WORD}(?![0-9_]))
    |(?P<gap>\n[^\S\n]*+\n\s*+)
    |(?P<line>\n)
    |(?P<url>(?:https?://|www\.)\S++|@\w[\w.-]*+)
    |(?P<punct>[^\w\s])
    |(?P<quarter>[Qq]([1-4])\b)
    |{_GUARD}(?:
        (?P<iso>([0-9]{{4}})[-/.]{_D}[-/.]{_D}{_ISO_TIME}(?![\w/]|[-.:][0-9]))
        |(?P<clock>{_D}:([0-9]{{2}})(?::[0-9]{{2}})?(?![0-9:]){_HALF})
        |(?P<dated>{_D}(?P<sep>[/.-]){_D}(?P=sep)([0-9]{{4}}|[0-9]{{2}})(?!\w|[-./:][0-9]))
        |(?P<dot>{_D}\.{_D}\.(?![0-9]))
        |(?P<hours>{_D}\s?[hHuU]\s?([0-9]{{2}})(?!\w|[.,][0-9]))
        |(?P<slash>{_D}/{_D}(?!\w|[/.,][0-9]|/))
        |(?P<dotted>{_D}\.{_D}(?![0-9%]|[.,][0-9]){_HALF}(?!\w))
        |(?P<num>([0-9]{{1,4}})(?:{_ORDINAL}(?!\w)|(?P<h>\s?(?:[hH]|hrs)|[uU])(?!\w)|{_HALF})(?!\w|[.,][0-9]|%))
    )
    |(?P<junk>\w++(?:[.,:/][0-9]++)*+))""",
    re.VERBOSE,
)
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
_WORDS = frozenset({"word", "punct"})
_MODIFIERS = frozenset({Role.NEXT, Role.COMING, Role.THIS, Role.LAST})
_BULLETS = frozenset("*•·>-–▪◦‣_\"'’‘“”")


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of ``text``, followed by ``LOOKAHEAD`` of role STOP."""
    found: list[Token] = []
    if lexicon.elided is not None:
        text = lexicon.elided.sub(" ", text)  # as long as before
    raw = [(match, match.lastgroup or "junk") for match in _TOKEN.finditer(text.rstrip())]
    words = [match[kind].lower() if kind in _WORDS else "\n" if kind == "line" else "" for match, kind in raw]
    words.append("")
    letters, first_words = zone_letters(), lexicon.phrases.behind
    at, line = 0, True
    while at < len(raw):
        match, kind = raw[at]
        word = words[at]
        start, end = match.span(kind)
        at += 1
        if kind == "line":
            line = True
            continue
        if word:
            node = first_words.get(word)
            taken = _longest(node, words, at) if node is not None else None
            if taken is not None:
                if taken[1][0] is Role.WEEK_OF and found and found[-1].role in _MODIFIERS and node and node.entry:
                    taken = at, node.entry  # "volgende week van ons": that week, whatever goes on behind it
                at, (role, value, sign) = taken
                end = raw[at - 1][0].end()
                found.append(Token(role, start, end, text[start:end], value, sign=sign, line=line))
            elif kind == "punct":
                if line and word in _BULLETS:
                    continue
                found.append(Token(_PUNCT.get(word, Role.STOP), start, end, word, line=line))
            else:
                written = match[kind]
                if written in letters:
                    found.append(Token(Role.ZONE, start, end, written, line=line))
                elif found and found[-1].role is Role.PLAIN and not line:
                    found[-1].end = end
                else:
                    found.append(Token(Role.PLAIN, start, end, written, line=line))
        elif kind == "gap":
            found.append(Token(Role.STOP, start, end, ""))
            line = True
            continue
        else:
            found.append(_number(match, kind, lexicon, line=line))
            word = "am" if found[-1].half and found[-1].raw.endswith(" am") else ""
            node = first_words.get(word)
            taken = _longest(node, words, at) if node is not None else None
            if taken is not None:  # "um 14:00 am Freitag": a word of this language
                at, (role, value, sign) = taken
                number = found[-1]
                number.end, number.raw, number.half = number.end - 3, number.raw[:-3], ""
                found.append(Token(role, number.end + 1, raw[at - 1][0].end(), word, value, sign=sign))
        line = False
    size = len(text)
    found.extend(Token(Role.STOP, size, size, "") for _ in range(LOOKAHEAD))
    return found


def _longest(node: Node, words: list[str], at: int) -> tuple[int, Entry] | None:
    """The longest phrase below this node, with the index behind it; a line's end inside a phrase does not count."""
    best = (at, node.entry) if node.entry else None
    while node.behind:
        while words[at] == "\n":
            at += 1
        following = node.behind.get(words[at])
        if following is None:
            break
        node = following
        at += 1
        if node.entry:
            best = (at, node.entry)
    return best


def _number(match: re.Match[str], kind: str, lexicon: Lexicon, *, line: bool) -> Token:
    start, end = match.span(kind)
    raw = match[kind]
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
    elif kind == "offset":
        minutes = numbers[1] if len(numbers) > 1 else numbers[0] % 100 if numbers[0] > 99 else 0
        hours = numbers[0] // 100 if numbers[0] > 99 else numbers[0]
        token.role, token.value, token.sign = Role.ZONE, (hours * 60 + minutes) * (1 if "+" in raw else -1), "+"
    elif kind == "quarter":
        token.role, token.value = Role.QUARTER_NAME, numbers[0]
    if token.role in {Role.NUMBER, Role.CLOCK, Role.DOTTED} and raw.rstrip(". ")[-1:] in "mM":
        token.half = next((letter for letter in reversed(raw.lower()) if letter in "ap"), "")
    return token
