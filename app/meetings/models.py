"""Tables of meetings, the facts that their papers print, seats and stage links."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId, PlaceId, SeatId, StageLinkId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover


class Meeting(Base):
    """One event in the hall or online, which moves through the phases of a template."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index(
            "uq_meeting_code",
            "code",
            unique=True,
            sqlite_where=text("is_joinable"),
            postgresql_where=text("is_joinable"),
        ),
    )

    id: Mapped[MeetingId] = mapped_column(primary_key=True, default=new_id)
    place: Mapped[PlaceId] = mapped_column(ForeignKey("place.id"), index=True)
    title: Mapped[str]
    question: Mapped[str]
    template: Mapped[str]
    phase: Mapped[str]
    phase_ends_at: Mapped[datetime | None]
    code: Mapped[str]
    qr_token: Mapped[str] = mapped_column(unique=True)
    is_joinable: Mapped[bool] = mapped_column(default=True)
    is_reviewed: Mapped[bool] = mapped_column(default=False)
    cards_per_seat: Mapped[int | None]
    stakeholder_groups: Mapped[list[Any]] = mapped_column("stakes")
    stage_view: Mapped[str] = mapped_column(default="wall")
    results: Mapped[str] = mapped_column(default="open")
    source: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Seat(Base):
    """A resident in one meeting, identified by a secret on the phone; residents have no accounts."""

    __tablename__ = "seat"
    __table_args__ = (Index("uq_seat_meeting_external_id", "meeting", "external_id", unique=True),)

    id: Mapped[SeatId] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    token_digest: Mapped[str | None] = mapped_column(unique=True)
    alias: Mapped[str]
    kind: Mapped[str]
    attendance: Mapped[str]
    stakeholder_group: Mapped[str | None] = mapped_column("stake")
    external_id: Mapped[str | None]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    """When a facilitator ended the seat; the secret's digest stays, so that the same phone works after a restore."""


class MeetingFacts(Base):
    """What people have entered about a meeting for its papers: where, by whom and for whom it was held."""

    __tablename__ = "meeting_facts"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    minutes_title: Mapped[str] = mapped_column(default="")
    venue: Mapped[str] = mapped_column(default="")
    convener: Mapped[str] = mapped_column(default="")
    host: Mapped[str] = mapped_column(default="")
    recorder: Mapped[str] = mapped_column(default="")
    supervisor: Mapped[str] = mapped_column(default="")
    entitled: Mapped[int | None]
    entitled_basis: Mapped[str] = mapped_column(default="")
    on_leave: Mapped[int | None]
    on_leave_names: Mapped[list[Any]] = mapped_column(default=list)
    in_attendance: Mapped[list[Any]] = mapped_column(default=list)
    held_from: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    """When the minutes that print these facts became final; a later change is a correction with a reason."""


class StageLink(Base):
    """A link that shows the stage of one meeting; only the digest of its secret is stored."""

    __tablename__ = "stage_link"

    id: Mapped[StageLinkId] = mapped_column(primary_key=True, default=new_id)
    digest: Mapped[str] = mapped_column(unique=True)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


cover(Meeting, Meeting.__table__.c.id)
cover(Seat, Seat.__table__.c.meeting)
cover(MeetingFacts, MeetingFacts.__table__.c.meeting)
