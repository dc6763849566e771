"""Why a process stands where it does: sentences for the user that quote the evidence."""

from __future__ import annotations

from datetime import date, datetime

from parsers.facts import Direction, Kind, Sender, Source
from server.hiring.course import Point
from server.hiring.days import Calendar, instant
from server.hiring.stages import OFFER_DAYS, Stage, View
from server.hiring.vocabulary import MarkType, Reading, Reason, State

QUOTE_LIMIT = 200
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_DID: dict[Kind, str] = {
    Kind.APPLICATION_RECEIVED: "confirmed your application",
    Kind.RECRUITER_OUTREACH: "wrote to you about a role",
    Kind.INTERVIEW_INVITE: "invited you to an interview",
    Kind.INTERVIEW_SCHEDULED: "fixed an interview",
    Kind.INTERVIEW_RESCHEDULED: "moved an interview",
    Kind.INTERVIEW_CANCELLED: "called off an interview",
    Kind.ASSESSMENT_REQUEST: "asked you to do a task",
    Kind.INFO_REQUEST: "asked you for something",
    Kind.STATUS_UPDATE: "told you where things stand",
    Kind.REJECTION: "turned you down",
    Kind.OFFER: "made you an offer",
    Kind.APPLICATION: "applied",
    Kind.AVAILABILITY_REPLY: "answered about times",
    Kind.THANK_YOU: "said thank you",
    Kind.FOLLOW_UP: "asked where things stand",
    Kind.INFO_REPLY: "sent what was asked for",
    Kind.ACCEPT_OFFER: "accepted the offer",
    Kind.DECLINE_OFFER: "declined the offer",
    Kind.WITHDRAW: "withdrew",
}

_HOW: dict[Source, str] = {
    Source.BODY: "wrote on {day}:",
    Source.SUBJECT: "wrote on {day}, with the subject",
    Source.CALENDAR: "sent a calendar entry on {day}:",
    Source.MARKUP: "sent a mail on {day} that holds",
    Source.HEADER: "sent a mail on {day} whose header says",
}
"""How each kind of evidence is quoted; what follows from other messages is no quotation."""

_NOTED: dict[MarkType, str] = {
    MarkType.THANKED: "you noted that you had said thank you",
    MarkType.FOLLOWED_UP: "you noted that you had asked where things stand",
    MarkType.ANSWERED: "you noted that you had answered",
    MarkType.INTERVIEWED_AT: "you entered an interview",
    MarkType.PROMISED_BY: "you noted when they want to write",
    MarkType.OFFER: "you noted an offer",
    MarkType.ACCEPTED: "you noted that you had accepted",
    MarkType.DECLINED: "you noted that you had declined",
    MarkType.WITHDRAWN: "you noted that you had withdrawn",
    MarkType.REJECTED: "you noted that they had turned you down",
    MarkType.ON_HOLD: "you noted that they had paused",
    MarkType.SET_STATE: "you set this state by hand",
    MarkType.NOT_HIRING: "you said that this is no hiring process",
    MarkType.TRACK: "you chose to track this",
}


class Writer:
    """Writes reasons, with days as the user counts them; the year is named where it is not that of the last event."""

    __slots__ = ("calendar", "year")

    def __init__(self, calendar: Calendar, last: datetime) -> None:
        self.calendar = calendar
        self.year = calendar.day(last).year

    def day(self, day: date) -> str:
        """A day in words: ``3 June``, or ``3 June 2019``."""
        year = "" if day.year == self.year else f" {day.year}"
        return f"{day.day} {_MONTHS[day.month - 1]}{year}"

    def moment(self, moment: datetime) -> str:
        """A moment in words, in the user's zone: ``3 June at 15:00``."""
        moment = instant(moment)
        return f"{self.day(self.calendar.day(moment))} at {moment.astimezone(self.calendar.zone):%H:%M}"

    def due(self, due: date | datetime) -> str:
        """A day or a moment in words."""
        return self.moment(due) if isinstance(due, datetime) else self.day(due)

    def told(self, point: Point) -> Reason:
        """Who said so, when, and in which words."""
        day = self.day(self.calendar.day(point.at))
        origin = point.origin
        if not isinstance(origin, Reading):
            return Reason(f"On {day} {_NOTED.get(origin.what, 'you marked this by hand')}.")
        evidence = point.evidence or (origin.evidence[0] if origin.evidence else None)
        how = _HOW.get(evidence.source) if evidence is not None and evidence.text.strip() else None
        if evidence is None or how is None:
            return Reason(f"{_who(origin)} {_DID.get(origin.kind, 'wrote')} on {day}.", origin.record.key)
        return Reason(f"{_who(origin)} {how.format(day=day)} “{_shortened(evidence.text)}”", origin.record.key)


