"""``afterview scan``, ``feed`` and ``mark``: look at processes and mark them, with and without a running server."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import click

from server import config as configuration
from server import feed
from server.board import Board
from server.config import Config, ConfigError
from server.hiring.vocabulary import MarkId, MarkType, ProcessId, State
from server.scan import scan
from server.store.store import Store
from server.web.ports import MarkRequest, UnknownError
from server.words import MARKS, STATES, due_in_words, title


class Moment(click.ParamType[datetime]):
    """A moment in ISO 8601, with offset or in the user's zone."""

    name = "ISO-8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse it."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no moment; write it like 2026-06-30T15:00+02:00.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=configuration.load().zone)


@click.command("scan")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--me", "me", multiple=True, required=True, metavar="ADDRESS", help="A mail address of yours.")
@click.option("--now", type=Moment(), help="The moment to look from; now, where it is left out.")
@click.option("--json", "as_json", is_flag=True, help="The whole object, for programs.")
def scan_command(paths: tuple[Path, ...], me: tuple[str, ...], now: datetime | None, as_json: bool) -> None:
    """Read mail files and show where each hiring process stands. Needs no account and no server.

    PATHS are .eml files, folders of them, mbox files (a Gmail Takeout, say) or Maildirs; all together are one mailbox.
    """
    zone: tzinfo
    if now is None:
        config = configuration.load()
        zone, name = config.zone, config.timezone
        now = datetime.now(zone)
    else:
        zone, name = _zone_of(now)
    found = scan(paths, frozenset(address.strip().lower() for address in me), now, zone, name, _counted)
    for sentence in found.skipped:
        click.echo(f"left out: {sentence}", err=True)
    if as_json:
        click.echo(json.dumps(found.result, ensure_ascii=False, indent=1))
        return
    hiring = sum(1 for message in found.result["messages"] if message["process_ids"])
    read = len(found.result["messages"])
    click.echo(f"{read} mail{'' if read == 1 else 's'} read, {hiring} of them in hiring processes.")
    _table(found.result["processes"], now.astimezone(zone).date())


def _counted(count: int) -> None:
    """Show somebody who waits at a terminal that it goes on; a large export takes minutes."""
    if count % 500 == 0 and sys.stderr.isatty():
        click.echo(f"{count} mails read ...", err=True)


def _zone_of(now: datetime) -> tuple[tzinfo, str]:
    """The zone in which a scan counts days: the offset of ``--now``."""
    zone = now.tzinfo or UTC
    return zone, "UTC" if now.utcoffset() == timedelta(0) else now.isoformat()[-6:]


@click.command("feed")
@click.option("--json", "as_json", is_flag=True, help="The object that extensions get, for programs.")
@click.option("--all", "everything", is_flag=True, help="Ended and old processes too.")
def feed_command(as_json: bool, everything: bool) -> None:
    """Show where every hiring process stands, what is due first on top. Works with and without a running server."""
    config = configuration.load()
    with Store.open(config.database) as store:
        board = Board(store, config, clock=_now)
        content = board.feed(_now())
    if as_json:
        click.echo(content.body.decode())
        return
    whole = json.loads(content.body)
    shown = [process for process in whole["processes"] if everything or process["live"]]
    if not shown:
        click.echo("Nothing is under way. Hiring mail shows up here once 'afterview serve' has read your mailbox.")
        return
    _table(shown, _now().astimezone(config.zone).date())


def _table(processes: Sequence[Mapping[str, Any]], today: date) -> None:
    if not processes:
        click.echo("No hiring process found.")
        return
    rows = []
    for process in processes:
        state = STATES[State(process["state"])]
        sure = state if process["confidence"] >= 0.6 else f"probably {state}"
        advice = process["advice"]["do"][0]["text"] if process["advice"]["do"] else ""
        rows.append((process["id"], title(process), sure, due_in_words(process["next_action_due"], today), advice))
    widths = [min(42, max(len(row[column]) for row in rows)) for column in range(4)]
    for row in rows:
        cells = [_cut(cell, width).ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, row[4]]).rstrip())


def _cut(text: str, width: int) -> str:
    printable = "".join(character if character.isprintable() else " " for character in text)
    return printable if len(printable) <= width else printable[: width - 1] + "…"


