"""Errors as ``application/problem+json`` (RFC 9457): a status, a code for programs, a sentence for people."""

from __future__ import annotations

import logging
import traceback
from http import HTTPStatus

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from server.store.errors import BadMarkError, BusyError, DiskFullError, StoreError
from server.web.ports import RefusedError, UnknownError

log = logging.getLogger(__name__)

_SENTENCES = {
    400: ("bad_request", "This request is not understood."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "The request is larger than Afterview accepts."),
    415: ("not_json", "Send JSON, with Content-Type: application/json."),
}


class ProblemError(Exception):
    """Ends a request with an error. ``code`` is for programs and never changes; ``detail`` is a sentence for people."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail


def respond(status: int, code: str, detail: str) -> Response:
    """The answer for an error."""
    body = {"type": "about:blank", "title": _title(status), "status": status, "detail": detail, "code": code}
    response = Response(msgspec.json.encode(body), status, mimetype="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Afterview"'
    return response


def install(app: Flask) -> None:
    """Make every error of ``app`` a problem document, the unforeseen ones too."""

    @app.errorhandler(ProblemError)
    def _problem(error: ProblemError) -> Response:
        return respond(error.status, error.code, error.detail)

    @app.errorhandler(UnknownError)
    def _unknown(error: UnknownError) -> Response:
        return respond(404, "unknown", str(error))

    @app.errorhandler(RefusedError)
    @app.errorhandler(BadMarkError)
    def _refused(error: Exception) -> Response:
        return respond(422, "refused", str(error))

    @app.errorhandler(StoreError)
    def _store(error: StoreError) -> Response:
        if isinstance(error, DiskFullError):
            return respond(507, "disk_full", str(error))
        return respond(503, "busy" if isinstance(error, BusyError) else "store", str(error))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        code, detail = _SENTENCES.get(status, ("http", _title(status)))
        response = respond(status, code, detail)
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(Exception)
    def _unforeseen(error: Exception) -> Response:
        # Neither the message nor the arguments: they may hold a subject or an address.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        log.error("%s in %s at %s:%s", type(error).__name__, request.endpoint, frame.filename, frame.lineno)
        return respond(500, "internal", "Afterview made a mistake here. Its log says where; your data is unharmed.")


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
