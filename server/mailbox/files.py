"""Mail from files: an .eml, a folder of them, an mbox, a Maildir; for ``scan``, with no account and no server.

Formats are told by content, not by name. What cannot be read is reported as a sentence and left out; the rest goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from pathlib import Path
from typing import BinaryIO

from server.mailbox.errors import MailboxError, NotAMailbox, UnreadableFile
from server.mailbox.types import FolderRole, RawMessage

MAX_MESSAGE = 64 << 20
"""Of a longer message the first 64 MB are read."""
_MAX_LINE = 1 << 20
_HEAD = 65_536
_FROM = re.compile(rb"From \S+.*\d{4}\s*\Z|From .*\d\d:\d\d.*\Z")
_QUOTED_FROM = re.compile(rb">+From ")
_FIELD = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_LABELS = re.compile(rb"^X-Gmail-Labels:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_THREAD = re.compile(rb"^X-GM-THRID:[ \t]*(\d{1,20})", re.IGNORECASE | re.MULTILINE)
_SENT_NAMES = re.compile(r"sent|gesendet|envoy|enviad|inviat|verzonden|skickat|sendt", re.IGNORECASE)
_JUNK_NAMES = re.compile(r"spam|junk", re.IGNORECASE)
_LEFT_OUT_NAMES = re.compile(r"(?:drafts?|entw.rfe|brouillons|trash|papierkorb|corbeille|papelera)\Z", re.IGNORECASE)
_MAIL_SUFFIXES = frozenset({".eml", ".msg", ".mbox", ".mbx", ".email", ".rfc822", ""})


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, and the sentence that says why."""

    path: str
    why: str


class MailFiles:
    """Iterates over the messages under some paths; afterwards ``skipped`` says what was left out.

    Raises ``UnreadableFile`` or ``NotAMailbox`` for a path that was named and gives nothing at all; below a folder
    such files are skipped.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = tuple(paths)
        self.skipped: list[Skipped] = []

    def __iter__(self) -> Iterator[RawMessage]:
        for path in self.paths:
            try:
                is_folder = path.is_dir()
                if not is_folder and not path.exists():
                    raise UnreadableFile(str(path), "there is no such file or folder")
            except OSError as fault:
                raise UnreadableFile(str(path), _why(fault)) from fault
            if not is_folder:
                yield from _file(path, _role_of(path))
                continue
            found = 0
            for message in self._folder(path):
                found += 1
                yield message
            if not found and not self.skipped:
                raise NotAMailbox(str(path))

    def _folder(self, path: Path) -> Iterator[RawMessage]:
        try:
            entries = sorted(path.iterdir())
        except OSError as fault:
            yield from self._skip(path, UnreadableFile(str(path), _why(fault)))
            return
        maildir = _is_maildir(path)
        for entry in entries:
            if entry.is_symlink() and not entry.is_file():
                continue  # a link to a folder could lead round in circles
            if entry.is_dir():
                if not (maildir and entry.name == "tmp"):
                    yield from self._folder(entry)
            elif path.name in ("cur", "new") and _is_maildir(path.parent):
                yield from self._guarded(entry, _maildir_role(path.parent, entry))
            elif not entry.name.startswith(".") and entry.suffix.lower() in _MAIL_SUFFIXES:
                yield from self._guarded(entry, _role_of(entry))

    def _guarded(self, path: Path, role: FolderRole | None) -> Iterator[RawMessage]:
        if role is None:
            return
        try:
            yield from _file(path, role)
        except MailboxError as fault:
            yield from self._skip(path, fault)

    def _skip(self, path: Path, fault: MailboxError) -> Iterator[RawMessage]:
        self.skipped.append(Skipped(str(path), str(fault)))
        return iter(())


def _file(path: Path, role: FolderRole | None) -> Iterator[RawMessage]:
    """The messages of one file. Drafts and trash give none."""
    if role is None:
        return
    try:
        with path.open("rb") as file:
            first = file.readline(_MAX_LINE)
            while first and not first.strip():
                first = file.readline(_MAX_LINE)
            if _FROM.match(first):
                yield from _mbox(file, path, role)
            elif _looks_like_mail(first + file.read(_HEAD)):
                file.seek(0)
                source = file.read(MAX_MESSAGE)
                yield RawMessage(source, role, size=path.stat().st_size, truncated=bool(file.read(1)), path=str(path))
            else:
                raise NotAMailbox(str(path))
    except OSError as fault:
        raise UnreadableFile(str(path), _why(fault)) from fault


def _mbox(file: BinaryIO, path: Path, role: FolderRole) -> Iterator[RawMessage]:
    """The messages of an mbox whose first ``From `` line was read.

    A new message starts at a ``From `` line behind an empty line (or at one that a header follows: not every program
    writes the empty line). ``>From `` loses one ``>`` (mboxrd, what Takeout and most programs write).
    """
    number = 1
    for lines, size in _split(file):
        source = b"".join(lines)
        labelled = _takeout_role(source, role)
        if labelled is not None and source.strip():
            thread = _THREAD.search(source[:_HEAD])
            yield RawMessage(
                source,
                labelled,
                size=size,
                truncated=size > len(source) + len(lines),
                gmail_thread=int(thread[1]) if thread else None,
                path=f"{path}#{number}",
            )
        number += 1


def _split(file: BinaryIO) -> Iterator[tuple[list[bytes], int]]:
    lines: list[bytes] = []
    size = 0
    blank = False
    whole = True  # whether the last piece ended a line: a line beyond all bounds comes in pieces
    while line := file.readline(_MAX_LINE):
        if blank and whole and line.startswith(b"From ") and _FROM.match(line):
            yield lines, size
            lines, size, blank = [], 0, False
            continue
        blank = whole and line in (b"\n", b"\r\n")
        if whole and _QUOTED_FROM.match(line):
            line = line[1:]
        whole = line.endswith(b"\n")
        size += len(line)
        if size <= MAX_MESSAGE:
            lines.append(line)
    yield lines, size


def _takeout_role(source: bytes, role: FolderRole) -> FolderRole | None:
    """What Gmail's labels say of a message in a Takeout export; None for drafts and trash."""
    found = _LABELS.search(source[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0])
    if found is None:
        return role
    labels = {label.strip().strip('"') for label in _decoded(found[1]).split(",")}
    if any(_LEFT_OUT_NAMES.fullmatch(label) for label in labels):
        return None
    if any(_SENT_NAMES.match(label) for label in labels):
        return FolderRole.SENT
    if any(_JUNK_NAMES.fullmatch(label) for label in labels):
        return FolderRole.JUNK
    return FolderRole.INBOX if "Inbox" in labels else FolderRole.ARCHIVE


