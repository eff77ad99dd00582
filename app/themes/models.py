"""Tables of clustering drafts, clustering runs and people's edits of themes."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import MeetingId, ProposalId
from app.platform.storage.db import Base
from app.platform.storage.ledger.seals import cover


class ThemeDraft(Base):
    """The latest clustering draft of a meeting, from the texts alone.

    `alone`: ungrouped proposals; `leaders`: {proposal: its neighbour, the earlier proposal that it follows}; `why`:
    {proposal: words that put it into its theme}; `moved`: the moves that people saw after the latest run;
    `shown_order`: theme keys in display order, kept from the first edit on; empty: the largest theme comes first.

    `case`: whether the texts are about many topics or about one question. For one question also: `laid`: number of
    proposals when the first board was laid out, 0 before; `names`: {theme key: name} under which the proposals were
    last sorted; empty: the next run sorts all that nobody has placed; `candidates`: {proposal: the two likeliest theme
    keys, the likelier first}; `confidence`: {proposal: 0..1}; `suggested_names`: names for themes to choose from;
    `sorted_by`: what sorted, such as "words" or "use".
    """

    __tablename__ = "theme_draft"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    themes: Mapped[list[Any]]
    alone: Mapped[list[Any]]
    leaders: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    why: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    moved: Mapped[list[Any]] = mapped_column(server_default="[]")
    shown_order: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    case: Mapped[str] = mapped_column(default="many", server_default="many")
    laid: Mapped[int] = mapped_column(default=0, server_default="0")
    names: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    candidates: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    confidence: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    suggested_names: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    sorted_by: Mapped[str] = mapped_column(default="", server_default="")


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
    """One edit of the themes by a person, numbered in the order of editing.

    `actor`: the member of staff; "author" or "room" for a placement by residents, whose seats no row names.
    """

    __tablename__ = "theme_edit"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor: Mapped[str]
    at: Mapped[datetime]
    edit: Mapped[dict[str, Any]]


class ThemeTap(Base):
    """One resident's tap on a doubtful proposal: the theme that it fits, "" for neither, "unsure".

    `voter`: a digest of seat and proposal under a key outside the database, so that no row leads to a resident. A row
    tells no time, and rows lie in the order of their digests. They are deleted once the proposal is settled or placed.
    """

    __tablename__ = "theme_tap"
    __table_args__ = ({"sqlite_with_rowid": False},)

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    proposal: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    voter: Mapped[str] = mapped_column(primary_key=True)
    theme: Mapped[str]


cover(ThemeEdit, ThemeEdit.__table__.c.meeting)
