"""The command line: what people type, and that every fault is one sentence and exit status 2."""

from __future__ import annotations

import json
import os
import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import main

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFTERVIEW_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str, say: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=say)


def says(result: Result, text: str) -> None:
    """Exit status 2 and one sentence on standard error, no traceback."""
    assert result.exit_code == 2, result.output
    assert text in result.stderr
    assert "Traceback" not in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


def mail_file(folder: Path, name: str = "invite.eml") -> Path:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Kim Lee <kim@acme.example>", "alex@home.example"
    mail["Subject"], mail["Date"] = "Interview for Test Engineer at Acme", "Mon, 15 Jun 2026 10:00:00 +0200"
    mail["Message-ID"] = f"<{name}@acme.example>"
    mail.set_content(
        "Hi Alex,\n\nwe would like to invite you to an interview. Which times suit you next week?\n\nKim\n"
    )
    path = folder / name
    path.write_bytes(mail.as_bytes())
    return path


def test_help_names_every_command_and_the_readme_does_too() -> None:
    shown = run("--help").output
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, command in main.commands.items():
        assert name in shown
        assert f"afterview {name}" in readme
        first = (command.help or "").strip().split("\n\n")[0]
        assert first.endswith("."), f"{name} has no help a job seeker understands"
    named = set(re.findall(r"`afterview ([a-z]+)", readme))
    assert named <= set(main.commands), "the README names a command that does not exist"


def test_version() -> None:
    assert re.fullmatch(r"afterview, version \d+\.\d+\.\d+\n", run("--version").output)


def test_scan_shows_people_a_table(home: Path, tmp_path: Path) -> None:
    result = run("scan", str(mail_file(tmp_path)), "--me", "alex@home.example", "--now", "2026-06-15T12:00:00+02:00")
    assert result.exit_code == 0, result.output
    assert "1 mail read, 1 of them in hiring processes." in result.output
    assert "reply due" in result.output
    assert "tomorrow" in result.output


def test_scan_gives_programs_the_object(home: Path, tmp_path: Path) -> None:
    mail_file(tmp_path)
    (tmp_path / "broken.eml").write_bytes(b"\x00\x01\x02 no mail at all")
    now = "2026-06-15T12:00:00+02:00"
    result = CliRunner().invoke(main, ["scan", str(tmp_path), "--me", "alex@home.example", "--now", now, "--json"])
    found = json.loads(result.stdout)
    assert (found["schema_version"], found["now"], found["timezone"]) == (1, now, "+02:00")
    (message,) = found["messages"]
    assert (message["kind"], message["direction"], message["message_id"]) == (
        "interview_invite",
        "in",
        "<invite.eml@acme.example>",
    )
    (process,) = found["processes"]
    assert message["process_ids"] == [process["id"]]
    assert (process["state"], process["next_action_due"]) == ("reply_due", "2026-06-16")
    assert "left out" in result.stderr
    assert "broken.eml" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["scan", "nowhere.mbox", "--me", "a@b.example"], "cannot be read"),
        (["scan", "README.md", "--me", "a@b.example"], "holds no mail"),
        (["scan", "x.eml", "--me", "a@b.example", "--now", "yesterday"], "is no moment"),
        (["open"], "not running"),
        (["account", "test"], "no mailbox yet"),
        (["account", "remove", "x"], "no mailbox yet"),
        (["mark", "acme", "thanked"], "No process is called"),
        (["mark"], "Say which process"),
        (["mark", "--undo", "m000000000000"], "no such mark"),
        (
            ["account", "add", "--host", "mail.example.org", "--user", "a@b.example", "--plain-text"],
            "is not this computer",
        ),
    ],
)
def test_every_fault_is_a_sentence(home: Path, arguments: list[str], text: str) -> None:
    os.chdir(ROOT)
    says(run(*arguments), text)


def test_a_broken_configuration_is_a_sentence(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("port = 'x'\n")
    says(run("feed"), "port must be a number")


def test_a_process_made_by_hand_marked_and_undone_without_a_server(home: Path) -> None:
    assert run("mark", "--company", "Bakery", "--role", "Baker").exit_code == 0
    assert "Bakery - Baker" in run("feed").output
    made = run("mark", "bakery", "interviewed_at", "2026-06-14T10:00+02:00")
    mark = re.search(r"--undo (m[0-9a-f]{12})", made.output)
    assert mark is not None
    assert mark[1] in run("mark", "--list").output
    assert "Undone" in run("mark", "--undo", mark[1]).output
    says(run("mark", "bakery", "promised_by", "soon"), "is no day")
    says(run("mark", "bakery", "thanked", "2026-06-14"), "takes no value")
    assert json.loads(run("feed", "--json").output)["processes"][0]["company"] == "Bakery"


def test_a_code_is_shown_for_pairing(home: Path) -> None:
    result = run("pair")
    assert re.search(r"within two minutes: \S{6,12}", result.output)
    assert "not running" in result.stderr


def test_an_account_that_cannot_be_signed_in_to_is_not_saved(home: Path) -> None:
    add = ("account", "add", "--host", "127.0.0.1", "--port", "1", "--plain-text", "--user", "a@b.example")
    says(run(*add, "--password-command", "printf x"), "could not be reached")
    assert not (home / "config.toml").exists()
    assert "No mailbox yet" in run("account", "list").output


def test_the_extension_is_exported_and_nothing_of_mine_is_overwritten(home: Path, tmp_path: Path) -> None:
    for platform in ("chromium", "firefox", "thunderbird"):
        target = tmp_path / platform
        assert run("extension", "export", platform, str(target)).exit_code == 0
        assert json.loads((target / "manifest.json").read_text())["manifest_version"] == 3
        assert run("extension", "export", platform, str(target)).exit_code == 0, "an export can be renewed"
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    says(run("extension", "export", "firefox", str(mine)), "holds something else")
    assert (mine / "letter.txt").exists()


def test_rebuild_and_wipe(home: Path) -> None:
    run("mark", "--company", "Bakery")
    assert run("rebuild").exit_code == 0
    assert "Bakery" in run("feed").output, "marks survive a rebuild"
    assert run("wipe", say="n\n").exit_code == 1
    assert "Bakery" in run("feed").output
    assert run("wipe", "--yes").exit_code == 0
    assert "Nothing is under way" in run("feed").output


def test_doctor_says_what_to_do(home: Path) -> None:
    result = run("doctor")
    assert result.exit_code == 2
    assert "Add one with 'afterview account add'" in result.output
    assert "Start it with 'afterview serve'" in result.output
    assert re.search(r"ok +configuration", result.output)


def test_the_demo_refuses_a_folder_with_real_accounts(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("[[account]]\nid='mine'\nhost='imap.example.org'\nuser='u'\n")
    says(run("demo", "--no-browser"), "holds a mailbox of yours")
