"""What can go wrong while reading: few things, since a bad mail is read as far as it goes and its faults are noted."""

from __future__ import annotations


class ParserError(ValueError):
    """Base of the errors that the parsers raise; the text is a sentence for the user."""


class NotAMessage(ParserError):  # noqa: N818 - named for what the input is, as callers read it
    """The input is no mail at all: no header field of a mail stands at its beginning."""


class BadCalendar(ParserError):  # noqa: N818 - named for what the input is, as callers read it
    """A calendar part cannot be read as iCalendar (RFC 5545)."""
