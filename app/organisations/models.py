"""Tables of places and their words."""

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


cover(Place, literal(OFFICE))


cover(PlaceWords, PlaceWords.__table__.c.place)
