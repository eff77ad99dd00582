"""Reads of public notices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform.access.permissions import Scope
from app.platform.ids import NoticeId, ResolutionId
from app.resolutions.notices import rules
from app.resolutions.notices.models import PublicNotice


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A public notice; `days` counts its first and its last day, `taken_down_on` is None while it hangs."""

    id: NoticeId
    resolution: ResolutionId
    kind: str
    starts_on: date
    ends_on: date
    days: int
    posted_where: str
    contact: str
    issuer: str
    note: str
    taken_down_on: date | None
    taken_down_reason: str

    def days_left(self, today: date) -> int:
        """Return how many days the notice still has to hang, today included; 0 when its last day is over."""
        return max(0, rules.days_between(max(today, self.starts_on), self.ends_on))


def locate_notice(session: Session, notice_id: NoticeId) -> Scope | None:
    meeting = session.scalar(select(PublicNotice.meeting).where(PublicNotice.id == notice_id))
    return meetings.locate_meeting(session, meeting) if meeting else None


def notices_of(session: Session, resolution_ids: Collection[ResolutionId]) -> dict[ResolutionId, list[NoticeView]]:
    """Return {resolution: its notices, by first day} for some resolutions."""
    query = select(PublicNotice).where(PublicNotice.resolution.in_(resolution_ids))
    notices: dict[ResolutionId, list[NoticeView]] = {one: [] for one in resolution_ids}
    for notice in session.scalars(query.order_by(PublicNotice.starts_on, PublicNotice.posted_at, PublicNotice.id)):
        notices[notice.resolution].append(_view(notice))
    return notices


def _view(notice: PublicNotice) -> NoticeView:
    return NoticeView(
        notice.id,
        notice.resolution,
        notice.kind,
        notice.starts_on,
        notice.ends_on,
        rules.days_between(notice.starts_on, notice.ends_on),
        notice.posted_where,
        notice.contact,
        notice.issuer,
        notice.note,
        notice.taken_down_on,
        notice.taken_down_reason,
    )
