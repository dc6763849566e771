"""What the Thunderbird add-on is allowed to do and to contain, read from its files: needs no Thunderbird."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from server.extension_files import files, pack

FILES = dict(files("thunderbird"))
MANIFEST = json.loads(FILES["manifest.json"].read_text(encoding="utf-8"))


def content_files() -> list[str]:
    """The files that run in a displayed message, in order."""
    text = FILES["content/files.js"].read_text(encoding="utf-8")
    return list(json.loads(text[text.index("[") : text.index("]") + 1]))


def test_permissions_are_these_and_no_more() -> None:
    assert MANIFEST["permissions"] == ["storage", "alarms", "scripting", "menus", "messagesRead"]
    assert MANIFEST["host_permissions"] == ["http://127.0.0.1/*"]
    assert MANIFEST["optional_permissions"] == ["messagesTags", "messagesTagsList", "messagesUpdate"], (
        "asked for when tags are turned on, given back when they are turned off"
    )
    for key in ("optional_host_permissions", "content_scripts", "externally_connectable", "web_accessible_resources"):
        assert key not in MANIFEST
    assert "experiment_apis" not in MANIFEST, "an experiment may do everything"
    assert MANIFEST["manifest_version"] == 3
    assert MANIFEST["browser_specific_settings"]["gecko"]["strict_min_version"] == "128.0"


def test_what_it_may_do_is_what_the_browsers_extension_may_where_they_are_alike() -> None:
    firefox = json.loads(dict(files("firefox"))["manifest.json"].read_text(encoding="utf-8"))
    for key in ("name", "version", "icons", "host_permissions", "content_security_policy"):
        assert MANIFEST[key] == firefox[key]


def test_everything_that_is_named_is_there() -> None:
    action = MANIFEST["message_display_action"]
    pages = [action["default_popup"], MANIFEST["options_ui"]["page"], "space/space.html"]
    named = [*content_files(), *MANIFEST["icons"].values(), *action["default_icon"].values(), *pages]
    named += MANIFEST["background"]["scripts"]
    root = Path("/")
    for page in pages:
        found = re.findall(r'(?:src|href)="([^"]+)"', FILES[page].read_text(encoding="utf-8"))
        named += [str((root / page).parent.joinpath(name).resolve().relative_to(root)) for name in found]
    for name, path in FILES.items():
        if path.suffix == ".js":
            code = path.read_text(encoding="utf-8")
            for wanted in re.findall(r'^(?:import|export) .*?"(\.[^"]+)";', code, flags=re.M):
                named.append(str((root / name).parent.joinpath(wanted).resolve().relative_to(root)))
    assert sorted(set(named) - set(FILES)) == []


def test_shared_scripts_come_before_those_that_need_them() -> None:
    order = content_files()
    assert order[0] == "platform.js"
    assert order[-1] == "content/displayed.js"
    seen: set[str] = set()
    for name in order[1:]:
        code = FILES[name].read_text(encoding="utf-8")
        at_once = re.findall(r"^  const \{[^}]*\} = afterview\.(\w+)", code, flags=re.M)
        assert set(at_once) <= seen, name
        seen |= set(re.findall(r"^afterview\.(\w+) =", code, flags=re.M))


def test_a_package_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    pack("thunderbird", tmp_path / "one.xpi")
    pack("thunderbird", tmp_path / "two.xpi")
    assert (tmp_path / "one.xpi").read_bytes() == (tmp_path / "two.xpi").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.xpi") as package:
        assert package.namelist() == sorted(FILES)
        assert all(package.read(name) == path.read_bytes() for name, path in FILES.items())


def test_export_writes_files_and_a_package_that_can_be_installed(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["extension", "export", "thunderbird", str(tmp_path / "made")])
    assert done.exit_code == 0, done.output
    assert "Install Add-on From File" in done.output
    written = {p.relative_to(tmp_path / "made").as_posix() for p in (tmp_path / "made").rglob("*") if p.is_file()}
    assert written == {*FILES, "afterview.xpi"}
    assert zipfile.is_zipfile(tmp_path / "made/afterview.xpi")


@pytest.mark.parametrize("right", [*MANIFEST["permissions"], *MANIFEST["optional_permissions"]])
def test_each_right_is_explained(right: str) -> None:
    text = (Path(__file__).parents[2] / "extension/README.md").read_text(encoding="utf-8")
    assert f"`{right}`" in text
