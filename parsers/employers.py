"""Which employer a message is about, and which role: weighed guesses, none where nothing speaks for one.

A wrong name is worse than none: it joins processes that are two. So a name is taken where words name it an employer
("your application to ..."), where a sender's system shows it, or where the sender's domain bears it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from parsers import senders, tables
from parsers.facts import Message, Named, Sender
from parsers.names import (
    NAME_LIMIT,
    company_key,
    domain_label,
    is_freemail,
    is_no_company,
    pretty_label,
    role_key,
    squash,
)
from parsers.phrases import Phrases

TEXT_LIMIT = 6000
_FOUND_LIMIT = 12
_UPPER = "A-Z0-9\u00c0-\u00d6\u00d8-\u00de"
_TOKEN = rf"[{_UPPER}][\w&'\u2019+]{{0,30}}(?:[.-][\w&]{{1,20}}){{0,3}}"
_GLUE = r"(?:of|the|and|&|de|du|des|la|le|del|der|von|und|y|e|di|do|da|van|en|et)"
_NAME = rf"{_TOKEN}(?: (?:{_GLUE} ){{0,2}}{_TOKEN}){{0,4}}"
_NAME_PATTERN = re.compile(rf"(?<![\w@.-]){_NAME}")
_ARTICLE = r"(?:the |our |der |die |dem |den |la |le |les |el |los |de |het |a |o |il |lo )?"
_HOUSE = r"(?:company |firma |société |sociedad |empresa |entreprise |bedrijf |azienda |società )?"
_LEGAL_LINE = re.compile(
    rf"(?<!\w)({_NAME},? (?:Inc|LLC|Ltd|Limited|PLC|plc|GmbH|AG|SE|KG|KGaA|e\.V|B\.V|BV|N\.V|NV|S\.A|SA|SAS|S\.L|SL|"
    r"S\.r\.l|Srl|SRL|S\.p\.A|SpA|SPA|Lda|LDA|Ltda|LTDA)\b)"
)
_BESIDE_NAME = re.compile(
    rf"(?i:^(?:careers|jobs|recruiting|hiring) at|\w (?:at|from|@|bei|chez|von|[|\u2013\u2014-])) ({_NAME})$|"
    rf"\(({_NAME})\)$"
)
"""An employer beside a person's name in the display name: ``Kim Lee (ACME)``, ``Kim from ACME``."""
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_REQUISITION = re.compile(
    r"\b(?:req(?:uisition)?|job|posting|vacancy|ref(?:erence)?|jr|r|kennziffer|stellen-?id|r[ée]f(?:[ée]rence)?|rif)"
    r"[ .#:_-]{0,3}(?:(?:id|no|nr|number|num|n[\u00b0\u00ba])[ .#:]{0,3})?\(?([a-z]{0,4}-?\d{3,9}(?:-\d{1,5})?)\b",
    re.IGNORECASE,
)
_GENDERS = r"\(\s?(?:[mwfhdx]\s?[/|]\s?[mwfhdxi](?:\s?[/|]\s?[mwfhdxi*]){0,2}|all genders|gn)\s?\)"
_GENDERED = re.compile(
    rf"([^\n,;:.!?()]{{3,70}}?)\s?{_GENDERS}",
    re.I,
)
_GENDERS_NAMED = re.compile(_GENDERS, re.I)
_REPLY_PREFIX = re.compile(r"^(?:(?:re|aw|wg|fwd?|sv|tr|rv|res|enc|r|i|rif|antw|doorst)\s?:\s*){1,6}", re.IGNORECASE)
_SEGMENTS = re.compile(
    r"\s+[-\u2013\u2014|/<>@\u00b7\u2022]{1,2}\s+|\s*[|:;\u2022]\s+|\s*[\u2013\u2014]\s*|,\s+|\s(?:at|with|bei|chez|bij|presso)\s"
)
_ROLE_WORD = r"[\w&/+#.\u2019'*:()-]{1,30}"
_ROLE_END = re.compile(
    r"[\n,;:!?]|\.(?:\s|$)|\s[-\u2013\u2014|]\s|\s\(|\s(?:at|with|in|and|has|have|is|was|within|here|we|on|role|position|job|vacancy|bei|im|chez|en|bij|presso|na|no|we're|to)\s",
    re.I,
)
_WEAK_ROLE_START = re.compile(
    r"^(?:(?:both|the|a|an|our|your|this|der|die|das|ein(?:e[nr]?)?|un[ae]?|le|la|el|il|de|het|een|um|uma|open|available|current|new|advertised|following|above)\s+){1,3}",
    re.I,
)


