"""Sender domains that imitate a domain which the mail itself names: ``northvvind.example`` for ``northwind.example``.

A fake employer writes from an address that a glance takes for the real one, and gives the real one's page in the
signature, or has it in the history that it answers. What merely differs (another ending, "-jobs" behind the name) is
no imitation: honest employers have several domains.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from parsers.facts import Evidence, Message, Source
from parsers.names import domain_label, is_freemail

_NAMED = re.compile(r"(?:@|https?://|www\.)((?:[\w-]{1,63}\.){1,5}[a-z]{2,24})\b", re.IGNORECASE)
_LONGEST = 4000
"""Characters of each part of a mail in which domains are looked for."""
_MOST = 40
_LEAST = 6
"""Letters of a name from which one wrong letter is an imitation and no other name."""
_ALIKE = str.maketrans("01iаеорсхі", "ollaeopcxl")
"""Characters that look like another one, Cyrillic ones among them."""


def imitation(message: Message) -> Evidence | None:
    """The writer's address where its domain imitates one that the mail names; None where it does not."""
    named = [who for who in (message.from_, *message.reply_to) if who is not None]
    writers = [who for who in named if who.domain and not is_freemail(who.domain)]
    names = {domain_label(domain) for domain in _domains(message)} - {domain_label(who.domain) for who in writers}
    for who in writers:
        owner = domain_label(who.domain)
        if any(_imitates(part, name) for name in names for part in {owner, *owner.split("-")}):
            return Evidence(f"From: {who.address}"[:300], Source.HEADER)
    return None


def _domains(message: Message) -> Iterator[str]:
    """The domains named in a mail's texts and in the ids of the mails that it answers."""
    ids = " ".join((*message.in_reply_to, *message.references))
    for part in (message.signature, message.text, message.quoted, ids):
        for found in list(_NAMED.finditer(part[:_LONGEST]))[:_MOST]:
            yield found[1].lower()


def _imitates(label: str, name: str) -> bool:
    if label == name or min(len(label), len(name)) < 4:
        return False
    seen, meant = _seen(label), _seen(name)
    return seen == meant or (len(meant) >= _LEAST and _one_off(seen, meant))


def _seen(label: str) -> str:
    """A label as a glance takes it."""
    if label.startswith("xn--"):
        try:
            label = label[4:].encode("ascii", "ignore").decode("punycode")
        except UnicodeError:
            return label
    plain = unicodedata.normalize("NFKD", label)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return plain.replace("rn", "m").replace("vv", "w").translate(_ALIKE)


def _one_off(seen: str, meant: str) -> bool:
    """Whether one letter is left out, put in, changed or swapped with the next; an "s" or figure at the end is not."""
    shorter, longer = sorted((seen, meant), key=len)
    at = next((at for at, (one, other) in enumerate(zip(shorter, longer, strict=False)) if one != other), len(shorter))
    if len(longer) - len(shorter) == 1:
        return shorter[at:] == longer[at + 1 :] and not (at == len(shorter) and longer[-1] in "s0123456789-")
    if len(longer) != len(shorter) or at == len(shorter):
        return False
    swapped = shorter[at : at + 2] == longer[at : at + 2][::-1] and shorter[at + 2 :] == longer[at + 2 :]
    figures = shorter[at].isdigit() and longer[at].isdigit()
    return swapped or (shorter[at + 1 :] == longer[at + 1 :] and not figures)
