"""The dashboard's page: a shell without data, which may be opened by anyone on this computer."""

from __future__ import annotations

from flask import Blueprint, render_template

from server import words
from server.web.ports import Deps


def blueprint(deps: Deps) -> Blueprint:
    """The route of the page. The words for states and marks go with it, so that it says them as the commands do."""
    page = Blueprint("page", __name__)
    said = {
        "states": {state.value: text for state, text in words.STATES.items()},
        "marks": {mark.value: text for mark, text in words.MARKS.items()},
    }

    @page.get("/")
    def shell() -> str:
        return render_template("page.html", version=deps.version, words=said)

    return page
