"""Reads of places and staff."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import ApiToken, Place, PlaceWords, SignInLink, Staff, StaffRole, StaffSession
from app.people.rules import Words
from app.platform.errors import DomainError, ErrorKind
from app.platform.security.actors import Actor, ActorKind, Role
from app.platform.security.permissions import Scope
from app.platform.security.secrets import digest_token, is_password


@dataclass(frozen=True, slots=True)
class PlaceView:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class StaffView:
    id: str
    email: str
    name: str
    roles: tuple[tuple[str | None, Role], ...]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A one-time link that still opens; `staff` is None for the set-up of the first administrator."""

    staff: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """A member of staff and the hash of the password, None before one is chosen."""

    staff: str
    password_hash: str | None


def locate_place(session: Session, place: str) -> Scope | None:
    found = session.scalar(select(Place.id).where(Place.id == place))
    return Scope(place=found) if found else None


def find_staff_by_session(session: Session, token: str, now: datetime) -> Actor | None:
    """The member of staff signed in with this secret."""
    query = select(StaffSession.staff).where(StaffSession.digest == digest_token(token), StaffSession.expires_at > now)
    return actor_of(session, session.scalar(query))


def find_staff_by_token(session: Session, token: str) -> Actor | None:
    """The member of staff for whom a program acts."""
    return actor_of(session, session.scalar(select(ApiToken.staff).where(ApiToken.digest == digest_token(token))))


def actor_of(session: Session, staff: str | None) -> Actor | None:
    """A member of staff as an actor, with all roles held."""
    if staff is None:
        return None
    rows = session.execute(select(StaffRole.place, StaffRole.role).where(StaffRole.staff == staff))
    return Actor(ActorKind.STAFF, staff, roles=frozenset((row.place, row.role) for row in rows))


def staff_count(session: Session) -> int:
    return len(session.scalars(select(Staff.id)).all())


def staff_of(session: Session, staff: str) -> StaffView | None:
    found = session.get(Staff, staff)
    if found is None:
        return None
    rows = session.execute(select(StaffRole.place, StaffRole.role).where(StaffRole.staff == staff))
    return StaffView(found.id, found.email, found.name, tuple((row.place, row.role) for row in rows))


def all_staff(session: Session) -> list[StaffView]:
    """Everybody who works here, by address."""
    held: dict[str, list[tuple[str | None, Role]]] = {}
    for row in session.execute(select(StaffRole.staff, StaffRole.place, StaffRole.role).order_by(StaffRole.role)):
        held.setdefault(row.staff, []).append((row.place, row.role))
    people = session.scalars(select(Staff).order_by(Staff.email))
    return [StaffView(found.id, found.email, found.name, tuple(held.get(found.id, ()))) for found in people]


def places_of(session: Session, actor: Actor) -> list[PlaceView]:
    """The places in which an actor holds any role, by name."""
    query = select(Place.id, Place.name).order_by(Place.name)
    if None not in {where for where, _ in actor.roles}:
        query = query.where(Place.id.in_([where for where, _ in actor.roles if where]))
    return [PlaceView(row.id, row.name) for row in session.execute(query)]


def place_of(session: Session, place: str) -> PlaceView | None:
    found = session.get(Place, place)
    return PlaceView(found.id, found.name) if found else None


def words_of(session: Session, place: str) -> Words:
    """The words of a place; none until somebody lists them."""
    found = session.get(PlaceWords, place)
    if found is None:
        return Words()
    return Words(tuple(found.stop), tuple(found.user), tuple(tuple(group) for group in found.synonyms))


def place_named(session: Session, name: str) -> PlaceView | None:
    found = session.scalar(select(Place).where((Place.name == name) | (Place.id == name)))
    return PlaceView(found.id, found.name) if found else None


def staff_by_password(session: Session, email: str, password: str) -> str:
    """The member of staff with this address and password.

    Raises:
        DomainError: `sign_in.failed`, the same for an unknown address and a wrong password.
    """
    found = session.scalar(select(Staff).where(Staff.email == email.strip().lower()))
    if not is_password(found.password_hash if found else None, password) or found is None:
        raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.failed")
    return found.id


def password_of(session: Session, email: str) -> StoredPassword | None:
    """What a sign-in under this address is checked against; None for an unknown one."""
    row = session.execute(select(Staff.id, Staff.password_hash).where(Staff.email == email.strip().lower())).first()
    return StoredPassword(row.id, row.password_hash) if row else None


def open_link(session: Session, token: str, now: datetime) -> LinkView | None:
    """A one-time link that is neither used nor expired."""
    link = session.get(SignInLink, digest_token(token))
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    email = session.scalar(select(Staff.email).where(Staff.id == link.staff)) if link.staff else None
    return LinkView(link.staff, email)
