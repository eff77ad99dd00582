"""Concessions offered in a meeting."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import ConcessionId, MeetingId, ProposalId, ResolutionId, SeatId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover


class Concession(Base):
    """One concession: what was wanted, what is given, on which condition; shown under the group, never the person."""

    __tablename__ = "concession"

    id: Mapped[ConcessionId] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    proposal: Mapped[ProposalId | None] = mapped_column(ForeignKey("proposal.id"))
    seat: Mapped[SeatId | None] = mapped_column(ForeignKey("seat.id"), index=True)
    stakeholder_group: Mapped[str | None] = mapped_column("stake")
    wanted: Mapped[str]
    condition: Mapped[str]
    offer: Mapped[str] = mapped_column("gives")
    state: Mapped[str]
    resolution: Mapped[ResolutionId | None] = mapped_column(index=True)
    """The resolution whose text takes the concession up."""
    clause: Mapped[int | None]
    """Number of the clause that takes the concession up; None for the whole text."""
    offered_at: Mapped[datetime]


cover(Concession, Concession.__table__.c.meeting)
