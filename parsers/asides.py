"""What a sentence says beside its rows: that hiring is frozen, that papers are wanted, that a task has come back.

Each is two kinds of words that meet in one sentence, in any order and any of the seven languages.
"""

from __future__ import annotations

import re

from parsers.findings import Finding
from parsers.rules import Hit

_FROZEN = re.compile(
    r"\b(?:on hold(?! (?:with (?:your|our|the)|on the))|on ice|frozen|froze|suspend(?!ed ceil)\w*|"
    r"suspen[cs](?:ion(?! sys)|ao|[ao]s?)|gele[ers]?s?|gel(?! hydro)|en pause|"
    r"(?<!\bde )(?<!\ben )congel\w*|opgeschort|bevroren|stilgelegd|eingefroren|auf eis|ruhen|ruht|sospes\w*|sospend\w*|"
    r"bloccat\w*|em pausa|en pausa|in pausa|paralizad\w*|paralisad\w*)\b"
)
_THAWED = re.compile(
    r"\b(?:no longer|not (?:on|frozen|suspended)|lifted|over now|unfrozen|nicht mehr|aufgehoben|n'est plus|"
    r"ne sont plus|leve[es]?|ya no|levantad\w*|non \w+ piu|revocat\w*|nao (?:esta|estao|ha)|ja nao|"
    r"niet (?:meer|langer)|opgeheven)\b"
)
_OTHER_THING = re.compile(r";|, (?:de|the|die|la|le|il|i|a|o) |\b(?:but|aber|mais|pero|maar|mas|ma)\b")
"""Where a sentence goes on to something else: what is frozen is not what follows."""
_VACANCY = re.compile(
    r"\b(?:aanwerving\w*|vacature\w*|werving|functies?|puestos?|vacantes?|mise au concours|recrutements?|embauches?|"
    r"postes?|concours|plazas?|"
    r"contratac\w*|admiss\w*|vagas?|assunzion\w*|selezion\w*|posti|seleccion|selecao|stellen?|einstellung\w*|"
    r"besetzung\w*|processos?|procesos?|procedure|processus|auswahlverfahren|hiring|headcount|positions?|roles?|"
    r"recruit\w*|vacanc\w*|procedimiento|concurso)\b"
)


_SEND = re.compile(
    r"\b(?:(?:send|mail|email|forward|upload|submit|bring|share|provide|return)\b(?! (?:you|out))|schick\w*|"
    r"(?:zu|ein|nach)?send\w*|zukommen|facci\w* avere|far\w* avere|ha[gc]\w* llegar|hacer llegar|faire avoir|"
    r"(?:nach|ein)reich\w*|brauch\w*|benotig\w*|envoy\w*|transmett\w*|faire parvenir|fournir|"
    r"produire|env[ií]\w*|mand\w*|remit\w*|stur\w*|stuur\w*|opsturen|aanlever\w*|invi(?!t)\w*|trasmett\w*|forni\w*)"
)