_ROLE_HEAD = re.compile(
    r"^(?:(?:ihre|deine|meine|your|my|sua|votre|ma|tu|su|mi|la|mijn|je|uw)\s)?(?:message about|bewerbung|application|"
    r"candidatura|candidature|sollicitatie|postulación|vacancy|vacante|vacature|vaga|stelle|offer|interview|entrevista|"
    r"entretien|colloquio|gesprek|walk-in|urgent requirement)\b(?:\s(?:als|for|as|para|pour|per|voor|à|de|di))?\s+",
    re.IGNORECASE,
)
_ROLE_TAIL = re.compile(
    r"\s+(?:vacancy|posting|job|search|loop|role|position|post|interview|application|stelle)$", re.I
)
_ADDRESSING = re.compile(
    r"\b(?:you|your|you're|votre|vous|avec|with|ihre?n?|deine?|dein|mit|my|our|we|is|are|heads up|training|jobs)\b",
    re.I,
)
"""Words of a sentence; a role's name holds none of them."""


@cache
def _employer() -> Phrases:
    words = sorted(tables.words("people", "to_employer"), key=len, reverse=True)
    cues = "|".join(re.escape(word).replace("\\ ", " ") for word in words)
    return Phrases(words, re.compile(rf"(?<!\w)(?i:{cues}),? (?:(?i:{_ARTICLE}))(?:(?i:{_HOUSE}))({_NAME})"))


@cache
def _team() -> re.Pattern[str]:
    """``ACME Hiring Team``, as a display name or on a signature's line of its own."""
    words = sorted(tables.words("people", "team"), key=len, reverse=True)
    ending = rf"(?i:{'|'.join(map(re.escape, words))})(?: (?i:team))?"
    return re.compile(rf"(?m:^)(?:(?i:{_ARTICLE}))({_NAME}?)(?:'s|\u2019s)? {ending}(?=[ ,.]*$)", re.MULTILINE)


@cache
def _team_in_text() -> re.Pattern[str]:
    """``the ACME recruiting team`` within a sentence."""
    words = sorted((word for word in tables.words("people", "team") if "team" in word), key=len, reverse=True)
    return re.compile(rf"(?<!\w)[Tt]he ({_NAME}?)(?:'s|\u2019s)? (?i:{'|'.join(map(re.escape, words))})(?!\w)")


@cache
def _job() -> re.Pattern[str]:
    """The word for a job, in any language, that a role's name must hold."""
    listed = sorted(tables.words("people", "job"), key=len, reverse=True)
    whole = "|".join(re.escape(word) for word in listed if word[0] != "~")
    ends = "|".join(re.escape(word[1:]) for word in listed if word[0] == "~")
    return re.compile(
        rf"(?<!\w)(?:(?:{whole})(?:s|es|[:*_/]in)?|[\w-]{{0,30}}(?:{ends})(?:[:*_/]?in(?:nen)?|s)?)(?!\w)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=512)
def _names_job(name: str) -> bool:
    """Whether a name holds the word for a job; kept, since the mails of a process name the same."""
    return _job().search(name) is not None


_AT_SOMEBODY = re.compile(rf" (?:at|@|bei der|bei|chez|bij|presso) (?:[Tt]he )?({_NAME})")
_BRACKET = re.compile(r"(?: \([^()\n]{1,40}\))?")
_LONGEST_JOB = 150
"""Characters of a word for a job, with the beginning of its compound and a bracket behind it, and some more."""


def _jobs_at(where: str) -> Iterator[str]:
    """The employers right behind a job: "Nurse (nights) at ACME"."""
    for employer in _AT_SOMEBODY.finditer(where):
        at = employer.start()
        jobs = _job().finditer(where, max(0, at - _LONGEST_JOB), at)
        if any(_BRACKET.fullmatch(where, job.end(), at) for job in jobs):
            yield employer[1]


@cache
def _before_role() -> Phrases:
    words = sorted(tables.words("people", "before_role"), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})\s{{0,2}}(?=[^\s])", re.IGNORECASE)
    return Phrases(words, pattern)


@cache
def _after_role() -> re.Pattern[str]:
    words = "|".join(map(re.escape, tables.words("people", "after_role")))
    return re.compile(
        rf"(?<!\w)(?:the|our|an?|this|your|die|der|unsere|de)\s+"
        rf"((?:(?!(?:and|or|und|oder) ){_ROLE_WORD}\s+){{1,7}}?)(?:{words})(?!\w)",
        re.IGNORECASE,
    )


class _Guesses:
    """Names with their weights; spellings with one key share the highest weight, and the first spelling is kept."""

    def __init__(self) -> None:
        self.found: dict[str, Named] = {}

    def add(self, name: str, weight: int, key: str) -> None:
        """Another guess. Two independent ones for the same name weigh a little more than the better."""
        if not key:
            return
        before = self.found.get(key)
        if before is None:
            self.found[key] = Named(name, weight)
        else:
            better = before.name if before.weight >= weight else name
            self.found[key] = Named(better, min(98, max(before.weight, weight) + 5))

    def best(self) -> tuple[Named, ...]:
        """The strongest first."""
        return tuple(sorted(self.found.values(), key=lambda named: -named.weight)[:_FOUND_LIMIT])


