"""``serve``, ``open``, ``pair``, ``demo`` and what keeps the server going: rebuild, service, doctor, wipe."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import webbrowser
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from server import config as configuration
from server import login
from server.config import Config
from server.demo.run import demo as run_demo
from server.demo.run import first_sync_done, make_marks
from server.demo.sample import sample
from server.doctor import examine
from server.mailbox.signin import forget_password
from server.serve import ServeError, is_serving, quiet_logs, running
from server.store.store import Store
from server.web.pairing import new_pairing_code, new_session_code, page_address, write_opener


@click.command()
def serve() -> None:
    """Read your mailboxes and serve the advice, until you stop it with Ctrl+C.

    Listens on this computer only (127.0.0.1).
    """
    quiet_logs()
    config = configuration.load()
    stop = _stop_on_signal()
    with running(config):
        click.echo(f"Afterview listens on http://127.0.0.1:{config.port}. Look at it with 'afterview open'.")
        if not config.accounts:
            click.echo("It reads no mailbox yet: add one with 'afterview account add', then start it again.")
        stop.wait()
    click.echo("Stopped.")


@click.command("open")
def open_command() -> None:
    """Open the dashboard in your browser."""
    config = configuration.load()
    if not is_serving(config.port):
        raise ServeError("Afterview is not running. Start it with 'afterview serve', then try again.")
    with Store.open(config.database) as store:
        _open(config, store)


def _open(config: Config, store: Store, *, browser: bool = True) -> None:
    address = page_address(config.port, new_session_code(store, datetime.now(UTC)))
    # The browser is started on a file: other users of this computer can read a program's arguments.
    page = write_opener(config.data, address)
    opened = False
    if browser:
        with suppress(webbrowser.Error):
            opened = webbrowser.open(page.as_uri())
    click.echo(f"{'Opened' if opened else 'Open'} the dashboard: {page.as_uri()}")
    click.echo(f"or {address} (either is good once, for one minute)")


@click.command()
def pair() -> None:
    """Show a code that connects the browser extension with this server."""
    config = configuration.load()
    with Store.open(config.database) as store:
        code = new_pairing_code(store, datetime.now(UTC))
    click.echo(f"Type this code into the extension within two minutes: {code.text}")
    if not is_serving(config.port):
        click.echo("Afterview is not running: start it first with 'afterview serve'.", err=True)


@click.command()
def rebuild() -> None:
    """Read all mail anew, for instance after an update. Your marks stay, and so does what is gone from the server."""
    config = configuration.load()
    with Store.open(config.database) as store:
        store.rebuild()
    if is_serving(config.port):
        click.echo("The running server reads everything anew with its next look at the mailbox.")
    else:
        click.echo("Everything is read anew when the server starts: 'afterview serve'.")


@click.group()
def service() -> None:
    """Start the server by itself at every login."""


@service.command("install")
def service_install() -> None:
    """Start the server at every login (systemd user unit, else XDG autostart)."""
    click.echo(login.way(os.environ).install([*_program(), "serve"]))


@service.command("uninstall")
def service_uninstall() -> None:
    """Do not start it at login any more."""
    click.echo(login.way(os.environ).uninstall())


@service.command("status")
def service_status() -> None:
    """Say whether it starts at login."""
    click.echo(login.way(os.environ).status())


def _program() -> list[str]:
    """How this very program is started again: the console script, else the interpreter with the module."""
    script = Path(sys.argv[0])
    if script.name.startswith("afterview") and (found := shutil.which(str(script))):
        return [str(Path(found).absolute())]
    return [sys.executable, "-m", "server"]


@click.command()
@click.option("--no-browser", is_flag=True, help="Do not open a browser; print the address only.")
def demo(no_browser: bool) -> None:
    """Look around in a sample mailbox: read over IMAP like a real one, all of it invented."""
    stop = _stop_on_signal()
    with run_demo(os.environ) as server:
        click.echo("Reading the sample mailbox over IMAP ...")
        while not first_sync_done(server) and not stop.wait(0.05):
            pass
        if stop.is_set():
            return
        now = datetime.now(UTC)
        make_marks(server, sample(now.astimezone(server.config.zone).date(), server.config.zone), now)
        live = len(server.board.processes(now, archive=False))
        ended = len(server.board.processes(now, archive=True))
        click.echo(f"{live} live hiring processes and {ended} in the archive.")
        click.echo(f"Feed: http://127.0.0.1:{server.config.port}/api/v1/feed (for paired extensions)")
        if os.environ.get("AFTERVIEW_HOME"):
            click.echo("In another terminal, 'afterview feed' shows the same.")
        click.echo(
            "The browser extension: 'afterview extension export chromium DIR' writes it and says how to load it."
        )
        _open(server.config, server.store, browser=not no_browser)
        click.echo("Stop the demo with Ctrl+C.")
        sys.stdout.flush()
        stop.wait()


@click.command()
def doctor() -> None:
    """Check configuration, network, sign-in, folders, clock, keyring, store and pairing, and say what to do."""
    wrong = 0
    for finding in examine(os.environ):
        click.echo(f"{'ok  ' if finding.ok else 'WRONG'}  {finding.what}: {finding.text}")
        wrong += not finding.ok
    if wrong:
        raise ServeError(f"{wrong} of these need you. Each line above says what to do.")
    click.echo("Everything is in order.")


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--everything", is_flag=True, help="Accounts and their passwords, too.")
def wipe(yes: bool, everything: bool) -> None:
    """Remove everything that Afterview stored on this computer, marks included. Your mailbox is not touched."""
    config = configuration.load()
    if not yes:
        what = "all stored facts, your marks and pairings" + (", accounts and passwords" if everything else "")
        click.confirm(f"Remove {what}? There is no way back.", abort=True)
    Store.wipe(config.database)
    (config.data / "open.html").unlink(missing_ok=True)
    if everything:
        for account in config.accounts:
            forget_password(account)
        config.file.unlink(missing_ok=True)
    click.echo("Removed.")


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def handler(signum: int, frame: FrameType | None) -> None:
        del signum, frame
        stop.set()

    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), handler)
    return stop
