"""Resolutions and the reservations recorded with them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, false
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
    """The dissent: each item is a text, or an object with the fields of `rules.Dissent`."""
    created_at: Mapped[datetime]
    adopted_at: Mapped[datetime | None]
    corrects: Mapped[ResolutionId | None] = mapped_column(index=True)
    """The adopted resolution of the same place that this resolution corrects once it is adopted itself."""
    responsible: Mapped[str] = mapped_column(server_default="", default="")
    effective_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    review_on: Mapped[date | None]
    objection_address: Mapped[str] = mapped_column(server_default="", default="")
    objection_phone: Mapped[str] = mapped_column(server_default="", default="")
    objection_until: Mapped[date | None]
    branch_studied_on: Mapped[date | None]
    branch_minute: Mapped[str] = mapped_column(server_default="", default="")
    is_legally_checked: Mapped[bool] = mapped_column(server_default=false(), default=False)
    noticed_on: Mapped[date | None]


cover(Resolution, Resolution.__table__.c.meeting)
