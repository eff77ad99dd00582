"""The machine's drafts of themes, and what people did to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.db import Base


class ThemeDraft(Base):
    """The latest themes that the machine found in a meeting."""

    __tablename__ = "theme_draft"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    themes: Mapped[list[Any]]
    alone: Mapped[list[Any]]


class ThemeEdit(Base):
    """One act of a person on the themes, numbered in the order of acting."""

    __tablename__ = "theme_edit"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor: Mapped[str]
    at: Mapped[datetime]
    edit: Mapped[dict[str, Any]]
