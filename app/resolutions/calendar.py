"""The calendar of a committee: what is posted, what has to be posted or taken down, and the days of its resolutions."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform.ids import MeetingId, NoticeId, PlaceId
from app.platform.local_time import to_local
from app.resolutions.models import Resolution
from app.resolutions.notices.queries import NoticeView, notices_of
from app.resolutions.notices.rules import Kind
from app.resolutions.queries import ResolutionLink, corrigible_at, effective_day, facts_of

OVERDUE = timedelta(days=30)
"""A review stays on the calendar for so long after its day."""
MISSING = timedelta(days=366)
"""A notice that nobody has posted is asked for during so long after the adoption."""


class Entry(StrEnum):
    """What a day of the calendar is about."""

    RESULT_MISSING = "result_missing"
    PROGRESS_MISSING = "progress_missing"
    NOTICE_RUNS = "notice_runs"
    NOTICE_OVER = "notice_over"
    EFFECTIVE = "effective"
    REVIEW = "review"
    EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One line of the calendar; `on` is the day that it stands under.

    Attributes:
        on: last day of a notice that hangs; day since which a notice is over or missing; else the day itself.
        notice, notice_kind: the notice that the line is about; None for the other lines.
        days_left: days that a notice still has to hang, today included; None for the other lines.
    """

    on: date
    entry: Entry
    resolution: ResolutionLink
    meeting: MeetingId
    notice: NoticeId | None = None
    notice_kind: str | None = None
    days_left: int | None = None


def calendar_at(session: Session, place_ids: Sequence[PlaceId], today: date) -> list[CalendarLine]:
    """Return the calendar of some places, by day: what is due or missing, what hangs, and what comes."""
    meeting_ids = [meeting.id for meeting in meetings.meetings_at(session, list(place_ids))]
    current = {link.id: link for place_id in place_ids for link in corrigible_at(session, place_id)}
    query = select(Resolution).where(Resolution.meeting.in_(meeting_ids), Resolution.number.is_not(None))
    rows = session.scalars(query).all()
    notices = notices_of(session, [row.id for row in rows])
    lines = [line for row in rows for line in _lines(row, current.get(row.id), notices[row.id], today)]
    return sorted(lines, key=lambda line: (line.on, line.entry, line.resolution.number or ""))


def _lines(
    row: Resolution, current: ResolutionLink | None, notices: Sequence[NoticeView], today: date
) -> Iterator[CalendarLine]:
    """Yield the lines of one resolution; of a corrected one (`current` is None) only the notices that still hang."""
    link = current or ResolutionLink(row.id, row.number, row.title)
    for notice in notices:
        if notice.taken_down_on is None:
            entry = Entry.NOTICE_RUNS if today <= notice.ends_on else Entry.NOTICE_OVER
            left = notice.days_left(today)
            yield CalendarLine(notice.ends_on, entry, link, row.meeting, notice.id, notice.kind, left)
    if current is not None and row.adopted_at is not None:
        adopted_on, effective_on = to_local(row.adopted_at).date(), effective_day(facts_of(row), notices)
        days = {
            **_missing({notice.kind for notice in notices}, adopted_on, effective_on, today),
            **_coming(row, effective_on, today),
        }
        for one, day in days.items():
            yield CalendarLine(day, one, link, row.meeting)


def _missing(posted: Collection[str], adopted_on: date, effective_on: date | None, today: date) -> dict[Entry, date]:
    """Return {what has still to be posted: the day since which it is missing}."""
    if today - adopted_on > MISSING:
        return {}
    days = {
        Kind.RESULT: (Entry.RESULT_MISSING, adopted_on),
        Kind.PROGRESS: (Entry.PROGRESS_MISSING, effective_on or adopted_on),
    }
    return dict(line for kind, line in days.items() if kind not in posted)


def _coming(row: Resolution, effective_on: date | None, today: date) -> dict[Entry, date]:
    """Return {what comes: its day}; a review stays for a month after its day."""
    days = {Entry.EFFECTIVE: effective_on, Entry.REVIEW: row.review_on, Entry.EXPIRES: row.valid_until}
    earliest = {Entry.REVIEW: today - OVERDUE}
    return {entry: day for entry, day in days.items() if day is not None and day >= earliest.get(entry, today)}
