"""The extension's files for a platform: the common sources with the platform's own laid over them.

The same copy step makes the packages and ``afterview extension export``; in an installed wheel the sources lie beside
this package as data.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from server.errors import UserError

PLATFORMS = ("chromium", "firefox", "thunderbird")

CONTENT = "content/files.js"
"""The list of the scripts that run beside mail; its array is kept as plain JSON."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip can hold: no package differs by when it was made."""


class ExtensionError(UserError):
    """The extension's files cannot be written; the text says why."""


def source_folder() -> Path:
    """Where the extension's sources lie: in the checkout, or inside the installed package."""
    here = Path(__file__).parent
    for folder in (here.parent / "extension", here / "_extension"):
        if (folder / "src").is_dir():
            return folder
    raise ExtensionError("The extension's files are missing from this installation. Install Afterview again.")


def files(platform: str) -> Iterator[tuple[str, Path]]:
    """Every file of a platform's extension: its path inside the extension, and where it lies; sorted by path.

    Of the content scripts, those that the platform's own list of them names.
    """
    root = source_folder()
    found: dict[str, Path] = {}
    for layer in (root / "src", root / "platform" / platform):
        for path in layer.rglob("*"):
            if path.is_file():
                found[path.relative_to(layer).as_posix()] = path
    named = {CONTENT, *scripts(found)}
    yield from sorted((name, path) for name, path in found.items() if not name.startswith("content/") or name in named)


def scripts(found: Mapping[str, Path]) -> list[str]:
    """The scripts that run beside mail, in order, by the list among the files ``found``."""
    text = found[CONTENT].read_text(encoding="utf-8")
    return list(json.loads(text[text.index("[") : text.rindex("]") + 1]))


def export(platform: str, target: Path) -> int:
    """Copy a platform's extension into ``target`` (made if need be, must be empty or an export); how many files."""
    if target.exists() and (not target.is_dir() or (any(target.iterdir()) and not (target / "manifest.json").exists())):
        raise ExtensionError(f"{target} holds something else. Name a new or empty folder.")
    try:
        if target.exists():
            shutil.rmtree(target)
        count = 0
        for name, path in files(platform):
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            count += 1
    except OSError as error:
        raise ExtensionError(f"{target} cannot be written: {error.strerror or error}.") from error
    return count


def pack(platform: str, target: Path) -> None:
    """Write a platform's extension as one package: the same bytes from the same sources."""
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for name, path in files(platform):
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3  # whatever system makes it
                entry.external_attr = 0o644 << 16
                made.writestr(entry, path.read_bytes())
    except OSError as error:
        raise ExtensionError(f"{target} cannot be written: {error.strerror or error}.") from error
