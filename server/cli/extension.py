"""``afterview extension``: get the browser extension's files."""

from __future__ import annotations

from pathlib import Path

import click

from server.extension_files import PLATFORMS, export

HOW = {
    "chromium": "Open chrome://extensions, switch on 'Developer mode', choose 'Load unpacked' and pick that folder.",
    "firefox": "Open about:debugging#/runtime/this-firefox, choose 'Load Temporary Add-on', pick its manifest.json.",
}


@click.group()
def extension() -> None:
    """Get the browser extension that writes the advice into your webmail."""


@extension.command("export")
@click.argument("platform", type=click.Choice(PLATFORMS))
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def export_command(platform: str, target: Path) -> None:
    """Write the extension for PLATFORM into the folder DIR, ready to be loaded."""
    target = target.absolute()
    count = export(platform, target)
    click.echo(f"{count} files written to {target}.")
    click.echo(HOW[platform])
