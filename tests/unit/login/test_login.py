"""Starting at login: what is written, where, and that it goes again."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from server import login
from server.login.autostart import Autostart
from server.login.systemd import Systemd

COMMAND = ["/opt/after view/bin/afterview", "serve"]


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for systemctl that writes down what it was asked: no user manager runs under a test."""
    program, log = tmp_path / "bin" / "systemctl", tmp_path / "asked"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> "{log}"\n[ "$2" = is-active ] && echo active\nexit 0\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    return log


def test_autostart_entry_is_written_and_removed(tmp_path: Path) -> None:
    way = Autostart(tmp_path / "autostart" / "afterview.desktop", {"AFTERVIEW_HOME": "/srv/100%"})
    assert "does not start" in way.status()
    way.install(COMMAND)
    text = way.entry.read_text()
    assert 'Exec="env" "AFTERVIEW_HOME=/srv/100%%" "/opt/after view/bin/afterview" "serve"\n' in text
    assert "starts at login" in way.status()
    way.uninstall()
    assert not way.entry.exists()
    assert "Nothing was changed" in way.uninstall()


def test_systemd_unit_is_written_enabled_and_removed(tmp_path: Path, systemctl: Path) -> None:
    way = Systemd(tmp_path / "systemd" / "user" / "afterview.service", {"AFTERVIEW_HOME": "/srv/a b"})
    way.install(COMMAND)
    text = way.unit.read_text()
    assert 'ExecStart="/opt/after view/bin/afterview" "serve"\n' in text
    assert 'Environment="AFTERVIEW_HOME=/srv/a b"\n' in text
    assert way.status().endswith("active.")
    way.uninstall()
    assert not way.unit.exists()
    assert systemctl.read_text().splitlines() == [
        "--user daemon-reload",
        "--user enable --now afterview.service",
        "--user is-active afterview.service",
        "--user disable --now afterview.service",
        "--user daemon-reload",
    ]


def test_without_a_systemd_user_manager_the_desktop_starts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    way = login.way({"XDG_CONFIG_HOME": str(tmp_path)})
    assert isinstance(way, Autostart)


@pytest.mark.parametrize(("platform", "name"), [("darwin", "macOS"), ("win32", "Windows")])
def test_other_systems_are_told_the_truth(platform: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(login.LoginError, match=f"does not work on {name} yet"):
        login.way({})
