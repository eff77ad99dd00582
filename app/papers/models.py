"""Tables of the papers of a meeting and of the amendments that people ask for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.documents.editions import State
from app.papers.rules import Answer
from app.platform.ids import AmendmentId, MeetingId, PaperId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover


class PaperVersion(Base):
    """One version of a paper; the highest version of a kind and subject is the current one."""

    __tablename__ = "paper_version"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        Index("uq_paper_version_meeting_kind_subject_version", "meeting", "kind", "subject", "version", unique=True),
    )

    id: Mapped[PaperId] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    """Id of the resolution that the paper is about; "" for a paper about the whole meeting."""
    version: Mapped[int] = mapped_column(default=1)
    replaces: Mapped[PaperId | None] = mapped_column(ForeignKey("paper_version.id"))
    """The earlier version that this version corrects."""
    reason: Mapped[str] = mapped_column(default="")
    """Why the earlier version is corrected."""
    state: Mapped[str] = mapped_column(default=State.DRAFT)
    comments_until: Mapped[date | None]
    """The last day on which attendees may ask for amendments."""
    moves: Mapped[list[Any]] = mapped_column(default=list)
    """{to, by, at} of each move, in order."""
    files: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{language: {docx | pdf | text: SHA-256}} of the files made when the version became final; else empty."""
    scans: Mapped[list[Any]] = mapped_column(default=list)
    """{sha256, media_type, size, name} of each scan of the signed paper; the last one counts."""
    posted_where: Mapped[str] = mapped_column(default="")
    posted_on: Mapped[date | None]
    archive_number: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class PaperAmendment(Base):
    """A change of the text that somebody asks for while a version is open for comments."""

    __tablename__ = "paper_amendment"

    id: Mapped[AmendmentId] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"))
    paper: Mapped[PaperId] = mapped_column(ForeignKey("paper_version.id"), index=True)
    actor: Mapped[str]
    """Id of the seat or member of staff who entered it."""
    is_of_seat: Mapped[bool]
    asked_by: Mapped[str] = mapped_column(default="")
    """For whom a member of staff entered it, as far as said; the name stays out of the ledger."""
    passage: Mapped[str]
    """Where in the paper."""
    wording: Mapped[str]
    answer: Mapped[str] = mapped_column(default=Answer.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]


cover(PaperVersion, PaperVersion.__table__.c.meeting)
cover(PaperAmendment, PaperAmendment.__table__.c.meeting)
