"""The demo from start to end: sample mailbox, a server of its own that reads it, and the marks that belong to it."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from server import config as configuration
from server.config import Account, Config, PasswordSource
from server.demo.imap import HOST, DemoError, Mailbox, serving
from server.demo.sample import Sample, sample
from server.hiring.vocabulary import MarkType
from server.mailbox.signin import store_password
from server.mailbox.types import SyncState
from server.serve import Running, running, utc_now
from server.store.store import Store
from server.web.ports import MarkRequest

ACCOUNT_ID = "demo"


@contextmanager
def demo(environment: Mapping[str, str], clock: Callable[[], datetime] = utc_now) -> Iterator[Running]:
    """Run the demo for as long as the block lasts.

    It lives in ``AFTERVIEW_HOME`` where that is set, else in a folder of its own that goes with it.
    """
    own = "" if environment.get("AFTERVIEW_HOME") else tempfile.mkdtemp(prefix="afterview-demo-")
    try:
        config = configuration.load({"AFTERVIEW_HOME": own} if own else environment)
        if any(account.id != ACCOUNT_ID for account in config.accounts):
            raise DemoError(
                f"{config.home} holds a mailbox of yours, and the demo would mix with it. "
                "Set AFTERVIEW_HOME to another folder, or leave it out."
            )
        if config.database.exists():
            Store.wipe(config.database)
        content = sample(clock().astimezone(config.zone).date(), config.zone)
        with serving(content) as box:
            config = _configured(config, box)
            with running(config, clock) as server:
                yield server
    finally:
        if own:
            shutil.rmtree(own, ignore_errors=True)


def first_sync_done(server: Running) -> bool:
    """Whether the sample was read once, to the end."""
    return any(item["last_sync"] and item["state"] == SyncState.WATCHING for item in server.board.sync())


def make_marks(server: Running, content: Sample, now: datetime) -> None:
    """Make the marks that the sample's user made by hand."""
    for process in content.processes:
        if process.mark:
            request = MarkRequest(MarkType(process.mark), now, match=(f"mid:{process.mails[0].message_id}",))
            server.board.mark(request, now)


def _configured(config: Config, box: Mailbox) -> Config:
    """The configuration with the sample's account in it, and a port that is free."""
    secret = config.home / "demo-password"
    account = Account(
        id=ACCOUNT_ID,
        host=HOST,
        port=box.port,
        user=box.user,
        addresses=(box.user,),
        tls=False,
        password_source=PasswordSource.FILE,
        password_value=str(secret),
    )
    Path(config.home).mkdir(parents=True, exist_ok=True, mode=0o700)
    store_password(account, box.password)
    return configuration.save_account(replace(config, port=_free_port(config.port)), account)


def _free_port(wanted: int) -> int:
    """``wanted``, or another port where something listens there already."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoError("No port is free on this computer.")
