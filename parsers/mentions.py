"""The days and clock times that a message's own words name, each with what stands before it.

A single message often leaves out what both sides know: "thurs 230 perfect", "same time on the 19th". So every time is
kept as it was written, and the process decides what it means (``server/hiring/appointments.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from parsers import asides, dates
from parsers.facts import ClockTime, Evidence, Lead, Mention, Message, Source, Span
from parsers.findings import Finding
from parsers.rules import fold

MOST = 24
"""Mentions of one message that are kept: an agenda of a long day."""
_REACH = 40
"""Characters before a time in which the words stand that say what it is for."""

_ARTICLES = r"(?:the |el |le |la |il |den |dem |am |our |your |on |at )?"
_HENCE = r"(?:so|then|donc|alors|also|dann|dus|dan|quindi|allora|portanto|entao|entonces|asi)"
_OLD = re.compile(
    r"(?:\b(?:was|were|instead of|not(?! only| mind)|originally|formerly|former|previously|statt|anstatt|nicht(?! nur)|"
    r"ursprunglich|bisher|au lieu d\w*|initialement|(?<!comme )(?<!est )(?<!sera )prevu\w*|en vez de|en lugar de|"
    r"no(?! solo)|(?<!com[eo] )(?<!\be )(?<!sara )(?<!esta )previst\w*|in plaats van|niet(?! alleen)|em vez d\w*|"
    r"nao(?! so)|anziche|invece d\w*|non(?! sol))\b|\bset for|\bcan(?: ?not|'t) (?:do|make|manage))"
    rf":?\s*{_ARTICLES}(?:(?!{_HENCE}\b)\w+ ){{0,2}}$"
)
_FROM = re.compile(
    rf"\b(?:from|von|van|dal\w*):?\s*{_ARTICLES}(?:(?:original|old|previous|planned|this|last|next|early) )?$"
)
"""Where a time moves from; before a span of two clock times it begins the span: "from 9 to 10 on Friday"."""
_BY = re.compile(
    r"\b(?:by|until|till|through|before|no later than|at (?:the )?latest|"
    r"within|due|deadline|expires?|closes|bis|spatestens|innerhalb|vor|avant|"
    r"d'ici|jusqu\w*|sous (?:\d|un delai|quinzaine|huitaine|\w+ (?:heures?|jours?|semaines?))|antes|hasta|dentro|plazo|"
    r"voor(?! (?:een|het|de|dit|deze|uw|je|jouw|ons|onze|jullie)\b(?! (?:eind|begin|\d|week|maand|weekend)))|"
    r"uiterlijk|tegen|"
    r"au plus tard|pour le|a mas tardar|como muy tarde|para el|o mais tardar|al piu tardi|"
    r"binnen|tot|ate|prazo|entro|prima d\w+|fino|"
    rf"{asides.HAVE_DAYS})\b"
)
_VISITS = re.compile(r"\b(?:com(?:e|es|ing)|came|stop(?:ping)?|drop(?:ping)?|swing|pop|pass(?:ing)?) by\b|\bvor ort\b")
"""Where "by" and "vor" set no limit."""
_FOR = re.compile(r"^(?:pour le|para(?: el)?|voor) |\b(?:pour le|para(?: el)?|voor) ?$")
"""Words that before a day say "by" and no less often "for"."""
_WANTED = re.compile(
    r"\b(?:repon\w+|rend(?:re|ez(?!-vous)|us?)|remettre|savoir|decision|respuesta|respond\w+|entreg\w+|saber|antwoord\w*|"
    r"inlever\w*|weten|besliss\w+)\b"
)
"""What is wanted by a moment."""
_ABSENT = re.compile(
    r"\b(?:away|holidays?|vacation|on leave|out of (?:the )?office|closed|travel\w*|urlaub|abwesend|geschlossen|"
    r"verreist|conges?|vacances|fermee?s?|absente?|vacaciones|cerrad\w*|ausente|ferie|chius\w*|assente|ferias|"
    r"fechad\w*|vakantie|gesloten|afwezig)\b[^.;:!?]{0,20}$"
)
"""Who is away until a day sets no limit by that."""
_SINCE = re.compile(
    r"\b(?:since|as of|starting|effective|ever since|seit|ab|depuis|des|desde|a partir d\w+|a partire d\w+|sinds|"
    r"vanaf|dal\w*)\s*(?:the |last |el |le |la |il |dem |den |o |a )?$"
)

_REFUSES = re.compile(
    r"\b(?:can ?not|can't|could not|unable|not|no|never|though|away|busy|taken|except|bar|"
    r"(?<!you are )(?<!you're )already (?:\w+ )?(?:busy|booked|full|gone|have|committed)|"
    r"nicht|kein\w*|verhindert|ausser|vergeben|belegt|schon (?:\w+ )?(?:termin|voll|verplant|verabredet|etwas|was)|"
    r"pas|impossible|sauf|indisponible|imposible|salvo|excepto|niet|geen|behalve|nao|menos|non|tranne|impossibile|"
    r"ne \w+ plus|n'ai|nobody|niemand\w*|nadie|ninguem|nessuno|"
    r"clash\w*|skip|(?:bad|out) for|schlecht|ungunstig|schwierig|complique\w*|difficile|dificil|complicad\w*|"
    r"sono fuori|estou fora|lastig)\b|\bpersonne (?:ne\b|n')"
)
_REGRETS = re.compile(
    r"\b(?:unfortunately|afraid|leider|malheureusement|helaas|infelizmente|purtroppo|lamentablemente|"
    r"desafortunadamente)\b"
)
_DIRECTED = re.compile(
    r"\b(?:to|auf|a|au|al|alle|para|naar|only|nur|seulement|solo|alleen|so|apenas)\s*"
    r"(?:the |den |le |el |il |o |la |next |on |am |de )?$"
)
"""What stands before a time that something moves to, or the only one left: one may regret that and still mean it."""
_NO_TROUBLE = re.compile(
    r"\b(?:no|not an?|kein|pas de|aucun|sin|geen|sem|nessun|no hay|no es|nao ha|non c'e) "
    r"(?:problem\w*|worries|trouble|issue|souci|probleme|problema|thema|moeite|need|preference|hurry|rush)\b|"
    r"\b(?:non oltre|no later|not later|nicht spater|pas plus tard|no mas tarde|niet later|"
    r"why not|no doubt|if not|not only|warum nicht|pourquoi pas|"
    r"(?:can ?not|can't|hardly) wait|(?:do not|don't|not) (?:be late|forget|miss|hesitate|worry)|"
    r"nicht (?:vergessen|verpassen|nur)|niet vergeten|no olvid\w*|no falt\w*|nao (?:se esqueca|deixe|falte)|"
    r"non (?:dimentic\w*|manc\w*|ved\w+ l'ora)|n'oubliez pas|sauf (?:contrordre|erreur|imprevu\w*)|"
    r"salvo imprevist\w*|pelo menos|(?:al|por lo) menos|ou? menos|"
    r"keine? (?:unterlagen|eile)|pas besoin|no hace falta|"
    r"no (?:class|plans|other)|not working|do not mind|keine (?:\w+ )?termine|n'ai rien|no tengo (?:nada|planes)|"
    r"non ho (?:impegni|niente|nulla)|nao tenho (?:nada|compromissos?))\b"
)
_CONDITION = re.compile(
    r"^\W*(?:and |und |et |y |e |en )?(?:should|sollte\w*|si|s'il|se|caso|als|indien|mocht)\b|\b(?:if|wenn|falls)\b"
)
"""What opens a clause that asks whether a time suits, however it goes on: "if Monday does not suit you"."""
_NO = re.compile(r"\bno\b")
_NO_DAY = re.compile(r"\bno(?= (?:dia|sabado|domingo|proximo|prazo|horario|mes|final|fim|inicio)\b)")
_IN_THE = "pt"
"""The language in which "no" refuses nothing: "no sábado" is "on Saturday"; before these words it is that language."""
_CLAUSE = re.compile(
    r"[,;:.!?()–—]| - |\b(?:but|aber|mais|pero|maar|mas|ma|doch|though|so|therefore|deshalb|daher|donc|asi que|quindi|"
    r"percio|dus|daarom|portanto|por isso)\b"
)
_JOINED = re.compile(r"[\W_]*(?:(?:or|and|nor|oder|und|noch|ou|et|ni|o|y|e|of|en|the|le|el|il|den|de|der)[\W_]+)*")
"""What lies between the days of one list: what refuses the first refuses the second."""


def is_refused(folded: str, begin: int, end: int, behind_refused: int = 0) -> bool:
    """Whether the clause in which a time stands says that it does not suit.

    ``behind_refused`` is where another time ends that the words right before it refuse: "not Thursday come Monday".
    """
    starts = [match.end() for match in _CLAUSE.finditer(folded, 0, begin)]
    if not _JOINED.fullmatch(folded, behind_refused, begin):
        starts.append(max(behind_refused, *starts, 0))
    stop = _CLAUSE.search(folded, end)
    behind = stop.end() if stop is not None and stop.group() == "though" else stop.start() if stop is not None else None
    start = starts[-1] if starts else 0
    clause = _NO_TROUBLE.sub(" ", folded[start:behind])
    if _CONDITION.search(clause):
        return False
    regretted = _REGRETS.search(clause) and not _DIRECTED.search(folded[start:begin])
    return bool(regretted or _REFUSES.search(clause))


def lead(before: str, *, spanned: bool = False) -> Lead:
    """What the folded words before a time say of it; ``spanned`` where it runs from one clock time to another."""
    near = before[-_REACH:]
    if _SINCE.search(near):
        return Lead.SINCE
    if _OLD.search(near) or (not spanned and _FROM.search(near)):
        return Lead.OLD
    return Lead.BY if _BY.search(_VISITS.sub(" ", near)[-25:]) else Lead.NONE


def is_limited(folded: str) -> bool:
    """Whether a sentence names a last day anywhere: "by", "until", "due"."""
    return _BY.search(_VISITS.sub(" ", folded)) is not None


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


def led(finding: Finding, times: Iterable[Span | ClockTime], likely: str) -> Iterator[tuple[Lead, Span | ClockTime]]:
    """Times found in a sentence, in its order, each with what stands before it; ``likely`` is the mail's language."""
    behind = behind_refused = 0
    folded = finding.folded
    if _NO.search(folded):
        is_in_the = dates.language_of(finding.text, likely) == _IN_THE
        folded = (_NO if is_in_the else _NO_DAY).sub("na", folded)
    for begin, end, time in sorted(_placed(finding, times), key=lambda placed: placed[0]):
        spanned = time.start is not None and time.end is not None
        what = lead(folded[behind:begin], spanned=spanned)
        before_refused, behind_refused = behind_refused, end if what is Lead.OLD else 0
        if what is Lead.NONE and is_refused(folded, begin, end, before_refused):
            what = Lead.OLD
        if isinstance(time, Span):
            what = _within(what, time)
            if what is Lead.BY and time.start is not None and _is_for(folded, behind, begin, time):
                what = Lead.NONE
        if what is Lead.BY and _ABSENT.search(folded[max(0, begin - _REACH) : begin]):
            what = Lead.NONE
        yield what, time
        behind = end


