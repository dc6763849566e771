"""Times as people write them when both know what they are for; elsewhere the same words name nothing."""

from datetime import UTC, datetime

import pytest

from parsers.dates import appointments, find

ANCHOR = datetime(2026, 3, 11, 10, tzinfo=UTC)
"""A Wednesday."""


def read(text: str, likely: str = "en") -> str:
    spans, clocks = appointments(text, ANCHOR, likely=likely)
    days = [f"{span.start:%m-%d %H:%M}" if span.start else f"{span.first:%m-%d}" for span in spans]
    return " ".join(days + [f"{clock.start:%H:%M}" for clock in clocks])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("thurs 230 perfect.", "03-12 14:30"),
        ("6th, 0800.", "04-06 08:00"),
        ("15th, noon, bring a sandwich.", "03-15 12:00"),
        ("sat 5 at the vault", "03-14 17:00"),
        ("Thurs 9ish then", "03-12 09:00"),
        ("I'll call you at supper, 6 tomorrow", "03-12 18:00"),
        ("4 on Thursday then, Pete", "03-12 16:00"),
        ("it's going to be the 19th now, same time", "03-19"),
        ("11:15 Eastern then, an hour.", "11:15"),
        ("Seminar starts 9:15 sharp", "09:15"),
        ("I'll be there for 7.", "07:00"),
        ("Tuesday 9 rooms", "03-17"),
        ("Fri 13 at 10:30", "03-13 10:30"),
        ("Room 230 on Thursday", "03-12"),
        ("We are at 12 Main Street, Thursday it is", "03-12"),
        ("Monday the second round happens", "03-16"),
        ("He has two fifteen minute slots on Monday", "03-16"),
        ("Monday at ten fifteen, then lunch", "03-16 10:15"),
    ],
)
def test_what_a_short_english_note_means(text: str, found: str) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("likely", "text", "found"),
    [
        ("de", "Do 14.30 passt", "03-12 14:30"),
        ("fr", "ok 15h", "15:00"),
        ("it", "Alle 18! chiedi di Ruggero", "18:00"),
        ("it", "15.30 allora", "15:30"),
        ("pt", "Fica dia 16, às 9h", "03-16 09:00"),
        ("pt", "Passa para segunda, 13, às 9h", "04-13 09:00"),
        ("es", "a las nueve y media del jueves", "03-12 09:30"),
        ("it", "domani alle 9 e mezza", "03-12 09:30"),
        ("it", "alle sette e trenta", "07:30"),
        ("es", "turno de 6 a 2", ""),
        ("es", "calle Mayor 12, 3º, el jueves", "03-12"),
        ("de", "um 10 Minuten verschoben", ""),
        ("pt", "das 9 às 14", "09:00"),
        ("nl", "de 19e zelfde tijd", "03-19"),
    ],
)
def test_a_short_note_is_read_in_the_language_of_its_mail(likely: str, text: str, found: str) -> None:
    assert read(text, likely) == found


@pytest.mark.parametrize("text", ["thurs 230 perfect.", "sat 5 at the vault", "11:15 then", "I'll be there for 7."])
def test_elsewhere_such_words_name_no_clock_time(text: str) -> None:
    assert not any(span.start for span in find(text, ANCHOR))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Merci de répondre avant le 20 svp", "2026-03-20"),
        ("rispondere entro il 20", "2026-03-20"),
        ("antes del día 20", "2026-03-20"),
        ("a resposta chega até dia 20", "2026-03-20"),
        ("Wir melden uns bis zum 20. bei Ihnen.", "2026-03-20"),
        ("Könnten Sie am 12.?", "2026-03-12"),
        ("L'entretien est reporté au 19, même heure.", "2026-03-19"),
        ("il colloquio slitta al 19", "2026-03-19"),
        ("la entrevista se aplaza al 19", "2026-03-19"),
    ],
)
def test_a_number_behind_an_article_is_a_day(text: str, day: str) -> None:
    assert [str(span.last) for span in find(text, ANCHOR)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "le 2 pièces à côté",
        "wir sitzen am 5. Stock",
        "vor dem 1. Gespräch",
        "el 3 de los cinco",
        "1 dia 9 horas",
        "o salário é pago todo dia 5",
        "venez au 12, avenue Foch",
    ],
)
def test_a_number_that_counts_is_no_day(text: str) -> None:
    assert find(text, ANCHOR) == ()


def test_two_days_named_by_their_number_are_two_days() -> None:
    found = find("A entrevista passou do dia 12 para o dia 19, mesmo horário", ANCHOR)
    assert [(span.first.day, span.start) for span in found] == [(12, None), (19, None)]


def test_minutes_behind_a_weekday_are_no_date() -> None:
    assert [str(span.first) for span in find("Thursday, 30 minutes by phone", ANCHOR)] == ["2026-03-12"]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Wir treffen uns um 14:00 am Freitag.", "03-13 14:00"),
        ("Wir sehen uns gegen 4 am Freitag.", "03-13 16:00"),
        ("Wir sehen uns um 8 Uhr am 12.", "03-12 08:00"),
        ("Wir sprechen um 9 AM am Freitag.", "03-13 09:00"),
    ],
)
def test_the_german_am_is_no_morning(text: str, start: str) -> None:
    assert [f"{span.start:%m-%d %H:%M}" for span in find(text, ANCHOR, likely="de")] == [start]


def test_hours_from_to_before_their_day_keep_both() -> None:
    (span,) = find("Le esperamos de 9 a 14 el jueves", ANCHOR, likely="es")
    assert span.start is not None
    assert span.end is not None
    assert (span.start.hour, span.end.hour) == (9, 14)
