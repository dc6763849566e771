"""The configuration: one immutable value, built from a TOML file and the environment, and read nowhere else."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
import tomlkit
import tzlocal
from tomlkit.exceptions import TOMLKitError

from server.errors import UserError

DEFAULT_PORT = 8717
IMAPS_PORT = 993
ACCOUNT_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class ConfigError(UserError):
    """The configuration cannot be used; the text says what is wrong and what to do."""


class PasswordSource(StrEnum):
    """Where an account's password comes from."""

    KEYRING = "keyring"
    COMMAND = "command"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Account:
    """A mail account to watch. ``tls`` is false only for a server on loopback.

    ``password_value`` is the command line for COMMAND and the file's path for FILE; the password itself never stands
    in the configuration. ``folders`` are mailboxes to read beside INBOX, Sent, Archive and Junk. ``addresses`` are the
    user's own, lower case, the sign-in name among them where it is an address.
    """

    id: str
    host: str
    port: int
    user: str
    addresses: tuple[str, ...]
    tls: bool = True
    ca_file: Path | None = None
    password_source: PasswordSource = PasswordSource.KEYRING
    password_value: str = ""
    folders: tuple[str, ...] = ()
    sent_folder: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set. ``home`` holds ``config.toml``; ``data`` holds the database and the runtime files.

    ``timezone`` is an IANA name: the zone in which days are counted.
    """

    home: Path
    data: Path
    timezone: str
    port: int = DEFAULT_PORT
    accounts: tuple[Account, ...] = ()

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "afterview.db"

    @property
    def file(self) -> Path:
        """The configuration file."""
        return self.home / "config.toml"

    @property
    def zone(self) -> ZoneInfo:
        """The user's zone."""
        return ZoneInfo(self.timezone)


