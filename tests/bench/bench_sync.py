"""First sync of 10,000 messages from a local Dovecot, beside mbsync pulling the same; then a run with nothing new.

``python -m tests.bench.bench_sync [COUNT]``. Both programs start from the same mail in the page cache and from a
mailbox that Dovecot has not indexed, over TLS, each in a process of its own. Only ratios travel between machines.
"""

from __future__ import annotations

import argparse
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.support import maildir
from tests.support.dovecot import Dovecot, available

FIRST_SECONDS, NOTHING_SECONDS, MEGABYTES = 3.0, 0.2, 100
ROUNDS = 3


def run_ours(server: Dovecot, user: str, home: Path) -> dict[str, float]:
    """One first sync in a process of its own, which imports nothing but the product, so that its memory is that too."""
    home.mkdir(mode=0o700, exist_ok=True)
    secret = home / "password"
    secret.touch(0o600)
    secret.write_text(server.password)
    child = [sys.executable, "-m", "tests.bench.one_sync", str(server.port), str(server.ca_file), user, str(home)]
    done = subprocess.run(child, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def run_mbsync(server: Dovecot, user: str, home: Path) -> float:
    """Seconds that mbsync takes to pull the same mailboxes."""
    (home / "mail").mkdir(parents=True, exist_ok=True)
    config = home / "mbsyncrc"
    config.write_text(f"""
IMAPStore far
Host localhost
Port {server.port}
User {user}
Pass {server.password}
SSLType IMAPS
CertificateFile {server.ca_file}

MaildirStore near
Path {home}/mail/
Inbox {home}/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns INBOX Sent
Sync Pull
Create Near
SyncState *
""")
    began = time.perf_counter()
    subprocess.run(["mbsync", "-q", "-c", str(config), "all"], check=True)
    return time.perf_counter() - began


def copy_of(box: Path, server: Dovecot, user: str) -> None:
    """The same mail under another user: hard links, so that the page cache is shared and Dovecot's index is not."""
    target = server.root / "mail" / user
    shutil.copytree(box, target, copy_function=os.link)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("nobody")
        for path in (target, *(p for p in target.rglob("*") if p.is_dir())):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def main() -> int:
    """Make the mail, run both, print the table; the status says whether the targets were met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    options = parser.parse_args()
    if not available() or shutil.which("mbsync") is None:
        print("SKIPPED: Dovecot or mbsync is not installed (apt install dovecot-imapd isync).")
        return 0
    server = Dovecot()
    try:
        return _measure(server, options.count)
    finally:
        server.stop()


def _measure(server: Dovecot, count: int) -> int:
    with tempfile.TemporaryDirectory(prefix="afterview-bench-", dir=server.root) as scratch:
        work = Path(scratch)
        box = work / "box"
        made = maildir.make(box, count)
        for path in box.rglob("*"):
            with suppress(OSError):
                path.chmod(0o755 if path.is_dir() else 0o644)
        firsts, pulls = [], []
        for turn in range(ROUNDS):
            copy_of(box, server, f"ours{turn}")
            copy_of(box, server, f"mbsync{turn}")
            firsts.append(run_ours(server, f"ours{turn}", work / f"ours{turn}"))
            pulls.append(run_mbsync(server, f"mbsync{turn}", work / f"mbsync{turn}"))
        found = made.hiring & set(json.loads((work / "ours0" / "kept.json").read_text()))
        nothing = [run_ours(server, "ours0", work / "ours0")["seconds"] for _ in range(ROUNDS)]
        nothing_pull = [run_mbsync(server, "mbsync0", work / "mbsync0") for _ in range(ROUNDS)]
    first = sorted(firsts, key=lambda run: run["seconds"])[ROUNDS // 2]
    pull, again, pull_again = (sorted(times)[ROUNDS // 2] for times in (pulls, nothing, nothing_pull))
    peak = max(run["megabytes"] for run in firsts)
    share = first["texts"] / first["headers"] * 100
    print(f"mailbox: {made.inbox} messages in INBOX, {made.sent} in Sent, {made.octets / 1e9:.2f} GB")
    print(f"first sync      {first['seconds']:7.2f} s   mbsync {pull:7.2f} s   ratio {first['seconds'] / pull:.2f}")
    print(f"nothing changed {again:7.3f} s   mbsync {pull_again:7.3f} s   ratio {again / pull_again:.2f}")
    print(f"peak memory     {peak:7.0f} MB")
    print(f"texts read      {first['texts']:.0f} of {first['headers']:.0f} messages ({share:.1f}%)")
    print(f"on file         {first['kept']:.0f}, with {len(found)} of the {len(made.hiring)} of hiring processes")
    met = first["seconds"] <= FIRST_SECONDS and again <= NOTHING_SECONDS and peak <= MEGABYTES
    print(f"targets ({FIRST_SECONDS} s, {NOTHING_SECONDS} s, {MEGABYTES} MB): {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
