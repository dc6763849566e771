"""Calendar parts of mails: the VEVENTs of an iTIP object (RFC 5545, RFC 5546) as typed values.

Time zones are read by icalendar, which knows the names that Outlook and Exchange use and follows a VTIMEZONE that the
calendar brings along. Series are not unrolled: of a recurring event the first instance counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar
from icalendar.cal import Component
from icalendar.error import BrokenCalendarProperty
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from parsers.errors import BadCalendar
from parsers.facts import Address, Attendee, CalendarEvent

MOST_BYTES = 512 * 1024
"""A calendar part longer than this is refused; an invitation has a few kilobytes."""
MOST_EVENTS = 50
MOST_ATTENDEES = 200
MOST_TEXT = 4000

_T = TypeVar("_T")
_LINE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}[;:]")
_VENDOR_ZONE = re.compile(r"(?<=TZID[=:])/(?:[^/\s;:]{1,80}/){1,3}?([A-Z][a-z]{2,12}/[A-Z])")
"""A zone name with the vendor's own prefix; icalendar guesses the same, but warns."""
_MAILTO = re.compile(r"^\s*mailto:", re.IGNORECASE)


def events(ics: bytes | str, method: str | None = None) -> tuple[CalendarEvent, ...]:
    """The events of a calendar part, in its order; at most ``MOST_EVENTS``.

    ``method`` is the parameter of the part's content type; the METHOD inside goes before it, PUBLISH where neither is
    there. An all-day event has neither start nor end: a day in the calendar is no meeting time. A floating time, or
    one whose TZID nobody can explain, is taken in the calendar's own X-WR-TIMEZONE or else in UTC, with ``timezone``
    None: it is near the moment, not exact. An end before the start is dropped. Raises BadCalendar for what is no
    calendar at all, or too long.
    """
    if len(ics) > MOST_BYTES:
        raise BadCalendar(
            f"The calendar attached to this mail is longer than {MOST_BYTES // 1024} KB; it was not read."
        )
    text = ics.decode("utf-8-sig", "replace") if isinstance(ics, bytes) else ics.removeprefix("\ufeff")
    found: list[CalendarEvent] = []
    for calendar in _calendars(text):
        outer = _text(calendar, "METHOD") or method or "PUBLISH"
        fallback = _zone_named(_text(calendar, "X-WR-TIMEZONE"))
        for event in calendar.walk("VEVENT"):
            if len(found) < MOST_EVENTS:
                found.append(_event(event, outer.strip().upper(), fallback))
    return tuple(found)


def _calendars(text: str) -> list[Component]:
    """The calendars of the text; lines that are no content lines are passed over at a second try."""
    upper = text[:MOST_BYTES].upper()
    if "BEGIN:VCALENDAR" not in upper:
        raise BadCalendar("The calendar attached to this mail is no calendar: it has no BEGIN:VCALENDAR.")
    if upper.count("\nBEGIN:") > 2000:
        raise BadCalendar("The calendar attached to this mail holds too many parts; it was not read.")
    text = _VENDOR_ZONE.sub(r"\1", text)
    calendars: list[Component] = []
    for attempt in (text, _mended(text)):
        try:
            found = Calendar.from_ical(attempt, multiple=True)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError):
            continue
        calendars = [one for one in found if getattr(one, "name", "") == "VCALENDAR"]
        if calendars:
            break
    else:
        raise BadCalendar("The calendar attached to this mail is damaged and cannot be read.")
    return calendars


def _mended(text: str) -> str:
    """The text without what some senders break: lines cut without folding, text around it, a missing end."""
    lines: list[str] = []
    open_parts: list[str] = []
    for line in re.split(r"\r\n|\r|\n", text):
        if line[:1] in {" ", "\t"} and lines:
            lines.append(line)
            continue
        begin, _, name = line.strip().upper().partition(":")
        if begin == "BEGIN":
            open_parts.append(name)
        elif begin == "END":
            if not open_parts or open_parts[-1] != name:
                continue
            open_parts.pop()
        elif not _LINE.match(line) or not open_parts:
            continue
        lines.append(line)
    lines += [f"END:{name}" for name in reversed(open_parts)]
    return "\r\n".join(lines) + "\r\n"


