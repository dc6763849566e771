"""Dates and times in six further languages, one a line, read on Wednesday 10 June 2026 in Berlin."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

import parsers
from parsers.datelexicon import LANGUAGES, Role, language_of, lexicon

Read = Callable[..., str]

ROWS = [
    ("de", "Wir melden uns bis Ende nächster Woche.", "2026-06-19"),
    ("de", "Passt Ihnen Freitag, der 12. Juni um 15 Uhr?", "2026-06-12 15:00"),
    ("de", "am 18.06.2026 um 10:30 Uhr", "2026-06-18 10:30"),
    ("de", "am Donnerstag, den 18.6., um 15 Uhr", "2026-06-18 15:00"),
    ("de", "Anfang nächster Woche", "2026-06-15..2026-06-16"),
    ("de", "Mitte Juni", "2026-06-15"),
    ("de", "bis zum Ende des Monats", "2026-06-30"),
    ("de", "innerhalb von 5 bis 7 Werktagen", "2026-06-17..2026-06-19"),
    ("de", "binnen 48 Stunden", "2026-06-10..2026-06-12"),
    ("de", "in zwei Wochen", "2026-06-24"),
    ("de", "in den nächsten 10 Tagen", "2026-06-10..2026-06-20"),
    ("de", "in der nächsten Woche", "2026-06-15..2026-06-19"),
    ("de", "nächsten Dienstag um halb drei", "2026-06-16 14:30"),
    ("de", "Guten Morgen Frau Lang, wie wäre morgen um 9 Uhr?", "2026-06-11 09:00"),
    ("de", "zwischen 14 und 16 Uhr am Mittwoch", "2026-06-17 14:00-16:00"),
    ("de", "Mo 10-12 Uhr oder Di, 14.30 Uhr", "2026-06-15 10:00-12:00; 2026-06-16 14:30"),
    ("de", "Montag, 15.06.: 10-12 Uhr, 14-16 Uhr", "2026-06-15 10:00-12:00; 2026-06-15 14:00-16:00"),
    ("de", "bis Freitag 17 Uhr", "2026-06-12 -17:00"),
    ("de", "bis Mitte nächster Woche", "2026-06-17"),
    ("de", "vor drei Tagen", "2026-06-07"),
    ("de", "Die Stelle ist bis September auf Eis", "2026-09-01"),
    ("de", "Am 3. Stock", ""),
    ("de", "in ein bis zwei Wochen", "2026-06-17..2026-06-24"),
    ("de", "15:00 Uhr MESZ am Freitag", "2026-06-12 15:00 Europe/Berlin"),
    ("de", "übernächste Woche", "2026-06-22..2026-06-26"),
    ("de", "spätestens am 30. Juni", "2026-06-30"),
    ("de", "ab dem 1. September", "2026-09-01"),
    ("de", "Version 2.4 und 24/7 und 0171 1234567, do it", ""),
    ("de", "am Freitagnachmittag um 3", "2026-06-12 15:00"),
    ("fr", "Seriez-vous disponible vendredi 12 juin à 15h ?", "2026-06-12 15:00"),
    ("fr", "le 1er juillet 2026", "2026-07-01"),
    ("fr", "lundi prochain à 10h30", "2026-06-15 10:30"),
    ("fr", "la semaine prochaine", "2026-06-15..2026-06-19"),
    ("fr", "d'ici la fin de la semaine prochaine", "2026-06-19"),
    ("fr", "en début de semaine prochaine", "2026-06-15..2026-06-16"),
    ("fr", "sous 5 à 7 jours ouvrés", "2026-06-17..2026-06-19"),
    ("fr", "dans deux semaines", "2026-06-24"),
    ("fr", "d'ici fin juin", "2026-06-30"),
    ("fr", "avant le 30 juin", "2026-06-30"),
    ("fr", "entre 14h et 16h mardi", "2026-06-16 14:00-16:00"),
    ("fr", "mardi de 14h à 16h", "2026-06-16 14:00-16:00"),
    ("fr", "demain matin à 9h", "2026-06-11 09:00"),
    ("fr", "après-demain", "2026-06-12"),
    ("fr", "il y a trois jours", "2026-06-07"),
    ("fr", "jusqu'en septembre", "2026-09-01"),
    ("fr", "au plus tard vendredi 17h", "2026-06-12 -17:00"),
    ("fr", "mi-juin", "2026-06-15"),
    ("fr", "fin de semaine prochaine", "2026-06-19"),
    ("fr", "mercredi 17 juin à midi, heure de Paris", "2026-06-17 12:00 Europe/Paris"),
    ("fr", "le 18/06 à 14h00", "2026-06-18 14:00"),
    ("fr", "dans les 48 heures", "2026-06-10..2026-06-12"),
    ("fr", "je suis en mars", ""),
    ("fr", "jeudi 18 ou vendredi 19 juin", "2026-06-18; 2026-06-19"),
    ("es", "¿Le viene bien el viernes 12 de junio de 2026 a las 15:00?", "2026-06-12 15:00"),
    ("es", "el próximo lunes a las 10", "2026-06-15 10:00"),
    ("es", "la semana que viene", "2026-06-15..2026-06-19"),
    ("es", "a finales de la próxima semana", "2026-06-19"),
    ("es", "a principios de la semana que viene", "2026-06-15..2026-06-16"),
    ("es", "en un plazo de 5 a 7 días hábiles", "2026-06-17..2026-06-19"),
    ("es", "en dos semanas", "2026-06-24"),
    ("es", "antes del viernes", "2026-06-12"),
    ("es", "hasta septiembre", "2026-09-01"),
    ("es", "hasta el 30 de junio", "2026-06-30"),
    ("es", "mañana por la mañana a las 9", "2026-06-11 09:00"),
    ("es", "el martes de 10 a 12", "2026-06-16 10:00-12:00"),
    ("es", "entre las 10 y las 12 del jueves", "2026-06-11 10:00-12:00"),
    ("es", "hace dos semanas", "2026-05-27"),
    ("es", "el lunes a las 10 o el martes a las 12", "2026-06-15 10:00; 2026-06-16 12:00"),
    ("es", "a las 3 y media de la tarde el miércoles", "2026-06-17 15:30"),
    ("es", "a mediados de julio", "2026-07-15"),
    ("es", "en las próximas 48 horas", "2026-06-10..2026-06-12"),
    ("es", "el 18/06 a las 16h", "2026-06-18 16:00"),
    ("es", "pasado mañana", "2026-06-12"),
    ("es", "antes de fin de mes", "2026-06-30"),
    ("nl", "Kun je vrijdag 12 juni om 15.00 uur?", "2026-06-12 15:00"),
    ("nl", "volgende week", "2026-06-15..2026-06-19"),
    ("nl", "uiterlijk eind volgende week", "2026-06-19"),
    ("nl", "begin volgende week", "2026-06-15..2026-06-16"),
    ("nl", "binnen 5 tot 7 werkdagen", "2026-06-17..2026-06-19"),
    ("nl", "binnen 48 uur", "2026-06-10..2026-06-12"),
    ("nl", "over twee weken", "2026-06-24"),
    ("nl", "dinsdag om half drie", "2026-06-16 14:30"),
    ("nl", "van 10 tot 11 uur op maandag", "2026-06-15 10:00-11:00"),
    ("nl", "tussen 14 en 16 uur op woensdag", "2026-06-17 14:00-16:00"),
    ("nl", "morgen om 9 uur", "2026-06-11 09:00"),
    ("nl", "voor het einde van de maand", "2026-06-30"),
    ("nl", "medio juni", "2026-06-15"),
    ("nl", "volgende week dinsdag om 10:00", "2026-06-16 10:00"),
    ("nl", "drie dagen geleden", "2026-06-07"),
    ("nl", "tot september", "2026-09-01"),
    ("nl", "donderdag 18/6 om 14:00", "2026-06-18 14:00"),
    ("pt", "Você pode na sexta-feira, 12 de junho, às 15h?", "2026-06-12 15:00"),
    ("pt", "na próxima segunda-feira às 10h", "2026-06-15 10:00"),
    ("pt", "na próxima semana", "2026-06-15..2026-06-19"),
    ("pt", "até o final da próxima semana", "2026-06-19"),
    ("pt", "no início da próxima semana", "2026-06-15..2026-06-16"),
    ("pt", "em até 5 dias úteis", "2026-06-10..2026-06-17"),
    ("pt", "dentro de 5 a 7 dias úteis", "2026-06-17..2026-06-19"),
    ("pt", "em duas semanas", "2026-06-24"),
    ("pt", "até sexta-feira às 17h", "2026-06-12 -17:00"),
    ("pt", "amanhã de manhã às 9h", "2026-06-11 09:00"),
    ("pt", "terça das 10h às 12h", "2026-06-16 10:00-12:00"),
    ("pt", "entre as 14h e as 16h de quinta-feira", "2026-06-11 14:00-16:00"),
    ("pt", "há dois dias", "2026-06-08"),
    ("pt", "semana que vem", "2026-06-15..2026-06-19"),
    ("pt", "até setembro", "2026-09-01"),
    ("pt", "em meados de julho", "2026-07-15"),
    ("pt", "até o fim do mês", "2026-06-30"),
    ("pt", "18/06 às 14h00, horário de Brasília", "2026-06-18 14:00 America/Sao_Paulo"),
    ("pt", "a segunda fase da entrevista e a terceira etapa", ""),
    ("it", "Le andrebbe bene venerdì 12 giugno alle 15:00?", "2026-06-12 15:00"),
    ("it", "lunedì prossimo alle 10", "2026-06-15 10:00"),
    ("it", "la prossima settimana", "2026-06-15..2026-06-19"),
    ("it", "la settimana prossima", "2026-06-15..2026-06-19"),
    ("it", "entro la fine della prossima settimana", "2026-06-19"),
    ("it", "all'inizio della prossima settimana", "2026-06-15..2026-06-16"),
    ("it", "entro 5-7 giorni lavorativi", "2026-06-17..2026-06-19"),
    ("it", "tra due settimane", "2026-06-24"),
    ("it", "nei prossimi 10 giorni", "2026-06-10..2026-06-20"),
    ("it", "entro venerdì", "2026-06-12"),
    ("it", "entro il 30 giugno", "2026-06-30"),
    ("it", "martedì dalle 10 alle 12", "2026-06-16 10:00-12:00"),
    ("it", "tra le 14 e le 16 di giovedì", "2026-06-11 14:00-16:00"),
    ("it", "domani mattina alle 9", "2026-06-11 09:00"),
    ("it", "due settimane fa", "2026-05-27"),
    ("it", "fino a settembre", "2026-09-01"),
    ("it", "entro fine mese", "2026-06-30"),
    ("it", "mercoledì alle ore 14:30", "2026-06-17 14:30"),
    ("it", "l'8 luglio", "2026-07-08"),
    ("it", "a metà luglio", "2026-07-15"),
    ("it", "alle 3 e mezza di mercoledì", "2026-06-17 15:30"),
    ("de", "Montag oder Dienstag, so um zehn?", "2026-06-15; 2026-06-16"),
    ("fr", "mardi 16 à 9 h 40 ou mardi 16 à 11 h 20", "2026-06-16 09:40; 2026-06-16 11:20"),
    ("fr", "J'aurai la réponse lundi. Garde moi un bout de gigot, j'arrive vers 13h", "2026-06-15"),
    ("es", "¿puedes mañana a las 4 por videollamada?", "2026-06-11 16:00"),
    ("it", "Le propongo martedì 16 alle 11.00", "2026-06-16 11:00"),
    ("nl", "contract tekenen voor vrijdag 12u", "2026-06-12 -12:00"),
    ("pt", "Fica então quinta às 18h no ateliê.", "2026-06-11 18:00"),
    ("it", "Ci vediamo giovedì all'una.", "2026-06-11 13:00"),
    ("it", "Giovedì all’una e mezza nel mio ufficio", "2026-06-11 13:30"),
    ("it", "giovedì alle una e mezza", "2026-06-11 13:30"),
    ("it", "giovedì tra l'una e le due", "2026-06-11 13:00-14:00"),
    ("it", "giovedì dall'una alle due", "2026-06-11 13:00-14:00"),
    ("it", "giovedì arriva all'una o all'altra sede una persona", "2026-06-11"),
    ("es", "Nos vemos el jueves a la una, comemos juntos", "2026-06-11 13:00"),
    ("es", "el jueves entre la una y las dos", "2026-06-11 13:00-14:00"),
    ("es", "el jueves sobre la una y media", "2026-06-11 13:30"),
    ("es", "el jueves a una persona", "2026-06-11"),
    ("pt", "Vemo-nos na quinta-feira à uma.", "2026-06-11 13:00"),
    ("pt", "quinta-feira à uma e um quarto", "2026-06-11 13:15"),
    ("pt", "à uma hora de quinta-feira", "2026-06-11 13:00"),
    ("pt", "quinta-feira responde a uma pergunta", "2026-06-11"),
    ("fr", "jeudi à une heure", "2026-06-11 13:00"),
    ("fr", "jeudi, comptez une heure", "2026-06-11"),
    ("nl", "donderdag om een uur", "2026-06-11 13:00"),
    ("nl", "donderdag om half een", "2026-06-11 12:30"),
    ("nl", "donderdag duurt het een uur", "2026-06-11"),
    ("de", "Donnerstag um eins", "2026-06-11 13:00"),
    ("en", "Thursday at one thirty", "2026-06-11 13:30"),
    ("en", "Thursday at one of our offices", "2026-06-11"),
    ("pt", "quinta-feira às 15h00 no horário de Brasília, 14h00 aí.", "2026-06-11 15:00 America/Sao_Paulo"),
    ("pt", "Quinta-feira, 15h00 no horário de Brasília (14h00 aí).", "2026-06-11 15:00 America/Sao_Paulo"),
    ("pt", "15h de Brasília (19h em Lisboa) na quinta-feira", "2026-06-11 15:00 America/Sao_Paulo"),
    ("en", "Thursday 3 pm London, 4 pm your time", "2026-06-11 15:00 Europe/London"),
    ("en", "Thursday 10am ET / 7am PT / 4pm CET", "2026-06-11 10:00 America/New_York"),
    ("en", "9am Pacific / 6pm Central European on Thursday", "2026-06-11 09:00 America/Los_Angeles"),
    ("en", "Thursday at 3 pm here, 4 pm there", "2026-06-11 15:00"),
    ("en", "Thursday 10am ET, 2pm CET", "2026-06-11 10:00 America/New_York; 2026-06-11 14:00 Europe/Berlin"),
    ("en", "Thursday 3 pm London time or 4 pm your time", "2026-06-11 15:00 Europe/London; 2026-06-11 16:00 ?"),
    ("en", "We have Thursday 10:00, 14:00 for you", "2026-06-11 10:00; 2026-06-11 14:00"),
    ("de", "Donnerstag um 15 Uhr Londoner Zeit, 16 Uhr bei Ihnen", "2026-06-11 15:00 Europe/London"),
    ("de", "Donnerstag, 10 Uhr in London, also 11 Uhr Ihrer Zeit", "2026-06-11 10:00 Europe/London"),
    ("de", "Donnerstag 10 Uhr, 14 Uhr für Sie frei", "2026-06-11 10:00; 2026-06-11 14:00"),
    ("fr", "jeudi à 15h heure de Londres, 16h chez vous", "2026-06-11 15:00 Europe/London"),
    ("fr", "jeudi à 15h (heure de Londres), soit 16h heure de Paris", "2026-06-11 15:00 Europe/London"),
    ("es", "El jueves a las 15:00 hora de Londres, las 16:00 en España", "2026-06-11 15:00 Europe/London"),
    ("es", "El jueves a las 15:00 (hora de México), 23:00 tu hora", "2026-06-11 15:00 America/Mexico_City"),
    ("nl", "Donderdag om 15.00 uur Londense tijd, 16.00 uur bij jou", "2026-06-11 15:00 Europe/London"),
    ("it", "Giovedì alle 15:00 ora di Londra, le 16:00 da te", "2026-06-11 15:00 Europe/London"),
    ("it", "Giovedì alle 16:00 ora vostra", "2026-06-11 16:00 ?"),
]


ONE_THING_IN_EACH = {
    "the weekday of a week that is named behind it": {
        "2026-06-19 10:00": [
            "Friday of next week at 10:00",
            "am Freitag der nächsten Woche um 10 Uhr",
            "vendredi de la semaine prochaine à 10h",
            "el viernes de la próxima semana a las 10",
            "el viernes de la semana que viene a las 10:00",
            "vrijdag van volgende week om 10 uur",
            "na sexta da semana que vem às 10h",
            "venerdì della prossima settimana alle 10",
        ],
        "2026-06-18; 2026-06-19": [
            "Thursday or Friday next week",
            "Donnerstag oder Freitag der nächsten Woche",
            "jeudi ou vendredi de la semaine prochaine",
            "jueves o viernes de la semana que viene",
            "donderdag of vrijdag van volgende week",
            "quinta-feira ou sexta-feira da próxima semana",
            "giovedì o venerdì della prossima settimana",
        ],
    },
    "a week, whatever goes on behind it": {
        "2026-06-15..2026-06-19": [
            "You hear from us next week",
            "Je hoort volgende week van ons",
            "Terá notícias na próxima semana de nós",
        ],
        "2026-06-19": ["Je hoort eind volgende week van ons"],
        "2026-06-22..2026-06-26": ["In de week van 22 juni hoort u van ons", "na semana de 22 de junho"],
    },
    "weeks and days to come without a number": {
        "": [
            "in the coming weeks",
            "in den kommenden Wochen",
            "in den nächsten Monaten",
            "dans les prochains mois",
            "en las próximas semanas",
            "in de komende weken",
            "nas próximas semanas",
            "nelle prossime settimane",
        ]
    },
    "the month that is next": {
        "2026-07-31": [
            "by the end of next month",
            "bis Ende nächsten Monats",
            "d'ici la fin du mois prochain",
            "a finales del próximo mes",
            "eind volgende maand",
            "no final do próximo mês",
            "entro la fine del mese prossimo",
        ],
        "2026-07-01..2026-07-31": ["le mois prochain", "el mes que viene", "no mês que vem"],
        "2026-07-15": ["Mitte Juli", "half juli", "a metà luglio"],
        "2026-07-01..2026-09-30": [
            "im dritten Quartal",
            "au troisième trimestre",
            "en el tercer trimestre",
            "in het derde kwartaal",
            "no terceiro trimestre",
            "nel terzo trimestre",
        ],
        "2027-01-01..2027-05-01": ["Anfang nächsten Jahres", "au début de l'année prochaine"],
    },
    "a number before the word for next": {
        "2026-06-10..2026-06-24": ["in the next two weeks", "dans les deux prochaines semaines"],
        "2026-06-24": ["en las dos próximas semanas", "nelle due prossime settimane", "nas duas próximas semanas"],
        "2026-06-25": ["dans une quinzaine de jours"],
        "2026-06-17..2026-06-24": ["in ein, zwei Wochen", "binnen één à twee weken"],
        "2026-06-10..2026-06-12": ["entro 48 ore", "sous 48 heures"],
    },
    "an evening or afternoon of today, or of a weekday": {
        "2026-06-10 20:00": [
            "tonight at 8",
            "heute Abend um 8",
            "ce soir à 8h",
            "esta noche a las 8",
            "vanavond om 8 uur",
            "esta noite às 8",
            "stasera alle 8",
        ],
        "2026-06-15 20:00": ["Montagabend um 8", "maandagavond om 8 uur", "lundi soir à 8h", "lunedì sera alle 8"],
        "2026-06-10 09:00": ["esta mañana a las 9", "stamattina alle 9", "vanochtend om 9 uur"],
    },
    "hours and quarters in words": {
        "2026-06-12 14:45": [
            "Friday at quarter to three",
            "Freitag um Viertel vor drei",
            "vendredi à trois heures moins le quart",
            "viernes a las tres menos cuarto",
            "vrijdag om kwart voor drie",
            "sexta às quinze para as três",
            "venerdì alle tre meno un quarto",
        ],
        "2026-06-12 14:30": ["vendredi à quatorze heures trente", "vendredi à deux heures et demie"],
    },
    "a Portuguese weekday and not an ordinal": {
        "2026-06-11 10:00": ["pode ser quinta às 10", "na quinta às 10 horas", "quinta, às 10h"],
        "2026-06-12 12:00": ["pode ser sexta ao meio-dia"],
        "": ["o resultado da segunda entrevista", "até a segunda fase", "depois da segunda conversa"],
    },
    "set for a time, not due by it": {
        "2026-06-16 09:30": [
            "prévu pour le mardi 16 juin à 9h30",
            "para el martes 16 de junio a las 9:30",
            "voor dinsdag 16 juni om 9.30 uur",
            "para terça, 16 de junho, às 9h30",
            "per martedì 16 giugno alle 9.30",
            "notiert für Dienstag, 16. Juni, 9.30 Uhr",
            "noted for Tuesday 16 June at 9:30",
        ],
    },
    "a zone with a small word before it": {
        "2026-06-12 15:00 America/Sao_Paulo": ["sexta às 15h no horário de Brasília"],
        "2026-06-12 15:00 Atlantic/Canary": ["viernes a las 15 h en hora canaria"],
    },
    "no hour": {
        "2026-06-15": ["attendez-vous à un appel lundi", "Montag so oder so", "lundi, une heure plus tôt"],
        "2026-06-16 14:00": ["mardi à deux heures", "Dienstag um 2 Uhr"],
    },
    "the end of the week, and the weekend": {
        "2026-06-12": ["até ao fim da semana", "no final da semana"],
        "2026-06-13..2026-06-14": ["before the weekend", "voor het weekend", "antes do fim de semana"],
    },
    "words of two languages, told apart by the one that only one has": {
        "2026-06-11 11:00": ["afinal 11h amanhã", "11h demain plutôt", "mejor mañana a las 11"],
    },
    "letters of a zone, which are words elsewhere": {
        "2026-06-12 10:00 America/New_York; 2026-06-12 17:00 Europe/Berlin": ["Friday 10 am ET / 5 pm CET"]
    },
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, found) for rows in ONE_THING_IN_EACH.values() for found, texts in rows.items() for text in texts],
)
def test_the_same_is_read_alike(read: Read, text: str, expected: str) -> None:
    assert read(text, language=language_of(text)) == expected


@pytest.mark.parametrize(("language", "text", "expected"), ROWS)
def test_read_in_its_language(read: Read, language: str, text: str, expected: str) -> None:
    assert read(text, language=language) == expected


@pytest.mark.parametrize(("language", "text", "expected"), ROWS)
def test_the_language_is_told_from_the_text(read: Read, language: str, text: str, expected: str) -> None:
    assert read(text) == expected


def table(language: str) -> dict[str, object]:
    """The file of date words of a language."""
    return tomllib.loads((Path(parsers.__file__).parent / "languages" / f"{language}_dates.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_has_two_roles(language: str) -> None:
    words, units = table(language)["words"], table(language)["units"]
    assert isinstance(words, dict) and isinstance(units, dict)
    both = set(words["at"]) & set(units.get("hour", ()))  # "alle ore 10" and "entro 48 ore"
    phrases = [
        phrase for group in (words, units) for listed in group.values() for phrase in listed if phrase not in both
    ]
    for key in ("numbers", "ordinals", "relative_days", "weeks", *({"today"} & table(language).keys())):
        phrases += table(language)[key]
    assert sorted(phrases) == sorted(set(phrases))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_names_a_role(language: str) -> None:
    words = table(language)["words"]
    assert isinstance(words, dict)
    assert {key.upper() for key in words} <= {role.name for role in Role}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_months_and_weekdays_are_named(language: str) -> None:
    months, weekdays = table(language)["months"], table(language)["weekdays"]
    assert isinstance(months, list) and isinstance(weekdays, list)
    assert (len(months), len(weekdays)) == (12, 7)
    assert set(lexicon(language).markers) >= {months[0][0], weekdays[0][0]}


def test_no_sign_of_a_language_is_english() -> None:
    assert language_of("12:00") == "en"


def test_a_language_without_a_file_is_refused() -> None:
    with pytest.raises(KeyError):
        lexicon("tlh")
