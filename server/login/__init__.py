"""Start the server at login: one file a way of doing it, chosen by what this system has."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from server.login.autostart import Autostart
from server.login.errors import LoginError
from server.login.systemd import Systemd, is_running


class Way(Protocol):
    """A way to start a program when the user signs in. Each call returns a sentence that says what was done."""

    def install(self, command: list[str]) -> str:
        """Start ``command`` at every login, and now where the way allows it."""

    def uninstall(self) -> str:
        """Undo ``install``."""

    def status(self) -> str:
        """Whether it is installed, and where."""


def way(environment: Mapping[str, str]) -> Way:
    """The way for this system. Raises ``LoginError`` where there is none yet."""
    if not sys.platform.startswith("linux"):
        system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
        raise LoginError(
            f"Starting at login does not work on {system} yet. "
            "Start 'afterview serve' yourself, or add it to the system's own list of login items."
        )
    folder = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    keep = {name: environment[name] for name in ("AFTERVIEW_HOME",) if environment.get(name)}
    if is_running(environment):
        return Systemd(folder / "systemd" / "user" / "afterview.service", keep)
    return Autostart(folder / "autostart" / "afterview.desktop", keep)


__all__ = ["LoginError", "Way", "way"]
