"""The table of the templates that places have made their own."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.ids import PlaceId
from app.platform.storage.db import Base
from app.platform.storage.ledger.seals import cover


class PlaceTemplate(Base):
    """The DOCX template of one paper of a place; without a row, the place prints with the built-in template."""

    __tablename__ = "place_template"

    place: Mapped[PlaceId] = mapped_column(ForeignKey("place.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    size: Mapped[int]
    """Bytes of the file."""
    set_by: Mapped[str]
    """Id of the member of staff, or `system`."""
    set_at: Mapped[datetime]


cover(PlaceTemplate, PlaceTemplate.__table__.c.place)
