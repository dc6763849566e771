"""Make the extension's packages: one a platform, the same bytes from the same sources.

    python extension/build.py              dist/afterview-PLATFORM-VERSION.zip, for Thunderbird .xpi
    python extension/build.py --lint DIR   unpacked folders for ``web-ext lint``

What is committed is what runs: nothing is compiled, the platform's files are laid over the common ones.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from server.extension_files import PLATFORMS, export, files, pack  # noqa: E402

SUFFIXES = {"thunderbird": "xpi"}
"""What a package's name ends with where that is not ``zip``: Thunderbird's file chooser shows add-ons by their name."""


def package(platform: str, folder: Path) -> Path:
    """Pack a platform's extension into ``folder``; answers where."""
    manifest = dict(files(platform))["manifest.json"]
    version = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    target = folder / f"afterview-{platform}-{version}.{SUFFIXES.get(platform, 'zip')}"
    folder.mkdir(parents=True, exist_ok=True)
    pack(platform, target)
    return target


def unpack_for_lint(folder: Path) -> None:
    """Unpack every platform, with the keys that Firefox alone asks for: web-ext knows no other rules.

    What Thunderbird alone has in its manifest, its own tests hold against Thunderbird's schemas.
    """
    for platform in PLATFORMS:
        export(platform, folder / platform)
    firefox = json.loads((folder / "firefox/manifest.json").read_text(encoding="utf-8"))
    for platform in PLATFORMS:
        path = folder / platform / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["browser_specific_settings"] = firefox["browser_specific_settings"]
        if platform == "chromium":
            manifest["background"] = firefox["background"]
            manifest.pop("minimum_chrome_version")
        if platform == "thunderbird":
            manifest["action"] = manifest.pop("message_display_action")
            manifest["action"].pop("default_label")
            for key in ("permissions", "optional_permissions"):
                manifest[key] = [name for name in manifest[key] if not name.startswith("messages")]
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
