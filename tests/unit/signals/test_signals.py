"""What one message says: kinds, facts, senders that outrank prose, traps."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from parsers.facts import (
    Address,
    Ask,
    Attendee,
    CalendarEvent,
    Direction,
    FactType,
    Kind,
    MeetingStatus,
    Message,
    Sender,
    Signals,
)
from parsers.signals import read

ME = frozenset({"dana@example.net"})
SENT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)  # a Wednesday


def said(
    text: str,
    subject: str = "",
    *,
    sender: str = "kim@northmere.example",
    headers: dict[str, str] | None = None,
    events: tuple[CalendarEvent, ...] = (),
) -> Signals:
    message = Message(None, SENT, Address("", sender), subject=subject, text=text, headers=headers or {}, events=events)
    return read(message, ME, Direction.OUT if sender in ME else Direction.IN)


def sent(text: str, subject: str = "") -> Signals:
    return said(text, subject, sender="dana@example.net")


def kind(signals: Signals) -> Kind:
    return max(signals.scores, key=lambda item: signals.scores[item])


def facts(signals: Signals, what: FactType) -> list[object]:
    return [fact for fact in signals.facts if fact.what is what]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thank you for applying. We have received your application and will be in touch.", Kind.APPLICATION_RECEIVED),
        ("Thank you for your time. We have decided to move forward with other candidates.", Kind.REJECTION),
        ("After long thought the panel decided not to take your application further.", Kind.REJECTION),
        ("We would like to offer you an interview on Tuesday. Which time suits you?", Kind.INTERVIEW_INVITE),
        ("We are delighted to offer you the role of night porter. Please sign the contract by Friday.", Kind.OFFER),
        ("We need to rescind the offer; I am sorry.", Kind.REJECTION),
        ("Your interview is confirmed for Thursday at 10:00.", Kind.INTERVIEW_SCHEDULED),
        ("Your interview has been moved to Friday at 14:00. Same place.", Kind.INTERVIEW_RESCHEDULED),
        ("Your interview on Thursday is cancelled. I will find a new date.", Kind.INTERVIEW_CANCELLED),
        ("Please complete the coding challenge by Sunday.", Kind.ASSESSMENT_REQUEST),
        ("Could you send me your certificates and the names of two references?", Kind.INFO_REQUEST),
        ("We have put the search on hold until September.", Kind.STATUS_UPDATE),
        ("Wir haben uns für eine andere Bewerberin entschieden.", Kind.REJECTION),
        ("Gerne laden wir Sie zu einem Vorstellungsgespräch ein.", Kind.INTERVIEW_INVITE),
        ("Wir freuen uns, Ihnen die Stelle anbieten zu können.", Kind.OFFER),
        ("Votre candidature n'a malheureusement pas été retenue.", Kind.REJECTION),
        ("Nous souhaitons vous inviter à un entretien.", Kind.INTERVIEW_INVITE),
        ("Lamentamos comunicarte que hemos elegido a otro candidato.", Kind.REJECTION),
        ("Nos gustaría invitarte a una entrevista la próxima semana.", Kind.INTERVIEW_INVITE),
        ("Helaas hebben we voor een andere kandidaat gekozen.", Kind.REJECTION),
        ("Infelizmente a sua candidatura não foi selecionada.", Kind.REJECTION),
        ("Siamo spiacenti, ma abbiamo scelto un altro candidato.", Kind.REJECTION),
        ("Vorremmo invitarla a un colloquio.", Kind.INTERVIEW_INVITE),
    ],
)
def test_incoming_kind(text: str, expected: Kind) -> None:
    signals = said(text, "Your application")
    assert kind(signals) is expected
    assert signals.hiring > 0
    assert signals.evidence[expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I would like to apply for the position of baker. My CV is attached.", Kind.APPLICATION),
        ("I am delighted to accept your offer.", Kind.ACCEPT_OFFER),
        ("With regret I must decline the offer.", Kind.DECLINE_OFFER),
        ("I would like to withdraw my application.", Kind.WITHDRAW),
        ("Thank you for taking the time to meet me yesterday.", Kind.THANK_YOU),
        ("I am available on Tuesday after 14:00 or on Wednesday morning.", Kind.AVAILABILITY_REPLY),
        ("I wanted to ask whether there is any news on my application.", Kind.FOLLOW_UP),
        ("Hiermit bewerbe ich mich als Malerin.", Kind.APPLICATION),
        ("Je souhaite retirer ma candidature.", Kind.WITHDRAW),
    ],
)
def test_outgoing_kind(text: str, expected: Kind) -> None:
    signals = sent(text)
    assert kind(signals) is expected
    assert signals.sender is Sender.SELF


@pytest.mark.parametrize(
    "text",
    [
        "Only today: 20% off every sofa. This offer ends on Sunday, use the coupon SOFA.",
        "15 new jobs for you in Leeds. Apply now!",
        "Sign up for our interview prep bootcamp and ace your next interview.",
        "Can you interview this candidate on Thursday? Please submit feedback in the scorecard.",
        "Your dental check-up is due. Please call the clinic for an appointment.",
        "The landlord has received your rental application for the flat.",
        "Your talk was not selected by the programme committee of the conference.",
        "Would you be a guest on our podcast? The interview takes half an hour.",
    ],
)
def test_not_hiring(text: str) -> None:
    assert said(text).hiring < 0


def test_a_condition_refuses_nobody() -> None:
    signals = said("Thank you for applying. If you are not selected, we will let you know by mail.")
    assert kind(signals) is Kind.APPLICATION_RECEIVED
    assert not facts(signals, FactType.REJECTS)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for applying. If you do not hear from us within three weeks, please assume you were not successful.",
        "Danke für Ihre Bewerbung. Sollten wir uns für einen anderen Bewerber entscheiden, informieren wir Sie.",
        "Merci d'avoir postulé. Sans réponse sous trois semaines, considérez que nous ne vous avons pas retenu.",
        "Gracias por postularse. Si en tres semanas no ha recibido respuesta, entienda que no ha sido seleccionada.",
        "Bedankt voor je sollicitatie. Als je binnen drie weken niets hoort, ga er dan vanuit dat je niet verder gaat.",
        "Obrigado pela candidatura. Se não tiver resposta em três semanas, considere que não foi selecionada.",
        "Grazie per la candidatura. Se non riceve risposta entro tre settimane, consideri che non è stata selezionata.",
    ],
)
def test_silence_to_come_refuses_nobody(text: str) -> None:
    read = said(text)
    assert kind(read) is not Kind.REJECTION
    assert not facts(read, FactType.REJECTS)


def test_refused_for_one_role_and_invited_for_another_is_an_invitation() -> None:
    text = "The clerk position has been filled. But we would like to invite you to an interview for the archive role."
    signals = said(text)
    assert kind(signals) is Kind.INTERVIEW_INVITE
    assert facts(signals, FactType.REJECTS)
    assert facts(signals, FactType.ASKS)


def test_a_promise_has_a_day_and_soon_is_none() -> None:
    promise = next(f for f in said("We will get back to you by Friday.").facts if f.what is FactType.PROMISE)
    assert promise.by is not None
    assert promise.by.last == date(2026, 3, 6)
    assert not facts(said("We will get back to you soon."), FactType.PROMISE)
    assert not facts(said("We will get back to you in due course."), FactType.PROMISE)


def test_a_hold_has_its_end() -> None:
    hold = next(f for f in said("The search is on hold until 1 September.").facts if f.what is FactType.PAUSES)
    assert hold.by is not None
    assert hold.by.last == date(2026, 9, 1)


def test_an_ask_says_what_and_by_when() -> None:
    asked = [f for f in said("Please complete the coding test by Sunday.").facts if f.what is FactType.ASKS]
    assert [(f.ask, f.by.last if f.by else None) for f in asked] == [(Ask.ASSESSMENT, date(2026, 3, 8))]


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the interview yesterday. For the second round, Tuesday at 10:00 works for me.",
        "Danke für das Gespräch gestern. Für das zweite Gespräch passt mir Dienstag um 10 Uhr.",
        "Merci de m'avoir reçu hier. Pour le second entretien, je suis disponible mardi à 10h.",
        "Gracias por recibirme ayer. Para la segunda entrevista estoy disponible el martes a las 10.",
        "Bedankt voor het gesprek gisteren. Voor het tweede gesprek kan ik dinsdag om 10 uur.",
        "Obrigado por me ter recebido ontem. Para a segunda entrevista estou disponível na terça às 10h.",
        "Grazie per avermi ricevuto ieri. Per il secondo colloquio sono disponibile martedì alle 10.",
    ],
)
def test_one_mail_thanks_and_gives_a_time(text: str) -> None:
    read = sent(text)
    assert facts(read, FactType.THANKS)
    times = [fact.meeting.start for fact in read.facts if fact.meeting is not None]
    assert times == [datetime(2026, 3, 10, 10, tzinfo=UTC)]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for the invitation to the interview, Tuesday at 10:00 works for me.",
        "Thank you for your time, Tuesday at 10:00 works for me.",
        "Ce sera un plaisir de vous rencontrer, je suis disponible mardi à 10h.",
        "Será un placer conocerle, estoy disponible el martes a las 10.",
    ],
)
def test_thanks_for_what_is_to_come_are_no_thanks(text: str) -> None:
    assert not facts(sent(text), FactType.THANKS)


@pytest.mark.parametrize(
    "text",
    [
        "Attached is the take-home task. You have five days to complete it.",
        "Bitte bearbeiten Sie den Programmiertest. Sie haben dafür fünf Tage Zeit.",
        "Vous trouverez ci-joint le test technique. Vous avez cinq jours pour le réaliser.",
        "Adjunto la prueba técnica. Tienes cinco días para completarla.",
        "Wij sturen u hierbij een assessment. U hebt vijf dagen om de opdracht te maken.",
        "Segue em anexo o teste técnico. Tem cinco dias para o completar.",
        "In allegato il test tecnico. Ha cinque giorni per completarlo.",
        "Attached is the take-home task. We give you up to five days for it.",
        "Bitte bearbeiten Sie den Programmiertest. Dafür haben Sie fünf Tage Zeit.",
        "Vous trouverez ci-joint le test technique. Vous disposez pour cela de cinq jours.",
        "Adjunto la prueba técnica. Le damos cinco días para completarla.",
        "Wij sturen u hierbij een assessment. Je hebt er vijf dagen voor.",
        "Wij sturen u hierbij een assessment. Daar hebt u vijf dagen voor.",
        "Segue em anexo o teste técnico. Tem um prazo de cinco dias para o completar.",
        "In allegato il test tecnico. Avrà cinque giorni di tempo.",
    ],
)
def test_the_days_that_one_has_for_a_task_are_its_deadline(text: str) -> None:
    (deadline,) = (fact for fact in said(text).facts if fact.what is FactType.DEADLINE)
    assert deadline.by is not None
    assert deadline.by.last == date(2026, 3, 9)


@pytest.mark.parametrize(
    "text",
    [
        "We are pleased to offer you the role. You have 30 days of holiday.",
        "Wir freuen uns, Ihnen die Stelle anzubieten. Sie haben 30 Tage Urlaub.",
        "Nous avons le plaisir de vous proposer le poste. Vous avez 25 jours de congés.",
        "Nos complace ofrecerle el puesto. Tendrá 23 días de vacaciones.",
        "Met plezier bieden we u de functie aan. U krijgt 25 dagen vakantie.",
        "Temos o prazer de lhe oferecer a vaga. Terá 22 dias de férias.",
        "Siamo lieti di offrirle la posizione. Ha 26 giorni di ferie.",
    ],
)
def test_days_of_holiday_are_no_deadline(text: str) -> None:
    assert not facts(said(text), FactType.DEADLINE)


@pytest.mark.parametrize(
    "text",
    [
        "We are pleased to offer you the role. Please let us know your decision by Friday 13 March.",
        "Wir freuen uns, Ihnen die Stelle anzubieten. Teilen Sie uns Ihre Entscheidung bis Freitag, 13. März mit.",
        "Nous avons le plaisir de vous proposer le poste. Merci de nous donner votre décision avant le 13 mars.",
        "Nos complace ofrecerle el puesto. Por favor, comuníquenos su decisión antes del viernes 13 de marzo.",
        "Met plezier bieden we u de functie aan. Laat ons uw beslissing voor vrijdag 13 maart weten.",
        "Temos o prazer de lhe oferecer a vaga. Comunique-nos a sua decisão até sexta-feira, 13 de março.",
        "Siamo lieti di offrirle la posizione. La preghiamo di comunicarci la sua decisione entro venerdì 13 marzo.",
    ],
)
def test_the_answer_that_an_offer_wants_is_due_and_no_promise(text: str) -> None:
    read = said(text)
    assert not facts(read, FactType.PROMISE)
    assert [fact.by.last for fact in read.facts if fact.what is FactType.DEADLINE and fact.by] == [date(2026, 3, 13)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Hemos tenido que congelar el puesto hasta septiembre.", FactType.PAUSES),
        ("We moeten de functie tot september bevriezen, de werving is stilgelegd.", FactType.PAUSES),
        ("El puesto vuelve a estar abierto.", FactType.REOPENS),
        ("A vaga voltou a abrir.", FactType.REOPENS),
    ],
)
def test_pauses_and_what_ends_them(text: str, what: FactType) -> None:
    assert facts(said(text), what)


def test_an_hour_belongs_to_the_day_that_it_moves_from() -> None:
    read = said("Wir müssen das Gespräch von Donnerstag, 10 Uhr auf Freitag, 14 Uhr verschieben.")
    starts = [fact.meeting.start for fact in read.facts if fact.meeting is not None]
    assert starts == [datetime(2026, 3, 6, 14, tzinfo=UTC)]


def test_who_passes_by_sets_no_limit() -> None:
    assert all(fact.by is None for fact in said("Can you pass by our studio in the week of 16 March?").facts)


def test_the_new_time_of_two_is_the_one_that_counts() -> None:
    signals = said("Your interview has been moved from Thursday at 10:00 to Friday at 14:00.")
    times = [f.meeting for f in signals.facts if f.meeting]
    assert [(m.status, m.start.day if m.start else 0) for m in times] == [(MeetingStatus.MOVED, 6)]


def test_cancelled_with_no_new_time() -> None:
    times = [f.meeting for f in said("I am afraid your interview has been cancelled.").facts if f.meeting]
    assert [(m.status, m.start) for m in times] == [(MeetingStatus.CANCELLED, None)]


def test_thanks_for_an_invitation_is_no_thank_you() -> None:
    assert not facts(sent("Thank you for the invitation, I look forward to meeting you."), FactType.THANKS)
    assert facts(sent("Thank you for our conversation yesterday, I enjoyed meeting you."), FactType.THANKS)


def event(method: str, sequence: int = 0, partstat: str = "NEEDS-ACTION") -> CalendarEvent:
    return CalendarEvent(
        method,
        "1@northmere.example",
        sequence,
        datetime(2026, 3, 9, 9, 0, tzinfo=UTC),
        datetime(2026, 3, 9, 10, 0, tzinfo=UTC),
        "Europe/Berlin",
        summary="Interview",
        organizer=Address("Kim", "kim@northmere.example"),
        attendees=(Attendee(Address("Dana", "dana@example.net"), partstat),),
    )


@pytest.mark.parametrize(
    ("part", "expected", "status"),
    [
        (event("REQUEST"), Kind.INTERVIEW_SCHEDULED, MeetingStatus.FIXED),
        (event("REQUEST", 1), Kind.INTERVIEW_RESCHEDULED, MeetingStatus.MOVED),
        (event("CANCEL"), Kind.INTERVIEW_CANCELLED, MeetingStatus.CANCELLED),
    ],
)
def test_a_calendar_part_beats_prose(part: CalendarEvent, expected: Kind, status: MeetingStatus) -> None:
    signals = said("Could you come on Tuesday at 15:00?", "Interview", events=(part,))
    assert kind(signals) is expected
    assert [(f.meeting.status, f.meeting.uid) for f in signals.facts if f.meeting] == [(status, "1@northmere.example")]


def test_the_users_own_calendar_decline_voids_the_interview() -> None:
    signals = said("", "Declined: Interview", sender="dana@example.net", events=(event("REPLY", 0, "DECLINED"),))
    assert kind(signals) is Kind.AVAILABILITY_REPLY
    assert [(f.meeting.status, f.meeting.declined) for f in signals.facts if f.meeting] == [
        (MeetingStatus.CANCELLED, True)
    ]


@pytest.mark.parametrize(
    ("text", "subject", "headers", "moves"),
    [
        (
            "I am out of the office until Monday.",
            "Automatic reply: your question",
            {"auto-submitted": "auto-replied"},
            False,
        ),
        ("I am away.", "Automatic reply: vacancy", {}, False),
        ("Your application was viewed by Northmere.", "", {}, False),
        ("Please take our survey about your candidate experience.", "", {}, False),
        ("Unfortunately I'm away until Monday, but could you meet my colleague on Friday at 9:00?", "", {}, True),
        ("We will not be moving forward with your application.", "", {"auto-submitted": "auto-generated"}, True),
    ],
)
def test_what_moves_a_process(text: str, subject: str, headers: dict[str, str], moves: bool) -> None:
    assert said(text, subject, headers=headers).moves is moves


def test_scam() -> None:
    text = (
        "Congratulations, you got the job! The interview will be conducted on Telegram. We will send you a cheque to "
        "purchase your home office equipment from our vendor."
    )
    assert len(said(text).scam) >= 2
    assert not said("Please send HR your bank account details for the payroll and sign the contract.").scam


@pytest.mark.parametrize(
    "text",
    [
        "Congratulations, you are selected for the remote role. Please pay a registration fee of $50 before you start.",
        "Sie wurden für die Stelle im Homeoffice ausgewählt. Bitte überweisen Sie vor Beginn eine Gebühr von 50 Euro.",
        "Vous êtes retenu pour le poste. Veuillez payer des frais de dossier de 50 euros avant de commencer.",
        "Ha sido seleccionado para el puesto. Debe pagar una tasa de inscripción de 50 euros antes de empezar.",
        "U bent geselecteerd voor de thuiswerkbaan. Betaal vooraf 50 euro administratiekosten voor uw training.",
        "Foi selecionado para a vaga de teletrabalho. Deve pagar uma taxa de inscrição de 50 euros antes de começar.",
        "È stato selezionato per il lavoro. Deve pagare una quota di iscrizione di 50 euro prima di iniziare.",
        "Your interview for the job takes place on Telegram, by text chat.",
        "Für die Stelle ist ein Vorstellungsgespräch nicht nötig, Sie verdienen 300 Euro am Tag.",
        "Pour ce poste aucun entretien n'est nécessaire, vous gagnez 300 euros par jour.",
        "Para el puesto no hace falta entrevista y gana 300 euros al día.",
        "Voor deze functie is een sollicitatiegesprek niet nodig, u verdient 300 euro per dag.",
        "Para esta vaga não é necessária entrevista e ganha 300 euros por dia.",
        "Per questo lavoro non serve alcun colloquio e guadagna 300 euro al giorno.",
    ],
)
def test_what_a_fake_job_wants(text: str) -> None:
    assert said(text, "Your application").scam


@pytest.mark.parametrize(
    "text",
    [
        "Feel free to send me a WhatsApp if Thursday at 10 suits you for the interview in our office.",
        "Schreiben Sie mir gern per WhatsApp, ob Ihnen Donnerstag um 10 Uhr für das Gespräch im Büro passt.",
        "Écrivez-moi sur WhatsApp si jeudi à 10h vous convient pour l'entretien dans nos locaux.",
        "Escríbame por WhatsApp si le viene bien el jueves a las 10 para la entrevista en la oficina.",
        "Stuur me gerust een WhatsApp of donderdag om 10 uur past voor het gesprek op kantoor.",
        "Escreva-me pelo WhatsApp se quinta às 10h lhe convém para a entrevista no escritório.",
        "Mi scriva su WhatsApp se giovedì alle 10 va bene per il colloquio in ufficio.",
    ],
)
def test_an_honest_employer_may_use_a_messenger(text: str) -> None:
    assert not said(text, "Your application").scam


@pytest.mark.parametrize(
    "text",
    ["Ich bin bis Montag nicht im Büro.", "Ik ben tot maandag afwezig.", "Estou ausente até segunda-feira."],
)
def test_until_a_day_fixes_no_time(text: str) -> None:
    assert not said(text, "Re: Interview", headers={"auto-submitted": "auto-replied"}).moves


def test_a_hiring_system_says_more_than_words() -> None:
    text = "Hello Dana, there is something new for you. Log in to see it."
    from_system = said(text, sender="no-reply@us.greenhouse-mail.io")
    assert from_system.sender is Sender.ATS
    assert from_system.hiring > said(text).hiring + 3000


def test_a_list_is_less_likely_hiring() -> None:
    text = "The position of treasurer is open again."
    assert said(text, headers={"list-id": "<club.example.org>"}).hiring < said(text).hiring
