"""Employers and roles as messages name them; a wrong one is worse than none."""

from __future__ import annotations

import pytest

from parsers.facts import Address, Markup, Message
from parsers.people import companies, roles

ME = frozenset({"sam@example.org"})


def mail(subject="", text="", name="Kim Lee", address="kim@gmail.com", **more):
    return Message(message_id=None, date=None, from_=Address(name, address), subject=subject, text=text, **more)


NAMED = {
    "subject, to": (mail("Your application to Northmere Health"), "Northmere Health"),
    "subject, thanks": (mail("Re: Thank you for applying to Tabulate!"), "Tabulate"),
    "subject, interest": (mail("Thank you for your interest in Wexbridge Mutual"), "Wexbridge Mutual"),
    "text, position": (mail(text="about the Nurse position at Wren & Fell, which"), "Wren & Fell"),
    "text, job": (mail(text="as a Sales Advisor (12h) at Luxe Lane has"), "Luxe Lane"),
    "text, the team": (mail(text="I am writing from the Corvane talent team."), "Corvane"),
    "text, client after a comma": (mail(text="Our client, Halden Markets, needs"), "Halden Markets"),
    "fr, client": (mail(text="Notre client, la société Fontanel, recherche"), "Fontanel"),
    "de, Kunde": (mail(text="Unser Kunde, die Firma Werkstolz, sucht"), "Werkstolz"),
    "text, client": (mail(text="on behalf of Halden Markets we"), "Halden Markets"),
    "signed by a team": (mail(text="We read it.\n\nThe Corvane Hiring Team"), "Corvane"),
    "display name": (mail(name="Corvane Careers", address="x@gmail.com"), "Corvane"),
    "careers at": (mail(name="Careers at Corvane", address="x@gmail.com"), "Corvane"),
    "person and employer": (mail(name="Kim Lee (Corvane)"), "Corvane"),
    "hiring system, name": (mail(name="Corvane Hiring Team", address="no-reply@eu.greenhouse-mail.io"), "Corvane"),
    "hiring system, local part": (mail(name="Workday", address="northmere@myworkday.com"), "Northmere"),
    "domain": (mail(address="kim@wexbridge.example"), "Wexbridge"),
    "domain, spelt out": (mail(text="Here at WexBridge Bank", address="k@wexbridgebank.example"), "WexBridge Bank"),
    "domain, in small letters": (
        mail(address="k@lakeshoretransit.example", signature="kim lee\nlakeshore transit"),
        "Lakeshore Transit",
    ),
    "domain, umlaut": (mail(address="k@muellerundsohn.example", signature="Kim\nMüller und Sohn"), "Müller und Sohn"),
    "domain, article": (mail(address="k@devriesenzoon.example", signature="Kim\nDe Vries en Zoon"), "De Vries en Zoon"),
    "domain, elided": (mail(address="k@loliveraie.example", signature="Kim\nL'Oliveraie"), "L'Oliveraie"),
    "domain, its own address": (mail(text="www.lake-shore.example", address="k@lakeshore.example"), "Lakeshore"),
    "hiring system, spelt out": (
        mail(text="You wrote to lakeshore transit.", name="Workday", address="lakeshoretransit@myworkday.com"),
        "Lakeshore Transit",
    ),
    "domain, subdomain": (mail(address="kim@mail.wexbridge.co.uk"), "Wexbridge"),
    "signature": (mail(signature="Kim Lee\nRecruiter\nZeitwerk GmbH"), "Zeitwerk GmbH"),
    "markup": (mail(markup=(Markup("JobPosting", {"hiringOrganization.name": "ACME"}),)), "ACME"),
    "own mail": (Message(None, None, Address("", "sam@example.org"), to=(Address("", "k@wren.example"),)), "Wren"),
    "de": (mail("Ihre Bewerbung bei der Limmatbank AG"), "Limmatbank AG"),
    "fr": (mail("Votre candidature chez Nordlys"), "Nordlys"),
    "es": (mail("Tu candidatura en Platita"), "Platita"),
    "nl": (mail("Je sollicitatie bij Sokkenfabriek"), "Sokkenfabriek"),
    "pt": (mail("Sua candidatura na Adriática"), "Adriática"),
    "it": (mail("La sua candidatura presso Girasole"), "Girasole"),
}


@pytest.mark.parametrize(("message", "name"), NAMED.values(), ids=NAMED)
def test_company(message, name):
    assert companies(message, ME)[0].name == name


