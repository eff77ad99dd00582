"""Cases, their moves and their ratings."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, func, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.rules import CHAIN
from app.platform.ids import CaseId, MeetingId, PlaceId, ResolutionId, SeatId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover


class Case(Base):
    """A matter to be carried out, from a resolution or a report until residents have rated the result."""

    __tablename__ = "case_record"

    id: Mapped[CaseId] = mapped_column(primary_key=True, default=new_id)
    place: Mapped[PlaceId] = mapped_column(ForeignKey("place.id"), index=True)
    meeting: Mapped[MeetingId | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The meeting whose resolution the case carries out; None for a case that began outside a meeting."""
    resolution: Mapped[ResolutionId | None] = mapped_column(ForeignKey("resolution.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    handler: Mapped[str]
    level: Mapped[str]
    state: Mapped[str]
    due_on: Mapped[date | None]
    reported_by: Mapped[str | None]
    evidence: Mapped[str] = mapped_column(default="")
    reopened: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CaseMove(Base):
    """One move of a case from state to state, numbered in the order of moving."""

    __tablename__ = "case_move"

    case: Mapped[CaseId] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_state: Mapped[str]
    to_state: Mapped[str]
    note: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class CaseRating(Base):
    """One resident's rating of the result; a later rating replaces it."""

    __tablename__ = "case_rating"
    __table_args__ = (CheckConstraint("stars between 1 and 5", name="stars"),)

    case: Mapped[CaseId] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    seat: Mapped[SeatId] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    stars: Mapped[int]
    is_resolved: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")


_chain = func.coalesce(Case.__table__.c.meeting, literal(CHAIN.prefix) + Case.__table__.c.id)
cover(Case, _chain)
cover(CaseMove, select(_chain).where(Case.id == CaseMove.case).scalar_subquery())
cover(CaseRating, select(_chain).where(Case.id == CaseRating.case).scalar_subquery())
