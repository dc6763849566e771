"""A systemd user unit."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from server.login.errors import LoginError

UNIT = """\
[Unit]
Description=Afterview: what to do after the interview
After=network-online.target

[Service]
ExecStart={command}
{environment}Restart=on-failure
RestartSec=10
# A second server on the same data, or a wrong configuration, does not get better by trying again.
RestartPreventExitStatus=2
NoNewPrivileges=yes
UMask=0077

[Install]
WantedBy=default.target
"""


def is_running(environment: Mapping[str, str]) -> bool:
    """Whether a systemd user manager runs for this user: ``systemctl --user`` needs its socket folder."""
    runtime = environment.get("XDG_RUNTIME_DIR")
    return bool(runtime) and (Path(runtime or "") / "systemd").is_dir() and shutil.which("systemctl") is not None


@dataclass(frozen=True, slots=True)
class Systemd:
    """``unit`` is the unit file; ``environment`` is what the server must be started with."""

    unit: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def install(self, command: list[str]) -> str:
        """Write the unit, enable it and start it now."""
        lines = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in self.environment.items())
        self.unit.parent.mkdir(parents=True, exist_ok=True)
        self.unit.write_text(UNIT.format(command=" ".join(map(_quoted, command)), environment=lines), "utf-8")
        _systemctl("daemon-reload")
        _systemctl("enable", "--now", self.unit.name)
        return f"Afterview runs now and starts at every login ({self.unit})."

    def uninstall(self) -> str:
        """Stop and disable the unit and remove its file."""
        if not self.unit.exists():
            return "Afterview was not set to start at login. Nothing was changed."
        _systemctl("disable", "--now", self.unit.name)
        self.unit.unlink()
        _systemctl("daemon-reload")
        return "Afterview was stopped and does not start at login any more."

    def status(self) -> str:
        """Whether the unit is installed and active."""
        if not self.unit.exists():
            return "Afterview does not start at login. 'afterview service install' changes that."
        done = _run("is-active", self.unit.name)
        return f"Afterview starts at login by {self.unit}; just now the unit is {done.stdout.strip() or 'unknown'}."


def _quoted(word: str) -> str:
    """A word of a unit file (systemd.syntax): quoted, with its own escapes, specifiers and variables made plain."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemctl") or "systemctl"
    return subprocess.run([program, "--user", *arguments], capture_output=True, text=True, check=False)  # noqa: S603


def _systemctl(*arguments: str) -> None:
    done = _run(*arguments)
    if done.returncode:
        raise LoginError(f"'systemctl --user {' '.join(arguments)}' failed: {done.stderr.strip() or 'no reason given'}")
