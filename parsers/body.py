"""From the parts of a mail to the text a reader sees, with calendars, markup and attachments beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from parsers import charsets, header, html, invites, markup, mime, soup, tables
from parsers.facts import CalendarEvent, Markup

TEXT_LIMIT = 200_000
"""Octets of plain text, and characters of text in all, that are read."""
HTML_LIMIT = soup.HTML_LIMIT
CALENDAR_LIMIT = 1_000_000
ATTACHMENT_LIMIT = 50
_CALENDARS_READ = 5
_STUB_LENGTH = 600
_STARTS_AS_HTML = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<div|<p>|<table|<style|<br)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar", "application/calendar"})
_INLINE_TEXT = frozenset({"text/plain", "text/html", "text/enriched", "text/x-amp-html", "text/watch-html"})
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})


class Body:
    """What the parts of one mail hold. ``faults`` grows while it is read."""

    def __init__(self, source: bytes, root: mime.Part, faults: list[str], *, truncated: bool) -> None:
        self.source = source
        self.root = root
        self.faults = faults
        self.truncated = truncated
        self.events: tuple[CalendarEvent, ...] = ()
        self.markup: tuple[Markup, ...] = ()
        self.attachments: tuple[str, ...] = ()
        self.enclosed: str = ""
        """The text of a mail that was attached as a whole."""
        self._decoded: dict[int, str] = {}
        self._pages: dict[int, html.Page] = {}

    def read(self) -> str:
        """The text; fills the other attributes. No part's fault stops the others from being read."""
        self._beside_the_text()
        text = self.guarded(lambda: self._text(self.root), "", "the text") or ""
        if len(text) > TEXT_LIMIT:
            self.faults.append(f"the text is long; its first {TEXT_LIMIT // 1000} KB were read")
        return text[:TEXT_LIMIT]

    def guarded(self, step: Callable[[], str], otherwise: str, what: str) -> str:
        """The result of a step; where it fails on a case that nobody foresaw, a fault instead."""
        try:
            return step()
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            self.faults.append(f"{what} cannot be read ({type(error).__name__})")
            return otherwise

    def _beside_the_text(self) -> None:
        calendars: dict[tuple[str, str, int, object], CalendarEvent] = {}
        names: list[str] = []
        markup_found: list[Markup] = []
        tried = 0
        for part in self.root.leaves():
            if is_calendar(part):
                if tried < _CALENDARS_READ:
                    tried += 1
                    for event in self._calendar(part):
                        calendars.setdefault((event.uid, event.method, event.sequence, event.start), event)
            elif part.type == "text/html" and not is_attached(part):
                if markup.is_hinted(self.decoded(part)):
                    markup_found.extend(markup.items_of(self.page(part)))
            elif part.type in _SEALED:
                self.faults.append("the mail is encrypted; its text cannot be read")
            name = part.filename or ("mail" if part.type == "message/rfc822" else "")
            decoration = part.main == "image" and (part.content_id or part.disposition == "inline")
            if name and not decoration and not (is_calendar(part) and name in names) and len(names) < ATTACHMENT_LIMIT:
                names.append(name)
        self.events = tuple(calendars.values())
        self.markup = tuple(markup_found[: markup.ITEM_LIMIT])
        self.attachments = tuple(names)

    def _calendar(self, part: mime.Part) -> tuple[CalendarEvent, ...]:
        data, _ = mime.content(self.source, part, CALENDAR_LIMIT)
        method = part.parameters.get("method") or None
        charset = part.parameters.get("charset", "")
        try:
            events = invites.events(charsets.decode(data, charset, self.faults), method)
        except Exception as error:  # the library for calendars raises what it likes on broken ones
            self.faults.append(f"the calendar in the mail is broken ({type(error).__name__})")
            return ()
        if not events:
            self.faults.append("the calendar in the mail holds no event that can be read")
        return events

    def decoded(self, part: mime.Part) -> str:
        """The text of a text part, decoded once."""
        if part.start not in self._decoded:
            limit = HTML_LIMIT if part.type == "text/html" else TEXT_LIMIT
            data, cut = mime.content(self.source, part, limit)
            if cut:
                self.faults.append(f"a part of the text is long; its first {limit // 1000} KB were read")
            charset = part.parameters.get("charset", "")
            if not charset and part.type == "text/html":
                named = _META_CHARSET.search(data, 0, 4096)
                charset = named[1].decode("ascii") if named else ""
            text = charsets.decode(data, charset, self.faults, cut=cut or self.truncated)
            self._decoded[part.start] = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        return self._decoded[part.start]

    def page(self, part: mime.Part) -> html.Page:
        """The page in a text part, parsed once."""
        if part.start not in self._pages:
            page = html.Page(self.decoded(part))
            if page.cut:
                self.faults.append("the HTML has very many tags; its beginning was read")
            self._pages[part.start] = page
        return self._pages[part.start]

    def _text(self, part: mime.Part) -> str:
        if part.children:
            return self._of_several(part)
        if part.type in {"message/rfc822", "message/global"}:
            if not self.enclosed:
                self.enclosed = self._enclosed(part)
            return ""
        if part.type not in _INLINE_TEXT or is_attached(part):
            return ""
        text = self.decoded(part)
        if part.type == "text/plain" and not _STARTS_AS_HTML.match(text[:200]):
            return _flowed(text, part.parameters) if part.parameters.get("format", "").lower() == "flowed" else text
        return self.page(part).text

    def _of_several(self, part: mime.Part) -> str:
        children = part.children
        if part.type == "multipart/alternative":
            return self._best(children)
        if part.type == "multipart/signed":
            children = children[:1]
        elif part.type == "multipart/related":
            children = (children[0], *(child for child in children[1:] if not child.content_id))
        texts = [self._text(child) for child in children]
        return "\n\n".join(text for text in texts if text.strip())

    def _best(self, children: tuple[mime.Part, ...]) -> str:
        """Of the alternatives the plain one, unless it is empty, a stub, or says far less than the HTML."""
        plain = "".join(self._text(child) for child in children if child.type == "text/plain")
        others = [child for child in children if child.type != "text/plain"]
        if len(plain.strip()) > _STUB_LENGTH or not any(_holds_html(child) for child in others):
            return plain or "\n\n".join(filter(None, (self._text(child) for child in others)))
        stub = _is_stub(plain)
        if not stub and len(plain.strip()) > 120:
            return plain
        rich = "\n\n".join(filter(None, (self._text(child) for child in others)))
        return rich if rich.strip() and (stub or len(rich) > 3 * len(plain.strip())) else plain

    def _enclosed(self, part: mime.Part) -> str:
        """The text of an attached mail below the header lines that a reader would see."""
        block = self.source[part.start : min(part.end, part.start + header.HEADER_LIMIT)]
        if part.encoding == "base64":
            return ""  # RFC 2046 section 5.2.1 forbids it; nothing of it is the writer's in any case
        header_end, start = header.end_of_header(block)
        ignored: list[str] = []
        fields, _ = header.split_fields(block[:header_end], ignored)
        shown = [
            f"{name.capitalize()}: {header.decode(value)[:300]}"
            for name, value in fields
            if name in {"from", "date", "to", "subject"}
        ]
        inner_source = self.source[part.start + start : min(part.end, part.start + start + 4 * TEXT_LIMIT)]
        root = mime.tree(inner_source, fields, 0, ignored)
        inner = Body(inner_source, _without_messages(root), ignored, truncated=True)
        return "\n".join(shown) + "\n\n" + inner.guarded(lambda: inner._text(inner.root), "", "the text")[:TEXT_LIMIT]


