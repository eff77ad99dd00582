"""The machine's drafts of themes, and what people did to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId
from app.platform.storage.db import Base
from app.platform.storage.ledger.seals import cover


class ThemeDraft(Base):
    """The latest themes that the machine found in a meeting, from the texts alone.

    `leaders`: {proposal: the earlier one that it follows}; `why`: {proposal: words that put it into its theme};
    `moved`: what the run has moved, as people saw it then; `shown_order`: the keys of the themes in the order in which
    people see them, kept from their first edit on; empty: the largest first.
    """

    __tablename__ = "theme_draft"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    themes: Mapped[list[Any]]
    alone: Mapped[list[Any]]
    leaders: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    why: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    moved: Mapped[list[Any]] = mapped_column(server_default="[]")
    shown_order: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class ThemeRun(Base):
    """A long run of the machine; `version` grows with everything that is told of it."""

    __tablename__ = "theme_run"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    version: Mapped[int]
    run: Mapped[int]
    proposals: Mapped[int]
    percent: Mapped[int]
    is_running: Mapped[bool]


class ThemeEdit(Base):
    """One act of a person on the themes, numbered in the order of acting."""

    __tablename__ = "theme_edit"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor: Mapped[str]
    at: Mapped[datetime]
    edit: Mapped[dict[str, Any]]


cover(ThemeEdit, ThemeEdit.__table__.c.meeting)