_ANSWER = re.compile(
    r"\b(?:(?:need|like|want|love|hope|have) (?:\w+ ){0,3}(?:know|hear|answer|decision|yes)|let (?:me|us) know|"
    r"(?:antwort|entscheidung|bescheid|ruckmeldung|zusage|wissen)\w*|(?:reponse|decision|savoir)|"
    r"(?:saper\w*|risposta|conferma|decisione)|(?:saber|respuesta|decision|resposta|decisao)|(?:antwoord|weten|beslissing))\b"
)
_REPLY = re.compile(
    r"\b(?:answer|reply|respond|response|confirm|book|choose|pick|select|let (?:me|us) know|antwort\w*|melde\w*|"
    r"ruckmeld\w*|bestatig\w*|bescheid|wahl\w*|buchen|repond\w*|reponse|confirm\w*|reserv\w*|choisi\w*|"
    r"respond[ae]\w*|respuesta|elij\w*|elegir|rispond\w*|risposta|conferm\w*|scegli\w*|prenot\w*|resposta|"
    r"escolh\w*|antwoord\w*|reageer\w*|reageren|bevestig\w*|kies\w*|laat \w+ weten)\b"
)
_OURSELVES = re.compile(
    r"^(?:\w+ ){0,3}(?:we|i|wir|ich|nous|je|wij|ik)\b|\b(?:we|wir|nous|wij) (?:will|shall|werden|zullen)\b|remos?\b"
)
"""Who says what they will do themselves asks for nothing."""
_TASK = re.compile(
    r"\b(?:tests?|exercises?|assessments?|challenges?|puzzles?|videos?|recordings?|take-?home|case study|submissions?|"
    r"questionnaires?|tasks?|answers|aufgaben?|ubung|fragebogen|antworten|exercices?|epreuve|questionnaire|reponses|"
    r"pruebas?|ejercicios?|cuestionario|respuestas|opdracht|vragenlijst|antwoorden|testes?|exercicios?|desafio|"
    r"questionario|respostas|esercizi\w*|compit\w*|prova|risposte)\b"
)
_ARRIVED = re.compile(
    r"\b(?:received|(?:submitted|completed)(?! by)|concluid\w*|terminad\w*|abgeschlossen|afgerond|completad\w*|"
    r"completat\w*|arrived|(?:is|are) (?:all )?in(?= *(?:$|[.,!;:)-]|and\b|now\b|already\b))|"
    r"got your(?! question)|eingegangen|erhalten|angekommen|eingereicht|"
    r"recue?s?|arrivee?s?|recib(?!ir)\w*|ontvangen|binnengekomen|receb(?!er)\w*|ricev(?!er)\w*|arrivat\w*|"
    r"consegnat\w*|entregad\w*)\b"
)


_THANKS = re.compile(
    r"(?:thank|cheers|grateful|appreciat|dank|merci|remerci|gracias|agradec|bedankt|obrigad|grazie|ringrazi)"
    r".*(?<!time)(?<!zeit)(?<!temps)(?<!tiempo)(?<!tijd)(?<!tempo)"
)
_TO_COME = re.compile(
    r"\b(?:please|must|should|will be|once|when|after|if|to be|needs?|bitte|muss\w*|sobald|wenn|werden|veuillez|"
    r"merci de|une fois|devra\w*|doit|doivent|por favor|debe\w*|deve\w*|cuando|una vez|quando|als|zodra|moet\w*)\b"
)


_MISSING = re.compile(
    r"\b(?:not|no h[ae]\w*|no lleg\w*|never|nothing|nicht|kein\w*|pas|aucun\w*|non|niet|geen|nao|yet to)\b|"
    r"\byou(?: have|'ve)?(?: just| now)? (?:received|got)\b|\b(?:sie|du|ihr) (?:\w+ ){0,6}erhalten\b|"
    r"\b(?:vous avez|tu as) (?:\w+ )?recu|\bha[is]? (?:ricevuto|recibido)\b|\brecebeu\b|"
    r"\b(?:je|jij|u) (?:hebt|heeft|ontvangt) |\bmany submissions\b"
)
"""Where nothing has come back, or the reader is the one who got something."""


