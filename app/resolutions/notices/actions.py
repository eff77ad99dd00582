"""Writes of public notices: post one, take one down."""

from datetime import date

from app.meetings import queries as meetings
from app.organisations import queries as organisations
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, NoticeId, ResolutionId
from app.platform.local_time import to_local
from app.platform.storage.db import new_id
from app.platform.storage.ledger import Entry
from app.platform.storage.unit_of_work import Work
from app.resolutions import queries
from app.resolutions.actions import TOPIC, find_resolution
from app.resolutions.models import Resolution
from app.resolutions.notices import rules
from app.resolutions.notices.models import PublicNotice
from app.resolutions.notices.queries import notices_of
from app.resolutions.rules import State


def post_notice(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    resolution_id: ResolutionId,
    kind: rules.Kind = rules.Kind.RESULT,
    starts_on: date | None = None,
    days: int = rules.USUAL_DAYS,
    posted_where: str = "",
    contact: str = "",
    issuer: str = "",
    note: str = "",
) -> Entry:
    """Post the result of an adopted resolution, or the progress of carrying it out, for some days.

    Args:
        starts_on: the day of posting, which counts as day 1; None for today.
        issuer: who posts the notice; "" for the body that issues the papers of the place, else the place itself.

    Raises:
        DomainError: `not_found`, `notice.not_adopted`, `notice.early`, `notice.running`, or as `rules.check_days`
            states.
    """
    resolution = find_resolution(work, meeting_id, resolution_id)
    first = starts_on or to_local(work.now).date()
    rules.check_days(days, is_statutory=queries.is_statutory(work.session, resolution_id))
    _check_postable(work, resolution, kind, first)
    facts = {"posted_where": posted_where, "contact": contact, "note": note}
    facts["issuer"] = issuer or _issuer_of_place(work, meeting_id)
    notice = PublicNotice(
        id=NoticeId(new_id()),
        meeting=meeting_id,
        resolution=resolution_id,
        kind=kind,
        starts_on=first,
        ends_on=rules.last_day(first, days),
        posted_by=actor.id,
        posted_at=work.now,
        taken_down_reason="",
        **facts,
    )
    work.session.add(notice)
    work.session.flush()
    period = {"starts_on": first.isoformat(), "ends_on": notice.ends_on.isoformat()}
    payload = {"notice": notice.id, "resolution": resolution_id, "kind": kind, **period, **facts}
    return Entry(meeting_id, "notice.posted", TOPIC, actor.id, payload)


def take_down_notice(
    work: Work, actor: Actor, *, meeting_id: MeetingId, notice_id: NoticeId, reason: str = ""
) -> Entry:
    """Take a notice down; before its last day is over only with a reason.

    Raises:
        DomainError: `not_found`, or as `rules.check_removable` states.
    """
    notice = work.session.get(PublicNotice, notice_id)
    if notice is None or notice.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    today = to_local(work.now).date()
    rules.check_removable(notice.ends_on, notice.taken_down_on, today=today, reason=reason)
    notice.taken_down_on, notice.taken_down_reason = today, reason
    payload = {
        "notice": notice_id,
        "resolution": notice.resolution,
        "taken_down_on": today.isoformat(),
        "reason": reason,
    }
    return Entry(meeting_id, "notice.taken_down", TOPIC, actor.id, payload)


def _issuer_of_place(work: Work, meeting_id: MeetingId) -> str:
    """Return the full official name of the body that issues the papers of a place, else the name of the place."""
    meeting = meetings.meeting_of(work.session, meeting_id)
    place = organisations.place_of(work.session, meeting.place)
    return (place.issuer if place else "") or meeting.place_name


def _check_postable(work: Work, resolution: Resolution, kind: rules.Kind, starts_on: date) -> None:
    if resolution.state != State.ADOPTED or resolution.adopted_at is None:
        raise DomainError(ErrorKind.CONFLICT, "notice.not_adopted")
    if starts_on < to_local(resolution.adopted_at).date():
        raise DomainError(ErrorKind.INVALID, "notice.early")
    notices = notices_of(work.session, [ResolutionId(resolution.id)])[resolution.id]
    if any(one.kind == kind and one.taken_down_on is None and one.ends_on >= starts_on for one in notices):
        raise DomainError(ErrorKind.CONFLICT, "notice.running")