@click.command("mark")
@click.argument("process", required=False)
@click.argument("what", required=False, type=click.Choice([mark.value for mark in MarkType]))
@click.argument("value", required=False)
@click.option("--at", type=Moment(), help="From when it counts; now, where it is left out.")
@click.option("--undo", metavar="MARK", help="Undo a mark by its id.")
@click.option("--list", "listing", is_flag=True, help="Show all marks that stand.")
@click.option("--company", help="With 'track': make a process by hand for this company.")
@click.option("--role", help="With --company: the role.")
def mark_command(
    process: str | None,
    what: str | None,
    value: str | None,
    at: datetime | None,
    undo: str | None,
    listing: bool,
    company: str | None,
    role: str | None,
) -> None:
    """Say by hand what Afterview cannot see: a phone call, a thank-you card, an interview.

    PROCESS is the id that 'afterview feed' shows, or part of the company's name. VALUE goes with some marks: a day
    (promised_by, snooze_until, on_hold, offer), a moment (interviewed_at), a state (set_state), a process (merge).

    \b
    afterview mark northwind thanked
    afterview mark p3f2a91c0d4e5 interviewed_at 2026-06-30T15:00
    afterview mark --company "Bluefinch" --role "Designer"
    afterview mark --undo m0a1b2c3d4e5f
    """
    config = configuration.load()
    with Store.open(config.database) as store:
        board = Board(store, config, clock=_now)
        if listing:
            _list_marks(store, config)
        elif undo:
            undone = board.undo(MarkId(undo), _now())
            click.echo(f"Undone: {MARKS[undone.what]}.")
        elif company:
            made = board.make(company, role, _now())
            click.echo(f"Made process {made.process} for {company}.")
        elif process and what:
            kind = MarkType(what)
            entry = _chosen(board, process)
            request = MarkRequest(kind, at or _now(), _value(kind, value, board), ProcessId(entry["id"]))
            made = board.mark(request, _now())
            click.echo(f"{title(entry)}: {MARKS[kind]} (undo with 'afterview mark --undo {made.mark}').")
        else:
            raise ConfigError("Say which process and what, such as 'afterview mark northwind thanked'. See --help.")


def _chosen(board: Board, name: str) -> Mapping[str, Any]:
    entries: list[Mapping[str, Any]] = [
        *board.processes(_now(), archive=False),
        *board.processes(_now(), archive=True),
    ]
    exact = [entry for entry in entries if entry["id"] == name]
    found = exact or [entry for entry in entries if name.casefold() in title(entry).casefold()]
    if not found:
        raise UnknownError(f"No process is called {name!r}. 'afterview feed --all' shows them all.")
    if len(found) > 1:
        several = "; ".join(f"{entry['id']} {title(entry)}" for entry in found[:5])
        raise UnknownError(f"{name!r} could be any of several processes ({several}). Give the id.")
    return found[0]


def _value(what: MarkType, value: str | None, board: Board) -> dict[str, str]:
    names = {
        MarkType.INTERVIEWED_AT: "start",
        MarkType.PROMISED_BY: "day",
        MarkType.OFFER: "deadline",
        MarkType.ON_HOLD: "until",
        MarkType.SET_STATE: "state",
        MarkType.SNOOZE_UNTIL: "day",
        MarkType.MERGE: "process",
        MarkType.SPLIT: "messages",
    }
    if value is None:
        return {}
    if what not in names:
        raise ConfigError(f"The mark {what.value!r} takes no value.")
    if what is MarkType.INTERVIEWED_AT:
        value = Moment().convert(value, None, None).isoformat()
    if what is MarkType.MERGE:
        value = str(_chosen(board, value)["id"])
    return {names[what]: value}


def _list_marks(store: Store, config: Config) -> None:
    marks = store.marks()
    if not marks:
        click.echo("No marks yet.")
    for mark in marks:
        value = " ".join(mark.value.values())
        click.echo(
            f"{mark.id}  {feed.moment(mark.at, config.zone)}  {mark.process}  {MARKS[mark.what]} {value}".rstrip()
        )


def _now() -> datetime:
    return datetime.now(UTC)
