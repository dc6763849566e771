"""What the extension is allowed to do and to contain, read from its files: needs no browser."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pytest

from server.extension_files import PLATFORMS
from tests.support import extension

TARGETS = ("chromium", "firefox")
SOURCES = sorted(path for name in ("src", "platform") for path in (extension.ROOT / name).glob("**/*.js"))


@pytest.mark.parametrize("target", TARGETS)
def test_permissions_are_these_and_no_more(target: str) -> None:
    manifest = extension.manifest(target)
    assert manifest["permissions"] == ["storage", "alarms", "scripting", "activeTab"]
    assert manifest["host_permissions"] == ["http://127.0.0.1/*"]
    assert manifest["optional_host_permissions"] == ["https://*/*", "http://*/*"], (
        "asked for by a click, one site at a time"
    )
    for key in ("optional_permissions", "content_scripts", "externally_connectable", "web_accessible_resources"):
        assert key not in manifest


@pytest.mark.parametrize("target", PLATFORMS)
def test_every_permission_is_explained(target: str) -> None:
    manifest = extension.manifest(target)
    explained = (extension.ROOT / "README.md").read_text(encoding="utf-8")
    asked = [*manifest["permissions"], *manifest.get("optional_permissions", []), *manifest["host_permissions"]]
    assert [name for name in asked if f"`{name}`" not in explained] == []


@pytest.mark.parametrize("target", PLATFORMS)
def test_the_stores_take_its_description_and_icons(target: str) -> None:
    manifest = extension.manifest(target)
    assert 40 <= len(manifest["description"]) <= 132, "the stores' limit"
    for size, name in manifest["icons"].items():
        data = (extension.ROOT / "src" / name).read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", data[16:24]) == (int(size), int(size))


@pytest.mark.parametrize("target", TARGETS)
def test_extension_pages_load_nothing_and_talk_to_this_computer_only(target: str) -> None:
    policy = extension.manifest(target)["content_security_policy"]["extension_pages"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["img-src"] == "'self'"
    assert rules["connect-src"] == "http://127.0.0.1:*"


def test_manifests_differ_only_where_the_browsers_do() -> None:
    chromium, firefox = (extension.manifest(target) for target in TARGETS)
    own = {"background", "minimum_chrome_version", "browser_specific_settings"}
    assert {k: v for k, v in chromium.items() if k not in own} == {k: v for k, v in firefox.items() if k not in own}
    gecko = firefox["browser_specific_settings"]["gecko"]
    assert gecko["data_collection_permissions"] == {"required": ["none"]}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(extension.ROOT).as_posix())
def test_text_is_never_made_into_markup_or_code(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|setHTML"
        r"|createContextualFragment"
    )
    assert not re.search(forbidden, code)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(extension.ROOT).as_posix())
def test_one_file_names_the_browser_object(path: Path) -> None:
    if path.name == "platform.js":
        return
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"\b(?:chrome|browser)\.", code)


def test_only_the_background_reaches_the_network() -> None:
    for path in SOURCES:
        if re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon", path.read_text(encoding="utf-8")):
            assert path.name == "server.js", path


@pytest.mark.parametrize("target", TARGETS)
def test_everything_that_is_named_is_there(target: str, tmp_path: Path) -> None:
    folder = extension.unpack(target, tmp_path / target)
    manifest = extension.manifest(target)
    background = manifest["background"]
    named = [*extension.content_files(), *manifest["icons"].values(), *manifest["action"]["default_icon"].values()]
    named += [manifest["action"]["default_popup"], manifest["options_ui"]["page"]]
    named += [background["service_worker"]] if "service_worker" in background else background["scripts"]
    for page in ("popup/popup.html", "options/options.html"):
        text = (folder / page).read_text(encoding="utf-8")
        found = re.findall(r'(?:src|href)="([^"]+)"', text)
        named += [str((folder / page).parent.joinpath(name).resolve().relative_to(folder.resolve())) for name in found]
    for script in folder.rglob("*.js"):
        for name in re.findall(r'^(?:import|export) .*?"(\.[^"]+)";', script.read_text(encoding="utf-8"), flags=re.M):
            named.append(str((script.parent / name).resolve().relative_to(folder.resolve())))
    missing = [name for name in named if not (folder / name).is_file()]
    assert not missing


def test_shared_scripts_come_before_those_that_need_them() -> None:
    order = extension.content_files()
    assert order[0] == "platform.js"
    assert order[-1] == "content/page.js"
    seen: set[str] = set()
    for name in order[1:]:
        code = (extension.ROOT / "src" / name).read_text(encoding="utf-8")
        at_once = re.findall(r"^  const \{[^}]*\} = afterview\.(\w+)", code, flags=re.M)
        assert set(at_once) <= seen, name
        seen |= set(re.findall(r"^afterview\.(\w+) =", code, flags=re.M))


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((extension.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"]
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
