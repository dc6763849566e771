"""The learned weights as shipped: the shape of their answers, plain cases, hostile text, and speed of loading."""

from __future__ import annotations

import time
from importlib import resources

import pytest

from parsers import learned
from parsers.facts import INCOMING_KINDS, OUTGOING_KINDS, Direction, Kind
from parsers.features import concepts, features, fold, tokens


@pytest.mark.parametrize(("direction", "kinds"), [(Direction.IN, INCOMING_KINDS), (Direction.OUT, OUTGOING_KINDS)])
def test_scores_are_log_probabilities_over_the_kinds_of_the_direction(direction, kinds):
    found = learned.score("Your application", "Thank you for applying. We will be in touch.", direction)
    assert set(found.kinds) == set(kinds) - {Kind.NOT_HIRING}
    assert all(value <= 0 for value in found.kinds.values())
    assert abs(sum(2.718281828 ** (value / 1000) for value in found.kinds.values()) - 1) < 0.01


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We are sorry to tell you that we will not be taking your application further.", Kind.REJECTION),
        ("Could you let me know which day next week would suit you for an interview?", Kind.INTERVIEW_INVITE),
        ("We would like to offer you the position, starting on 1 May at 52,000 a year.", Kind.OFFER),
        ("Leider haben wir uns für eine andere Bewerberin entschieden.", Kind.REJECTION),
        ("Nous avons bien reçu votre candidature et la lirons avec attention.", Kind.APPLICATION_RECEIVED),
        ("¿Qué día de la semana que viene te viene bien para una entrevista?", Kind.INTERVIEW_INVITE),
    ],
)
def test_plain_cases(text, kind):
    found = learned.score("", text, Direction.IN)
    assert max(found.kinds, key=lambda each: found.kinds[each]) is kind


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for applying. Unfortunately we have decided not to take your application for the role further.",
        "Hi Kim, the hiring manager liked your CV. Could you do Thursday at 3 for an interview with the team?",
        "Vielen Dank für Ihre Bewerbung. Leider haben wir uns für eine andere Bewerberin entschieden.",
        "Gracias por tu interés en la vacante. ¿Qué día te viene bien para una entrevista?",
    ],
)
def test_hiring_mail_is_likelier_hiring_mail_than_ordinary_mail_is(text):
    assert learned.score("", text, Direction.IN).hiring > -2500


@pytest.mark.parametrize(
    "text",
    [
        "Your parcel is on its way and should arrive on Tuesday. Track it in the app.",
        "The patch applies cleanly here, but make check still fails on sparc.",
        "Dinner at ours on Saturday? Bring the kids, we'll have the grill on.",
    ],
)
def test_ordinary_mail_is_not_hiring(text):
    assert learned.score("", text, Direction.IN).hiring < -3000


def test_few_words_say_little():
    assert learned.score("", "", Direction.IN).hiring < 0
    odds = [learned.tempered(6.0, words) for words in (0, 1, 5, 50, 5000)]
    assert odds == sorted(odds)
    assert odds[0] < 0 < odds[-1] < 6.0


def test_evidence_is_the_sentence_that_weighed_most():
    text = "Hello Kim. The weather is fine here. Unfortunately we have chosen another candidate. Have a good week."
    assert "another candidate" in learned.score("", text, Direction.IN).evidence[Kind.REJECTION]


def test_only_the_first_screens_count():
    start = "Could you come in for an interview on Thursday? " + "word " * 1000
    assert learned.score("", start, Direction.IN).kinds == learned.score("", start + "sorry " * 500, Direction.IN).kinds


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "? " * 500_000, "\x00\ud800 \n" * 200_000, "1:1" * 300_000, "a." * 500_000]
)
def test_hostile_text_is_answered_at_once(text):
    began = time.perf_counter()
    learned.score(text, text, Direction.IN)
    assert time.perf_counter() - began < 1.0


def test_features_know_no_particular_day_sum_or_address():
    one = features("", "See you on 3 March at 10:30, it pays $52,000: https://a.example/x")
    two = features("", "See you on 9 March at 16:45, it pays $71,500: https://b.example/y")
    assert one == two


def test_a_concept_is_the_same_in_every_language():
    for text in ("regret", "leider", "malheureusement", "lamentamos", "infelizmente", "purtroppo", "helaas"):
        assert "regret" in concepts(tokens(fold(text))), text


def test_entries_of_concepts_are_written_as_texts_are_read():
    source = resources.files("parsers").joinpath("weights/concepts.txt").read_text("utf-8")
    lines = [line for line in source.splitlines() if line[0] != "#"]
    assert len(lines) > 300
    for line in lines:
        concept, colon, entries = line.partition(": ")
        assert colon and concept.isidentifier(), line[:80]
        for entry in entries.split(", "):
            assert tokens(fold(entry.removeprefix("="))) == entry.removeprefix("=").split(" "), (concept, entry)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("We have decided to move forward with the others.", "not_forward"),
        ("Nous avons le plaisir de vous proposer l'entretien jeudi.", "interview"),
        ("Sie ziehen Ihre Bewerbung zurück?", "application"),
    ],
)
def test_phrases_and_what_follows_an_elided_article_name_concepts(text, concept):
    assert concept in concepts(tokens(fold(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Dzień dobry, w załączeniu przesyłam fakturę za luty. Proszę o płatność do 14 dni. Pozdrawiam, Anna",
        "Dobrý den, posílám fakturu za únor. Prosím o úhradu do 14 dnů. S pozdravem Jana",
        "Hej, her er referatet fra mødet i tirsdags. Næste møde er den 12. marts. Venlig hilsen Mette",
    ],
)
def test_a_language_never_learned_tells_nothing(text):
    assert learned.score("", text, Direction.IN).hiring < -2500