def companies(message: Message, me: frozenset[str]) -> tuple[Named, ...]:
    """Guesses of the employer's name, as people name it, the strongest first; ``me`` are the user's addresses."""
    guesses = _Guesses()
    people = _people_keys(message)

    def add(name: str, weight: int) -> None:
        name = _clean_company(name)
        key = company_key(name)
        if key and not is_no_company(name) and key not in people and not _names_job(name):
            guesses.add(name, weight, key)

    for item in message.markup:
        named = item.properties.get("hiringOrganization.name") or item.properties.get("hiringOrganization", "")
        if named:
            guesses.add(named[:NAME_LIMIT], 95, company_key(named))
    outgoing = message.from_ is not None and message.from_.address in me
    text = message.text[:TEXT_LIMIT]
    for where, weight in ((_bare_subject(message.subject), 75), (text, 65)):
        for found in list(_employer().finditer(where))[:_FOUND_LIMIT]:
            add(found[1], weight)
        for found in list(_team_in_text().finditer(where))[:_FOUND_LIMIT]:
            add(found[1], weight)
        for name in list(_jobs_at(where))[:_FOUND_LIMIT]:
            add(name, weight - 5)
    for line in text.strip().split("\n")[-3:]:
        signed = _team().fullmatch(line.strip(" ,.-*"))
        if signed:
            add(signed[1], 60)
    if not outgoing:
        _from_sender(message, add)
    _from_domain(message, me, guesses, outgoing=outgoing)
    return guesses.best()


def _from_sender(message: Message, add: Callable[[str, int], None]) -> None:
    """What the display name, the hiring system and the signature show."""
    origin = message.from_
    if origin is None:
        return
    system = senders.system_of(origin.address)
    shown = origin.name[:200].split(" via ")[0].strip()
    team = _team().fullmatch(shown)
    apart = _BESIDE_NAME.search(shown)
    if team:
        add(team[1], 70)
    elif apart and senders.system_of(origin.address) is None:
        add(apart[1] or apart[2], 60)
    elif system is not None and system.tenant and system.does in {"ats", "schedule", "assess"}:
        tenant = senders.tenant(message)
        if system.tenant == "name":
            if len(tenant.split()) == 1 and tenant.lower() != system.name.lower():
                add(tenant, 50)
        elif company_key(tenant) not in {"", "noreply", "no reply", "jobs", "careers", company_key(system.name)}:
            add(_spelt_out(message, squash(tenant)) or pretty_label(tenant), 55)
    for found in list(_LEGAL_LINE.finditer(message.signature[:1500]))[:3]:
        add(found[1], 60 if senders.sender(message, frozenset()) is not Sender.AGENCY else 20)
    for found in list(_team().finditer(message.signature[:600]))[:2]:
        add(found[1], 55)


def _from_domain(message: Message, me: frozenset[str], guesses: _Guesses, *, outgoing: bool) -> None:
    """The domain of the other side, under the name that the text gives it where it gives one."""
    others = [*message.to, *message.cc] if outgoing else [message.from_] if message.from_ else []
    if not outgoing and message.events and senders.automatic(message):
        others = [event.organizer for event in message.events if event.organizer is not None]
    agency = not outgoing and senders.sender(message, me) is Sender.AGENCY
    for other in others[:5]:
        label = domain_label(other.domain)
        known = senders.system_of(other.address) is not None
        if other.address in me or is_freemail(other.domain) or known or len(label) < 2 or label == "example":
            continue
        if agency:
            if not guesses.found:
                guesses.add(pretty_label(label), 15, company_key(pretty_label(label)))
            continue
        squashed = squash(label)
        spelt = _spelt_out(message, squashed)
        if spelt:
            guesses.add(spelt, 75, company_key(spelt))
        elif not any(_same_squashed(key, squashed) for key in guesses.found):
            guesses.add(pretty_label(label), 40, company_key(pretty_label(label)))
        else:
            for key, named in guesses.found.items():
                if _same_squashed(key, squashed):
                    guesses.found[key] = Named(named.name, min(98, named.weight + 15))


def _same_squashed(key: str, label: str) -> bool:
    squashed = key.replace(" ", "")
    return len(squashed) > 2 and (squashed == label or (len(squashed) > 3 and label.startswith(squashed)))


