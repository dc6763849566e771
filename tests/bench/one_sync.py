"""One sync of ``bench_sync``: ``python -m tests.bench.one_sync PORT CA USER HOME`` prints what it took, as JSON.

Nothing but the product is imported here: what is measured is its memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from server.config import Account, PasswordSource
from server.mailbox.sync import sync_once
from server.reader import Reader
from server.store.store import Store


def ours(port: int, ca_file: str, user: str, home: Path) -> dict[str, float]:
    """One run of the real reader into a real store; returns seconds, messages and the peak of memory."""
    secret = home / "password"
    account = Account(
        id=user,
        host="localhost",
        port=port,
        user=user,
        addresses=("dana@example.net",),
        ca_file=Path(ca_file),
        password_source=PasswordSource.FILE,
        password_value=str(secret),
    )
    with Store.open(home / "afterview.db", owner=True) as store:
        reader = Reader(
            store,
            {user: frozenset(account.addresses)},
            clock=lambda: datetime.now(UTC),
            shown=lambda _: None,
        )
        began = time.perf_counter()
        result = sync_once(account, reader)
        seconds = time.perf_counter() - began
        kept = sorted(store.known_message_ids())
    (home / "kept.json").write_text(json.dumps(kept))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "headers": result.headers, "texts": result.texts, "kept": len(kept), "megabytes": peak}


if __name__ == "__main__":
    arguments = sys.argv[1:]
    print(json.dumps(ours(int(arguments[0]), arguments[1], arguments[2], Path(arguments[3]))))
