"""An IMAP server in this process, on a port of its own choosing, filled with the sample: pymap in a thread."""

from __future__ import annotations

import asyncio
import secrets
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from dataclasses import dataclass
from socket import create_server
from typing import Any

from imapclient import IMAPClient

from server.demo.sample import Sample
from server.errors import UserError

HOST = "127.0.0.1"


class DemoError(UserError):
    """The demo cannot run; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A running IMAP server that holds the sample, and how to sign in to it."""

    port: int
    user: str
    password: str


@contextmanager
def serving(sample: Sample) -> Iterator[Mailbox]:
    """Run the server for as long as the block lasts. Raises ``DemoError`` where pymap is not installed."""
    with closing(create_server((HOST, 0))) as probe:
        port = probe.getsockname()[1]
    box = Mailbox(port, sample.address, secrets.token_urlsafe(12))
    ready = threading.Event()
    state: dict[str, Any] = {}

    async def run() -> None:
        try:
            await _serve(box, state, ready)
        except BaseException as error:
            state["error"] = error
            ready.set()
            raise

    try:
        import pymap  # noqa: F401, PLC0415 -- an extra: only the demo needs it
    except ImportError as error:
        raise DemoError("The demo needs the extra 'demo': run pip install 'afterview[demo]'.") from error
    thread = threading.Thread(target=lambda: asyncio.run(run()), name="sample mailbox", daemon=True)
    thread.start()
    ready.wait(15)
    if "error" in state or "stop" not in state:
        raise DemoError(f"The sample mailbox could not be started: {state.get('error', 'it did not answer')}.")
    try:
        _fill(box, sample)
        yield box
    finally:
        state["loop"].call_soon_threadsafe(state["stop"].set)
        thread.join(5)


async def _serve(box: Mailbox, state: dict[str, Any], ready: threading.Event) -> None:
    from pymap.backend.dict import DictBackend  # noqa: PLC0415
    from pymap.imap import IMAPService  # noqa: PLC0415

    settings = {
        **{"host": [HOST], "port": str(box.port), "cert": None, "key": None, "tls": False, "proxy_protocol": None},
        **{"inherited_sockets": None, "demo_data": False, "demo_user": box.user, "demo_password": box.password},
        **{"debug": False, "passlib_cfg": None, "skip_services": [], "set_uid": None, "set_gid": None},
    }
    backend, config = await DictBackend.init(Namespace(**settings))
    config.apply_context()
    async with AsyncExitStack() as stack:
        await backend.start(stack)
        await IMAPService(backend, config).start(stack)
        state["loop"], state["stop"] = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        await state["stop"].wait()


def _fill(box: Mailbox, sample: Sample) -> None:
    with IMAPClient(HOST, port=box.port, ssl=False, timeout=30) as client:
        client.login(box.user, box.password)
        for folder in ("Sent", "Junk"):
            if not client.folder_exists(folder):
                client.create_folder(folder)
        for mail in sorted(sample.mails(), key=lambda mail: mail.arrived):
            client.append(mail.folder, mail.source, msg_time=mail.arrived)
