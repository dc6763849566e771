"""The network of sentences as shipped: pieces of words, vectors of lines, answers a direction."""

from __future__ import annotations

import numpy as np
import pytest

from parsers import encoder, learned
from parsers.facts import Direction
from parsers.features import fold, tokens


def vector(text: str) -> encoder.Array:
    network = encoder.shipped()
    return network.vectors([network.pieces.of_line(tokens(fold(text)))])[0]


def alike(one: str, other: str) -> float:
    left, right = vector(one), vector(other)
    return float(left @ right / np.linalg.norm(left) / np.linalg.norm(right))


def names(word: str) -> list[str]:
    pieces = encoder.shipped().pieces
    by_number = {number: name for name, number in pieces.numbers.items()}
    return [by_number[number] for number in pieces.of_line([word])]


@pytest.mark.parametrize("direction", Direction)
def test_the_network_answers_the_questions_of_the_weights(direction: Direction) -> None:
    assert encoder.shipped().heads[direction].questions == learned._weights(direction).questions


@pytest.mark.parametrize(
    ("one", "other", "else_"),
    [
        ("We have chosen somebody else.", "Wir haben uns für jemand anderen entschieden.", "The parcel is on its way."),
        ("Quand seriez-vous disponible ?", "When would you be free?", "Nous vous remercions de votre achat."),
        ("Podemos aplazarlo al jueves?", "Possiamo spostarlo a giovedì?", "Le adjunto la factura del mes."),
        ("Wij bieden je de baan aan.", "We offer you the job.", "De trein van tien uur heeft vertraging."),
        ("Infelizmente vamos seguir com outra pessoa.", "We are going with another person.", "O almoço é às doze."),
    ],
)
def test_what_means_the_same_is_closer_than_what_does_not_in_any_language(one: str, other: str, else_: str) -> None:
    assert alike(one, other) > alike(one, else_) + 0.05


def test_a_word_falls_into_pieces_and_compounds_into_words() -> None:
    assert names("interview") == ["^interview"]
    assert "^gesprach" in names("vorstellungsgesprach")
    assert names("l'entretien")[-1] == "^entretien"
    assert names("#time") == ["#time"]
    assert "".join(names("xqzzy")).replace("^", "") == "xqzzy"
    assert names("日本") == []


def test_a_line_is_the_same_beside_any_other() -> None:
    network = encoder.shipped()
    lines = [network.pieces.of_line(tokens(line)) for line in ("see you on tuesday", "", "bring your papers", "so")]
    together = network.vectors(lines)
    alone = np.concatenate([network.vectors([line]) for line in lines])
    assert np.allclose(together, alone, atol=1e-5)


def test_only_so_much_is_read() -> None:
    network = encoder.shipped()
    assert len(network.pieces.of_line(["word"] * 5000)) == encoder.MOST_PIECES
    said, lines = network.answers([["word"]] * 5000, Direction.IN)
    assert len(lines) == encoder.MOST_LINES
    assert np.isfinite(said).all()


def test_what_is_kept_of_words_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = encoder.shipped().pieces
    expected = [pieces.of_line([word]) for word in ("kitchen", "kitchens", "kuchenhilfe")]
    monkeypatch.setattr(encoder, "_MOST_KNOWN", 1)
    assert [pieces.of_line([word]) for word in ("kitchen", "kitchens", "kuchenhilfe")] == expected
