"""Tables of common ground: results for people, the private state of the analysis, and cards assigned to seats."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Dialect, ForeignKey, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column

from app.common_ground.document import VERSION, GroundDocument
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.serialise import to_json_value
from app.platform.storage.db import Base

_DOCUMENT = TypeAdapter(GroundDocument)


class StoredDocument(TypeDecorator[GroundDocument]):
    """Column type of a `GroundDocument`: JSON with the fields of the document and the version of its form."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: GroundDocument | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else {**to_json_value(value), "version": VERSION}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> GroundDocument | None:
        """Return the document of a stored value.

        Raises:
            ValueError: if the document was stored in a format version that this program does not know.
        """
        if value is None:
            return None
        if (version := value.get("version", VERSION)) != VERSION:
            raise ValueError(f"common ground is stored in form {version}, this program knows form {VERSION}")
        return _DOCUMENT.validate_python(value)


class Ground(Base):
    """The latest common ground of a meeting, computed from the ledger up to the entry with the number `version`."""

    __tablename__ = "ground"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    version: Mapped[int]
    data: Mapped[GroundDocument] = mapped_column(StoredDocument)


class AnalysisState(Base):
    """Private state of the latest analysis, which no page shows whole, and what the next cards are drawn from.

    `seats`: {seat: [x, y, group]}; `used`: every group name given so far; `outlooks`: {proposal: [votes, [[rate,
    weight] of each group]]}.
    """

    __tablename__ = "weighing"

    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    seats: Mapped[dict[str, Any]]
    used: Mapped[list[Any]]
    n_groups: Mapped[int]
    outlooks: Mapped[dict[str, Any]]


class ShownCard(Base):
    """A proposal assigned to a seat, its place in the card order, and the probability with which it was drawn."""

    __tablename__ = "dealt_card"

    seat: Mapped[SeatId] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    proposal: Mapped[ProposalId] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    meeting: Mapped[MeetingId] = mapped_column(ForeignKey("meeting.id"), index=True)
    place: Mapped[int]
    probability: Mapped[float]
    dealt_at: Mapped[datetime]