def _of(finding: Finding, anchor: datetime, likely: str) -> Iterator[Mention]:
    spans, clocks = dates.appointments(finding.text, anchor, likely=likely)
    for what, time in led(finding, (*spans, *clocks), likely):
        if isinstance(time, ClockTime):
            yield Mention(finding.evidence, what, clock=time)
        else:
            closing = time.start is None and time.end is not None
            yield Mention(finding.evidence, Lead.BY if closing else what, day=time)


def _within(what: Lead, span: Span) -> Lead:
    """What stands before a span, or what it says of itself: "by Friday" has its word inside."""
    return Lead.BY if what is Lead.NONE and _BY.match(fold(span.text)) else what


def _is_for(folded: str, behind: int, begin: int, span: Span) -> bool:
    """Whether a moment is what something is set for, no last one: "prévu pour le jeudi à 14 h", but "à rendre pour"."""
    if not (_FOR.match(fold(span.text)) or _FOR.search(folded[behind:begin])):
        return False
    return not (asides.sends(folded) or _WANTED.search(folded))


def _placed(finding: Finding, times: Iterable[Span | ClockTime]) -> Iterator[tuple[int, int, Span | ClockTime]]:
    """Times with where they begin and end in the folded sentence, which short forms written out make longer."""
    reached = {Span: (0, 0), ClockTime: (0, 0)}
    for time in times:
        text, kind = fold(time.text), type(time)
        inside, behind = reached[kind]
        begin = _word_at(finding.folded, text, behind) or _word_at(finding.folded, text, inside)
        reached[kind] = begin + 1, begin + len(text)
        yield begin, begin + len(text), time


def _word_at(folded: str, text: str, behind: int) -> int:
    """Where a text stands as words of their own behind a place; 0 where it does not, as in no sentence it came from."""
    at = folded.find(text, behind)
    while at > 0 and folded[at - 1].isalnum() and text[:1].isalnum():
        at = folded.find(text, at + 1)
    return max(0, at)
