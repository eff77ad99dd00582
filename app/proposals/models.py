"""Tables of proposals, reactions and their sums, and pairs of possible duplicates."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId, ProposalId, SeatId, StaffId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover, cover_group

IMPORTED = "imported_reactions"
"""Name of the group under which imported reactions are sealed in the ledger."""


class Proposal(Base):
    """One proposal, from a resident, from staff on behalf of the meeting, or from an import."""

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
    """The original of a duplicate; no foreign key, because a restore may insert the duplicate before its original."""
    is_meta: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the text describes its supporters and proposes nothing; such a text cannot be common ground."""


class Reaction(Base):
    """The reaction of one seat to one proposal; a later reaction of the seat replaces the earlier one."""

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
    """Number of the ledger entry, which orders a seat's reactions to several duplicates; 0 for an imported reaction."""


class _Sums:
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    agree: Mapped[int]
    disagree: Mapped[int]
    passes: Mapped[int]


class ReactionTally(_Sums, Base):
    """The counts of reactions to one proposal, updated with every change of a reaction."""

    __tablename__ = "reaction_sum"

    proposal: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)


class MergedTally(_Sums, Base):
    """The counts of reactions to one merge group, in which each seat counts once.

    The row may be missing; reads then count the reactions, and the next reaction to the group stores the row.
    """

    __tablename__ = "pool_sum"

    root: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)


class Turnout(Base):
    """The number of seats that have reacted to any proposal of a meeting, updated with every change of a reaction."""

    __tablename__ = "turnout"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    voters: Mapped[int]


class Candidate(Base):
    """A pair of possible duplicates: seen by the software, asked of the author, or kept apart by a person."""

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
cover(Candidate, Candidate.__table__.c.meeting)
cover_group(IMPORTED, Reaction, chain=Reaction.__table__.c.meeting, key=Reaction.meeting, only=Reaction.seq == 0)
