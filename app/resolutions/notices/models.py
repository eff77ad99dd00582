"""Public notices of adopted resolutions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId, NoticeId, ResolutionId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover


class PublicNotice(Base):
    """One notice on a board or a page, from its first to its last day, both included."""

    __tablename__ = "public_notice"
    __table_args__ = (
        CheckConstraint("kind in ('result', 'progress')", name="kind"),
        CheckConstraint("ends_on >= starts_on", name="days"),
    )

    id: Mapped[NoticeId] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    resolution: Mapped[ResolutionId] = mapped_column(ForeignKey("resolution.id"), index=True)
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    posted_where: Mapped[str]
    contact: Mapped[str]
    issuer: Mapped[str]
    note: Mapped[str]
    """What a notice of progress tells in the office's words."""
    posted_by: Mapped[str]
    posted_at: Mapped[datetime]
    taken_down_on: Mapped[date | None]
    taken_down_reason: Mapped[str]
    """Why the notice was taken down before its last day was over; "" if it was not."""


cover(PublicNotice, PublicNotice.__table__.c.meeting)
