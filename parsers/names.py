"""Names of employers and roles: when two are the same, and which are none."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from parsers import tables

NAME_LIMIT = 80
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_GENDER_MARK = re.compile(r"(?<=\w)(?:[:*_/·]-?in(?:nen)?\b|\(in\)|\(e\)|·e\b|/-?a\b|\(a\)|/o\b)")
_NOT_IN_DOMAIN = re.compile(r"[^a-z0-9]+")
_BRACKETS = re.compile(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]")
_GENDERS = re.compile(r"\b[mwfhdxi]\s?/\s?[mwfhdxi](?:\s?/\s?[mwfhdxi*]{1,2}){0,2}(?!\w)", re.IGNORECASE)
_TEAMS = frozenset({"equipe", "l'equipe", "equipo", "time", "direzione", "dienst", "ufficio", "abteilung", "squad"})
_PROGRAMMES = frozenset({"position", "role", "cohort", "program", "programme", "certificate", "scheme", "internship"})
_ROLE_FILLERS = frozenset(
    {"the", "a", "an", "position", "role", "job", "post", "vacancy", "opening", "of", "for", "stelle", "als"}
)
_ROLE_SHORT = {"sr": "senior", "jr": "junior", "snr": "senior", "jnr": "junior", "mgr": "manager", "eng": "engineer",
               "dev": "developer", "asst": "assistant", "swe": "software engineer", "ssr": "semi senior"}  # fmt: skip
_SECOND_LEVELS = frozenset(
    {"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne", "gob", "gouv", "gv", "nhs", "sch"}
)
"""Under a country's domain, what stands before a name's owner: ``acme.co.uk``."""


@cache
def _legal() -> frozenset[str]:
    return frozenset(tables.words("names", "legal"))


@cache
def _freemail() -> frozenset[str]:
    return frozenset(tables.words("names", "freemail"))


@cache
def _generic() -> frozenset[str]:
    return frozenset(tables.words("names", "generic"))


@cache
def _no_company() -> frozenset[str]:
    return frozenset(tables.words("names", "no_company"))


def _plain_words(text: str) -> list[str]:
    """The words in lower case without accents; dots within abbreviations dropped (``B.V.`` is ``bv``)."""
    folded = unicodedata.normalize("NFKD", text[:200]).casefold()
    folded = "".join(character for character in folded if not unicodedata.combining(character))
    folded = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", folded)
    return _WORDS.findall(folded.replace("&", " and "))


def squash(text: str) -> str:
    """The text's letters a to z and digits alone, accents dropped, ``&`` as ``and``: as a domain would spell it."""
    folded = unicodedata.normalize("NFKD", text.replace("&", "and")).casefold()
    return _NOT_IN_DOMAIN.sub("", folded)


def company_key(name: str) -> str:
    """What two spellings of one employer have in common: ``ACME Robotics, Inc.`` and ``Acme Robotics`` are equal.

    Lower case, without accents, punctuation, legal form at the end and article at the beginning. Never empty for a
    name that holds a letter or digit.
    """
    words = _plain_words(name)
    while len(words) > 1 and words[-1] in _legal():
        words.pop()
        if len(words) > 1 and words[-1] == "and":  # GmbH & Co. KG
            words.pop()
    if len(words) > 1 and words[0] in {"the", "die", "der", "das"}:
        del words[0]
    return " ".join(words)


def role_key(name: str) -> str:
    """What two spellings of one role have in common: ``Sr. Nurse (m/f/d)`` and ``Senior nurse`` are equal.

    Lower case, without accents, punctuation, gender marks, brackets and filling words; usual abbreviations written out.
    """
    text = _BRACKETS.sub(" ", _GENDER_MARK.sub("", name[:200])) or name
    words = _plain_words(_GENDERS.sub(" ", text)) or _plain_words(name)
    kept = [_ROLE_SHORT.get(word, word) for word in words if word not in _ROLE_FILLERS]
    return " ".join(kept or words)


def is_freemail(domain: str) -> bool:
    """Whether a domain gives addresses to anybody, so that it says nothing of an employer."""
    return domain.casefold() in _freemail()


def is_no_company(name: str) -> bool:
    """Whether a name in capitals is known to be no employer: a weekday, a city, a meeting's software."""
    words = _plain_words(name)
    key = " ".join(words)
    if len(key) < 2 or key in _no_company() or key.isdigit() or (len(key) == 2 and key[1].isdigit()):
        return True
    if words[0] in _TEAMS:
        return True
    return words[-1] in _generic() and (len(words) == 1 or words[-1] in _PROGRAMMES)


def registered(domain: str) -> str:
    """The domain that an organisation registered: the last two labels, three under ``co.uk`` and its like."""
    labels = domain.casefold().strip(".").split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS else 2
    return ".".join(labels[-keep:])


def domain_label(domain: str) -> str:
    """The label of a domain that its owner chose: ``acme`` of ``mail.acme.co.uk``."""
    label, dot, _ = registered(domain).partition(".")
    return label if dot else ""


def pretty_label(label: str) -> str:
    """A domain's label as a name: ``acme-robotics`` becomes ``Acme Robotics``."""
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]+", label) if word)[:NAME_LIMIT]


def person_name(name: str) -> str:
    """A display name as one says it: ``Lee, Kim (ACME)`` becomes ``Kim Lee``."""
    name = _BRACKETS.sub(" ", name)
    name = re.split(r"\s[|\u2013\u2014-]\s|\s(?:via|from|at|@|bei|chez|von)\s", name, maxsplit=1)[0]
    last, comma, first = name.partition(",")
    if comma and 1 <= len(first.split()) <= 3 and len(last.split()) <= 3:
        name = f"{first} {last}"
    return " ".join(name.split()).strip(" ,;'\"")[:NAME_LIMIT]


def name_of_address(address: str) -> str:
    """A person's name guessed from ``kim.lee@``; empty where the local part does not look like one."""
    local = address.partition("@")[0].partition("+")[0]
    if not re.fullmatch(r"[^\W\d_]{2,20}[._-][^\W\d_]{2,20}", local):
        return ""
    return " ".join(word.capitalize() for word in re.split(r"[._-]", local))
