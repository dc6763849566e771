"""Who sent a message: a person, a machine of hiring, an agency, a bare calendar mail, or the user.

Judged from addresses and header fields alone. The domains and local parts are rows of ``rules/ats.toml``.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from parsers.facts import Message, Sender

_AUTOMATIC = re.compile(
    r"^(?:(?:do[-_.]?)?not?[-_.]?reply|no-?response|unattended|mailer|auto(?:mated|mail|reply)?|system|bounces?|donotrespond|"
    r"(?:calendar-)?notifications?|notify|alerts?|updates?|robot|nicht-?antworten|keine-?antwort|ne-?pas-?repondre|"
    r"no-?responder|nao-?responda|non-?rispondere|niet-?beantwoorden)(?:[-_.+\d].*)?$|.*(?:no|donot)[-_.]?reply.*"
)
_HIRING_BOX = re.compile(
    r"^(?:.*[-_.+])?(?:careers?|jobs?|talents?|recruit(?:ing|ment|er|ers)?|hiring|hr|people(?:ops|team)?|resourcing|"
    r"vacancies|applications?|candidates?|staffing|bewerbung(?:en)?|karriere|personal(?:abteilung)?|recrutement|"
    r"candidatures?|rh|empleo|seleccion|rrhh|vacatures?|werving|sollicitaties?|vagas|recrutamento|selecao|"
    r"selezione|lavoraconnoi|risorseumane)(?:[-_.+\d].*)?$"
)
_HIRING_HOST = re.compile(
    r"^(?:careers?|jobs?|talent|hiring|recruit(?:ing|ment)?|karriere|stellen|emplois?|recrutement|carrieres?|empleos?|"
    r"vacatures|werkenbij|vagas|carreiras|lavoro|lavoraconnoi)\.[^.]+\."
)
"""Hosts under an employer's domain that write of its posts: ``careers.harbour.example``."""
_AGENCY = re.compile(
    r"\b(?:recruitment|recruiters|staffing|personnel|headhunt\w*|executive search|talent partners|search partners?|"
    r"personalvermittlung|personaldienst\w*|zeitarbeit|uitzend\w*|detachering|interim|agenzia per il lavoro)\b"
)
"""Words in the name of a house that finds people for others."""
_IN_HOUSE = re.compile(
    r"\b(?:recruitment|personnel|staffing) (?:&|and|business|marketing|coordinator|manager|partner|officer|lead|leader|"
    r"advis[eo]r|specialist|administrator|assistant|associate|team|department|office|director|services? team)\b|"
    r"\b(?:head|director|vp|manager|team|department|office) of (?:\w+ )?(?:recruitment|personnel|staffing)\b|"
    r"\b(?:recruitment|personnel|staffing) (?:department|office|unit)\b|"
    r"\binterim (?:\w+ ){0,3}(?:manager|director|head|lead|officer|chef|leit\w+|directeur|directrice|responsable)\b|"
    r"\b(?:charg[ée]e? d[eu]|responsable|chef|cheffe) (?:du )?recrutement\b"
)
"""Words of a title that people of any house have whose work is hiring."""
_REPORTS = re.compile(r"^(?:mailer-daemon|postmaster)$")


@dataclass(frozen=True, slots=True)
class System:
    """A row of ``ats.toml``: a system that sends hiring mail (``hiring``), or one that looks like it and does not.

    ``does`` is one of ``ats``, ``schedule``, ``assess``, ``board`` and ``alert``. ``tenant`` says where the employer's
    name lies: ``name`` (the display name), ``local`` (the local part), ``host`` (the label before the domain) or
    an empty string.
    """

    name: str
    does: str
    tenant: str = ""


@functools.cache
def _systems() -> Mapping[str, System]:
    text = resources.files("parsers").joinpath("rules/ats.toml").read_text("utf-8")
    rows = tomllib.loads(text)["system"]
    return {
        domain: System(row["name"], row["does"], row.get("tenant", "")) for row in rows for domain in row["domains"]
    }


@functools.cache
def _board_boxes() -> re.Pattern[str]:
    text = resources.files("parsers").joinpath("rules/ats.toml").read_text("utf-8")
    return re.compile("|".join(tomllib.loads(text)["alert_boxes"]))


