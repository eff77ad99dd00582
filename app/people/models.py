"""Places, the staff who serve them, and the ways they sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, literal
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.access.actors import Role
from app.platform.ids import PlaceId, StaffId
from app.platform.storage.db import Base, new_id
from app.platform.storage.ledger.seals import cover

OFFICE = "office"
"""The ledger chain of what belongs to no meeting and no place."""


class Place(Base):
    """An estate, community or village: the unit whose matters its own staff see."""

    __tablename__ = "place"

    id: Mapped[PlaceId] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class PlaceWords(Base):
    """The words of a place, as its people have listed them."""

    __tablename__ = "place_words"

    place: Mapped[PlaceId] = mapped_column(ForeignKey("place.id"), primary_key=True)
    stop: Mapped[list[Any]]
    user: Mapped[list[Any]]
    synonyms: Mapped[list[Any]]


class Staff(Base):
    """A person who works with the product under a real name."""

    __tablename__ = "staff"

    id: Mapped[StaffId] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    """Empty until somebody types it; the left half of the address in rows of versions that did not ask for names."""
    password_hash: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    """While set, no session, link or API token of the person works."""


class StaffRole(Base):
    """A role held in a place, or everywhere when `place` is empty."""

    __tablename__ = "staff_role"
    __table_args__ = (Index("uq_staff_role_staff_place_role", "staff", "place", "role", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    staff: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    place: Mapped[PlaceId | None] = mapped_column(ForeignKey("place.id"))
    role: Mapped[Role]


class SignInLink(Base):
    """A link good for one sign-in; without a staff member it sets up the first administrator."""

    __tablename__ = "sign_in_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    staff: Mapped[StaffId | None] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_at: Mapped[datetime | None]
    """Empty for links from before version 0012."""
    made_by: Mapped[str | None]
    """Id of the member of staff who made the link, or `system` for the command line."""
    voided_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    """When the owner was shown that the link had been made, and said so."""


class StaffSession(Base):
    """A browser signed in by a member of staff, until it ends or is ended."""

    __tablename__ = "staff_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    staff: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Last use, kept to a few minutes; the idle limit counts from here."""
    browser: Mapped[str]
    """In words, as `Firefox · Windows`; never the whole user agent."""


class ApiToken(Base):
    """A program that acts for a member of staff."""

    __tablename__ = "api_token"

    digest: Mapped[str] = mapped_column(primary_key=True)
    staff: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """Last use, kept to an hour."""
    scopes: Mapped[list[Any]]


cover(Place, literal(OFFICE))
cover(PlaceWords, PlaceWords.__table__.c.place)
cover(Staff, literal(OFFICE))
cover(StaffRole, literal(OFFICE))
