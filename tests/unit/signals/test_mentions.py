"""What a message says of the days and times it names, and what hangs on them beside its headline."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from parsers.facts import Address, Ask, Direction, FactType, Lead, Message, Signals
from parsers.signals import read

ME = frozenset({"dana@example.net"})
SENT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
"""A Wednesday."""


def signals(text: str, subject: str = "", sender: str = "kim@northmere.example") -> Signals:
    message = Message(None, SENT, Address("", sender), subject=subject, text=text)
    return read(message, ME, Direction.OUT if sender in ME else Direction.IN)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("We meet on Friday.", Lead.NONE),
        ("Please answer by Friday.", Lead.BY),
        ("The link stays open through Friday.", Lead.BY),
        ("Bitte spätestens bis Freitag antworten.", Lead.BY),
        ("Merci de répondre au plus tard le 26 mars.", Lead.BY),
        ("She has been on leave since Monday.", Lead.SINCE),
        ("He is away as of Tuesday.", Lead.SINCE),
        ("The panel was set for Friday.", Lead.OLD),
        ("Friday instead of Thursday then.", Lead.OLD),
        ("I can't do Friday.", Lead.OLD),
        ("Mittwoch bin ich leider auf Montage.", Lead.OLD),
        ("Friday is no problem at all.", Lead.NONE),
        ("Not sure about lunch, but Friday works.", Lead.NONE),
        ("You are already booked for Friday at 2pm.", Lead.NONE),
        ("I can't wait to meet you on Friday.", Lead.NONE),
        ("Not only Thursday works.", Lead.NONE),
        ("If Friday at 9 does not suit you, please call.", Lead.NONE),
        ("Let us know if Friday at 9 doesn't work.", Lead.NONE),
        ("Wenn Ihnen Freitag um 9 nicht passt, rufen Sie an.", Lead.NONE),
        ("Please don't be late on Friday at 9.", Lead.NONE),
        ("We talk from 9 to 10 on Friday.", Lead.NONE),
        ("The call moves from Friday.", Lead.OLD),
        ("A reminder from Northmere about Friday.", Lead.NONE),
        ("Come previsto ci vediamo venerdì alle 9.", Lead.NONE),
        ("Une personne vous attend vendredi à 9h.", Lead.NONE),
        ("Personne ne peut vendredi.", Lead.OLD),
        ("Pelo menos sexta-feira às 9 dá.", Lead.NONE),
        ("Non vediamo l'ora di vederla venerdì alle 9.", Lead.NONE),
        ("No hay problema el viernes a las 9.", Lead.NONE),
        ("I'm afraid Friday is taken.", Lead.OLD),
        ("Friday clashes with a lecture.", Lead.OLD),
        ("Vendredi est compliqué pour moi.", Lead.OLD),
        ("Friday is out for me.", Lead.OLD),
        ("Freitag wäre schwierig.", Lead.OLD),
        ("I do not mind Friday.", Lead.NONE),
        ("Am Freitag habe ich keine weiteren Termine.", Lead.NONE),
        ("Venerdì non ho impegni, va bene.", Lead.NONE),
        ("El viernes no tengo nada.", Lead.NONE),
        ("The office is closed until Friday.", Lead.NONE),
        ("Ich bin im Urlaub bis Freitag.", Lead.NONE),
        ("Please answer until Friday.", Lead.BY),
        ("Vor Ort am Freitag um 9.", Lead.NONE),
        ("Encontramo-nos no sábado às 10h.", Lead.NONE),
        ("A banca reúne no dia 14 de março.", Lead.NONE),
        ("Não posso no sábado.", Lead.OLD),
        ("No puedo el sábado.", Lead.OLD),
        ("Votre rendez-vous est prévu pour le mardi 10 mars à 9h30.", Lead.NONE),
        ("Il colloquio è previsto per martedì 10 marzo alle 9.30.", Lead.NONE),
        ("Il était prévu mardi.", Lead.OLD),
        ("Merci de nous envoyer vos papiers pour le mardi 10 mars à 9h30.", Lead.BY),
        ("Stuur je papieren voor dinsdag om 12 uur.", Lead.BY),
    ],
)
def test_what_stands_around_a_day(text: str, lead: Lead) -> None:
    assert lead in {mention.lead for mention in signals(text).mentions if mention.day is not None}


@pytest.mark.parametrize(
    "text",
    [
        "Unfortunately we need to move our interview to Friday at 2pm.",
        "Your interview has been rescheduled. New time: from 2pm to 3pm on Friday.",
        "Leider müssen wir Ihr Vorstellungsgespräch auf Freitag um 14 Uhr verschieben.",
        "Malheureusement nous devons décaler votre entretien à vendredi 14h.",
        "Lamentablemente tenemos que cambiar su entrevista al viernes a las 14.",
        "Purtroppo dobbiamo spostare il colloquio a venerdì alle 14.",
        "Infelizmente temos de mudar a sua entrevista para sexta-feira às 14h.",
        "Helaas moeten we je sollicitatiegesprek verzetten naar vrijdag 14 uur.",
    ],
)
def test_a_new_time_that_comes_with_regret_is_the_new_time(text: str) -> None:
    facts = signals(text, "Your interview").facts
    starts = [fact.meeting.start for fact in facts if fact.meeting is not None]
    assert starts == [datetime(2026, 3, 6, 14, tzinfo=UTC)]


def test_short_forms_written_out_move_no_place() -> None:
    found = signals("I won't, I don't and I can't do Friday, but Monday.").mentions
    assert [each.lead for each in found] == [Lead.OLD, Lead.NONE]


def test_two_days_of_one_sentence_are_told_apart() -> None:
    found = signals("I can't do Thursday, but Friday at 3 works.").mentions
    assert [(each.day.first, each.lead) for each in found if each.day is not None] == [
        (date(2026, 3, 5), Lead.OLD),
        (date(2026, 3, 6), Lead.NONE),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "so not Thursday come Friday at 3",
        "nicht Donnerstag komm Freitag um 15 Uhr",
        "jeudi ne va pas donc vendredi à 15h",
        "el jueves no puedo así que el viernes a las 15",
        "giovedì non va quindi venerdì alle 15",
        "donderdag lukt niet dus vrijdag om 15 uur",
        "quinta-feira não dá portanto sexta às 15h",
    ],
)
def test_what_refuses_one_day_leaves_the_next_alone(text: str) -> None:
    found = [each for each in signals(text).mentions if each.day is not None]
    assert [(each.day.first.day, each.lead) for each in found if each.day is not None] == [
        (5, Lead.OLD),
        (6, Lead.NONE),
    ]


def test_of_a_vague_and_an_exact_limit_the_exact_one_holds() -> None:
    found = signals(
        "We would like you to join us as our clerk! Sign before the weekend, by Friday 6 March at the latest."
    )
    assert {fact.by.last for fact in found.facts if fact.by is not None} == {date(2026, 3, 6)}


@pytest.mark.parametrize(
    "text",
    [
        "Your video answers were received. Our team looks at them now.",
        "Ihr Video ist eingegangen. Wir melden uns.",
        "Vos réponses sont arrivées.",
        "Your puzzles are in.",
        "Wir haben Ihre Aufgaben erhalten.",
        "Hemos recibido su prueba.",
        "Abbiamo ricevuto la sua prova.",
    ],
)
def test_a_receipt_of_a_task_settles_it(text: str) -> None:
    assert Ask.ASSESSMENT in {fact.ask for fact in signals(text).facts if fact.what is FactType.ANSWERS}


@pytest.mark.parametrize(
    "text",
    [
        "The test must be submitted by Friday.",
        "Once we have received your exercise we call.",
        "Your test has not been received yet.",
        "Wir haben Ihre Aufgabe noch nicht erhalten.",
        "Nous n'avons pas reçu votre test.",
        "Non abbiamo ricevuto la prova.",
        "You have received a new assessment.",
        "Du hast einen neuen Test erhalten.",
        "Vous avez reçu un test.",
        "Ha recibido una prueba.",
        "Recibirá una prueba por correo.",
        "Riceverà un test via mail.",
        "Je hebt een opdracht ontvangen.",
        "The videos are in the portal.",
        "The test was completed by 40 candidates.",
    ],
)
def test_a_task_still_to_come_is_no_receipt(text: str) -> None:
    assert not [fact for fact in signals(text).facts if fact.what is FactType.ANSWERS]


def test_an_invitation_wants_papers_by_a_day_of_their_own() -> None:
    text = (
        "Thank you for your application. We would like to invite you to an interview: which days next week suit you? "
        "And please send us your certificates by Friday."
    )
    papers = [fact for fact in signals(text, "Your application").facts if fact.ask is Ask.DOCUMENTS]
    assert [fact.by.last for fact in papers if fact.by] == [date(2026, 3, 6)]


def test_questions_are_kept_as_asked() -> None:
    found = signals("We have to cancel. Could you send me other dates? Sorry again.").questions
    assert [each.text for each in found] == ["Could you send me other dates?"]


@pytest.mark.parametrize(
    "text",
    [
        "Bis Freitag sage ich dir, wen wir nehmen.",
        "Am Freitag rufe ich Sie an.",
        "D'ici vendredi je vous dis qui nous prenons.",
        "Vendredi vous aurez de nos nouvelles.",
        "Antes del viernes te cuento a quién elegimos.",
        "Los nombres se publicarán el viernes.",
        "Entro venerdì ti dico chi prendiamo.",
        "Venerdì la chiamo in ogni caso.",
        "Ik bel je vrijdag hoe dan ook.",
        "Geef me tot vrijdag, dan laat ik het je weten.",
        "Na sexta te digo quem escolhemos.",
        "A lista será publicada até sexta-feira.",
        "Ligo-lhe na sexta.",
        "The names will be published by Friday.",
    ],
)
def test_a_day_by_which_they_mean_to_speak_is_a_promise(text: str) -> None:
    found = signals(text, "Your application").facts
    assert [fact.by.last for fact in found if fact.what is FactType.PROMISE and fact.by] == [date(2026, 3, 6)]


@pytest.mark.parametrize(
    "text",
    [
        "The exercise is attached. You have five days.",
        "Die Aufgabe liegt bei, du hast fünf Tage Zeit.",
        "L'exercice est joint, vous avez cinq jours.",
        "La prueba va adjunta, tienes cinco días.",
        "La prova è allegata, hai cinque giorni.",
        "De opdracht zit erbij, je hebt vijf dagen.",
        "O teste vai em anexo, tem cinco dias.",
    ],
)
def test_days_that_the_reader_has_for_a_task_promise_no_news(text: str) -> None:
    assert FactType.PROMISE not in {fact.what for fact in signals(text, "Your application").facts}


def test_what_only_looks_like_asking_asks_for_nothing_by_itself() -> None:
    found = signals("My wife must see the numbers too, so you hear it in two weeks from me, ok?", "Job in the shop")
    assert [fact.what for fact in found.facts] == [FactType.PROMISE]
