"""Proposals and the reactions to them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId, ProposalId, SeatId, StaffId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover, cover_group

IMPORTED = "imported_reactions"
"""Name under which the reactions of an imported conversation are sealed."""


class Proposal(Base):
    """One card: what a resident, or the room through a recorder, puts forward."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index("uq_proposal_meeting_external_id", "meeting", "external_id", unique=True),
        Index("uq_proposal_meeting_number", "meeting", "number", unique=True),
        Index("ix_proposal_meeting_copy_of", "meeting", "copy_of"),
        CheckConstraint("copy_of <> id", name="copy_of"),
    )

    id: Mapped[ProposalId] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    seat: Mapped[SeatId | None] = mapped_column(ForeignKey("seat.id"), index=True)
    staff: Mapped[StaffId | None] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str | None]
    external_author: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    copy_of: Mapped[ProposalId | None]
    """The original. No foreign key: a backup brings the rows back in the order of their ids, copies first or not."""
    is_meta: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The text says who its supporters are and proposes nothing, so that it is no candidate for common ground."""


class Reaction(Base):
    """What one seat says to one proposal; a later one replaces it."""

    __tablename__ = "reaction"
    __table_args__ = (
        CheckConstraint("choice in ('agree', 'disagree', 'pass')", name="choice"),
        Index("ix_reaction_meeting", "meeting"),
        Index("ix_reaction_seat", "seat"),
    )

    proposal: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    seat: Mapped[SeatId] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"))
    choice: Mapped[str]
    seq: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of its ledger entry, which says whose word on several copies is the last; 0 for an imported one."""


class _Sums:
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    agree: Mapped[int]
    disagree: Mapped[int]
    passes: Mapped[int]


class ReactionSum(_Sums, Base):
    """How many seats say what to one proposal: a count of the rows, kept with every row that changes."""

    __tablename__ = "reaction_sum"

    proposal: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)


class PoolSum(_Sums, Base):
    """The same for cards that were put together, on which each seat counts once.

    Where a row is missing the pool has to be counted; a vote puts it there.
    """

    __tablename__ = "pool_sum"

    root: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)


class Turnout(Base):
    """How many seats have reacted to anything in a meeting, kept in the same way."""

    __tablename__ = "turnout"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    voters: Mapped[int]


class Pair(Base):
    """Two cards that may be one: seen by the machine, asked of the author, or known to be apart."""

    __tablename__ = "proposal_pair"
    __table_args__ = (
        CheckConstraint("state in ('seen', 'asked', 'apart')", name="state"),
        Index("ix_proposal_pair_meeting", "meeting"),
    )

    proposal: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    original: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"))
    state: Mapped[str]


cover(Proposal, Proposal.__table__.c.meeting)
cover(Pair, Pair.__table__.c.meeting)
cover_group(IMPORTED, Reaction, chain=Reaction.__table__.c.meeting, key=Reaction.meeting, only=Reaction.seq == 0)
