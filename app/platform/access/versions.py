"""The access version: a number that grows with every change of rights, so that each process soon finds lost rights."""

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.platform.storage.db import Base, upserts_of
from app.platform.storage.prepared import Prepared
from app.platform.storage.unit_of_work import Touch, Work

ONLY_ROW = 1
ACCESS_CHANGED: Touch = ("access", "changed")
"""Topic published after each commit that raises the access version, as a hint to read the version at once."""


class AccessVersion(Base):
    """The access version, in one row: the number of acts that changed rights or ended a session, seat or link."""

    __tablename__ = "access_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


_RAISE = Prepared(upserts_of(AccessVersion, keys=("id",), sums=("version",)))
_READ = Prepared(select(AccessVersion.version).where(AccessVersion.id == bindparam("row", type_=Integer)))


def raise_access_version(work: Work) -> None:
    """Raise the access version in the transaction of an act that changes rights, above all one that takes rights away.

    The row stays locked until the commit. Acts that call this function before they check which administrators remain
    therefore run one after another, also in several processes.
    """
    _RAISE.run(work.session.connection(), [{"id": ONLY_ROW, "version": 1}])
    work.touch(*ACCESS_CHANGED)


def access_version(session: Session) -> int:
    """Return the access version; each process compares it with the last one seen to find lost access; 0 at first."""
    return int(_READ.value(session.connection(), {"row": ONLY_ROW}) or 0)
