"""Which mailboxes are read, and what each is for."""

from __future__ import annotations

import pytest

from server.config import Account
from server.mailbox.discovery import discover, known_role, left_out
from server.mailbox.replies import Listed
from server.mailbox.types import FolderRole

S, A, J, O, I = FolderRole.SENT, FolderRole.ARCHIVE, FolderRole.JUNK, FolderRole.OTHER, FolderRole.INBOX  # noqa: E741


def account(**changes: object) -> Account:
    values: dict[str, object] = {"id": "a", "host": "h", "port": 993, "user": "u", "addresses": ("u@example.com",)}
    return Account(**(values | changes))


def found(names: dict[str, str], **changes: object) -> dict[str, FolderRole]:
    rows = [Listed(name.encode(), name, frozenset(flags.split()), "/") for name, flags in names.items()]
    return {folder.name: folder.role for folder in discover(rows, account(**changes)).folders}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"INBOX": "", "Gesendet": "\\sent", "Papierkorb": "\\trash"}, {"INBOX": I, "Gesendet": S}),
        ({"Inbox": "", "Sent Items": "", "Deleted Items": "", "Drafts": ""}, {"Inbox": I, "Sent Items": S}),
        ({"INBOX": "", "INBOX/Envoyés": "", "INBOX/Travail": ""}, {"INBOX": I, "INBOX/Envoyés": S}),
        ({"INBOX": "", "Archive": "", "Archive/2024": "", "Archive/2024/Q1": ""}, "all archive"),
        ({"INBOX": "", "[Gmail]": "\\noselect", "[Gmail]/Alle": "\\all", "[Gmail]/Spam": "\\junk"}, "gmail"),
        ({"INBOX": "", "送信済み": "", "迷惑メール": ""}, {"INBOX": I, "送信済み": S, "迷惑メール": J}),
        ({"INBOX": "", "Sent": "\\noselect"}, {"INBOX": I}),
        ({}, {"INBOX": I}),
    ],
)
def test_roles(names: dict[str, str], expected: dict[str, FolderRole] | str) -> None:
    if expected == "all archive":
        expected = {"INBOX": I, "Archive": A, "Archive/2024": A, "Archive/2024/Q1": A}
    elif expected == "gmail":
        expected = {"INBOX": I, "[Gmail]/Alle": A, "[Gmail]/Spam": J}
    assert found(names) == expected


def test_the_inbox_comes_first_and_sent_second() -> None:
    names = {"Archive": "\\archive", "Junk": "\\junk", "Sent": "\\sent", "INBOX": "", "Work": ""}
    assert list(found(names, folders=("work",))) == ["INBOX", "Sent", "Work", "Archive", "Junk"]


def test_what_the_user_names_counts_more() -> None:
    assert found({"INBOX": "", "Trash": "\\trash"}, folders=("Trash",)) == {"INBOX": I, "Trash": O}
    assert found({"INBOX": "", "Out": "", "Sent": "\\sent"}, sent_folder="Out")["Out"] is S


def test_decomposed_letters_are_the_same_letters() -> None:
    assert known_role("E\u0301le\u0301ments envoye\u0301s") is S


def test_names_alone() -> None:
    assert (known_role("SENT"), known_role("Spam"), known_role("Work"), known_role("Trash")) == (S, J, None, None)
    assert (left_out("Trash"), left_out("Entwürfe"), left_out("Work"), left_out("Sent")) == (True, True, False, False)


def test_notes() -> None:
    rows = [Listed(b"INBOX", "INBOX", frozenset(), "/")]
    notes = discover(rows, account(folders=("Jobs",))).notes
    assert len(notes) == 2
    assert "No folder with sent mail" in notes[0]
    assert "'Jobs'" in notes[1]
