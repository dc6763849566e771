"""The days and clock times that a message's own words name, each with what stands before it.

A single message often leaves out what both sides know: "thurs 230 perfect", "same time on the 19th". So every time is
kept as it was written, and the process decides what it means (``server/hiring/appointments.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from parsers import dates
from parsers.facts import ClockTime, Evidence, Lead, Mention, Message, Source, Span
from parsers.findings import Finding
from parsers.rules import fold

MOST = 24
"""Mentions of one message that are kept: an agenda of a long day."""
_REACH = 40
"""Characters before a time in which the words stand that say what it is for."""

_OLD = re.compile(
    r"(?:\b(?:from|was|were|instead of|not|originally|formerly|former|previously|statt|anstatt|nicht|ursprunglich|"
    r"bisher|von|au lieu d\w*|initialement|prevu\w*|en vez de|en lugar de|no|previst\w*|in plaats van|niet|van|"
    r"em vez d\w*|nao|anziche|invece d\w*|non|dal\w*)\b|\bset for|\bcan(?: ?not|'t) (?:do|make|manage))"
    r":?\s*(?:the |el |le |la |il |den |dem |am |our |your |on |at )?(?:\w+ ){0,2}$"
)
_BY = re.compile(
    r"\b(?:by|until|till|through|before|no later than|at (?:the )?latest|"
    r"within|due|deadline|expires?|closes|bis|spatestens|innerhalb|vor|avant|"
    r"d'ici|jusqu\w*|antes|hasta|dentro|plazo|voor|uiterlijk|tegen|"
    r"au plus tard|pour le|a mas tardar|como muy tarde|para el|o mais tardar|al piu tardi|"
    r"binnen|tot|ate|prazo|entro|prima d\w+|fino)\b"
)
_VISITS = re.compile(r"\b(?:com(?:e|es|ing)|came|stop(?:ping)?|drop(?:ping)?|swing|pop) by\b")
"""Where "by" sets no limit."""
_SINCE = re.compile(
    r"\b(?:since|as of|starting|effective|ever since|seit|ab|depuis|des|desde|a partir d\w+|a partire d\w+|sinds|"
    r"vanaf|dal\w*)\s*(?:the |last |el |le |la |il |dem |den |o |a )?$"
)


_REFUSES = re.compile(
    r"\b(?:can ?not|can't|could not|unable|not|no|never|unfortunately|afraid|though|away|busy|already|except|bar|"
    r"leider|nicht|kein\w*|verhindert|ausser|schon|malheureusement|pas|impossible|sauf|indisponible|imposible|salvo|"
    r"excepto|helaas|niet|geen|behalve|infelizmente|nao|menos|purtroppo|non|tranne|impossibile|"
    r"ne \w+ plus|n'ai|personne|nobody|niemand\w*|nadie|ninguem|nessuno)\b"
)
_NO_TROUBLE = re.compile(
    r"\b(?:no|not an?|kein|pas de|aucun|sin|geen|sem|nessun) (?:problem\w*|worries|trouble|issue|souci|probleme|"
    r"problema|thema|moeite)\b|\b(?:non oltre|no later|not later|nicht spater|pas plus tard|no mas tarde|niet later|"
    r"why not|no doubt|if not|not only|warum nicht|pourquoi pas)\b"
)
_CLAUSE = re.compile(r"[,;:.!?()–—]| - |\b(?:but|aber|mais|pero|maar|mas|ma|doch|though)\b")


def is_refused(folded: str, begin: int, end: int) -> bool:
    """Whether the clause in which a time stands says that it does not suit."""
    starts = [match.end() for match in _CLAUSE.finditer(folded, 0, begin)]
    stop = _CLAUSE.search(folded, end)
    behind = stop.end() if stop is not None and stop.group() == "though" else stop.start() if stop is not None else None
    return bool(_REFUSES.search(_NO_TROUBLE.sub(" ", folded[starts[-1] if starts else 0 : behind])))


def lead(before: str) -> Lead:
    """What the folded words before a time say of it."""
    near = before[-_REACH:]
    if _SINCE.search(near):
        return Lead.SINCE
    if _OLD.search(near):
        return Lead.OLD
    return Lead.BY if _BY.search(_VISITS.sub(" ", near)[-25:]) else Lead.NONE


def is_limited(folded: str) -> bool:
    """Whether a sentence names a last day anywhere: "by", "until", "due"."""
    return _BY.search(folded) is not None


def find(message: Message, findings: tuple[Finding, ...]) -> tuple[Mention, ...]:
    """The mentions of a message, in the order of its text; none where its date is unknown."""
    if message.date is None:
        return ()
    found: list[Mention] = []
    likely = dates.language_of(message.text)
    for finding in findings:
        found += _of(finding, message.date, likely)
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def questions(findings: tuple[Finding, ...]) -> tuple[Evidence, ...]:
    """The sentences that ask something, at most three."""
    asking = [each.evidence for each in findings if each.source is Source.BODY and each.text.rstrip().endswith("?")]
    return tuple(asking[:3])


def led(finding: Finding, times: Iterable[Span | ClockTime]) -> Iterator[tuple[Lead, Span | ClockTime]]:
    """Times found in a sentence, in its order, each with what stands before it."""
    behind = 0
    for begin, time in sorted(_placed(finding, times), key=lambda pair: pair[0]):
        what, end = lead(finding.folded[behind:begin]), begin + len(time.text)
        if what is Lead.NONE and is_refused(finding.folded, begin, end):
            what = Lead.OLD
        yield what, time
        behind = end


def _of(finding: Finding, anchor: datetime, likely: str) -> Iterator[Mention]:
    spans, clocks = dates.appointments(finding.text, anchor, likely=likely)
    for what, time in led(finding, (*spans, *clocks)):
        if isinstance(time, ClockTime):
            yield Mention(finding.evidence, what, clock=time)
        else:
            closing = time.start is None and time.end is not None
            yield Mention(finding.evidence, Lead.BY if closing else within(what, time), day=time)


def within(what: Lead, span: Span) -> Lead:
    """What stands before a span, or what it says of itself: "by Friday" has its word inside."""
    return Lead.BY if what is Lead.NONE and _BY.match(fold(span.text)) else what


def _placed(finding: Finding, times: Iterable[Span | ClockTime]) -> Iterator[tuple[int, Span | ClockTime]]:
    reached = 0
    for time in times:
        place = finding.text.find(time.text, 0 if isinstance(time, ClockTime) else reached)
        if isinstance(time, Span):
            reached = max(reached, place)
        yield max(0, place), time
