"""What was found to be common ground."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.db import Base


class Ground(Base):
    """The latest common ground of a meeting; `version` is the ledger entry it was computed at."""

    __tablename__ = "ground"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    version: Mapped[int]
    data: Mapped[dict[str, Any]]
