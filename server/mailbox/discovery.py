"""Which mailboxes of an account are read, and what each is for."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from server.config import Account
from server.mailbox.replies import Listed
from server.mailbox.types import FolderRole

_FLAG_ROLES = {
    "\\sent": FolderRole.SENT,
    "\\archive": FolderRole.ARCHIVE,
    "\\all": FolderRole.ARCHIVE,
    "\\allmail": FolderRole.ARCHIVE,
    "\\junk": FolderRole.JUNK,
    "\\spam": FolderRole.JUNK,
}
_LEFT_OUT_FLAGS = frozenset({"\\trash", "\\drafts", "\\noselect", "\\nonexistent"})
_ORDER = (FolderRole.INBOX, FolderRole.SENT, FolderRole.OTHER, FolderRole.ARCHIVE, FolderRole.JUNK)


@dataclass(frozen=True, slots=True)
class Folder:
    """A mailbox to read: its name as the server spells it, as people read it, and what it is for."""

    raw: bytes
    name: str
    role: FolderRole


@dataclass(frozen=True, slots=True)
class Discovery:
    """The mailboxes to read, INBOX first and Sent second, and sentences worth showing to the user."""

    folders: tuple[Folder, ...]
    notes: tuple[str, ...] = ()

    @property
    def sent(self) -> tuple[Folder, ...]:
        """The mailboxes that hold what the user sent."""
        return tuple(folder for folder in self.folders if folder.role is FolderRole.SENT)


def discover(listed: Sequence[Listed], account: Account) -> Discovery:
    """Choose from what LIST gave. Trash and Drafts are left out, unless the user names them."""
    roles: dict[str, tuple[Listed, FolderRole]] = {}
    for row in listed:
        if row.flags & {"\\noselect", "\\nonexistent"}:
            continue
        role = _role(row, account)
        if role is not None:
            roles.setdefault(row.name, (row, role))
    for row in listed:  # "Archive/2024" and the like
        parent = row.name.rpartition(row.delimiter)[0] if row.delimiter else ""
        if row.name not in roles and not row.flags & _LEFT_OUT_FLAGS and _inside_archive(parent, row.delimiter, roles):
            roles[row.name] = (row, FolderRole.ARCHIVE)
    folders = [Folder(row.raw, row.name, role) for row, role in roles.values()]
    if not any(folder.role is FolderRole.INBOX for folder in folders):
        folders.append(Folder(b"INBOX", "INBOX", FolderRole.INBOX))
    folders.sort(key=lambda folder: (_ORDER.index(folder.role), folder.name))
    return Discovery(tuple(folders), tuple(_notes(folders, account)))


def _role(row: Listed, account: Account) -> FolderRole | None:
    if row.name.upper() == "INBOX":
        return FolderRole.INBOX
    if account.sent_folder is not None and _folded(row.name) == _folded(account.sent_folder):
        return FolderRole.SENT
    if _folded(row.name) in {_folded(name) for name in account.folders}:
        return FolderRole.OTHER
    if row.flags & _LEFT_OUT_FLAGS:
        return None
    for flag, role in _FLAG_ROLES.items():
        if flag in row.flags:
            return role
    return known_role(row.name.rpartition(row.delimiter)[2] if row.delimiter else row.name)


def known_role(name: str) -> FolderRole | None:
    """What a folder of this name, without its path, is for in any mail program; None where the name says nothing."""
    return _known_names().get(_folded(name))


def left_out(name: str) -> bool:
    """Whether a folder of this name holds drafts or deleted mail, which are not read."""
    return _folded(name) in _known_names() and known_role(name) is None


def _inside_archive(parent: str, delimiter: str, roles: dict[str, tuple[Listed, FolderRole]]) -> bool:
    while parent:
        known = roles.get(parent)
        if known is not None:
            return known[1] is FolderRole.ARCHIVE
        parent = parent.rpartition(delimiter)[0]
    return False


def _notes(folders: Sequence[Folder], account: Account) -> list[str]:
    notes = []
    names = {_folded(folder.name) for folder in folders}
    if not any(folder.role is FolderRole.SENT for folder in folders):
        notes.append(
            "No folder with sent mail was found, so Afterview cannot see what you answered: advice is conditional. "
            "Name the folder in the account's 'sent_folder' setting."
        )
    named = (*account.folders, *([account.sent_folder] if account.sent_folder else []))
    missing = [name for name in named if _folded(name) not in names]
    notes.extend(f"The folder {name!r} named in the settings is not on the server." for name in missing)
    return notes


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


@cache
def _known_names() -> dict[str, FolderRole | None]:
    text = resources.files(__package__).joinpath("folder_names.toml").read_text("utf-8")
    data: dict[str, list[str]] = tomllib.loads(text)
    roles = {"sent": FolderRole.SENT, "archive": FolderRole.ARCHIVE, "junk": FolderRole.JUNK}
    return {_folded(name): roles.get(kind) for kind, names in data.items() for name in names}