def _without_messages(part: mime.Part) -> mime.Part:
    """The part without mails attached in it, so that mails within mails are not followed further."""
    if part.type.startswith("message/"):
        return mime.Part("application/octet-stream", {}, "attachment", "", "", "", part.start, part.start)
    children = tuple(_without_messages(child) for child in part.children)
    return mime.Part(
        part.type, part.parameters, part.disposition, part.filename, part.encoding, part.content_id,
        part.start, part.end, children,
    )  # fmt: skip


def is_calendar(part: mime.Part) -> bool:
    """Whether a part is an iCalendar object, by its type or its file name."""
    return part.type in _CALENDAR_TYPES or (part.filename.lower().endswith(".ics") and part.main != "message")


def is_attached(part: mime.Part) -> bool:
    """Whether a text part is a file that was attached rather than the mail's text."""
    return part.disposition == "attachment" or bool(part.filename and part.main == "text")


def _holds_html(part: mime.Part) -> bool:
    return any(leaf.type == "text/html" for leaf in part.leaves())


@cache
def _stub_words() -> tuple[str, ...]:
    return tables.words("quotes", "stub")


def _is_stub(text: str) -> bool:
    """Whether a plain part only says that one should look at the HTML."""
    low = " ".join(text.split()).lower()
    return not low or any(word in low for word in _stub_words())


def _flowed(text: str, parameters: mime.Parameters) -> str:
    """Soft line breaks of format=flowed joined (RFC 3676 section 4.2), within one depth of quoting."""
    delete_space = parameters.get("delsp", "").lower() == "yes"
    out: list[str] = []
    soft = False
    depth_before = 0
    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        if flows and delete_space:
            rest = rest[:-1]
        if soft and depth == depth_before and rest.rstrip() != "--":
            out.append(rest)
        else:
            out.append(("\n" if out else "") + (">" * depth + " " if depth else "") + rest)
        soft, depth_before = flows, depth
    return "".join(out)
