"""By how much a sentence moves an interview that both sides know, in seven languages."""

from __future__ import annotations

import pytest

from parsers.rules import fold
from parsers.shifts import minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We have to start 30 minutes later on Tuesday.", 30),
        ("Your interview begins half an hour later than planned.", 30),
        ("Let's meet one hour earlier.", -60),
        ("Leider müssen wir eine halbe Stunde später anfangen.", 30),
        ("Das Gespräch beginnt 15 Minuten früher.", -15),
        ("Nous devrons commencer une demi-heure plus tard.", 30),
        ("L'entretien commencera un quart d'heure plus tôt.", -15),
        ("Tendremos que empezar media hora más tarde.", 30),
        ("Quedamos una hora antes.", -60),
        ("Dobbiamo cominciare mezz'ora più tardi.", 30),
        ("Il colloquio inizia un'ora prima.", -60),
        ("We moeten een half uur later beginnen.", 30),
        ("Het gesprek begint een kwartier eerder.", -15),
        ("Temos de começar meia hora mais tarde.", 30),
        ("A entrevista começa dez minutos mais cedo.", -10),
    ],
)
def test_the_interview_moves(text: str, expected: int) -> None:
    assert minutes(fold(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Please arrive 15 minutes earlier for the interview.",
        "Could we start half an hour later?",
        "Bitte kommen Sie 10 Minuten früher zum Gespräch.",
        "Merci d'arriver dix minutes plus tôt à l'entretien.",
        "Llegue diez minutos antes de la entrevista.",
        "Kom een kwartier eerder naar het gesprek.",
        "She phoned half an hour later.",
        "We will decide later.",
        "The interview takes 30 minutes.",
    ],
)
def test_nothing_moves(text: str) -> None:
    assert minutes(fold(text)) == 0
