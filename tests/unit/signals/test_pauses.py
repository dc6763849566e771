"""A pause that is over is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers.facts import Address, Direction, FactType, Message
from parsers.signals import read

SENT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def pauses(text: str) -> bool:
    message = Message(None, SENT, Address("", "kim@northmere.example"), subject="Your application", text=text)
    found = read(message, frozenset({"dana@example.net"}), Direction.IN).facts
    return any(fact.what is FactType.PAUSES for fact in found)


@pytest.mark.parametrize(
    "text",
    [
        "All hiring for this position is frozen until May.",
        "La plaza queda congelada hasta mayo.",
        "De vacature is bevroren tot mei.",
        "Le assunzioni sono sospese fino a maggio.",
        "Olá, a sede congelou a vaga até maio.",
        "A empresa suspendeu o processo até maio.",
        "La sede ha congelado el puesto hasta mayo.",
    ],
)
def test_a_frozen_vacancy_pauses(text: str) -> None:
    assert pauses(text)


@pytest.mark.parametrize(
    "text",
    [
        "The hiring freeze was lifted, the position is no longer on hold.",
        "Die Stelle liegt nicht mehr auf Eis.",
        "Le recrutement n'est plus suspendu.",
        "La vacante ya no está congelada.",
        "De vacature is niet langer bevroren.",
        "La plaza es para la sección de congelados.",
        "Gel hydroalcoolique à votre poste.",
        "Experience with suspended ceilings is needed for this position.",
        "L'ascensore è bloccato, ma i posti auto sono al piano -1.",
        "Het project is stilgelegd, de vacature blijft open.",
    ],
)
def test_what_runs_again_or_only_sounds_alike_does_not(text: str) -> None:
    assert not pauses(text)
