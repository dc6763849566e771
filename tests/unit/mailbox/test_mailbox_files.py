"""Mail from files, told by content: eml, folders, mbox, Maildir, Takeout; what cannot be read is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.mailbox.errors import NotAMailbox, UnreadableFile
from server.mailbox.files import MailFiles
from server.mailbox.types import FolderRole, RawMessage

ONE = b"From: Kim <kim@company.example>\nSubject: One\nMessage-ID: <1@company.example>\n\nHello\n"
TWO = b"From: Lee <lee@company.example>\nSubject: Two\n\nHello\n"
LINE = b"From kim@company.example Mon Jun  1 12:00:00 2026\n"


def read(*paths: Path) -> list[RawMessage]:
    return list(MailFiles(paths))


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_one_eml(tmp_path: Path) -> None:
    (message,) = read(put(tmp_path / "a.eml", ONE))
    assert (message.source, message.role, message.truncated) == (ONE, FolderRole.INBOX, False)
    assert message.path.endswith("a.eml")


def test_a_folder_is_read_to_its_depths_and_what_is_no_mail_is_said(tmp_path: Path) -> None:
    put(tmp_path / "a.eml", ONE)
    put(tmp_path / "deep" / "er" / "b.eml", TWO)
    put(tmp_path / "deep" / "broken.eml", b"\x00\x01 nothing that is mail")
    put(tmp_path / "notes.txt", b"From: not read, by its suffix")
    put(tmp_path / ".hidden.eml", ONE)
    (tmp_path / "deep" / "round").symlink_to(tmp_path)
    files = MailFiles([tmp_path])
    assert sorted(message.source for message in files) == sorted([ONE, TWO])
    (skipped,) = files.skipped
    assert skipped.path.endswith("broken.eml")
    assert "holds no mail" in skipped.why


def test_folders_named_sent_junk_and_drafts_are_understood(tmp_path: Path) -> None:
    put(tmp_path / "Sent" / "a.eml", ONE)
    put(tmp_path / "Spam" / "b.eml", TWO)
    put(tmp_path / "Drafts" / "c.eml", ONE)
    put(tmp_path / "inbox" / "sentry alert.eml", TWO)
    files = MailFiles([tmp_path])
    assert sorted(str(message.role) for message in files) == ["inbox", "junk", "sent"]
    assert "drafts and deleted mail are not read" in files.skipped[0].why
    assert len(read(tmp_path / "Drafts" / "c.eml")) == 1  # named by hand


def test_mbox_with_quoting(tmp_path: Path) -> None:
    body = ONE + b"\n>From here on it is text\n>>From deeper\nFrom me to you, 10:00\n\nFrom nobody in 2026\n\n"
    first, second = read(put(tmp_path / "mail.mbox", LINE + body + LINE + TWO + b"\n"))
    assert first.source == body.replace(b">From here", b"From here").replace(b">>From", b">From")
    assert second.source == TWO + b"\n"
    assert first.path.endswith("mail.mbox#1")


def test_mbox_without_suffix_with_crlf_and_its_name_says_sent(tmp_path: Path) -> None:
    data = (LINE + ONE + b"\n" + LINE + TWO).replace(b"\n", b"\r\n")
    messages = read(put(tmp_path / "Sent", data))
    assert [message.role for message in messages] == [FolderRole.SENT] * 2


def test_takeout_labels_and_thread_numbers(tmp_path: Path) -> None:
    def labelled(labels: str, body: bytes = ONE) -> bytes:
        return LINE + f"X-GM-THRID: 1790000000000000001\nX-Gmail-Labels: {labels}\n".encode() + body + b"\n"

    cases = {
        "Inbox,Important": FolderRole.INBOX,
        "Sent,Opened": FolderRole.SENT,
        "=?UTF-8?Q?Gesendet,Ge=C3=B6ffnet?=": FolderRole.SENT,
        "Spam": FolderRole.JUNK,
        '"Archived",Opened': FolderRole.ARCHIVE,
    }
    data = b"".join(labelled(labels) for labels in [*cases, "Trash", "Drafts"])
    messages = read(put(tmp_path / "All mail Including Spam and Trash.mbox", data))
    assert [message.role for message in messages] == list(cases.values())
    assert {message.gmail_thread for message in messages} == {1790000000000000001}


def test_maildir_with_subfolders_and_flags(tmp_path: Path) -> None:
    for box in (tmp_path, tmp_path / ".Sent", tmp_path / ".Trash", tmp_path / ".&AMk-l&AOk-ments envoy&AOk-s"):
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True)
    put(tmp_path / "cur" / "1.a:2,S", ONE)
    put(tmp_path / "new" / "2.b", TWO)
    put(tmp_path / "tmp" / "3.half", ONE)
    put(tmp_path / "cur" / "4.c:2,DS", ONE)
    put(tmp_path / ".Sent" / "cur" / "5.d:2,S", TWO)
    put(tmp_path / ".Trash" / "cur" / "6.e:2,S", TWO)
    put(tmp_path / ".&AMk-l&AOk-ments envoy&AOk-s" / "cur" / "7.f:2,S", TWO)
    put(tmp_path / "dovecot-uidlist", b"3 V1\n")
    files = MailFiles([tmp_path])
    roles = sorted(str(message.role) for message in files)
    assert roles == ["inbox", "inbox", "sent", "sent"]
    assert [Path(skipped.path).name for skipped in files.skipped] == [".Trash"]


def test_several_paths_are_one_mailbox(tmp_path: Path) -> None:
    paths = [put(tmp_path / "a.eml", ONE), put(tmp_path / "b" / "c.eml", TWO).parent]
    assert len(read(*paths)) == 2


def test_a_huge_message_is_cut_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.mailbox.files.MAX_MESSAGE", 10_000)
    big = ONE + b"word\n" * 10_000
    (alone,) = read(put(tmp_path / "a.eml", big))
    assert (len(alone.source), alone.truncated) == (10_000, True)
    first, second = read(put(tmp_path / "b.mbox", LINE + big + b"\n" + LINE + TWO))
    assert first.truncated
    assert len(first.source) <= 10_000
    assert (second.source, second.truncated) == (TWO, False)


def test_a_line_of_many_megabytes_in_an_mbox(tmp_path: Path) -> None:
    long = ONE + b"x" * (3 << 20) + b"\n"
    first, second = read(put(tmp_path / "b.mbox", LINE + long + b"\n" + LINE + TWO))
    assert (first.source, second.source) == (long + b"\n", TWO)


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file or folder"):
        read(tmp_path / "nothing.eml")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"%PDF-1.7\n", b"PK\x03\x04", b"name,age\nkim,30\n", b"key: value\n"])
def test_a_file_that_is_no_mail(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotAMailbox, match="mbox"):
        read(put(tmp_path / "thing", data))


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(NotAMailbox):
        read(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    put(tmp_path / "a.eml", ONE)
    closed = put(tmp_path / "b.eml", TWO)
    closed.chmod(0)
    files = MailFiles([tmp_path])
    assert len(list(files)) == 1
    assert "permission denied" in files.skipped[0].why
    with pytest.raises(UnreadableFile):
        read(closed)
