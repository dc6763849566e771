"""The Flask application, built anew for every server and every test from what it is given."""

from __future__ import annotations

import re

from flask import Flask, Response, g, request
from flask_cors import CORS

from server.web import api, page, problem
from server.web.guard import EXTENSION_ORIGIN, Guard
from server.web.ports import Deps

MAX_BODY = 64 * 1024
"""Octets of a request body. The largest real one, a split of a long process, has about 20,000."""

_CSP_DATA = "default-src 'none'; frame-ancestors 'none'"
_CSP_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


def create_app(deps: Deps) -> Flask:
    """The application behind its guard."""
    app = Flask("server.web", static_folder="dashboard/static", static_url_path="/static", template_folder="dashboard")
    app.config.update(
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=MAX_BODY,
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    app.url_map.redirect_defaults = False
    guard = Guard(app, deps)
    app.extensions["afterview_guard"] = guard
    problem.install(app)
    app.register_blueprint(api.blueprint(deps, guard))
    app.register_blueprint(page.blueprint(deps))
    # Flask runs these in reverse: CORS first, so that what it says can be taken back.
    app.after_request(_harden)
    _add_cors(app)
    app.teardown_request(lambda _: guard.flush() if "client" in g and request.method not in {"GET", "HEAD"} else None)
    return app


def _add_cors(app: Flask) -> None:
    """CORS headers for extensions that have no host permission and therefore meet CORS. It is no gate: the guard is."""
    CORS(
        app,
        resources={
            re.compile(rf"\A{api.PREFIX}/"): {
                "origins": [EXTENSION_ORIGIN],
                "methods": ["GET", "POST", "DELETE"],
                "allow_headers": ["Authorization", "Content-Type", "If-None-Match"],
                "expose_headers": ["Afterview", "ETag"],
                "supports_credentials": False,
                "always_send": False,
                "max_age": 600,
            }
        },
    )


def _harden(response: Response) -> Response:
    headers = response.headers
    if not g.get("cors", False):
        # The pattern above fits every extension; only those that the guard knows may read an answer.
        for name in [name for name, _ in headers if name.startswith("Access-Control-")]:
            del headers[name]
    headers["Content-Security-Policy"] = _CSP_PAGE if request.endpoint == "page.shell" else _CSP_DATA
    headers["Cache-Control"] = "no-store"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    return response
