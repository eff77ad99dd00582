"""Tables of places, their words and their letterheads."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, literal
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import PlaceId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger import OFFICE
from app.platform.storage.ledger.seals import cover


class Place(Base):
    """An estate, community or village; staff see only the matters of their own places."""

    __tablename__ = "place"

    id: Mapped[PlaceId] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class PlaceWords(Base):
    """The word lists of a place, for text analysis: stop words, user words, synonyms and examples of aspects."""

    __tablename__ = "place_words"

    place: Mapped[PlaceId] = mapped_column(ForeignKey("place.id"), primary_key=True)
    stop: Mapped[list[Any]]
    user: Mapped[list[Any]]
    synonyms: Mapped[list[Any]]
    examples: Mapped[list[Any]] = mapped_column(server_default="[]")


class Letterhead(Base):
    """Who issues the papers of a place, and where residents object to what is posted there."""

    __tablename__ = "letterhead"

    place: Mapped[PlaceId] = mapped_column(ForeignKey("place.id"), primary_key=True)
    issuer: Mapped[str]
    contact: Mapped[str]


class PlaceNumbering(Base):
    """How the papers of a place are numbered; a place without a row has set nothing of its own."""

    __tablename__ = "place_numbering"

    place: Mapped[PlaceId] = mapped_column(ForeignKey("place.id"), primary_key=True)
    resolution_prefix: Mapped[str]
    """The place's own prefix of resolution numbers (发文代字); "" for the usual one."""


cover(Place, literal(OFFICE))
cover(PlaceWords, PlaceWords.__table__.c.place)
cover(Letterhead, Letterhead.__table__.c.place)
cover(PlaceNumbering, PlaceNumbering.__table__.c.place)
