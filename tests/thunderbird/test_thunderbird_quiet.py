"""What the add-on shows where there is little to show, and what it does with several messages at once."""

from __future__ import annotations

import pytest

from tests.support.letters import ASK, RECEIPT, SUBJECT
from tests.support.thunderbird import pair
from tests.support.thunderbird_house import ATS, SAM, House

pytestmark = [pytest.mark.browser, pytest.mark.dovecot]

STATE = "card?.querySelector('.state')?.textContent === '{}'"
OFFER = "doc.querySelector('afterview-track')?.openOrClosedShadowRoot"
NOTE = "It was nice to meet you at the fair. See you there again in spring!\n"


def test_unpaired_unknown_and_several(house: House) -> None:
    house.deliver(1, SUBJECT, ASK)
    house.deliver(2, "Lunch on Friday?", "Noon?", SAM)
    house.deliver(3, "Your application to Harbour Labs", RECEIPT, ATS)
    house.deliver(4, "The fair", NOTE, "Ida Berg <ida@garden.example>")
    house.deliver(5, "Your parcel", "It is on its way.\n", "Shop <hello@shop.example>")
    house.deliver(6, "The choir", "We sing on Monday.\n", "Choir <hello@choir.example>")
    with house.mail() as mail:
        mail.fetch(house.user, 6)

        # Not paired: no card; button, menu and popup say what to do.
        mail.select(SUBJECT)
        mail.until_button(label="Afterview", badge="", title="Afterview: Afterview is not running")
        assert mail.message("return card === null;")
        settings = mail.open_settings()
        settings.until("document.querySelector('form.pair') !== null")
        settings.run(
            f"(e => {{ e.value = '{house.server.port}'; e.form.requestSubmit() }})(document.querySelector('#port'))"
        )
        settings.until("document.querySelector('#state').textContent.startsWith('Connect Thunderbird')")
        assert settings.violations() == []
        mail.show_mail()
        mail.until_button(title="Afterview: Connect Thunderbird")
        assert mail.menu() == {"Connect Thunderbird": False, "Track this": False}
        mail.close_menu()
        popup = mail.open_popup()
        popup.until("document.querySelector('form.pair') !== null")
        assert popup.violations() == []
        mail.close_popup()

        # Several messages at once: a mark for each process, Track this for what is no process yet.
        pair(mail, house.server.port, house.server.pairing_code())
        mail.select(SUBJECT)
        mail.until_card(STATE.format("Reply due"))
        mail.select(SUBJECT, "Your application to Harbour Labs", "Lunch on Friday?", "The fair")
        items = mail.menu()
        assert items.get("2 hiring processes") is False, items
        assert items["Track these 2 messages"]
        mail.choose("They said no")
        mail.select(SUBJECT)
        mail.until_card(STATE.format("Rejected"))
        house_marks = house.marks()
        assert house_marks == ["rejected", "rejected"]

        # A message that nobody knows is tracked where it stands, by menu, or in the popup, with what it is about.
        mail.select("The choir")
        mail.message(f"await until(() => {OFFER}); {OFFER}.querySelector('button').click();")
        assert mail.message(f"return {OFFER}.activeElement.name;") == "company"
        assert mail.violations("afterview-track") == []
        mail.message(f"{OFFER}.querySelector('[type=submit]').click();")
        mail.until_card("card && !doc.querySelector('afterview-track')")
        assert mail.message("return card.activeElement?.className.split(' ')[0];") == "panel", "the focus goes along"
        mail.select("Lunch on Friday?")
        mail.menu()
        mail.choose("Track this")
        mail.until_card("card !== null")
        mail.select("The fair")
        mail.until_button(title="Afterview: not one of your hiring processes")
        popup = mail.open_popup()
        popup.until("document.querySelector('#page:not([hidden]) form') !== null")
        assert popup.violations() == []
        popup.run(
            "(form => { form.elements.company.value = 'Garden & Co'; form.requestSubmit() })"
            "(document.querySelector('#page form'))"
        )
        popup.until("document.querySelector('#message:not([hidden]) h2')?.textContent.includes('Garden & Co')")
        assert popup.run("getComputedStyle(document.querySelector('main')).display") == "none"
        assert popup.violations() == []
        mail.close_popup()
        mail.until_card("card?.querySelector('h2')?.textContent.includes('Garden & Co')")
        assert any(line.startswith("Garden & Co: ") for line in mail.menu())
        mail.close_menu()

        # What fails in a menu is said in the space: Afterview ends while the menu is open.
        mail.select("Your parcel")
        assert mail.menu()["Track this"]
        house.server.stop()
        mail.choose("Track this")
        space = mail.space_page()
        told = "document.querySelector('#told:not([hidden])')?.textContent"
        space.until(f"{told}?.includes('Your parcel: Afterview is not running')")
        assert space.violations() == []
        space.run("document.querySelector('#told button').click()")
        space.until("document.querySelector('#told').hidden")
