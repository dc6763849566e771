"""Install what the tests need beside Python packages: real mail servers, webmail and browsers from Debian's packages.

Where they cannot be installed (no root, no apt, no network) the tests that need them are left out, and ``--report``
says so loudly at the end of the run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    # what is looked for: (what it is for, Debian packages)
    "/usr/bin/chromium": ("the extension in Chromium", ("chromium", "fonts-noto-core")),
    "/usr/bin/firefox-esr": ("the extension in Firefox", ("firefox-esr",)),
    "/usr/lib/thunderbird/thunderbird": ("the add-on in Thunderbird", ("thunderbird",)),
    "/usr/sbin/dovecot": ("reading mail from a real Dovecot", ("dovecot-imapd",)),
    "/usr/share/roundcube/SQL/sqlite.initial.sql": (
        "the extension in a real Roundcube",
        (
            *("roundcube-core", "roundcube-sqlite3", "php-cli"),
            *("php-sqlite3", "php-mbstring", "php-xml", "php-intl"),
        ),
    ),
    "/usr/sbin/sogod": ("the extension in a real SOGo", ("sogo",)),
    "/usr/sbin/mariadbd": ("the extension in a real SOGo", ("mariadb-server-core",)),
    "/usr/bin/mbsync": ("the benchmark beside mbsync", ("isync",)),
}

_QUIETLY = ("-y", "-q", "--no-install-recommends")


def missing() -> dict[str, tuple[str, tuple[str, ...]]]:
    """The parts that are not on this machine."""
    return {path: part for path, part in PARTS.items() if not Path(path).exists()}


def install() -> None:
    """Install missing parts with apt where that is possible; say so where it is not."""
    wanted = sorted({package for _, packages in missing().values() for package in packages})
    if not wanted:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print("Not root on a Debian system: install these yourself to run every test:", " ".join(wanted), flush=True)
        return
    print("Installing from Debian's packages:", " ".join(wanted), flush=True)
    if _apt("update", "-q") and not _apt("install", *_QUIETLY, *wanted):
        for _, packages in missing().values():  # one that this release does not have must not keep the others away
            _apt("install", *_QUIETLY, *packages)


def _apt(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print("apt-get", arguments[0], "failed:", done.stderr.strip()[-600:], flush=True)
    return done.returncode == 0


def report() -> None:
    """Say loudly which tests were left out for want of a program."""
    left_out = missing()
    if not left_out:
        print("Nothing was left out: every mail server, webmail and browser was here.")
        return
    print("=" * 78)
    print("LEFT OUT, because these programs could not be installed here:")
    for path, (purpose, packages) in left_out.items():
        print(f"  - {purpose}: {path} (Debian: {' '.join(packages)})")
    print("=" * 78)


if __name__ == "__main__":
    report() if "--report" in sys.argv else install()