NAMELESS = {
    "freemail": mail(text="Could we talk on Thursday?"),
    "weekday": mail(text="We look forward to the interview at Monday's session."),
    "meeting software": mail(text="Your interview at Zoom starts soon."),
    "greeting": mail(text="Dear Hiring Team"),
    "person": mail(text="Interview with Kim Lee on Friday"),
    "job title": mail(text="The position at Senior Engineer level"),
    "hiring system alone": mail(name="Greenhouse", address="no-reply@eu.greenhouse-mail.io"),
    "person on a hiring system": mail(name="Kim Lee", address="no-reply@eu.greenhouse-mail.io"),
    "own address": Message(None, None, Address("", "sam@example.org"), to=(Address("", "sam@example.org"),)),
    "skill": mail("Java Developer with Kafka"),
    "nothing": Message(None, None, None),
}


@pytest.mark.parametrize("message", NAMELESS.values(), ids=NAMELESS)
def test_no_company(message):
    assert companies(message, ME) == ()


def test_client_before_the_agency():
    text = "Our client Halden Markets is looking for a nurse."
    found = companies(mail(text=text, name="Kim Lee", address="kim@brightlane-recruitment.example"), ME)
    assert [named.name for named in found] == ["Halden Markets"]


@pytest.mark.parametrize(
    "text",
    [
        "Background check for Acorn Bakery",
        "Wir führen die Lohnabrechnung im Auftrag der Acorn Bakery",
        "Nous gérons la paie pour le compte de Acorn Bakery",
        "Verificamos sus datos por encargo de Acorn Bakery",
        "Wij screenen in opdracht van Acorn Bakery",
        "Processamos os salários em nome de Acorn Bakery",
        "Elaboriamo le paghe per conto di Acorn Bakery",
    ],
)
def test_whom_a_bureau_writes_for_is_an_employer(text: str) -> None:
    named = companies(mail(text=text, name="Paylane", address="cases@paylane.example"), ME)
    assert "Acorn Bakery" in {company.name for company in named}


def test_two_roles_of_one_sentence() -> None:
    named = roles(mail(text="Thank you for applying for both the baker and the delivery driver position."))
    assert {role.name for role in named} == {"Baker", "Delivery driver"}


def test_spellings_of_one_employer_are_one_guess():
    found = companies(mail("Your application to ACME", "the Nurse role at Acme Inc.", address="k@acme.example"), ME)
    assert [named.name for named in found] == ["ACME"]
    assert found[0].weight > 75


ROLES = {
    "the ... position": (mail(text="Thank you for applying for the Backend Engineer position."), "Backend Engineer"),
    "lower case": (mail(text="Thanks for your interest in our senior nurse role."), "Senior nurse"),
    "position of": (mail(text="We offer you the position of Ward Manager, starting"), "Ward Manager"),
    "gendered": (mail(text="Bewerbung als Pflegefachkraft (m/w/d) in Berlin"), "Pflegefachkraft"),
    "gendered, unknown job": (mail("Your application: Growth Ninja (f/m/x)"), "Growth Ninja"),
    "application for": (mail("Application for Junior Analyst (ref JA/08)"), "Junior Analyst"),
    "segment": (mail("Corvane - Backend Engineer"), "Backend Engineer"),
    "segment after reply": (mail("AW: Re: Kraftfahrer CE"), "Kraftfahrer CE"),
    "at": (mail("Finance Analyst at Ottermouth Group"), "Finance Analyst"),
    "markup": (mail(markup=(Markup("JobPosting", {"title": "Nurse"}),)), "Nurse"),
    "de": (mail(text="Ihre Bewerbung um die Stelle als Sachbearbeiterin, die"), "Sachbearbeiterin"),
    "fr": (mail(text="votre candidature au poste d'infirmière, qui"), "Infirmière"),
    "es": (mail(text="para el puesto de enfermera en Madrid"), "Enfermera"),
    "nl": (mail(text="de functie van verpleegkundige bij ons"), "Verpleegkundige"),
    "pt": (mail(text="a vaga de analista de dados na nossa"), "Analista de dados"),
    "it": (mail(text="per il ruolo di infermiere presso noi"), "Infermiere"),
    "number": (mail("RE: Job Req 77120"), "Req 77120"),
}


@pytest.mark.parametrize(("message", "name"), ROLES.values(), ids=ROLES)
def test_role(message, name):
    assert roles(message)[0].name == name


ROLELESS = [
    "Your interview on Friday",
    "Heads up",
    "Re: Tuesday",
    "Votre entretien avec votre conseiller",
    "Thank you!",
    "",
]


@pytest.mark.parametrize("subject", ROLELESS)
def test_no_role(subject):
    assert roles(mail(subject)) == ()


def test_number_beside_the_role():
    found = roles(mail("Implementation Consultant – Req 20418"))
    assert [named.name for named in found] == ["Implementation Consultant", "Req 20418"]