@functools.lru_cache(maxsize=2048)
def system_of(address: str) -> System | None:
    """The hiring system that an address belongs to, by the longest known domain that it ends in.

    Kept: the same few hundred addresses write nearly all of a mailbox.
    """
    local, _, domain = address.casefold().rpartition("@")
    labels = domain.split(".")[-6:]
    for start in range(len(labels) - 1):
        row = _systems().get(".".join(labels[start:]))
        if row is not None:
            if row.does == "board" and _board_boxes().search(local):
                return System(row.name, "alert")
            return row
    return None


def tenant(message: Message) -> str:
    """The employer's name as the hiring system's sender shows it, or an empty string."""
    sender = message.from_
    row = system_of(sender.address) if sender else None
    if sender is None or row is None:
        return ""
    local, _, domain = sender.address.partition("@")
    if row.tenant == "local":
        return local.partition("+")[0]
    if row.tenant == "host":
        return domain.partition(".")[0]
    if row.tenant == "name":
        name = re.sub(r"\s+(?:via|@|at|from|über|chez)\s+.{1,80}$", "", sender.name)
        return re.sub(
            r"\s+(?:hiring|recruiting|talent|careers?|people|hr)(?:\s+(?:team|acquisition))?$", "", name, flags=re.I
        )
    return ""


def automatic(message: Message) -> bool:
    """Whether no person sent this: RFC 3834 ``Auto-Submitted``, ``Precedence``, or an unattended address."""
    headers = message.headers
    submitted = headers.get("auto-submitted", "no").strip().casefold()
    if submitted not in {"no", ""}:
        return True
    if headers.get("precedence", "").strip().casefold() in {"bulk", "junk", "list", "auto_reply"}:
        return True
    local = message.from_.address.partition("@")[0] if message.from_ else ""
    return bool(_AUTOMATIC.match(local)) or bool(_REPORTS.match(local))


def bulk(message: Message) -> bool:
    """Whether it went to many: a list (RFC 2919), an unsubscribe link (RFC 2369), or ``Precedence: bulk``."""
    headers = message.headers
    return (
        bool(headers.get("list-id") or headers.get("list-unsubscribe") or headers.get("list-post"))
        or headers.get("precedence", "").strip().casefold() in {"bulk", "junk", "list"}
        or "feedback-id" in headers
    )


def hiring_box(message: Message) -> bool:
    """Whether the sender is one that employers hire from (``careers@``, ``bewerbung@``, ``noreply@jobs.`` a domain)."""
    return message.from_ is not None and is_hiring_box(message.from_.address)


@functools.lru_cache(maxsize=2048)
def is_hiring_box(address: str) -> bool:
    """Whether an address is one that employers hire from."""
    local, _, domain = address.partition("@")
    return _HIRING_BOX.match(local) is not None or _HIRING_HOST.match(domain) is not None


def automatic_reply(message: Message) -> bool:
    """Whether it is an answer that no person wrote: out of office, vacation (RFC 3834 section 5)."""
    headers = message.headers
    if headers.get("auto-submitted", "").strip().casefold().startswith("auto-replied"):
        return True
    return (
        any(field in headers for field in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoreply-from"))
        or headers.get("precedence", "").strip().casefold() == "auto_reply"
    )


def bounce(message: Message) -> bool:
    """Whether it is a delivery report (RFC 3464)."""
    local = message.from_.address.partition("@")[0] if message.from_ else ""
    return bool(_REPORTS.match(local)) or "multipart/report" in message.headers.get("content-type", "").casefold()


def sender(message: Message, me: frozenset[str]) -> Sender:
    """Who or what wrote the message; ``me`` are the user's addresses in lower case."""
    origin = message.from_
    if origin is None:
        return Sender.PERSON
    if origin.address in me:
        return Sender.SELF
    if message.events and len(message.text) < 200:
        return Sender.CALENDAR
    row = system_of(origin.address)
    if row is not None and (row.does != "board" or automatic(message) or bulk(message)):
        local = origin.address.partition("@")[0]
        return (
            Sender.CALENDAR
            if row.does == "schedule" and not _HIRING_BOX.match(local) and message.events
            else Sender.ATS
        )
    if automatic(message) or (bulk(message) and hiring_box(message)):
        return Sender.ATS
    text = f"{origin.name} {origin.domain.replace('.', ' ').replace('-', ' ')} {message.signature[:400]}".casefold()
    return Sender.AGENCY if _AGENCY.search(_IN_HOUSE.sub(" ", text)) else Sender.PERSON
