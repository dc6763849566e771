"""The configuration file: read, changed in place, and every wrong value answered with a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server import config as configuration
from server.config import Account, ConfigError, PasswordSource

ACCOUNT = Account("ana", "imap.example.org", 993, "Ana@example.org", ("ana@example.org",))


def load(home: Path, text: str | None = None) -> configuration.Config:
    if text is not None:
        home.mkdir(exist_ok=True)
        (home / "config.toml").write_text(text, "utf-8")
    return configuration.load({"AFTERVIEW_HOME": str(home)})


def test_no_file_is_an_empty_configuration(tmp_path: Path) -> None:
    config = load(tmp_path / "none")
    assert config.accounts == ()
    assert config.port == 8717
    assert config.database == tmp_path / "none" / "afterview.db"


def test_an_account_is_saved_read_back_replaced_and_removed(tmp_path: Path) -> None:
    config = configuration.save_account(load(tmp_path), ACCOUNT)
    assert load(tmp_path).accounts == config.accounts == (ACCOUNT,)
    moved = Account("ana", "mail.example.org", 993, "Ana@example.org", ("ana@example.org",))
    configuration.save_account(load(tmp_path), moved)
    assert load(tmp_path).accounts == (moved,)
    configuration.remove_account(load(tmp_path), "ana")
    assert load(tmp_path).accounts == ()


def test_comments_survive_a_change(tmp_path: Path) -> None:
    configuration.save_account(load(tmp_path, "# my zone\ntimezone = 'Europe/Berlin'\n"), ACCOUNT)
    assert "# my zone" in (tmp_path / "config.toml").read_text()


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    configuration.save_account(load(tmp_path), ACCOUNT)
    assert (tmp_path / "config.toml").stat().st_mode & 0o777 == 0o600


def test_no_password_can_stand_in_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing is called password"):
        load(tmp_path, "[[account]]\nid='a'\nhost='h.example'\nuser='u'\npassword='x'\n")


def test_a_command_is_a_password_source(tmp_path: Path) -> None:
    text = "[[account]]\nid='a'\nhost='h.example'\nuser='u'\npassword_command='pass show mail'\n"
    account = load(tmp_path, text).accounts[0]
    assert (account.password_source, account.password_value) == (PasswordSource.COMMAND, "pass show mail")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("port = 0\n", "port must be a number"),
        ("port = true\n", "port must be a number"),
        ("timezone = 'Mars/Base'\n", "is no time zone"),
        ("timezone = '../../etc/passwd'\n", "is no time zone"),
        ("colour = 'red'\n", "nothing is called colour"),
        ("port = \n", "not valid TOML"),
        ("[[account]]\nid='a'\nuser='u'\n", "has no host"),
        ("[[account]]\nid='A B'\nhost='h'\nuser='u'\n", "no account id"),
        ("[[account]]\nid='a'\nhost='mail.example'\nuser='u'\ntls=false\n", "TLS off"),
        ("[[account]]\nid='a'\nhost='h'\nuser='u'\n[[account]]\nid='a'\nhost='h'\nuser='u'\n", "same id"),
        ("[[account]]\nid='a'\nhost='h'\nuser='u'\npassword_file='f'\npassword_command='c'\n", "Keep one"),
    ],
)
def test_wrong_values_get_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load(tmp_path, text)


def test_plain_text_is_allowed_to_this_machine_only(tmp_path: Path) -> None:
    text = "[[account]]\nid='a'\nhost='127.0.0.1'\nuser='u'\ntls=false\n"
    assert not load(tmp_path, text).accounts[0].tls


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_gets_a_sentence(tmp_path: Path) -> None:
    load(tmp_path, "port = 1\n")
    (tmp_path / "config.toml").chmod(0)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_a_folder_in_its_place_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("user", "host", "taken", "name"),
    [
        ("Ana@Example.org", "imap.example.org", (), "example"),
        ("Ana@Example.org", "imap.example.org", ("example",), "example-2"),
        ("ana", "imap.posthaus.example", (), "posthaus"),
        ("ana", "127.0.0.1", (), "127"),
    ],
)
def test_an_account_is_named_after_its_domain_and_never_after_its_user(
    user: str, host: str, taken: tuple[str, ...], name: str
) -> None:
    """Ids stand in logs; addresses must not."""
    assert configuration.account_id_for(user, host, taken) == name
