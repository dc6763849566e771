"""Pictures of the extension at work, for the documentation: real mails, server, webmail and browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.support.afterview import Afterview
from tests.support.chromium import Chromium, connect, popup
from tests.support.dovecot import Dovecot
from tests.support.letters import letter
from tests.support.roundcube import Roundcube, sign_in

USER = "ana@example.test"
ANA = f"Ana Silva <{USER}>"
ZONE = ZoneInfo("Europe/Berlin")


def day(days: int) -> str:
    """A day so far from today as a mail writes it."""
    then = datetime.now(ZONE) + timedelta(days=days)
    return f"{then:%A}, {then.day} {then:%B %Y}"


def mails() -> list[tuple[float, str, str, str]]:
    """Age in hours, sender, subject and text of each; oldest first."""
    return [
        (
            216,
            "Harbour Labs Careers <no-reply@harbour.example>",
            "Your application to Harbour Labs",
            "Dear Ana,\n\nthank you for applying for the position of Site Engineer at Harbour Labs. We have received "
            "your application and will review it.\n\nThis is an automatic message, please do not reply.\n",
        ),
        (
            90,
            "Ines Duarte <ines@alder.example>",
            "Offer: Platform Engineer at Alder",
            f"Dear Ana,\n\nwe are delighted to offer you the position of Platform Engineer at Alder. Please let us "
            f"know your decision by {day(3)}.\n\nKind regards\nInes Duarte\nHead of People, Alder\n",
        ),
        (
            75,
            "Kim Lee <kim@northwind.example>",
            "Interview for the Backend Engineer role at Northwind",
            f"Hi Ana,\n\nyour interview for the Backend Engineer role is confirmed for {day(-1)} at 15:00.\n\n"
            "Best regards\nKim Lee\nHiring Manager, Northwind\n",
        ),
        (
            50,
            "Sam Okafor <sam@friends.example>",
            "Lunch on Friday?",
            "Hey Ana, noon at the usual place?\n\nSam\n",
        ),
        (
            28,
            "Raj Patel <raj@quay.example>",
            "Data Engineer at Quay: interview confirmed",
            f"Hi Ana,\n\nyour interview for the Data Engineer role at Quay is confirmed for {day(2)} at 10:30.\n\n"
            "Best\nRaj Patel\nTalent Partner, Quay\n",
        ),
        (
            3,
            "Ola Nordmann <ola@fjord.example>",
            "Next steps: Systems Developer at Fjord",
            "Hi Ana,\n\nthank you for applying. We would like to invite you to an interview for the Systems Developer "
            "role. Could you tell me when you are free next week?\n\nBest regards\nOla Nordmann\nRecruiter, Fjord\n",
        ),
        (
            2,
            "Kim Lee <kim@northwind.example>",
            "Re: Interview for the Backend Engineer role at Northwind",
            "Hi Ana,\n\nit was good to talk with you yesterday. We will get back to you within two weeks.\n\n"
            "Best regards\nKim Lee\nHiring Manager, Northwind\n",
        ),
    ]


def fill(dovecot: Dovecot) -> None:
    """Put the mails into Ana's mailbox."""
    now = datetime.now(UTC)
    for number, (age, sender, subject, text) in enumerate(mails(), 1):
        when = (now - timedelta(hours=age)).astimezone(ZONE)
        reply = "<letter-3@company.example>" if subject.startswith("Re:") else ""
        source = letter(number, subject, text, sender=sender, to=ANA, reply_to=reply, when=when)
        dovecot.deliver(USER, source, when=when)


def take(browser: Chromium, dovecot: Dovecot, webmail: Roundcube, server: Afterview, folder: Path) -> None:
    """Write pictures of webmail, row, popup and options into ``folder``, each ``-light.png`` and ``-dark.png``.

    The mailbox is filled, the server reads it, and nothing is paired yet.
    """
    connect(browser, server.port, server.pairing_code())
    page = browser.context.new_page()
    sign_in(page, webmail, USER, dovecot.password)
    expect(page.locator("#messagelist afterview-badge")).to_have_count(6)
    page.locator("#messagelist tr.message", has_text="Kim Lee").first.locator(".subject a span").click()
    frame = page.frame_locator("#messagecontframe")
    expect(frame.locator("afterview-card .state")).to_be_visible()
    shown = popup(browser)
    expect(shown.locator(".entry")).not_to_have_count(0)
    settings = browser.page("options/options.html")
    expect(settings.locator("#state")).to_contain_text("Connected")
    folder.mkdir(parents=True, exist_ok=True)
    for tone in ("light", "dark"):
        for part in page.frames:
            part.evaluate("dark => document.documentElement.classList.toggle('dark-mode', dark)", tone == "dark")
        page.bring_to_front()
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.screenshot(path=folder / f"webmail-{tone}.png")
        page.locator("#messagelist tr.message", has_text="Alder").locator("afterview-badge").click()
        expect(page.locator("afterview-peek .state")).to_have_text("Offer")
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"row-{tone}.png")
        page.keyboard.press("Escape")
        for own, name in ((shown, "popup"), (settings, "options")):
            own.bring_to_front()
            own.emulate_media(color_scheme="dark" if tone == "dark" else "light")
            own.wait_for_timeout(300)
            own.screenshot(path=folder / f"{name}-{tone}.png", full_page=True)
