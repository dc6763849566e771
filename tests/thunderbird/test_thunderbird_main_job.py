"""The whole chain in the real Thunderbird: a mail reaches Dovecot, Afterview reads it, the message has its card."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.letters import ASK, RECEIPT, SUBJECT
from tests.support.thunderbird import pair
from tests.support.thunderbird_house import ATS, SAM, House

pytestmark = [pytest.mark.browser, pytest.mark.dovecot]

FIXED = "Hi Ana,\n\nyour interview is confirmed for {day} at 15:00.\n\nBest regards\nKim Lee\n"
STATE = "card?.querySelector('.state')?.textContent === '{}'"


def test_the_main_job(house: House, day_ahead: Callable[[int], str]) -> None:
    house.deliver(1, SUBJECT, ASK)
    house.deliver(2, "Lunch on Friday?", "Noon?", SAM)
    house.deliver(3, "Your application to Harbour Labs", RECEIPT, ATS)
    house.deliver(1, SUBJECT, ASK, to=house.other)
    server = house.server

    with house.mail() as mail:
        assert mail.do("return [...extension().errors, ...extension().warnings];") == [], "the manifest is in order"
        pair(mail, server.port, server.pairing_code())
        mail.fetch(house.user, 3)

        # A hiring mail is opened with its card, and its button says the same; a private mail has none.
        mail.select(SUBJECT)
        mail.until_card(STATE.format("Reply due"))
        assert mail.message("return card.querySelector('h2').textContent;") == "Gardener at Northwind"
        assert mail.message("return card.querySelector('.due').textContent;") == "Due tomorrow"
        assert mail.message("return card.querySelectorAll('.do li, .dont li').length;") >= 4
        mail.until_button(label="Reply due", badge="!")
        mail.until_space("1", "Afterview: 1 due now")
        mail.select("Lunch on Friday?")
        mail.until_button(label="Afterview", badge="", title="Afterview: not one of your hiring processes")
        assert mail.message("return card === null;")

        # Marked by menu; the mark is seen in the feed and in the dashboard, and undone there.
        mail.select(SUBJECT)
        mail.until_card(STATE.format("Reply due"))
        items = mail.menu()
        assert items["Gardener at Northwind: Reply due"] is False, "a line that says what the menu is about"
        assert items["I answered"]
        assert "Track this" not in items
        mail.choose("I answered")
        mail.until_card(STATE.format("Waiting"))
        assert mail.button_menu()["Gardener at Northwind: Waiting"] is False
        mail.until_button(label="Waiting", badge="")
        mail.until_space("", "Afterview")
        assert house.marks() == ["answered"]
        mail.message("card.querySelector('[data-key=dashboard]').click();")
        dashboard = mail.dashboard()
        dashboard.until("document.body.textContent.includes('Gardener')")
        assert dashboard.run("!location.hash"), "the one-time code leaves the address"
        dashboard.run(
            "[...document.querySelectorAll('.process')].find((entry) => /Gardener/.test(entry.textContent))"
            ".querySelector('.toggle').click()"
        )
        dashboard.until("document.querySelector('[data-key^=undo-]') !== null")
        dashboard.run("document.querySelector('[data-key^=undo-]').click()")
        mail.show_mail()
        mail.until_card(STATE.format("Reply due"))
        assert house.marks() == []

        # Across accounts: the same message in a mailbox that Afterview does not read, by its Message-ID.
        mail.fetch(house.other, 1)
        mail.select(SUBJECT)
        mail.until_card(STATE.format("Reply due"))

        # Turned off and on again, it takes its place in the message that is open.
        mail.message("doc.querySelector('afterview-card').className = 'before';")
        mail.turn_off_and_on()
        mail.until_card("card && !doc.querySelector('afterview-card.before')")
        for key, state in (("mark-answered", "Waiting"), ("undo", "Reply due")):
            mail.until_card(f"card?.querySelector('[data-key={key}]:not(:disabled)')")
            mail.message(f"card.querySelector('[data-key={key}]').click();")
            mail.until_card(STATE.format(state))

        # The process moves on; a new mail comes with its card. The background was stopped meanwhile.
        mail.select()
        mail.stop_background()
        house.deliver(4, f"Re: {SUBJECT}", FIXED.format(day=day_ahead(5)), answers="<letter-1@company.example>")
        mail.fetch(house.user, 4)
        mail.select(f"Re: {SUBJECT}")
        mail.until_card(STATE.format("Interview"))
        mail.until_button(label="Interview", badge="")

        # The server is stopped and started again.
        server.stop()
        mail.until_card("card?.querySelector('.notice')?.textContent.includes('Start it with: afterview serve')")
        mail.until_button(title="Afterview: Afterview is not running")
        assert not any(mail.menu().values()), "nothing can be marked"
        mail.close_menu()
        server.start()
        mail.until_card("card && !card.querySelector('.notice')")

    # Thunderbird is restarted: nothing depends on its own ids of messages.
    with house.mail(installs=False) as mail:
        mail.fetch(house.user, 4)
        mail.until_space("", "Afterview")
        mail.select(f"Re: {SUBJECT}")
        mail.until_card(STATE.format("Interview"))
        mail.message(
            "card.querySelector('[data-key=more]').click(); card.querySelector('[data-key=mark-done]').click();"
        )
        mail.until_card("card?.textContent.includes('You closed it by hand.')")
        assert house.marks() == ["done"]
        mail.message("card.querySelector('[data-key=undo]').click();")
        mail.until_card("card && !card.querySelector('[data-key=undo]')")
        mail.select(SUBJECT, "Your application to Harbour Labs")
        assert mail.menu()["2 hiring processes"] is False
        mail.close_menu()
        assert house.marks() == []
