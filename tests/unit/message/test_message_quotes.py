"""Own words, quoted history, signature and footer: each case is named by what makes it hard."""

from __future__ import annotations

import pytest

from parsers import tables
from parsers.quotes import split

HELLO = "Could you talk on Thursday?"
QUOTE = "> Thank you for the mail.\n> Sam"

ATTRIBUTIONS = {
    "gmail": "On Mon, May 11, 2026 at 9:00 AM Sam Doe <sam@example.org> wrote:",
    "gmail wrapped": "On Mon, May 11, 2026 at 9:00 AM Sam Doe with a long name <\nsam@example.org> wrote:",
    "apple": "On 11 May 2026, at 09:00, Sam Doe <sam@example.org> wrote:",
    "proton": "On Monday, May 11th, 2026 at 9:00 AM, Sam Doe <sam@example.org> wrote:",
    "thunderbird": "On 11/05/2026 09:00, Sam Doe wrote:",
    "name first": "Sam Doe <sam@example.org> wrote on 11/05/2026 09:00:",
    "iso": "2026-05-11 9:00 GMT+02:00 Sam Doe <sam@example.org>:",
    "de gmail": "Am Mo., 11. Mai 2026 um 09:00 Uhr schrieb Sam Doe <sam@example.org>:",
    "de thunderbird": "Am 11.05.26 um 09:00 schrieb Sam Doe:",
    "de yahoo": "Sam Doe <sam@example.org> schrieb am 9:00 Montag, 11.Mai 2026:",
    "fr": "Le lun. 11 mai 2026 à 09:00, Sam Doe <sam@example.org> a écrit :",
    "es": "El lun, 11 may 2026 a las 9:00, Sam Doe (<sam@example.org>) escribió:",
    "nl": "Op ma 11 mei 2026 om 09:00 schreef Sam Doe <sam@example.org>:",
    "pt": "Em seg., 11 de mai. de 2026 às 09:00, Sam Doe <sam@example.org> escreveu:",
    "it": "Il giorno lun 11 mag 2026 alle ore 09:00 Sam Doe <sam@example.org> ha scritto:",
    "it apple": "Il giorno 11 mag 2026, alle ore 09:00, Sam Doe <sam@example.org> ha scritto:",
}

BLOCKS = {
    "outlook": "From: Sam Doe <sam@example.org>\nSent: Monday, May 11, 2026 9:00 AM\nTo: Kim Lee\nSubject: Re: Nurse",
    "outlook, names only": "From: Sam Doe\nSent: Monday, May 11, 2026 9:00 AM\nTo: Kim Lee\nSubject: Re: Nurse",
    "bold": "*From:* Sam Doe <sam@example.org>\n*Date:* 11 May 2026\n*To:* Kim\n*Subject:* Re: Nurse",
    "to wraps": "From: Sam Doe\nSent: 11 May 2026\nTo: Kim Lee;\n  Jo Poe\nSubject: Nurse",
    "one line": "From: Sam Doe <sam@example.org> Sent: Monday, May 11, 2026 To: Kim Lee Subject: Re: Nurse",
    "de": "Von: Sam Doe <sam@example.org>\nGesendet: Montag, 11. Mai 2026 09:00\nAn: Kim Lee\nBetreff: AW: Pflege",
    "fr": "De : Sam Doe <sam@example.org>\nEnvoyé : lundi 11 mai 2026 09:00\nÀ : Kim Lee\nObjet : RE: Infirmier",
    "es": "De: Sam Doe <sam@example.org>\nEnviado: lunes, 11 de mayo de 2026 9:00\nPara: Kim Lee\nAsunto: RE: Puesto",
    "nl": "Van: Sam Doe <sam@example.org>\nVerzonden: maandag 11 mei 2026 09:00\nAan: Kim Lee\nOnderwerp: RE: Baan",
    "pt": "De: Sam Doe <sam@example.org>\nEnviado: 11 de maio de 2026 09:00\nPara: Kim Lee\nAssunto: RE: Vaga",
    "it": "Da: Sam Doe <sam@example.org>\nInviato: lunedì 11 maggio 2026 09:00\nA: Kim Lee\nOggetto: R: Posto",
}

