"""Polls and ballots.

In a secret poll who took part and what was said are two tables that share no key, no time and no order:
a ballot lies under a code that only the voter's own secret gives.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.db import Base, new_id
from app.platform.ledger.seals import cover, cover_group

BALLOTS, PARTICIPATIONS = "ballots", "participations"
"""Names under which the rows of a poll are sealed when the poll is closed."""
_CHOICE = "choice in ('yes', 'no', 'abstain')"


class Poll(Base):
    """One formal question, open for a while, decided by a rule that is stored as it stood."""

    __tablename__ = "poll"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    question: Mapped[str]
    subject: Mapped[str | None]
    rule: Mapped[str]
    terms: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    is_secret: Mapped[bool]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    entitled: Mapped[int | None]
    outcome: Mapped[dict[str, Any] | None]


class Participation(Base):
    """That a seat has voted; in an open poll also what."""

    __tablename__ = "participation"
    __table_args__ = (
        CheckConstraint(f"choice is null or {_CHOICE}", name="choice"),
        {"sqlite_with_rowid": False},
    )

    poll: Mapped[str] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    seat: Mapped[str] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    choice: Mapped[str | None]


class SecretBallot(Base):
    """What was said, under a code that is not the seat's."""

    __tablename__ = "secret_ballot"
    __table_args__ = (CheckConstraint(_CHOICE, name="choice"), {"sqlite_with_rowid": False})

    poll: Mapped[str] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str]


cover(Poll, Poll.__table__.c.meeting)
for _name, _model in ((BALLOTS, SecretBallot), (PARTICIPATIONS, Participation)):
    _chain = select(Poll.meeting).where(Poll.id == _model.poll).scalar_subquery()
    cover_group(_name, _model, chain=_chain, key=_model.poll)
