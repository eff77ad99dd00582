"""Draws the official numbers of resolutions and cases: one series for each place, year and kind."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.platform.ids import PlaceId
from app.platform.storage.db import Base


class NumberSeries(Base):
    """The last number drawn at a place, in a year, for one kind of thing."""

    __tablename__ = "number_series"

    place: Mapped[PlaceId] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Year of the local calendar."""
    kind: Mapped[str] = mapped_column(primary_key=True)
    """Kind of the numbered thing, such as `case`."""
    last: Mapped[int]


_DRAW = {
    name: insert(NumberSeries)
    .on_conflict_do_update(index_elements=["place", "year", "kind"], set_={"last": NumberSeries.last + 1})
    .returning(NumberSeries.last)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def draw_number(session: Session, *, place_id: PlaceId, year: int, kind: str) -> int:
    """Return the next number of a series, which begins with 1.

    The row of the series stays locked until the transaction ends, so another transaction that draws from the same
    series waits. A transaction that is rolled back gives its number back, so a series has neither gaps nor duplicates.
    """
    connection = session.connection()
    first = {"place": place_id, "year": year, "kind": kind, "last": 1}
    return int(connection.execute(_DRAW[connection.dialect.name], first).scalar_one())
