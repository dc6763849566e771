"""Every row of evidence finds its example and leaves its counter-example alone."""

from __future__ import annotations

import pytest

from parsers.facts import Direction
from parsers.rules import Row, book, fold, hits


def found(row: Row, sentence: str) -> bool:
    direction = row.direction or Direction.IN
    return row.id in {hit.row.id for hit in hits(fold(sentence), direction)}


@pytest.mark.parametrize("row", book().rows, ids=lambda row: row.id)
def test_example_and_counter(row: Row) -> None:
    assert found(row, row.example), row.example
    assert not found(row, row.counter), row.counter


def test_ids_are_unique() -> None:
    ids = [row.id for row in book().rows]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("row", "sentence", "holds"),
    [
        ("en-reject-not-selected", "You were not selected.", True),
        ("en-reject-not-selected", "If you are not selected, we will write to you.", False),
        ("en-reject-not-selected", "Were you not selected?", False),
        ("en-reject-no-offer", "Last year we could not offer you the role.", False),
        ("de-reject-absage", "Letztes Jahr mussten wir Ihnen absagen.", False),
        ("de-reject-absage", "Letztes Jahr haben Sie sich beworben; wir müssen Ihnen absagen.", True),
        ("fr-reject-not", "L'an dernier nous n'avions pas pu retenir votre candidature.", False),
        ("fr-reject-not", "Sans réponse sous un mois, votre candidature n'est pas retenue.", False),
        ("es-reject-not", "El año pasado no pudimos seguir adelante con tu candidatura.", False),
        ("es-reject-not", "Si en un mes no hay respuesta, no ha sido seleccionado.", False),
        ("nl-reject-not", "Vorig jaar konden we niet met je verder gaan.", False),
        ("pt-reject-not", "No ano passado não pudemos avançar com a sua candidatura.", False),
        ("it-reject-not", "L'anno scorso non abbiamo potuto proseguire con la sua candidatura.", False),
        ("en-offer-pleased", "We are pleased to offer you the role.", True),
        ("en-offer-pleased", "Should we be pleased to offer you the role, HR will write.", False),
        ("en-invite-invite", "We will not invite you to an interview.", False),
    ],
)
def test_scope(row: str, sentence: str, holds: bool) -> None:
    assert (row in {hit.row.id for hit in hits(fold(sentence), Direction.IN)}) is holds
