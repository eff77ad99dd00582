"""Tables of clustering drafts, clustering runs and people's edits of themes."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId
from app.platform.storage.db import Base
from app.platform.storage.ledger.seals import cover


class ThemeDraft(Base):
    """The latest clustering draft of a meeting, from the texts alone.

    `alone`: ungrouped proposals; `leaders`: {proposal: its neighbour, the earlier proposal that it follows}; `why`:
    {proposal: words that put it into its theme}; `moved`: the moves that people saw after the latest run;
    `shown_order`: theme keys in display order, kept from the first edit on; empty: the largest theme comes first.
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
    """The latest long clustering run of a meeting; `version` grows with each change that the desk is told."""

    __tablename__ = "theme_run"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    version: Mapped[int]
    run: Mapped[int]
    proposals: Mapped[int]
    percent: Mapped[int]
    is_running: Mapped[bool]


class ThemeEdit(Base):
    """One edit of the themes by a person, numbered in the order of editing."""

    __tablename__ = "theme_edit"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor: Mapped[str]
    at: Mapped[datetime]
    edit: Mapped[dict[str, Any]]


cover(ThemeEdit, ThemeEdit.__table__.c.meeting)
