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

from server.mailbox.discovery import known_role, left_out
from server.mailbox.errors import LeftOut, MailboxError, NotAMailbox, UnreadableFile
from server.mailbox.replies import folder_name
from server.mailbox.types import FolderRole, RawMessage

MAX_MESSAGE = 64 << 20
"""Of a longer message the first 64 MB are read."""
_MAX_LINE = 1 << 20
_HEAD = 65_536
_CLOCK = re.compile(rb"\d\d:\d\d")
_YEAR = re.compile(rb"[12]\d\d\d")
_QUOTED_FROM = re.compile(rb">+From ")
_FIELD = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_LABELS = re.compile(rb"^X-Gmail-Labels:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_THREAD = re.compile(rb"^X-GM-THRID:[ \t]*(\d{1,20})", re.IGNORECASE | re.MULTILINE)
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
                yield from _file(path, _role_of_named(path))
                continue
            found = 0
            for message in self._folder(path, known_role(_leaf(path)) or FolderRole.INBOX):
                found += 1
                yield message
            if not found and not self.skipped:
                raise NotAMailbox(str(path))

    def _folder(self, path: Path, role: FolderRole) -> Iterator[RawMessage]:
        """Everything below a folder; its name can say that it holds sent mail or junk."""
        try:
            entries = sorted(path.iterdir())
        except OSError as fault:
            self._skip(path, UnreadableFile(str(path), _why(fault)))
            return
        maildir = _is_maildir(path)
        for entry in entries:
            if entry.is_dir():
                # a link to a folder could lead round in circles, and in a Maildir tmp holds halves of messages
                if not entry.is_symlink() and not (maildir and entry.name == "tmp"):
                    yield from self._subfolder(entry, role)
            elif path.name in ("cur", "new") and _is_maildir(path.parent):
                if not set(entry.name.rpartition(":2,")[2] if ":2," in entry.name else "") & {"D", "T"}:
                    yield from self._guarded(entry, role)
            elif maildir:
                continue  # what a server keeps beside the mail: indexes and lists
            elif not entry.name.startswith(".") and entry.suffix.lower() in _MAIL_SUFFIXES:
                if left_out(entry.stem) and entry.suffix.lower() != ".eml":
                    self._skip(entry, LeftOut(str(entry)))
                else:
                    named = None if entry.suffix.lower() == ".eml" else known_role(entry.stem)
                    yield from self._guarded(entry, named or role)

    def _subfolder(self, path: Path, role: FolderRole) -> Iterator[RawMessage]:
        name = _leaf(path)
        if left_out(name):
            self._skip(path, LeftOut(str(path)))
        else:
            yield from self._folder(path, known_role(name) or role)

    def _guarded(self, path: Path, role: FolderRole) -> Iterator[RawMessage]:
        try:
            yield from _file(path, role)
        except MailboxError as fault:
            self._skip(path, fault)

    def _skip(self, path: Path, fault: MailboxError) -> None:
        self.skipped.append(Skipped(str(path), str(fault)))


def _file(path: Path, role: FolderRole) -> Iterator[RawMessage]:
    """The messages of one file."""
    try:
        with path.open("rb") as file:
            first = file.readline(_MAX_LINE)
            while first and not first.strip():
                first = file.readline(_MAX_LINE)
            if _is_separator(first):
                yield from _mbox(file, path, role)
            elif _looks_like_mail(first + file.read(_HEAD)):
                file.seek(0)
                source = file.read(MAX_MESSAGE)
                yield RawMessage(source, role, truncated=bool(file.read(1)), path=str(path))
            else:
                raise NotAMailbox(str(path))
    except OSError as fault:
        raise UnreadableFile(str(path), _why(fault)) from fault


def _mbox(file: BinaryIO, path: Path, role: FolderRole) -> Iterator[RawMessage]:
    """The messages of an mbox whose first ``From `` line was read.

    A new message starts at a ``From `` line with a date behind an empty line. ``>From `` loses one ``>`` (mboxrd, which
    Takeout and most programs write).
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
        if blank and whole and _is_separator(line):
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
    if any(left_out(label) for label in labels):
        return None
    for wanted in (FolderRole.SENT, FolderRole.JUNK):
        if any(known_role(label) is wanted for label in labels):
            return wanted
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


def _leaf(folder: Path) -> str:
    """The folder's own name: without the path of Maildir++ (".Archive.2024") and the suffix that some programs add."""
    name = folder.name
    if name.startswith("."):
        name = folder_name(name[1:].rpartition(".")[2].encode("utf-8", "replace"))
    return name.removesuffix(".sbd").removesuffix(".mbox")


def _role_of_named(path: Path) -> FolderRole:
    """What a file named by hand is: an mbox by its own name, an .eml by its folder's."""
    name = path.parent.name if path.suffix.lower() == ".eml" else path.stem
    return known_role(name) or FolderRole.INBOX


def _is_separator(line: bytes) -> bool:
    """Whether this is the line before each message of an mbox: ``From somebody Mon Jun  1 12:00:00 2026``."""
    return (
        line.startswith(b"From ")
        and len(line) < 500
        and _CLOCK.search(line) is not None
        and _YEAR.search(line) is not None
    )


def _why(fault: OSError) -> str:
    return (fault.strerror or "the system gives no reason").lower()
