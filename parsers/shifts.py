"""By how much a sentence moves an appointment that both sides know: "we have to start half an hour later"."""

from __future__ import annotations

import re

_HALF = r"half an hour|halbe[n]? stunde|demi-heure|media hora|mezz'?ora|half ?uur|meia hora"
_QUARTER = r"quarter of an hour|viertelstunde|quart d'heure|cuarto de hora|quarto d'ora|kwartier|quarto de hora"
_HOUR = r"(?:an|one|eine|une|una|een|uma) (?:hour|stunde|heure|hora|uur)|un'?ora"
_MINUTES = (
    r"(?P<minutes>[1-9][0-9]?) ?min\w*|"
    r"(?P<spoken>ten|fifteen|twenty|thirty|zehn|dreissig|dix|trente|diez|treinta|dieci|trenta|tien|dertig|dez|trinta) "
    r"min\w*"
)
_HOURS = r"(?P<hours>[1-9]) (?:hours?|stunden?|heures?|horas?|ore|uur)"
_LATER = r"later|spater|plus tard|mas tarde|despues|piu tardi|dopo|mais tarde|depois"
_EARLIER = r"earlier|sooner|fruher|plus tot|antes|mas temprano|prima|piu presto|eerder|vroeger|mais cedo"
_SHIFT = re.compile(
    rf"\b(?:(?P<half>{_HALF})|(?P<quarter>{_QUARTER})|(?P<hour>{_HOUR})|{_MINUTES}|{_HOURS}) "
    rf"(?:(?P<later>{_LATER})|(?P<earlier>{_EARLIER}))\b"
)
_SPOKEN = {
    "ten": 10, "zehn": 10, "dix": 10, "diez": 10, "dieci": 10, "tien": 10, "dez": 10, "fifteen": 15, "twenty": 20,
    "thirty": 30, "dreissig": 30, "trente": 30, "treinta": 30, "trenta": 30, "dertig": 30, "trinta": 30,
}  # fmt: skip
_BEGINS = re.compile(
    r"\b(?:start|begin|meet|mov|push|shift|postpon|make it|(?:than|as) (?:planned|agreed)|interview|call|talk|anfang|"
    r"fangen|"
    r"beginn|treffen|versch|gesprach|termin|als (?:geplant|vereinbart)|commenc|decal|avanc|report|se voit|verrons|"
    r"entretien|rendez|que prevu|empez|empiez|comenz|comienz|retras|adelant|aplaz|quedam|vemos|entrevista|previsto|"
    r"cominc|iniz|spost|anticip|vediamo|colloquio|verzet|verschuiv|afgesproken|gesprek|zien|comec|adia|atras|encontr|"
    r"combinado|reuniao)"
)
_ARRIVES = re.compile(
    r"\b(?:arriv|be (?:there|here)|get (?:there|here)|log (?:in|on)|join|seien|sei |da sein|dasein|erschein|komm|"
    r"present|"
    r"venez|viens|lleg|ven |venga|aanwezig|kom |komt|cheg|venha|vieni|entr(?:e|a|i) )"
)
"""Where somebody is told to come in good time: the appointment itself does not move."""


def minutes(folded: str) -> int:
    """By how many minutes a folded sentence moves a known appointment, below 0 for earlier; 0 where it moves none."""
    found = _SHIFT.search(folded)
    if found is None or folded.rstrip().endswith("?") or not _BEGINS.search(folded) or _ARRIVES.search(folded):
        return 0
    if found["half"]:
        amount = 30
    elif found["quarter"]:
        amount = 15
    elif found["minutes"] or found["spoken"]:
        amount = int(found["minutes"] or _SPOKEN[found["spoken"]])
    else:
        amount = 60 * int(found["hours"] or 1)
    return amount if found["later"] else -amount
