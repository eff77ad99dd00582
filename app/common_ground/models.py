"""Tables of common ground: results for people, the private state of the analysis, and cards assigned to seats."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage.db import Base


class Ground(Base):
    """The latest common ground of a meeting; `version` is the ledger entry it was computed at."""

    __tablename__ = "ground"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    version: Mapped[int]
    data: Mapped[dict[str, Any]]


class Weighing(Base):
    """Private state of the latest analysis, which no page shows whole, and what the next cards are drawn from.

    `seats`: {seat: [x, y, group]}; `used`: every group name given so far; `outlooks`: {proposal: [votes, [[rate,
    weight] of each group]]}.
    """

    __tablename__ = "weighing"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    seats: Mapped[dict[str, Any]]
    used: Mapped[list[Any]]
    n_groups: Mapped[int]
    outlooks: Mapped[dict[str, Any]]


class DealtCard(Base):
    """A proposal assigned to a seat, its place in the card order, and the probability with which it was drawn."""

    __tablename__ = "dealt_card"

    seat: Mapped[SeatId] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    proposal: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    place: Mapped[int]
    probability: Mapped[float]
    dealt_at: Mapped[datetime]
