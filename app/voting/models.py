"""Tables of polls and ballots.

While a secret poll is open, each seat's choice is encrypted with the poll's key, which is kept outside the database.
When the poll closes, the choices are decrypted in memory and stored in random order without seat or receipt code;
the encrypted rows and the key are deleted.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId, PollId, ResolutionId, SeatId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover, cover_group

BALLOTS, PARTICIPATIONS, RECEIPTS = "ballots", "participations", "receipts"
GROUPS = (BALLOTS, PARTICIPATIONS, RECEIPTS)
"""Names under which the rows of a poll are sealed in the ledger when the poll ends."""
_CHOICE = "choice in ('yes', 'no', 'abstain')"


class Poll(Base):
    """One formal vote on a question; `terms` stores the decision rule as of the opening."""

    __tablename__ = "poll"

    id: Mapped[PollId] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    question: Mapped[str]
    subject: Mapped[ResolutionId | None]
    rule: Mapped[str]
    terms: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    is_secret: Mapped[bool]
    is_sealed: Mapped[bool]
    """Whether choices are encrypted while the poll is open; false for named polls and polls older than sealing."""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    entitled: Mapped[int | None]
    outcome: Mapped[dict[str, Any] | None]
    """None while the poll is open, if the poll was voided, and if the outcome would reveal a ballot."""
    void_reason: Mapped[str | None]


class Participation(Base):
    """The participation of a seat in a poll; `choice` is stored only in a named poll."""

    __tablename__ = "participation"
    __table_args__ = (
        CheckConstraint(f"choice is null or {_CHOICE}", name="choice"),
        {"sqlite_with_rowid": False},
    )

    poll: Mapped[PollId] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    seat: Mapped[SeatId] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    choice: Mapped[str | None]


class SealedBallot(Base):
    """The encrypted choice of a seat in an open secret poll, and the receipt code, which reveals no choice."""

    __tablename__ = "sealed_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll: Mapped[PollId] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    seat: Mapped[SeatId] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    code: Mapped[str]


class BallotReceipt(Base):
    """The receipt code of a ballot in a closed secret poll. The published list shows which ballots were counted."""

    __tablename__ = "ballot_receipt"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll: Mapped[PollId] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)


class SecretBallot(Base):
    """A choice of a closed secret poll; `number` is its place in a random order."""

    __tablename__ = "secret_ballot"
    __table_args__ = (CheckConstraint(_CHOICE, name="choice"), {"sqlite_with_rowid": False})

    poll: Mapped[PollId] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    choice: Mapped[str]


cover(Poll, Poll.__table__.c.meeting)
for _name, _model in ((BALLOTS, SecretBallot), (PARTICIPATIONS, Participation), (RECEIPTS, BallotReceipt)):
    _chain = select(Poll.meeting).where(Poll.id == _model.poll).scalar_subquery()
    cover_group(_name, _model, chain=_chain, key=_model.poll)
