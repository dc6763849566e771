"""An XDG autostart entry (Desktop Application Autostart Specification), for desktops without systemd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ENTRY = """\
[Desktop Entry]
Type=Application
Name=Afterview
Comment=What to do after the interview
Exec={command}
Terminal=false
NoDisplay=true
X-GNOME-Autostart-enabled=true
"""


@dataclass(frozen=True, slots=True)
class Autostart:
    """``entry`` is the desktop file; ``environment`` is what the server must be started with."""

    entry: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def install(self, command: list[str]) -> str:
        """Write the entry."""
        words = command
        if self.environment:
            words = ["env", *(f"{name}={value}" for name, value in self.environment.items()), *command]
        self.entry.parent.mkdir(parents=True, exist_ok=True)
        self.entry.write_text(ENTRY.format(command=" ".join(map(_quoted, words))), "utf-8")
        return f"Afterview starts at the next login ({self.entry}). Until then, start it with 'afterview serve'."

    def uninstall(self) -> str:
        """Remove the entry."""
        if not self.entry.exists():
            return "Afterview was not set to start at login. Nothing was changed."
        self.entry.unlink()
        return "Afterview does not start at login any more. One that runs now goes on until you stop it."

    def status(self) -> str:
        """Whether the entry is there."""
        if self.entry.exists():
            return f"Afterview starts at login by {self.entry}."
        return "Afterview does not start at login. 'afterview service install' changes that."


def _quoted(word: str) -> str:
    """A word of an Exec key (Desktop Entry Specification): quoted, twice escaped where it must be."""
    escaped = word.replace("\\", "\\\\\\\\").replace('"', '\\\\"').replace("`", "\\\\`").replace("$", "\\\\$")
    return '"' + escaped.replace("%", "%%") + '"'
