"""What the grammar of days is built on: its result, and a reader of tokens that its parts extend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from parsers.datelexicon import Lexicon, Role
from parsers.datewords import Token

MODIFIERS = frozenset({Role.NEXT, Role.COMING, Role.THIS, Role.LAST})
PARTS = {Role.MORNING: "m", Role.AFTERNOON: "a", Role.EVENING: "e"}
POSITIONS = frozenset({Role.EARLY, Role.MID, Role.LATE, Role.END, Role.FIRST_HALF, Role.SECOND_HALF})
ENDS = {Role.END_OF_WEEK: "week", Role.END_OF_MONTH: "month", Role.END_OF_YEAR: "year"}
RANGES = frozenset({Role.TO, Role.DASH, Role.UNTIL, Role.AT_TO})


@dataclass(frozen=True, slots=True)
class Day:
    """Days as written: ``start`` and ``end`` are positions in the text.

    ``part`` is m, a or e where morning, afternoon or evening stands at it. ``period`` is true for a week, month or
    the like as a whole. ``weekday`` is set for one that nothing else pins down.
    """

    first: date
    last: date
    start: int
    end: int
    doubtful: bool = False
    part: str = ""
    period: bool = False
    weekday: int | None = None


Found = tuple[list[Day], int] | None
"""The days found and the index of the token behind them, or None."""


class DayReader:
    """Tokens of one text, and the day from which relative words count.

    ``month_first`` says how 06/12 is read, ``sure`` whether by evidence.
    """

    def __init__(
        self, tokens: list[Token], lexicon: Lexicon, anchor: datetime, *, month_first: bool, sure: bool
    ) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.moment = anchor
        self.today = anchor.date()
        self.month_first = month_first
        self.sure = sure

    def role(self, at: int) -> Role:
        """The role of the token at this index."""
        return self.tokens[at].role

    def read(self, at: int, lead: Role | None = None, week: date | None = None) -> Found:
        """The days that begin at this token. ``lead`` is the role of the word before, ``week`` a Monday that holds."""
        raise NotImplementedError

    def offset_behind(self, at: int) -> int:
        """1 or -1 where "next" or "last" stands behind what it is said of, as in "la semaine prochaine"; else 0."""
        role = self.role(at)
        if not self.lexicon.modifiers_behind or role not in {Role.NEXT, Role.LAST}:
            return 0
        if self.role(at + 1) in {Role.UNIT, Role.WEEKDAY, Role.MONTH, Role.NUMBER}:
            return 0
        return 1 if role is Role.NEXT else -1
