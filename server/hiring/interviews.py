"""The interviews of one process: fixed, moved, suspended, cancelled, proposed and accepted, mail by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from parsers.facts import Meeting, MeetingStatus, Source
from server.hiring.days import Calendar, instant
from server.hiring.sessions import STRUCTURED, Footing, Proposal, Session, interview_id
from server.hiring.vocabulary import Mark, Reading

NO_SHOW = timedelta(days=2)
"""So long after its start an interview can still turn out never to have taken place."""


def _distance(session: Session, start: datetime) -> tuple[timedelta, datetime, str]:
    return abs(session.start - start), session.start, session.id


class Interviews:
    """Sessions and open proposals. Every method takes the UTC moment of the mail that says so."""

    __slots__ = ("calendar", "proposals", "sessions", "voided_at")

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.sessions: list[Session] = []
        self.proposals: list[Proposal] = []
        self.voided_at: datetime | None = None

    def ahead(self, at: datetime) -> list[Session]:
        """Sessions whose time stands and that are not over, the next one first."""
        found = [each for each in self.sessions if not each.void and each.end > at]
        found.sort(key=lambda each: (each.start, each.id))
        return found

    def past(self, at: datetime) -> list[Session]:
        """Sessions that took place, as far as is known, in the order of their ends."""
        found = [each for each in self.sessions if not each.void and each.end <= at]
        found.sort(key=lambda each: (each.end, each.id))
        return found

    def known(self, meeting: Meeting) -> Session | None:
        """The session that a meeting names, by UID or by its very start."""
        if meeting.uid is not None:
            for each in self.sessions:
                if each.uid == meeting.uid:
                    return each
        if meeting.start is not None:
            start = instant(meeting.start)
            for each in self.sessions:
                if each.start == start and (each.uid is None or meeting.uid is None):
                    return each
        return None

    def fix(self, meetings: Sequence[Meeting], at: datetime, origin: Reading, moves: bool) -> list[Session]:
        """Take over the times that one mail fixes; ``moves`` where it says that they replace earlier ones."""
        taken: list[Session] = []
        distinct = list(enumerate(self._distinct(meetings)))
        fresh = [(index, meeting) for index, meeting in distinct if self.known(meeting) is None]
        for _, meeting in distinct:
            session = self.known(meeting)
            if session is None or (moves and fresh and meeting.uid is None):
                continue  # a mail that names a new time names the old one only to say from when it moves
            if meeting.uid is None or meeting.uid != session.uid or meeting.sequence >= session.sequence:
                self._place(session, meeting, at, origin)
                taken.append(session)
        before = list(self.sessions)
        for index, meeting in fresh:
            old = self._replaced(meeting, at, [each for each in before if each not in taken], moves)
            if old is not None:
                if not self._restates(meeting, old, moves):
                    self._place(old, meeting, at, origin)
                taken.append(old)
            else:
                taken.append(self._add(meeting, at, origin, index))
        if taken:
            self.proposals.clear()
        return taken

    def cancel(self, meetings: Sequence[Meeting], at: datetime) -> bool:
        """Void what the meetings name; one that names nothing voids all ahead, or one that did not take place."""
        void = [session for meeting in meetings for session in self._named(meeting, at)]
        for session in void:
            session.footing, session.void_since = Footing.VOID, at
        if void:
            self.voided_at = at
        return bool(void)

    def suspend(self, meeting: Meeting, at: datetime) -> None:
        """Somebody wants to move an interview: its time no longer stands until one is named."""
        known = self.known(meeting) if meeting.uid is not None else None
        for session in [known] if known else self.ahead(at) or self._missed(at):
            session.footing = Footing.SUSPENDED
            self.voided_at = at

    def propose(self, meetings: Sequence[Meeting], at: datetime, origin: Reading, by_user: bool) -> None:
        """Keep the concrete times that one side offers; they replace what that side offered before."""
        offered = [
            Proposal(interview_id(origin.record.key, "proposed", str(index)), instant(m.start), at, m, by_user, origin)
            for index, m in enumerate(self._distinct(meetings))
            if m.start is not None and not self._stands(m)
        ]
        if offered:
            self.proposals = [each for each in self.proposals if each.by_user is not by_user] + offered

    def accept(self, at: datetime, origin: Reading, by_user: bool) -> list[Session]:
        """The other side's one concrete proposal is accepted as it stands, and so becomes fixed."""
        open_ = [each for each in self.proposals if each.by_user is not by_user and each.start > at]
        if len(open_) != 1:
            return []
        return self.fix([open_[0].meeting], at, origin, moves=False)

    def takes_up(self, meeting: Meeting, at: datetime) -> bool:
        """Whether a time of the user's repeats the one concrete time that the hiring side proposed.

        The clock decides: "Tuesday at 3 works" is written in the other's zone or in one's own.
        """
        theirs = [each for each in self.proposals if not each.by_user and each.start > at]
        start = theirs[0].meeting.start if len(theirs) == 1 else None
        if start is None or meeting.start is None:
            return False
        return theirs[0].start == instant(meeting.start) or start.replace(tzinfo=None) == meeting.start.replace(
            tzinfo=None
        )

    def close(self, at: datetime) -> None:
        """The chapter ends: what lies ahead falls away, and nothing before is owed a thank-you any more."""
        for session in self.sessions:
            session.settled = True
            if session.end > at:
                session.footing = Footing.VOID
        self.proposals.clear()

    def note(self, session: Session) -> None:
        """Take over an interview that the user entered: it corrects one of that day, else it comes on top."""
        day = self.calendar.day(session.start)
        for each in self.sessions:
            if self.calendar.day(each.start) == day and each.listed:
                each.place(session.shown_start, session.shown_end)
                each.footing, each.settled, each.fixed_at = Footing.FIXED, False, session.fixed_at
                each.origin, each.source = session.origin, session.source
                return
        self.sessions.append(session)

    def _stands(self, meeting: Meeting) -> bool:
        session = self.known(meeting)
        return session is not None and meeting.start is not None and session.start == instant(meeting.start)

    def _distinct(self, meetings: Sequence[Meeting]) -> list[Meeting]:
        """Each start once; prose falls behind a calendar that names a time on the same day in the same mail."""
        if not meetings:
            return []
        with_start = [each for each in meetings if each.start is not None]
        structured = [each for each in with_start if each.source in STRUCTURED]
        days = {self.calendar.day(instant(each.start)) for each in structured if each.start is not None}
        chosen: dict[tuple[datetime, str | None], Meeting] = {}
        for each in structured + [each for each in with_start if each.source not in STRUCTURED]:
            if each.start is None:
                continue
            start = instant(each.start)
            if each.source in STRUCTURED or self.calendar.day(start) not in days:
                chosen.setdefault((start, each.uid), each)
        return list(chosen.values())

    def _place(self, session: Session, meeting: Meeting, at: datetime, origin: Reading) -> None:
        """Give a known session the time of a meeting."""
        if meeting.start is None:
            return
        moved = instant(meeting.start) != session.start
        if moved or session.shown_end is None or meeting.end is not None:
            session.place(meeting.start, meeting.end)
        if moved or session.footing is Footing.VOID:
            session.settled = False
        if moved or session.void:
            session.fixed_at, session.origin = at, origin
        if moved:
            session.footing = Footing.MOVED
        elif session.void:
            session.footing = Footing.FIXED
        session.timezone = meeting.timezone or session.timezone
        session.whole_day = meeting.whole_day
        if meeting.uid is not None:
            session.uid, session.sequence = meeting.uid, meeting.sequence
        if meeting.source in STRUCTURED:
            session.source = meeting.source

    def _add(self, meeting: Meeting, at: datetime, origin: Reading, index: int) -> Session:
        assert meeting.start is not None  # noqa: S101 - _distinct lets none through
        parts = (meeting.uid,) if meeting.uid is not None else (origin.record.key, str(index))
        session = Session(
            interview_id(*parts),
            meeting.start,
            meeting.end,
            meeting.timezone,
            meeting.source,
            origin,
            known_at=at,
            fixed_at=at,
            uid=meeting.uid,
            sequence=meeting.sequence,
            whole_day=meeting.whole_day,
        )
        self.sessions.append(session)
        return session

    def _replaced(self, meeting: Meeting, at: datetime, among: Sequence[Session], moves: bool) -> Session | None:
        """The earlier session whose place a new time takes, None where it comes on top."""
        if meeting.start is None:
            return None
        start = instant(meeting.start)
        # A time called off in the same mail is one that moves, too.
        suspended = [each for each in among if each.footing is Footing.SUSPENDED or each.void_since == at]
        if suspended:
            return min(suspended, key=lambda each: _distance(each, start))
        ahead = [each for each in among if not each.void and each.end > at]
        if meeting.uid is not None and meeting.status is MeetingStatus.MOVED:
            ahead = [each for each in ahead if each.uid is None]  # it moves an event of its own, never seen before
        if moves or meeting.status is MeetingStatus.MOVED:
            missed = [each for each in among if each in self._missed(at)]
            return min(ahead or missed, key=lambda each: _distance(each, start), default=None)
        if meeting.uid is None and meeting.source not in STRUCTURED:
            day = self.calendar.day(start)
            restated = [each for each in ahead if each.structured and self.calendar.day(each.start) == day]
            if restated:
                return min(restated, key=lambda each: _distance(each, start))
        prose = [each for each in ahead if not each.structured]
        return min(prose, key=lambda each: _distance(each, start), default=None)

    @staticmethod
    def _restates(meeting: Meeting, old: Session, moves: bool) -> bool:
        """Whether prose only repeats, perhaps in another zone, what a calendar says more exactly."""
        if moves or meeting.status is MeetingStatus.MOVED or old.void:
            return False
        return meeting.uid is None and meeting.source not in STRUCTURED and old.structured

    def _named(self, meeting: Meeting, at: datetime) -> list[Session]:
        known = self.known(meeting)
        if known is not None:
            # Calendars are tidied up later: what took place days ago is not undone by that.
            return [known] if known.end > at or at - known.start <= NO_SHOW else []
        ahead = self.ahead(at) + [each for each in self.sessions if each.footing is Footing.SUSPENDED]
        if meeting.start is None:
            return ahead or self._missed(at)
        day = self.calendar.day(instant(meeting.start))
        same_day = [each for each in ahead + self._missed(at) if self.calendar.day(each.start) == day]
        return same_day or (ahead if len(ahead) == 1 else [])

    def _missed(self, at: datetime) -> list[Session]:
        """The last session that began a short while ago, if any: perhaps nobody showed up."""
        recent = [each for each in self.past(at) if at - each.start <= NO_SHOW and not each.settled]
        return recent[-1:]


def noted(mark: Mark, start: datetime, end: datetime | None, at: datetime, listed: bool = True) -> Session:
    """A session that the user entered by hand."""
    return Session(
        interview_id("mark", mark.id), start, end, None, Source.PROCESS, mark, known_at=at, fixed_at=at, listed=listed
    )