SEPARATORS = {
    "en": "-----Original Message-----",
    "en spaced": "-------- Original Message --------",
    "de": "-----Ursprüngliche Nachricht-----",
    "fr": "-----Message d\u2019origine-----",
    "es": "-----Mensaje original-----",
    "nl": "-----Oorspronkelijk bericht-----",
    "pt": "-----Mensagem original-----",
    "it": "-----Messaggio originale-----",
}

FORWARDS = {
    "gmail": "---------- Forwarded message ---------",
    "thunderbird": "-------- Forwarded Message --------",
    "apple": "Begin forwarded message:",
    "notes": "---------------------- Forwarded by Kim Lee on 11/05/2026 09:00 ---------------------------",
    "de": "-------- Weitergeleitete Nachricht --------",
    "de apple": "Anfang der weitergeleiteten Nachricht:",
    "fr": "---------- Message transféré ----------",
    "es": "-------- Mensaje reenviado --------",
    "nl": "-------- Doorgestuurd bericht --------",
    "pt": "---------- Mensagem encaminhada ----------",
    "it": "-------- Messaggio inoltrato --------",
}


@pytest.mark.parametrize("head", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_reply_above_marked_history(head):
    parts = split(f"{HELLO}\n\n{head}\n\n{QUOTE}")
    assert parts.own == HELLO
    assert "Thank you for the mail" in parts.quoted
    assert not parts.forwarded


@pytest.mark.parametrize("head", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_reply_above_unmarked_history(head):
    parts = split(f"{HELLO}\n\n{head}\n\nThank you for the mail.\nSam")
    assert parts.own == HELLO
    assert parts.quoted.endswith("Sam")


@pytest.mark.parametrize("head", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_reply_below_marked_history(head):
    assert split(f"{head}\n{QUOTE}\n\n{HELLO}").own == HELLO


@pytest.mark.parametrize("head", [*BLOCKS.values(), *SEPARATORS.values()], ids=[*BLOCKS, *SEPARATORS])
def test_everything_below_a_header_block_is_history(head):
    parts = split(f"{HELLO}\n\n{head}\n\nThank you for the mail.\n\nUnfortunately we must cancel.")
    assert parts.own == HELLO
    assert "cancel" in parts.quoted
    assert not parts.forwarded


@pytest.mark.parametrize("head", FORWARDS.values(), ids=FORWARDS)
def test_forwarded(head):
    parts = split(f"Worth a look?\n\n{head}\nFrom: Kim Lee <kim@example.com>\nSubject: Nurse\n\n{HELLO}")
    assert parts.own == "Worth a look?"
    assert HELLO in parts.quoted
    assert parts.forwarded


def test_interleaved_replies_are_all_own():
    text = "On 11 May 2026, Sam wrote:\n> Tuesday?\nYes, at 3 pm.\n> And papers?\n> All of them?\nBring the originals."
    parts = split(text)
    assert parts.own == "Yes, at 3 pm.\n\nBring the originals."
    assert "Yes" not in parts.quoted


def test_underscores_above_outlook_header_are_history():
    parts = split(f"{HELLO}\n\n________________________________\n{BLOCKS['outlook']}\n\nold")
    assert parts.own == HELLO
    assert parts.quoted.startswith("____")


def test_reply_below_an_original_that_is_marked_line_by_line():
    parts = split(f"-----Original Message-----\nFrom: Sam Doe\nSubject: Nurse\n\n{QUOTE}\n\n{HELLO}")
    assert parts.own == HELLO


def test_initials_before_the_mark():
    parts = split(f"Monday, May 11, 2026, 9:00:00 AM, you wrote:\n\nSD> Thank you.\nSD> Sam\n\n{HELLO}")
    assert parts.own == HELLO


NO_HISTORY = {
    "times": "Two slots are free:\nFrom: 2 PM\nTo: 3 PM\nWhich suits you?",
    "times with date and subject": "From: 2 PM\nTo: 3 PM\nDate: Friday 12 June 2026\nSubject: Interview\nSee you.",
    "travel": "From: London\nTo: Leeds\nWe pay the train.",
    "date alone": "Date: 12 June\nPlace: our office\nSubject: first interview",
    "wrote in prose": "On Tuesday our director wrote a book.\nIt deals with this:\nhiring.",
    "wrote with colon": "You wrote:\nthat is fine with us.",
    "am": "Am 12. Juni haben wir Zeit:\n10 Uhr oder 11 Uhr.",
    "label in prose": "To: be or not to be\nSubject: to approval, we shall write.",
    "dashes": "-----\nPlease bring: passport\n-----\nand be on time.",
}


@pytest.mark.parametrize("text", NO_HISTORY.values(), ids=NO_HISTORY)
def test_not_history(text):
    parts = split(text)
    assert parts.own == text
    assert parts.quoted == ""


SIGNATURES = {
    "delimiter": ("-- \nKim Lee\nACME", ""),
    "delimiter without space": ("--\nKim Lee\nACME", ""),
    "farewell": ("Best regards,\nKim Lee\nSenior Recruiter | ACME\n+49 30 123456", "Best regards,"),
    "farewell and name on a line": ("Thanks, Kim\nHead of Nursing\nwww.example.com", "Thanks, Kim"),
    "no farewell": ("Kim Lee\nSenior Recruiter\nkim.lee@example.com", ""),
    "iphone": ("Sent from my iPhone", ""),
    "outlook": ("Get Outlook for iOS<https://example.com/ios>", ""),
    "de": ("Mit freundlichen Grüßen\nKim Lee\nPersonalreferentin", "Mit freundlichen Grüßen"),
    "de mobile": ("Von meinem iPhone gesendet", ""),
    "fr": ("Bien cordialement,\n\nKim Lee\nChargée de recrutement", "Bien cordialement,"),
    "fr mobile": ("Envoyé de mon iPhone", ""),
    "es": ("Un saludo,\nKim Lee\nResponsable de Selección", "Un saludo,"),
    "es mobile": ("Enviado desde mi iPhone", ""),
    "nl": ("Met vriendelijke groet,\nKim de Vries\nRecruiter", "Met vriendelijke groet,"),
    "nl mobile": ("Verstuurd vanaf mijn iPhone", ""),
    "pt": ("Atenciosamente,\nKim Lee\nAnalista de Recrutamento", "Atenciosamente,"),
    "it": ("Cordiali saluti\nKim Lee\nResponsabile Risorse Umane", "Cordiali saluti"),
    "it mobile": ("Inviato da iPhone", ""),
    "confidential": ("This e-mail and any attachments are confidential and may be privileged.\nDelete it if", ""),
    "en by mistake": ("If you have received this email in error, please notify the sender and delete it.", ""),
    "de by mistake": (
        "Wenn Sie diese E-Mail irrtümlich erhalten haben, informieren Sie bitte sofort den Absender.",
        "",
    ),
    "de content": ("Der Inhalt dieser E-Mail ist vertraulich und nur für den Adressaten bestimmt.", ""),
    "fr by mistake": ("Si vous avez reçu ce message par erreur, merci d'en avertir l'expéditeur.", ""),
    "fr notice": ("Avis de confidentialité : ce message peut contenir des informations protégées.", ""),
    "es by mistake": ("Si ha recibido este mensaje por error, le rogamos lo comunique al remitente.", ""),
    "nl by mistake": ("Indien u dit bericht ten onrechte ontvangt, wordt u verzocht de afzender te informeren.", ""),
    "nl rights": ("Aan dit bericht kunnen geen rechten worden ontleend.", ""),
    "pt by mistake": ("Se recebeu esta mensagem por engano, por favor avise o remetente e apague-a.", ""),
    "pt mobile": ("Enviado pelo meu iPhone", ""),
    "it reserved": ("Questo messaggio è riservato e destinato esclusivamente al destinatario.", ""),
    "it by mistake": ("Se avete ricevuto questo messaggio per errore, vi preghiamo di avvisare il mittente.", ""),
    "registered": ("ACME Ltd. Registered in England No. 123456", ""),
    "amtsgericht": ("Sitz der Gesellschaft: Berlin, Amtsgericht Charlottenburg HRB 1", ""),
    "list footer": ("____________________________\nACME mailing list\nhttps://example.com/list", ""),
}


@pytest.mark.parametrize(("below", "left"), SIGNATURES.values(), ids=SIGNATURES)
def test_signature_is_not_own(below, left):
    parts = split(f"Dear Sam,\n\n{HELLO}\n\n{below}")
    assert parts.own == f"Dear Sam,\n\n{HELLO}\n\n{left}".strip()
    assert parts.signature


def test_signature_before_the_history_and_footer_after_it():
    parts = split(f"{HELLO}\n\nBest,\nKim\n\n{ATTRIBUTIONS['gmail']}\n{QUOTE}\n\nSent from my iPhone")
    assert parts.own == f"{HELLO}\n\nBest,"
    assert "Kim" in parts.signature
    assert "iPhone" in parts.signature


def test_name_of_writer_opens_the_signature():
    parts = split(f"{HELLO}\n\nkim\nHead of Nursing", writer="Kim Lee")
    assert parts.own == HELLO
    assert parts.signature == "kim\nHead of Nursing"


OWN_BELOW = {
    "postscript": ("Best regards,\nKim Lee\n\nPS: please bring your passport.", "PS: please bring your passport."),
    "sentence after thanks": ("Thanks,\nwe will see you on Tuesday at 3 pm in the office.", "see you on Tuesday"),
    "question below name": ("Best,\nKim\n\nCould you bring a copy?", "Could you bring a copy?"),
    "rule in the text": ("--\n" + "A long text follows here.\n" * 40, "A long text follows here."),
    "an authority's wording": (
        "De conformidad con lo dispuesto en la convocatoria, queda usted excluido del proceso.",
        "queda usted excluido",
    ),
    "an article of law": ("Ai sensi dell'art. 5 del bando, Lei è ammesso alla prova orale.", "prova orale"),
    "data that is asked for": ("Por favor, envíenos sus datos personales antes del viernes.", "antes del viernes"),
    "policy in a sentence": (
        "We read your application with pleasure and would like to meet you; details are in the privacy policy.",
        "meet you",
    ),
}


@pytest.mark.parametrize(("below", "kept"), OWN_BELOW.values(), ids=OWN_BELOW)
def test_own_words_below_a_farewell_are_kept(below, kept):
    assert kept in split(f"{HELLO}\n\n{below}").own


def test_nothing_is_lost_or_doubled():
    text = f"{HELLO}\n\nBest,\nKim\n\n{ATTRIBUTIONS['gmail']}\n{QUOTE}\n\nPS tomorrow?"
    parts = split(text)
    together = [line for part in (parts.own, parts.quoted, parts.signature) for line in part.split("\n") if line]
    assert sorted(together) == sorted(line for line in text.split("\n") if line)


def test_labels_mean_one_thing_in_all_languages():
    kinds: dict[str, str] = {}
    for kind in ("from", "sent", "to", "subject"):
        for word in tables.words("quotes", kind):
            assert kinds.setdefault(word, kind) == kind, word


def test_every_language_has_every_list():
    found = tables.load("quotes")
    assert set(found) == {"en", "de", "fr", "es", "nl", "pt", "it"}
    for language, table in found.items():
        assert set(table) == set(found["en"]), language
        assert all(table.values()), language
