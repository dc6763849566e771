"""The command line: the one place that turns errors into words and exit codes.

Every command ends with exit status 0, or with 2 and one sentence on standard error.
"""

from __future__ import annotations

import errno
from typing import IO, Any

import click

from server import __version__
from server.cli.accounts import account
from server.cli.extension import extension
from server.cli.looking import feed_command, mark_command, scan_command
from server.cli.running import demo, doctor, open_command, pair, rebuild, serve, service, wipe
from server.errors import UserError


class Failure(click.ClickException):
    """Something the user can mend."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence."""
        click.echo(f"afterview: {self.format_message()}", err=True, file=file)


class Commands(click.Group):
    """A command group that shows no traceback for an error of ours."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise Failure(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read the output has seen enough
                raise
            raise Failure(_said_by_the_system(error)) from error


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def _said_by_the_system(error: OSError) -> str:
    """What the system refused, and what to do about it."""
    what = error.filename or "The output"
    why = (error.strerror or "the system gives no reason").lower()
    if error.errno in _FULL:
        return f"{what} could not be written: {why}. Free some space, then try again."
    return f"{what} cannot be used: {why}. Check the path and its permissions, then try again."


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="afterview")
def main() -> None:
    """What to do after the interview, written into your mail.

    Afterview reads your mailbox on this computer (it never changes or sends anything), sees where each of your
    applications stands, and says what to do next and what better not to do.

    \b
    Try it:            afterview demo
    Add your mailbox:  afterview account add
    Start it:          afterview serve        (at every login: afterview service install)
    Look at it:        afterview open
    """


for command in (
    *(serve, open_command, scan_command, feed_command, mark_command, account, pair, rebuild, service, extension),
    *(demo, doctor, wipe),
):
    main.add_command(command)