HAVE_DAYS = (
    r"(?:you(?: will|'ll)? (?:have|get)|you have got|(?:sie|ihr|du) (?:haben|habt|hast|bekommen|bekommst)|"
    r"(?:haben|bekommen) sie|(?:hast|bekommst) du|habt ihr|vous (?:avez|aurez|disposez)|tu (?:as|auras|disposes)|"
    r"tienes?|tendras?|teneis|cuentas? con|dispo(?:es?|nes?|ni|sez|ses)|tem|tens|teras?|"
    r"(?:je|jij|u) (?:hebt|heeft|krijgt)|(?:heb|krijg) je|(?:hebt|heeft|krijgt) u|hai?|avete|avrai?|avrete|"
    r"(?:we|i)(?: can|'ll| will)? give you|(?:wir )?(?:geben|lassen) (?:wir )?(?:ihnen|dir|euch)|"
    r"(?:vous|te) (?:laiss|donn|accord)\w+|(?:le|te) damos|damos-(?:lhe|te)|(?:we|wij) geven (?:je|u)|"
    r"(?:le|ti|vi) diamo) (?:(?!(?:in|within|binnen|innerhalb|dans|sous|en|dentro|entro|em|our|my|news)\b)\w+ ){1,4}?"
    r"(?:hours?|(?:business |working )?days?|weeks?|stunden?|(?:werk|arbeits)?tage?|wochen?|heures?|"
    r"jours?|semaines?|horas?|dias?|semanas?|uur|(?:werk)?dagen|week|weken|ore|giorni|settiman[ae])\b"
    r"(?! (?:of )?(?:\w+ )?(?:holiday|leave|vacation|off\b|urlaub|de conges?|de vacan|de vacaciones|de ferias|vakantie|"
    r"vrij\b|di ferie|experien|erfahrung))"
)
"""Folded words that leave somebody some days for a task: "je hebt er vijf dagen voor"; not those of a holiday."""
_HAVE_DAYS = re.compile(rf"\b{HAVE_DAYS}")
_YOUR_MOVE = re.compile(
    r"\b(?:let (?:me|us) know|"
    rf"{HAVE_DAYS}|"
    r"(?:please|kindly|bitte|merci de|veuillez|por favor|graag|gelieve),? \w+|"
    r"you (?:must|need|have)|laat (?!ik |we |wij )(?:\w+ ){0,9}weten|(?:la|vi|ti) preg\w+|(?:le|les) rog\w+|"
    r"comunic(?:ar[ct]i|h\w+)|"
    r"(?:comuniqu\w+|diga\w*|haga\w*|informe|envie)-?n[ou]s|ci (?:comunichi|faccia|dia)|(?:faites|dites|donnez)-nous|"
    r"(?:teil\w*|geb\w*|lass\w*) (?:sie )?uns|verzoeken (?:wij|we)|"
    r"(?:your|we need your|need an?|want your|have your) (?:\w+ )?(?:answer|decision|reply|response)|"
    r"(?:are|is) (?:required|requested|asked|kindly asked) to|"
    r"offer (?:is|expires|stands)|sign|accept|return|complete|submit|hear from you)\b"
)
"""Where a day is the reader's, to answer or to do something, and promises no news."""


def is_your_move(folded: str) -> bool:
    """Whether a folded sentence leaves the next step to its reader: "please sign by Friday", "you have five days"."""
    return _YOUR_MOVE.search(folded) is not None


def leaves_days(folded: str) -> bool:
    """Whether a folded sentence says how many days its reader has for something."""
    return _HAVE_DAYS.search(folded) is not None


def freezes(finding: Finding) -> bool:
    """Whether the vacancy, or all hiring, was frozen."""
    if _VACANCY.search(finding.folded) is None:
        return False
    parts = _OTHER_THING.split(finding.folded)
    return any(_FROZEN.search(part) and _VACANCY.search(part) for part in parts) and not _asks(finding)


def thaws(finding: Finding) -> bool:
    """Whether a pause is said to be over: "the freeze was lifted", "nicht mehr auf Eis"."""
    return _THAWED.search(finding.folded) is not None


def sends(folded: str) -> bool:
    """Whether a folded sentence is about sending something."""
    return _SEND.search(folded) is not None


def awaits_decision(folded: str) -> bool:
    """Whether somebody would like to know how one decides."""
    return _ANSWER.search(folded) is not None


def asks_reply(folded: str) -> bool:
    """Whether a folded sentence wants the reader to answer, confirm or choose: "please confirm by Wednesday"."""
    return _REPLY.search(folded) is not None and not _OURSELVES.search(folded)


def thanks_outright(hit: Hit, finding: Finding) -> bool:
    """Whether a hit is a thank-you in so many words for what took place, no pleasure to come and no "for your time"."""
    return _THANKS.fullmatch(finding.folded, hit.start, hit.end) is not None


def acknowledges_task(finding: Finding) -> bool:
    """Whether a task has come back: "Video received", "your puzzles are in"; not where it is still to be done."""
    told = _TASK.search(finding.folded) and _ARRIVED.search(finding.folded)
    open_still = _TO_COME.search(finding.folded) or _MISSING.search(finding.folded)
    return bool(told) and not open_still and not _asks(finding)


def _asks(finding: Finding) -> bool:
    return finding.text.rstrip().endswith("?")
