"""Reads a case: a small mailbox, and where its hiring processes stand at one or several moments.

The format is described for people in ``tests/cases/README.md``; a word that is not in it is a mistake, not a comment.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CASES = Path(__file__).resolve().parents[2] / "cases"
ME = "Robin Vale <robin.vale@home.example>"
ENDED = frozenset({"accepted", "declined", "withdrawn", "rejected"})
NOTHING = "none"
"""The process of a mail that belongs to no hiring process."""

MEASURED = ("corpus", "sealed")
"""Folders of cases that are measured by ``make evaluate``; the others must pass, each of them."""


def required() -> list[Path]:
    """The files of the cases that must pass."""
    return [path for path in sorted(CASES.rglob("*.toml")) if path.relative_to(CASES).parts[0] not in MEASURED]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of a case. ``process`` names those it belongs to; ``answers`` counts from 0.

    ``facts`` are all that it says, as ``asks documents`` and ``thanks``; None is not looked at.
    """

    name: str
    sender: str
    to: str
    at: datetime
    subject: str
    text: str
    kind: str
    process: tuple[str, ...]
    own: bool
    folder: str = ""
    answers: int | None = None
    html: str = ""
    calendar: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    history: str = ""
    facts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """Something the user marked by hand."""

    what: str
    at: datetime
    process: str
    value: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Check:
    """What is to be seen at a moment of one process; an advice list of None is not looked at."""

    now: datetime
    process: str
    state: str
    due: str | None
    also_due: tuple[tuple[str, str | None], ...]
    live: bool
    do: tuple[str, ...] | None
    dont: tuple[str, ...] | None
    more: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A case: its mails, oldest first, what was marked by hand, and what is expected when."""

    path: Path
    lang: str
    zone: ZoneInfo
    me: str
    mails: tuple[Mail, ...]
    marks: tuple[Hand, ...]
    checks: tuple[Check, ...]

    @property
    def name(self) -> str:
        """Its path below ``tests/cases``, without the suffix."""
        return str(self.path.relative_to(CASES) if self.path.is_relative_to(CASES) else self.path.name)[:-5]

    @cached_property
    def processes(self) -> frozenset[str]:
        """The names of the hiring processes that its mails make up."""
        return frozenset(name for mail in self.mails for name in mail.process)

    @cached_property
    def moments(self) -> tuple[datetime, ...]:
        """Each moment that is looked at, in order."""
        return tuple(sorted({check.now for check in self.checks}))


_CASE = frozenset({"about", "lang", "zone", "me", "mail", "mark", "check"})
_MAIL = frozenset(
    """from to at subject text kind process facts folder answers html calendar headers
    history name""".split()  # noqa: SIM905 -- reads better as words
)
_MARK = frozenset({"what", "at", "process", "value"})
_CHECK = frozenset({"now", "process", "state", "due", "also_due", "live", "do", "dont"})
MORE = frozenset({"company", "role", "promise", "deadline", "interviews", "notes", "sure", "last_writer", "part"})


def load(path: Path) -> Case:
    """Read a case file. Raises ``ValueError`` for words that are not in the format."""
    table = tomllib.loads(path.read_text("utf-8"))
    _known(table, _CASE, path)
    zone = ZoneInfo(table.get("zone", "Europe/Berlin"))
    me = table.get("me", ME)
    mails = tuple(_mail(row, number, zone, me, path) for number, row in enumerate(table["mail"]))
    if any(one.at > other.at for one, other in itertools.pairwise(mails)):
        raise ValueError(f"{path}: mails are told in the order of time")
    marks = tuple(
        Hand(row["what"], _moment(row["at"], zone), row.get("process", "main"), row.get("value", {}))
        for row in table.get("mark", ())
        if not _known(row, _MARK, path)
    )
    checks = tuple(_check(row, zone, path) for row in table["check"])
    return Case(path, table.get("lang", "en"), zone, me, mails, marks, checks)


def _known(row: Mapping[str, Any], words: frozenset[str], path: Path) -> None:
    if strange := set(row) - words:
        raise ValueError(f"{path}: no such words in a case: {', '.join(sorted(strange))}")


def _moment(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _mail(row: Mapping[str, Any], number: int, zone: ZoneInfo, me: str, path: Path) -> Mail:
    _known(row, _MAIL, path)
    sender = row.get("from", me)
    process = row.get("process", NOTHING if row["kind"] == "not_hiring" else "main")
    return Mail(
        name=row.get("name", str(number + 1)),
        sender=sender,
        to=row.get("to", me if "from" in row else "somebody@elsewhere.example"),
        at=_moment(row["at"], zone),
        subject=row["subject"],
        text=row.get("text", "").strip("\n") + "\n",
        kind=row["kind"],
        process=tuple(name for name in process.split() if name != NOTHING),
        own="from" not in row,
        folder=row.get("folder", ""),
        answers=row["answers"] - 1 if "answers" in row else None,
        html=row.get("html", ""),
        calendar=row.get("calendar"),
        headers=row.get("headers", {}),
        history=row.get("history", ""),
        facts=frozenset(row["facts"]) if "facts" in row else None,
    )


def _due(text: str | None, zone: ZoneInfo) -> str | None:
    """A day as it is, a moment in the zone of the case as the feed writes it."""
    if not text:
        return None
    return text if len(text) == 10 and date.fromisoformat(text) else _moment(text, zone).astimezone(zone).isoformat()


def _check(row: Mapping[str, Any], zone: ZoneInfo, path: Path) -> Check:
    _known(row, _CHECK | MORE, path)
    state = row["state"]
    return Check(
        now=_moment(row["now"], zone),
        process=row.get("process", "main"),
        state=state,
        due=_due(row.get("due"), zone),
        also_due=tuple((what, _due(when or None, zone)) for what, when in row.get("also_due", ())),
        live=row.get("live", state not in ENDED | {"not_hiring"}),
        do=tuple(row["do"]) if "do" in row else None,
        dont=tuple(row["dont"]) if "dont" in row else None,
        more={word: row[word] for word in MORE if word in row},
    )
