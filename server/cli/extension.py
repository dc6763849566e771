"""``afterview extension``: get the files of the browser extension and of the Thunderbird add-on."""

from __future__ import annotations

from pathlib import Path

import click

from server.extension_files import PLATFORMS, export, pack

HOW = {
    "chromium": "Open chrome://extensions, switch on 'Developer mode', choose 'Load unpacked' and pick that folder.",
    "firefox": "Open about:debugging#/runtime/this-firefox, choose 'Load Temporary Add-on', pick its manifest.json.",
    "thunderbird": "Open Add-ons and Themes, click the cog, choose 'Install Add-on From File', pick its afterview.xpi.",
}


@click.group()
def extension() -> None:
    """Get the extension that writes the advice into your webmail, or into Thunderbird."""


@extension.command("export")
@click.argument("platform", type=click.Choice(PLATFORMS))
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def export_command(platform: str, target: Path) -> None:
    """Write the extension for PLATFORM into the folder DIR, ready to be loaded."""
    target = target.absolute()
    count = export(platform, target)
    if platform == "thunderbird":
        pack(platform, target / "afterview.xpi")  # what is loaded unpacked there lasts until the next start only
    click.echo(f"{count} files written to {target}.")
    click.echo(HOW[platform])
