"""The extension unpacked into a folder, as it is for the user, or with mail hosts granted in its manifest.

A headless browser cannot answer the question for a permission, so tests put into the manifest what a user allows by a
click. Everything else is what is committed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from server.extension_files import export, files, scripts

ROOT = Path(__file__).resolve().parents[2] / "extension"

BARE = "icons/16.png"
"""A page of the extension's own in which none of its scripts runs, so that it is there at once and asks nothing."""


def pairing(port: int, code: str) -> str:
    """JavaScript for such a page: says to the background what the settings page says of ``port`` and ``code``.

    Comes to true once the browser is paired, else to the background's answers.
    """
    said = json.dumps([{"type": "port", "port": port}, {"type": "pair", "code": code}])
    return (
        "(async () => { const answers = [];"
        f"for (const word of {said}) answers.push(await (globalThis.browser ?? chrome).runtime.sendMessage(word));"
        "return answers.every(answer => answer.ok) || answers })()"
    )


def content_files() -> list[str]:
    """The files that run in a mail page, in order."""
    return scripts(dict(files("chromium")))


def unpack(target: str, folder: Path, hosts: Sequence[str] = (), *, declared: bool = True) -> Path:
    """Export the extension for ``target`` into ``folder``; mail pages of ``hosts`` (match patterns) are allowed.

    With ``declared`` false they are allowed only, as after the user's click: the extension itself must register there.
    """
    export(target, folder)
    if hosts:
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["host_permissions"] += hosts
        if declared:
            script = {"matches": list(hosts), "js": content_files(), "all_frames": True, "run_at": "document_end"}
            manifest["content_scripts"] = [script]
        path.write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    return folder


def manifest(target: str) -> dict[str, Any]:
    """The manifest as committed."""
    found: dict[str, Any] = json.loads((ROOT / "platform" / target / "manifest.json").read_text(encoding="utf-8"))
    return found