def _spelt_out(message: Message, label: str) -> str:
    """The spelling that a message itself gives to its sender's domain: ``ACME Robotics`` for acmerobotics.com."""
    if len(label) < 3:
        return ""
    display = message.from_.name[:200] if message.from_ else ""
    places = (display, message.subject[:300], message.text[:TEXT_LIMIT], message.signature[:1500])
    told = [where for where in places if label in squash(where) or label in squash(_as_in_domains(where))]
    for where in told:
        for found in _NAME_PATTERN.finditer(where):
            words = found[0].split(" ")
            if label not in squash(found[0]) and label not in squash(_as_in_domains(found[0])):
                continue
            for start in range(len(words)):
                for end in range(len(words), start, -1):
                    name = " ".join(words[start:end])
                    if label in {squash(name), squash(_as_in_domains(name))}:
                        return " ".join(name.split())[:NAME_LIMIT]
                    if company_key(name).replace(" ", "") == label:
                        return _clean_company(name)
    return next(filter(None, (_in_small_letters(where, label) for where in told)), "")


def _as_in_domains(text: str) -> str:
    """German letters as domains spell them: ``mueller``."""
    return text.translate(_TWO_LETTERS)


def _in_small_letters(where: str, label: str) -> str:
    """The words in small letters that a domain runs together: ``lakeshore transit``."""
    letters = "[ '\u2019.&-]{0,2}".join(map(re.escape, label[:NAME_LIMIT]))
    for found in re.finditer(rf"(?<![\w@.-]){letters}(?![\w@]|[.-]\w)", where, re.IGNORECASE):
        if " " in found[0]:
            return " ".join(word[:1].upper() + word[1:] for word in found[0].split())
    return ""


def _people_keys(message: Message) -> frozenset[str]:
    """Names of the people in a message, which are no employers."""
    listed = [message.from_, *message.to, *message.cc]
    keys: set[str] = set()
    for who in listed:
        if who is not None and " " in who.name and not _team().fullmatch(who.name):
            keys.add(company_key(who.name))
            keys.add(company_key(who.name.split()[0]))
    return frozenset(keys)


def _clean_company(name: str) -> str:
    name = re.sub(r"(?:'s|\u2019s)$", "", name.strip(" ,.;:-"))
    name = re.sub(r"^(?:The|Our|Your|This|Die|Der|Das|La|Le|Les|El|Los|Il|O|A|De|Het) (?=[A-Z])", "", name)
    return " ".join(name.split())[:NAME_LIMIT]


def _bare_subject(subject: str) -> str:
    return _REPLY_PREFIX.sub("", subject[:300])


def roles(message: Message) -> tuple[Named, ...]:
    """Guesses of the role's name, the strongest first; a requisition's number counts as a weak one."""
    guesses = _Guesses()

    def add(name: str, weight: int, *, job: bool = True) -> None:
        cut = _ROLE_TAIL.sub("", _ROLE_END.split(name.strip(), maxsplit=1)[0].strip(" .\"'"))
        lead = _before_role().pattern.match(cut)
        cut = cut[lead.end() :] if lead else cut
        cut = _WEAK_ROLE_START.sub("", cut.strip(" \"'*\u201c\u201d\u201e\u2018\u2019-,.:"))[:NAME_LIMIT].strip()
        words = cut.split()
        if not 1 <= len(words) <= 9 or len(cut) < 3 or (job and not _names_job(cut)) or _REPLY_PREFIX.match(cut):
            return
        if (
            len(words) == 1
            and cut.islower()
            and cut.lower() in {"lead", "head", "partner", "owner", "host", "server", "model"}
        ):
            return
        guesses.add(cut[0].upper() + cut[1:], weight, role_key(cut))

    for item in message.markup:
        if item.type == "JobPosting" and item.properties.get("title"):
            title = item.properties["title"][:NAME_LIMIT]
            guesses.add(title, 95, role_key(title))
    subject = _bare_subject(message.subject)
    for where, weight in ((subject, 75), (message.text[:TEXT_LIMIT], 65)):
        for found in list(_GENDERED.finditer(where))[:3] if _GENDERS_NAMED.search(where) else ():
            title = _before_role().pattern.split(found[1])[-1]
            add(_SEGMENTS.split(title)[-1], weight + 5, job=False)
        for found in list(_before_role().finditer(where))[:_FOUND_LIMIT]:
            add(where[found.end() : found.end() + 90], weight)
        for found in list(_after_role().finditer(where))[:_FOUND_LIMIT]:
            add(_before_role().pattern.split(found[1])[-1], weight)
    for segment in _SEGMENTS.split(subject)[:6]:
        title = _ROLE_TAIL.sub("", _ROLE_HEAD.sub("", _before_role().pattern.split(segment)[-1].strip()))
        if len(title.split()) <= 6 and title[:1].isupper() and title[-1:].isalnum() and not _ADDRESSING.search(title):
            add(title, 50)
    number = _REQUISITION.search(subject) or _REQUISITION.search(message.text[:TEXT_LIMIT])
    if number:
        name = f"Req {number[1].upper()}"
        guesses.add(name, 30, role_key(name))
    return guesses.best()
