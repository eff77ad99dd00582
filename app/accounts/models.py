"""Tables of staff, their roles, and their sign-in links, sessions and API tokens."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, literal
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.access.actors import Role
from app.platform.ids import PlaceId, StaffId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger import OFFICE
from app.platform.storage.ledger.seals import cover


class Staff(Base):
    """A person who works with the product under a real name."""

    __tablename__ = "staff"

    id: Mapped[StaffId] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    """Empty until somebody enters a name. Old rows, from before names were asked for, hold the part before "@"."""
    office: Mapped[str] = mapped_column(server_default="")
    """What the person is, in the words that papers print after the name, such as 社区党组织书记; "" if not given."""
    password_hash: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    """While set, the person's sessions, links and API tokens do not work."""


class StaffRole(Base):
    """A role at one place, or at all places if `place` is None."""

    __tablename__ = "staff_role"
    __table_args__ = (Index("uq_staff_role_staff_place_role", "staff", "place", "role", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    staff: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    place: Mapped[PlaceId | None] = mapped_column(ForeignKey("place.id"))
    role: Mapped[Role]


class SignInLink(Base):
    """A link that works for one sign-in; if `staff` is None, it sets up the first administrator."""

    __tablename__ = "sign_in_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    staff: Mapped[StaffId | None] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_at: Mapped[datetime | None]
    """None for links made before version 0012."""
    made_by: Mapped[str | None]
    """Id of the member of staff who made the link; `system` for the command line."""
    voided_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    """When the owner dismissed the notice that the link was made."""


class StaffSession(Base):
    """A signed-in browser of a member of staff, until the session expires or somebody ends it."""

    __tablename__ = "staff_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    staff: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Time of the last use, accurate to a few minutes; the idle limit counts from this time."""
    browser: Mapped[str]
    """Browser and system, such as `Firefox · Windows`; never the full user agent."""


class ApiToken(Base):
    """A token with which a program acts for a member of staff."""

    __tablename__ = "api_token"

    digest: Mapped[str] = mapped_column(primary_key=True)
    staff: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """Time of the last use, accurate to an hour."""
    scopes: Mapped[list[Any]]


cover(Staff, literal(OFFICE))
cover(StaffRole, literal(OFFICE))