def _decoded(value: bytes) -> str:
    text = re.sub(r"\s+", " ", value.decode("utf-8", "replace"))
    try:
        return str(make_header(decode_header(text)))
    except (ValueError, LookupError):
        return text


def _looks_like_mail(head: bytes) -> bool:
    """Whether the start of a file is a header of RFC 5322: two fields or more before the first empty line."""
    fields = 0
    for line in head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")[:200]:
        if not line.strip():
            break
        if line[:1] in b" \t" and fields:
            continue
        if not _FIELD.match(line):
            return False
        fields += 1
    known = re.search(rb"(?im)^(?:from|to|subject|date|message-id|received|return-path|mime-version)[ \t]*:", head)
    return fields >= 1 and known is not None


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _maildir_role(folder: Path, entry: Path) -> FolderRole | None:
    flags = entry.name.rpartition(":2,")[2] if ":2," in entry.name else ""
    if "D" in flags or "T" in flags:  # draft, trashed (Maildir specification)
        return None
    return _role_by_name(folder.name.lstrip(".").rpartition(".")[2]) or (
        None if _LEFT_OUT_NAMES.match(folder.name.lstrip(".")) else FolderRole.INBOX
    )


def _role_of(path: Path) -> FolderRole | None:
    """What a file is, from its own name or the folder's: Sent.mbox, Sent/12.eml; a file named by hand is the inbox."""
    for name in (path.stem, path.parent.name):
        if _LEFT_OUT_NAMES.match(name):
            return None
        if role := _role_by_name(name):
            return role
    return FolderRole.INBOX


def _role_by_name(name: str) -> FolderRole | None:
    if re.match(r"(?:inbox\.)?(?:sent|gesendet|envoy|enviad|inviat|verzonden|skickat|sendt)", name, re.IGNORECASE):
        return FolderRole.SENT
    return FolderRole.JUNK if _JUNK_NAMES.match(name) else None


def _why(fault: OSError) -> str:
    return (fault.strerror or "the system gives no reason").lower()