def _who(reading: Reading) -> str:
    record = reading.record
    if record.direction is Direction.OUT:
        return "You"
    if record.signals.sender is Sender.CALENDAR:
        return "A calendar mail"
    name = (record.from_.name.strip() or record.from_.address) if record.from_ else ""
    if record.signals.sender is Sender.ATS:
        return f"{name} (automatic mail)" if name else "Automatic mail"
    return name or "Somebody"


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTE_LIMIT else text[: QUOTE_LIMIT - 1].rstrip() + "…"


def reasons(stage: Stage, view: View, writer: Writer) -> tuple[Reason, ...]:
    """At least one sentence: what was said, and what follows from it."""
    found = [writer.told(point) for point in stage.points]
    follows = _follows(stage, view, writer)
    if follows:
        found.append(Reason(follows))
    return tuple(found)


def _follows(stage: Stage, view: View, writer: Writer) -> str:
    match stage.state:
        case State.REPLY_DUE:
            return "No answer of yours was found since."
        case State.SCHEDULED if isinstance(stage.due, datetime):
            return f"The interview is on {writer.moment(stage.due)}."
        case State.SCHEDULED:
            return "The mail does not say in words when the interview is."
        case State.THANK_YOU_DUE:
            return f"The interview was over on {writer.moment(stage.since)}, and no thank-you was found after it."
        case State.WAITING | State.FOLLOW_UP_DUE:
            return _waiting(stage, view, writer)
        case State.FOLLOWED_UP:
            return "Nothing has come back since."
        case State.OFFER:
            return _offer(stage, view, writer)
        case State.ON_HOLD if stage.due is not None:
            return f"A follow-up is right from {writer.due(stage.due)}: a week after the date they named."
    return ""


def _waiting(stage: Stage, view: View, writer: Writer) -> str:
    if stage.due is None:
        return ""
    right = f"a follow-up is right from {writer.due(stage.due)}"
    if view.course.follow_from is not None:
        return ""
    if stage.promise is not None:
        return f"They named {writer.day(stage.promise.span.last)}, and {right}: a week after that date."
    last = view.course.last.at if view.course.last else view.now
    if view.last_end is not None and view.last_end > last:
        return f"The interview was on {writer.day(view.calendar.day(view.last_end))}, and {right}: a week later."
    return f"The last word was {_whose(view)} on {writer.day(view.calendar.day(last))}, and {right}: a week later."


def _whose(view: View) -> str:
    origin = view.course.last.origin if view.course.last else None
    theirs = isinstance(origin, Reading) and origin.record.direction is Direction.IN
    return "theirs" if theirs else "yours"


def _offer(stage: Stage, view: View, writer: Writer) -> str:
    standing = view.course.offer
    if standing is None or stage.due is None:
        return ""
    if standing.span is None:
        return f"They named no deadline; an answer within {OFFER_DAYS} days, by {writer.due(stage.due)}, is courteous."
    if view.calendar.passed(standing.span) <= view.now:
        return f"They wanted your answer by {writer.due(stage.due)}: that has passed."
    return f"They want your answer by {writer.due(stage.due)}."
