"""The packages: the same bytes from the same sources, wherever and whenever made; whole in an installed wheel."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from server import __version__
from server.extension_files import PLATFORMS

ROOT = Path(__file__).resolve().parents[3]
NOT_SOURCES = shutil.ignore_patterns("node_modules", "build", "dist", "__pycache__")


def build(folder: Path, *, umask: int, age: int, zone: str) -> dict[str, str]:
    """Copy what the build needs, touched otherwise, and build there; the digest of each package."""
    shutil.copytree(ROOT / "extension", folder / "extension", ignore=NOT_SOURCES)
    (folder / "server").mkdir()
    for name in ("__init__.py", "errors.py", "extension_files.py"):
        shutil.copy(ROOT / "server" / name, folder / "server" / name)
    for path in sorted((folder / "extension").rglob("*"), reverse=age > 0):
        if path.is_file():
            path.chmod(0o666 & ~umask)
            os.utime(path, (1_600_000_000 - age, 1_600_000_000 - age))
    subprocess.run(
        [sys.executable, str(folder / "extension/build.py")],
        cwd=folder.parent,
        env={**os.environ, "TZ": zone, "PYTHONHASHSEED": str(age), "PYTHONDONTWRITEBYTECODE": "1"},
        umask=umask,
        check=True,
        capture_output=True,
    )
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "dist").iterdir()}


def test_packages_are_the_same_bytes_wherever_and_whenever_they_are_made(tmp_path: Path) -> None:
    one = build(tmp_path / "one", umask=0o022, age=0, zone="UTC")
    other = build(tmp_path / "another place" / "two", umask=0o077, age=86_400, zone="Asia/Kolkata")
    assert one == other
    assert len(one) == len(PLATFORMS)


def test_a_package_holds_an_extension_and_nothing_else(tmp_path: Path) -> None:
    build(tmp_path / "one", umask=0o022, age=0, zone="UTC")
    for path in (tmp_path / "one/dist").iterdir():
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
        assert names == sorted(names)
        assert "manifest.json" in names
        suffixes = {Path(name).suffix for name in names}
        assert suffixes <= {".js", ".json", ".html", ".css", ".png", ".svg"}, path.name
        assert {f"icons/{size}.png" for size in (16, 32, 48, 128)} <= set(names)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    hatch = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder / "made")]
    subprocess.run(hatch, cwd=ROOT, check=True, capture_output=True)
    (made,) = (folder / "made").glob("*.whl")
    assert __version__ in made.name
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_installed_wheel_exports_what_the_checkout_does(wheel: Path, platform: str, tmp_path: Path) -> None:
    digests = []
    for source in (wheel, ROOT):
        target = tmp_path / source.name
        run = subprocess.run(
            [sys.executable, "-c", "from server.cli import main; main()", "extension", "export", platform, str(target)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(source), "AFTERVIEW_HOME": str(tmp_path / "home")},
            check=True,
            capture_output=True,
            text=True,
        )
        assert f"files written to {target}" in run.stdout
        files = (path for path in sorted(target.rglob("*")) if path.is_file())
        digests.append({str(path.relative_to(target)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    assert digests[0] == digests[1]
