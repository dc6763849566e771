"""``afterview account``: add, list, test and remove mail accounts."""

from __future__ import annotations

from pathlib import Path

import click

from server import config as configuration
from server.config import IMAPS_PORT, Account, ConfigError, PasswordSource
from server.mailbox.check import AccountReport, test_account
from server.mailbox.signin import forget_password, password, store_password
from server.store.store import Store


@click.group()
def account() -> None:
    """Add, list, test and remove the mailboxes that Afterview reads."""


@account.command("add")
@click.option("--host", prompt="IMAP server (such as imap.example.org)", help="Name of the IMAP server.")
@click.option("--port", type=click.IntRange(1, 65535), default=IMAPS_PORT, show_default=True, help="Port, with TLS.")
@click.option("--user", prompt="User name (often your mail address)", help="Name to sign in with.")
@click.option("--address", "addresses", multiple=True, help="A mail address of yours; may be given several times.")
@click.option("--password-command", metavar="COMMAND", help="A command that prints the password, such as 'pass mail'.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep the password in this file, readable by you alone, where there is no keyring.",
)
@click.option("--folder", "folders", multiple=True, help="A further folder to read; may be given several times.")
@click.option("--sent-folder", help="The folder with your sent mail, where it is not found by itself.")
@click.option("--ca-file", type=click.Path(path_type=Path, exists=True), help="Certificates to trust for this server.")
@click.option("--plain-text", is_flag=True, help="No TLS: only for a mail server on this very computer.")
@click.option("--id", "account_id", help="A short name for the account; made from the user name by itself.")
def add(
    host: str,
    port: int,
    user: str,
    addresses: tuple[str, ...],
    password_command: str | None,
    password_file: Path | None,
    folders: tuple[str, ...],
    sent_folder: str | None,
    ca_file: Path | None,
    plain_text: bool,
    account_id: str | None,
) -> None:
    """Add a mailbox. The sign-in is tried before anything is saved; the password goes into the system's keyring."""
    config = configuration.load()
    if password_command and password_file:
        raise ConfigError("Give either --password-command or --password-file, not both.")
    if plain_text and not configuration.is_loopback(host):
        raise ConfigError(f"{host} is not this computer: without TLS your password would cross the network readable.")
    source, value = PasswordSource.KEYRING, ""
    if password_command:
        source, value = PasswordSource.COMMAND, password_command
    elif password_file:
        source, value = PasswordSource.FILE, str(password_file.expanduser().absolute())
    taken = frozenset(known.id for known in config.accounts)
    name = account_id or configuration.account_id_for(user, host, taken)
    if not configuration.ACCOUNT_ID.fullmatch(name):
        raise ConfigError(f"{name!r} is no account id: use lower-case letters, digits, '-', '_' and '.'.")
    if name in taken:
        raise ConfigError(f"There is an account {name!r} already. Remove it first, or give another --id.")
    own = {address.strip().lower() for address in addresses} | ({user.lower()} if "@" in user else set())
    if not own:
        own = {click.prompt("Your mail address", type=str).strip().lower()}
    entry = Account(
        id=name,
        host=host.strip(),
        port=port,
        user=user.strip(),
        addresses=tuple(sorted(own)),
        tls=not plain_text,
        ca_file=ca_file.absolute() if ca_file else None,
        password_source=source,
        password_value=value,
        folders=folders,
        sent_folder=sent_folder,
    )
    secret = None if password_command else _secret(entry)
    click.echo(f"Signing in to {entry.host} ...")
    found = _tried(entry, secret)
    if secret is not None:
        store_password(entry, secret)
    configuration.save_account(config, entry)
    for line in _lines(found):
        click.echo(f"  {line}")
    click.echo(f"Saved as {name!r}. Start reading with 'afterview serve'; a running server must be started again.")


def _tried(entry: Account, secret: str | None = None) -> AccountReport:
    """Sign in once; what stands in the way is raised as its own sentence."""
    report = test_account(entry, secret=secret)
    if report.error is not None:
        raise report.error
    return report


def _lines(report: AccountReport) -> list[str]:
    counted = [
        f"{folder.name}: {folder.messages if folder.messages is not None else 'an unknown number of'} mails"
        for folder in report.folders
    ]
    return [*counted, *report.notes]


def _secret(entry: Account) -> str:
    """The password: from the password file where it is there already, else asked for."""
    if entry.password_source is PasswordSource.FILE and Path(entry.password_value).exists():
        return password(entry)
    return str(click.prompt("Password (an app password, for Gmail and others)", hide_input=True))


@account.command("list")
def list_command() -> None:
    """Show the mailboxes that Afterview reads."""
    accounts = configuration.load().accounts
    if not accounts:
        click.echo("No mailbox yet. Add one with 'afterview account add', or look around with 'afterview demo'.")
    for entry in accounts:
        security = "TLS" if entry.tls else "plain text, this computer only"
        click.echo(f"{entry.id}: {entry.user} at {entry.host}:{entry.port} ({security}), password from ", nl=False)
        click.echo({"keyring": "the keyring", "command": "a command", "file": "a file"}[entry.password_source])


@account.command("test")
@click.argument("account_id", required=False)
def test(account_id: str | None) -> None:
    """Sign in to a mailbox (or to all) and say what is there. Changes nothing."""
    for entry in _chosen(account_id):
        found = _tried(entry)
        click.echo(f"{entry.id}: signed in to {entry.host}.")
        for line in _lines(found):
            click.echo(f"  {line}")


@account.command("remove")
@click.argument("account_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(account_id: str, yes: bool) -> None:
    """Forget a mailbox: its password, its settings, and what was read from it alone. Your marks stay."""
    config = configuration.load()
    (entry,) = _chosen(account_id)
    if not yes:
        click.confirm(f"Forget {entry.user} at {entry.host}? Nothing is changed in the mailbox itself.", abort=True)
    if entry.password_source is PasswordSource.KEYRING:
        forget_password(entry)
    configuration.remove_account(config, entry.id)
    if config.database.exists():
        with Store.open(config.database) as store:
            store.forget_account(entry.id)
    click.echo(f"Removed {entry.id!r}.")
    if entry.password_source is PasswordSource.FILE:
        click.echo(f"The password file {entry.password_value} was left where it is.")


def _chosen(account_id: str | None) -> tuple[Account, ...]:
    accounts = configuration.load().accounts
    if not accounts:
        raise ConfigError("There is no mailbox yet. Add one with 'afterview account add'.")
    chosen = tuple(entry for entry in accounts if account_id in {None, entry.id})
    if not chosen:
        known = ", ".join(entry.id for entry in accounts)
        raise ConfigError(f"There is no account {account_id!r}. There is: {known}.")
    return chosen
