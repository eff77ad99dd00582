"""The table of exports that the worker makes."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.export_jobs.rules import State, Step
from app.platform.ids import ExportJobId, MeetingId, StaffId
from app.platform.storage.db import Base, new_id


class ExportJob(Base):
    """One export of a meeting for one member of staff; its file bears the id of the row."""

    __tablename__ = "export_job"
    __table_args__ = (
        Index("uq_export_job_staff_meeting_key", "staff", "meeting", "key", unique=True),
        Index("ix_export_job_meeting_asked_at", "meeting", "asked_at"),
    )

    id: Mapped[ExportJobId] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"))
    staff: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    """Who asked, and for whose rights the file is made."""
    key: Mapped[str]
    """The idempotency key of the request."""
    format: Mapped[str]
    language: Mapped[str]
    basis: Mapped[str]
    """Digest of what the meeting was at the request, so that an equal request can have the same file."""
    state: Mapped[str] = mapped_column(default=State.QUEUED)
    runs: Mapped[int] = mapped_column(default=0)
    """Number of the latest run; an earlier run that is still alive has lost the job."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(default=Step.WAIT)
    part: Mapped[str] = mapped_column(default="")
    fault: Mapped[str | None]
    sights: Mapped[list[Any]] = mapped_column(default=list)
    """The sights with which the file was made."""
    file_name: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    """Bytes of the file."""
    sha256: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
