"""Proposals and the reactions to them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.db import Base, new_id


class Proposal(Base):
    """One card: what a resident, or the room through a recorder, puts forward."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index("uq_proposal_meeting_external_id", "meeting", "external_id", unique=True),
        Index("uq_proposal_meeting_number", "meeting", "number", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    seat: Mapped[str | None] = mapped_column(ForeignKey("seat.id"), index=True)
    staff: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str | None]
    external_author: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Reaction(Base):
    """What one seat says to one proposal; a later one replaces it."""

    __tablename__ = "reaction"
    __table_args__ = (
        CheckConstraint("choice in ('agree', 'disagree', 'pass')", name="choice"),
        Index("ix_reaction_meeting", "meeting"),
    )

    proposal: Mapped[str] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    seat: Mapped[str] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    choice: Mapped[str]
