"""The dashboard's page: a shell without data, which may be opened by anyone on this computer."""

from __future__ import annotations

from flask import Blueprint, render_template

from server.web.ports import Deps


def blueprint(deps: Deps) -> Blueprint:
    """The route of the page."""
    page = Blueprint("page", __name__)

    @page.get("/")
    def shell() -> str:
        return render_template("page.html", version=deps.version)

    return page
