"""By when an invitation wants its answer, where a sentence of its own says so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from parsers.facts import Address, Direction, FactType, Kind, Message
from parsers.signals import read
from server.hiring.conclusions import conclude
from server.hiring.decoding import Decision
from server.hiring.vocabulary import MessageKey, MessageRecord

SENT = datetime(2026, 3, 9, 10, tzinfo=UTC)
"""A Monday."""


def wanted(text: str) -> list[date]:
    sender = Address("", "kim@northmere.example")
    message = Message(None, SENT, sender, subject="Your application", text=text)
    signals = read(message, frozenset({"dana@example.net"}), Direction.IN)
    record = MessageRecord(MessageKey("<1@x.example>"), None, SENT, Direction.IN, sender, signals)
    kind = Kind.INTERVIEW_INVITE
    facts = conclude(record, Decision(kind, 0.9, {kind: 0.9}), ()).facts
    return sorted({fact.by.last for fact in facts if fact.by and fact.what in (FactType.ASKS, FactType.DEADLINE)})


@pytest.mark.parametrize(
    "text",
    [
        "Are you free on Friday at 4? Please answer by Wednesday.",
        "Please pick a slot by Wednesday: Thursday at 3 or Friday at 4.",
        "Passt Ihnen Freitag um 16 Uhr? Bitte geben Sie bis Mittwoch Bescheid.",
        "Seriez-vous libre vendredi à 16h ? Merci de confirmer avant mercredi.",
        "¿Puede el viernes a las 16? Confirme antes del miércoles, por favor.",
        "Può venire venerdì alle 16? Risponda entro mercoledì.",
        "Pode vir na sexta-feira às 16h? Responda até quarta-feira.",
        "Kun je vrijdag om 16 uur? Laat het weten voor woensdag.",
    ],
)
def test_the_day_by_which_an_answer_is_wanted(text: str) -> None:
    assert wanted(text) == [date(2026, 3, 11)]


@pytest.mark.parametrize(
    "text",
    [
        "Are you free on Friday at 4? We will confirm by Thursday.",
        "Può venire venerdì alle 16? Confermeremo entro giovedì.",
        "Passt Ihnen Freitag um 16 Uhr? Wir bestätigen bis Donnerstag.",
    ],
)
def test_what_they_do_themselves_by_a_day_is_not_owed(text: str) -> None:
    assert wanted(text) == []
