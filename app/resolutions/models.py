"""Resolutions and the reservations recorded with them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId, ResolutionId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover


class Resolution(Base):
    """A text on its way from draft to adoption; its words can change only while it is a draft."""

    __tablename__ = "resolution"

    id: Mapped[ResolutionId] = mapped_column(primary_key=True, default=new_id)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    theme: Mapped[str | None]
    number: Mapped[str | None] = mapped_column(unique=True)
    title: Mapped[str]
    text: Mapped[str]
    text_hash: Mapped[str | None]
    state: Mapped[str]
    reservations: Mapped[list[Any]]
    created_at: Mapped[datetime]
    adopted_at: Mapped[datetime | None]


cover(Resolution, Resolution.__table__.c.meeting)