def load(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration. A missing file is an empty one; a wrong one raises ``ConfigError``.

    ``AFTERVIEW_HOME`` moves configuration and data into one folder.
    """
    home = environment.get("AFTERVIEW_HOME", "")
    if home:
        root = Path(home).expanduser().absolute()
        config = Config(home=root, data=root, timezone=_system_zone())
    else:
        config = Config(
            home=Path(platformdirs.user_config_dir("afterview", appauthor=False)),
            data=Path(platformdirs.user_data_dir("afterview", appauthor=False)),
            timezone=_system_zone(),
        )
    try:
        document = tomlkit.parse(config.file.read_text("utf-8")).unwrap()
    except FileNotFoundError:
        return config
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{config.file} cannot be read ({error}). Make it readable, or remove it.") from error
    except TOMLKitError as error:
        raise ConfigError(f"{config.file} is not valid TOML: {error}. Mend that line, or remove the file.") from error
    return _checked(config, document)


def save_account(config: Config, account: Account) -> Config:
    """Write an account into the configuration file, in place of one with the same id; comments are kept."""
    document = _document(config)
    tables = [table for table in document.get("account", []) if table.get("id") != account.id]
    array = tomlkit.aot()
    for table in [*tables, _table(account)]:
        array.append(table)
    document["account"] = array
    _write(config.file, tomlkit.dumps(document))
    others = tuple(known for known in config.accounts if known.id != account.id)
    return replace(config, accounts=(*others, account))


def remove_account(config: Config, account_id: str) -> Config:
    """Take an account out of the configuration file."""
    document = _document(config)
    array = tomlkit.aot()
    for table in document.get("account", []):
        if table.get("id") != account_id:
            array.append(table)
    document["account"] = array
    _write(config.file, tomlkit.dumps(document))
    return replace(config, accounts=tuple(known for known in config.accounts if known.id != account_id))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by name or address; only then may a connection go without TLS."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def account_id_for(user: str, host: str, taken: Iterable[str]) -> str:
    """A short id, unlike those taken, made of the mail domain's name: ids stand in logs, so no address is in them."""
    domain = user.rpartition("@")[2] if "@" in user else host
    labels = [label for label in domain.lower().split(".") if label not in {"imap", "mail", "co", "com"}]
    base = re.sub(r"[^a-z0-9_-]+", "-", labels[0] if labels else "").strip("-_") or "account"
    name, number = base[:60], 2
    while name in set(taken):
        name, number = f"{base[:57]}-{number}", number + 1
    return name


def _system_zone() -> str:
    try:
        name = tzlocal.get_localzone_name()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return name or "UTC"


def _document(config: Config) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(config.file.read_text("utf-8"))
    except FileNotFoundError:
        return tomlkit.document()


def _write(path: Path, text: str) -> None:
    """Replace a file in one step, so that a full disk or a crash leaves the old one whole; mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".config-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise ConfigError(f"{path} could not be written ({error}). Nothing was changed.") from error


def _table(account: Account) -> Any:
    table = tomlkit.table()
    table["id"] = account.id
    table["host"] = account.host
    table["port"] = account.port
    table["user"] = account.user
    table["addresses"] = list(account.addresses)
    if not account.tls:
        table["tls"] = False
    if account.ca_file:
        table["ca_file"] = str(account.ca_file)
    if account.password_source is PasswordSource.COMMAND:
        table["password_command"] = account.password_value
    elif account.password_source is PasswordSource.FILE:
        table["password_file"] = account.password_value
    if account.folders:
        table["folders"] = list(account.folders)
    if account.sent_folder:
        table["sent_folder"] = account.sent_folder
    return table


_ACCOUNT_KEYS = {
    *("id", "host", "port", "user", "addresses", "tls", "ca_file"),
    *("password_command", "password_file", "folders", "sent_folder"),
}


def _checked(config: Config, document: Mapping[str, Any]) -> Config:
    unknown = set(document) - {"port", "timezone", "account"}
    if unknown:
        raise ConfigError(f"{config.file}: nothing is called {', '.join(sorted(unknown))}. Remove it or correct it.")
    timezone = _typed(config, document, "timezone", str, config.timezone)
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(
            f"{config.file}: {timezone!r} is no time zone. Write a name such as 'Europe/Berlin' or 'America/Chicago'."
        ) from error
    port = _port(config, document, DEFAULT_PORT)
    accounts = tuple(_account(config, table) for table in _typed(config, document, "account", list, []))
    ids = [account.id for account in accounts]
    if len(set(ids)) != len(ids):
        raise ConfigError(f"{config.file}: two accounts have the same id. Give each its own.")
    return replace(config, timezone=timezone, port=port, accounts=accounts)


def _account(config: Config, table: Mapping[str, Any]) -> Account:
    name = str(table.get("id", "?"))
    unknown = set(table) - _ACCOUNT_KEYS
    if unknown:
        raise ConfigError(f"{config.file}: account {name!r}: nothing is called {', '.join(sorted(unknown))}.")
    for needed in ("id", "host", "user"):
        if not isinstance(table.get(needed), str) or not table[needed]:
            raise ConfigError(
                f"{config.file}: account {name!r} has no {needed}. Add it, or run 'afterview account add'."
            )
    if not ACCOUNT_ID.fullmatch(table["id"]):
        raise ConfigError(
            f"{config.file}: {name!r} is no account id: use lower-case letters, digits, '-', '_' and '.'."
        )
    tls = _typed(config, table, "tls", bool, True)
    if not tls and not is_loopback(table["host"]):
        raise ConfigError(
            f"{config.file}: account {name!r} turns TLS off, but {table['host']} is not this machine. "
            "Mail and password would cross the network readable. Remove 'tls = false'."
        )
    if "password_command" in table and "password_file" in table:
        raise ConfigError(f"{config.file}: account {name!r} has both password_command and password_file. Keep one.")
    source, value = PasswordSource.KEYRING, ""
    if "password_command" in table:
        source, value = PasswordSource.COMMAND, _typed(config, table, "password_command", str, "")
    elif "password_file" in table:
        source, value = PasswordSource.FILE, _typed(config, table, "password_file", str, "")
    user = table["user"]
    addresses = {address.strip().lower() for address in _strings(config, table, "addresses")}
    if "@" in user:
        addresses.add(user.lower())
    ca_file = _typed(config, table, "ca_file", str, "")
    return Account(
        id=table["id"],
        host=table["host"],
        port=_port(config, table, IMAPS_PORT),
        user=user,
        addresses=tuple(sorted(addresses)),
        tls=tls,
        ca_file=Path(ca_file).expanduser() if ca_file else None,
        password_source=source,
        password_value=value,
        folders=_strings(config, table, "folders"),
        sent_folder=_typed(config, table, "sent_folder", str, "") or None,
    )


def _typed(config: Config, table: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    value = table.get(key, default)
    if not isinstance(value, kind):
        raise ConfigError(f"{config.file}: {key} must be a {kind.__name__}, not {value!r}.")
    return value


def _strings(config: Config, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = _typed(config, table, key, list, [])
    if not all(isinstance(value, str) for value in values):
        raise ConfigError(f"{config.file}: {key} must be a list of texts.")
    return tuple(values)


def _port(config: Config, table: Mapping[str, Any], default: int) -> int:
    port = table.get("port", default)
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
        raise ConfigError(f"{config.file}: port must be a number from 1 to 65535, not {port!r}.")
    return port
