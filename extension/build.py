"""Make the extension's packages: one zip a browser, the same bytes from the same sources.

    python extension/build.py              dist/afterview-chromium-VERSION.zip, dist/afterview-firefox-VERSION.zip
    python extension/build.py --lint DIR   unpacked folders for ``web-ext lint``

What is committed is what runs: nothing is compiled, the platform's files are laid over the common ones.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from server.extension_files import PLATFORMS, export, files  # noqa: E402

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip can hold: no package differs by when it was made."""


def package(platform: str, folder: Path) -> Path:
    """Zip a platform's extension into ``folder``; answers where."""
    found = dict(files(platform))
    version = json.loads(found["manifest.json"].read_text(encoding="utf-8"))["version"]
    target = folder / f"afterview-{platform}-{version}.zip"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, path in found.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, path.read_bytes())
    return target


def unpack_for_lint(folder: Path) -> None:
    """Unpack every platform, with the keys that Firefox alone asks for: web-ext knows no other rules."""
    for platform in PLATFORMS:
        export(platform, folder / platform)
    firefox = json.loads((folder / "firefox/manifest.json").read_text(encoding="utf-8"))
    for platform in PLATFORMS:
        path = folder / platform / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["browser_specific_settings"] = firefox["browser_specific_settings"]
        manifest["background"] = firefox["background"]
        manifest.pop("minimum_chrome_version", None)
        path.write_text(json.dumps(manifest, indent=2), encoding="utf-8")


def main() -> None:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lint", type=Path, metavar="DIR", help="unpack for web-ext lint instead")
    asked = parser.parse_args()
    if asked.lint:
        unpack_for_lint(asked.lint)
        return
    for platform in PLATFORMS:
        print(package(platform, ROOT / "dist"))


if __name__ == "__main__":
    main()