def _event(event: Component, method: str, fallback: tzinfo | None) -> CalendarEvent:
    start, timezone = _moment(event, "DTSTART", fallback)
    end, _ = _moment(event, "DTEND", fallback)
    if end is None and start is not None:
        length = _value(event, "DURATION")
        if isinstance(length, timedelta):
            end = _safely(lambda: start + length)
    if start is not None and end is not None and end <= start:
        end = None
    return CalendarEvent(
        method=method,
        uid=_text(event, "UID"),
        sequence=_number(event, "SEQUENCE"),
        start=start,
        end=end if start is not None else None,
        timezone=timezone,
        summary=_text(event, "SUMMARY"),
        description=_text(event, "DESCRIPTION"),
        location=_text(event, "LOCATION"),
        organizer=_address(_first(event, "ORGANIZER")),
        attendees=_attendees(event),
        status=_text(event, "STATUS").upper(),
    )


def _first(component: Component, name: str) -> Any:
    value = component.get(name)
    if isinstance(value, list):
        return value[0] if value else None
    return value


def _value(component: Component, name: str) -> Any:
    """The property's Python value, None where it is missing or broken."""
    raw = _first(component, name)
    try:
        return getattr(raw, "dt", None)
    except (BrokenCalendarProperty, ValueError, AttributeError):
        return None


def _text(component: Component, name: str) -> str:
    raw = _first(component, name)
    return "" if raw is None else str(raw)[:MOST_TEXT].strip()


def _number(component: Component, name: str) -> int:
    raw = _text(component, name)
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


def _moment(component: Component, name: str, fallback: tzinfo | None) -> tuple[datetime | None, str | None]:
    """A property's moment, aware, and the name of its zone where one is known."""
    value = _value(component, name)
    if not isinstance(value, date) or not isinstance(value, datetime):
        return None, None
    if value.tzinfo is None:
        parameters = getattr(_first(component, name), "params", {})
        rules = _zone_named(str(parameters.get("TZID", "")))
        if rules is None and parameters.get("TZID") is None:
            rules = fallback
        moment = value.replace(tzinfo=rules or UTC)
        return (
            (moment, _zone_name(moment) if rules else None) if _safely(moment.utcoffset) is not None else (None, None)
        )
    offset = _safely(value.utcoffset)
    if offset is None:
        return None, None
    # A zone that came with rules of its own may still bear a name that everybody knows.
    tzid = str(getattr(_first(component, name), "params", {}).get("TZID", ""))
    known = _zone_named(WINDOWS_TO_OLSON.get(tzid, tzid))
    if known is not None and value.replace(tzinfo=known).utcoffset() == offset:
        value = value.replace(tzinfo=known)
    return value, _zone_name(value)


def _zone_name(moment: datetime) -> str | None:
    """The IANA name of the moment's zone, else its offset as ``+hh:mm``."""
    rules = moment.tzinfo
    key = getattr(rules, "key", None)
    if isinstance(key, str):
        return key
    offset = moment.utcoffset()
    if offset is None:
        return None
    if rules is UTC:
        return "UTC"
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _zone_named(name: str) -> tzinfo | None:
    """The zone that a name holds somewhere: ``Europe/Berlin``, ``/example.org/20070129_1/Europe/Berlin``."""
    parts = name.strip().strip("/").split("/")
    for size in (3, 2):
        if len(parts) >= size and all(re.fullmatch(r"[A-Za-z0-9_+-]{1,40}", part) for part in parts[-size:]):
            try:
                return ZoneInfo("/".join(parts[-size:]))
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return None


def _address(raw: Any) -> Address | None:
    if raw is None:
        return None
    address = _MAILTO.sub("", str(raw)).strip().lower()
    parameters = getattr(raw, "params", {})
    name = str(parameters.get("CN", "")).strip().strip('"')
    if "@" not in address:
        address = str(parameters.get("EMAIL", "")).strip().lower()
    return Address(name=name[:200], address=address[:320]) if address or name else None


def _attendees(event: Component) -> tuple[Attendee, ...]:
    raw = event.get("ATTENDEE")
    found: list[Attendee] = []
    for one in (raw if isinstance(raw, list) else [raw])[:MOST_ATTENDEES]:
        address = _address(one)
        if address is not None:
            parameters = getattr(one, "params", {})
            partstat = str(parameters.get("PARTSTAT", "NEEDS-ACTION")).upper()
            role = str(parameters.get("ROLE", "REQ-PARTICIPANT")).upper()
            found.append(Attendee(address, partstat, role))
    return tuple(found)


def _safely(call: Callable[[], _T]) -> _T | None:
    """What the call yields, None where a date lies beyond the calendar's end or a zone's rules are nonsense."""
    try:
        return call()
    except (OverflowError, ValueError, TypeError, AttributeError, IndexError):
        return None
