"""Reads of places and staff."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import ApiToken, Place, PlaceWords, SignInLink, Staff, StaffRole, StaffSession
from app.people.rules import Words, administers
from app.platform.security.actors import SYSTEM, Actor, ActorKind, Role, TokenScope
from app.platform.security.permissions import Scope
from app.platform.security.secrets import digest_token

SESSION_NOTE = timedelta(minutes=5)
TOKEN_NOTE = timedelta(hours=1)
"""The shortest time between two writes of the last use of a session, and of an API token."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff; `name` is empty until somebody types one."""

    id: str
    email: str
    name: str
    roles: tuple[tuple[str | None, Role], ...]
    signed_in_at: datetime | None = None
    suspended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acted: a name, empty where none is known, and the role whose words are `domain.role.<role>`."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A browser that a member of staff is signed in with; `id` tells sessions apart and opens none."""

    id: str
    browser: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class TokenView:
    """An API token without its secret; `id` tells tokens apart and opens nothing."""

    id: str
    staff: str
    email: str
    scopes: tuple[TokenScope, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class LinkNotice:
    """A sign-in link that was made for a person: by whom (an address; empty for the command line), and when."""

    maker: str
    made_at: datetime
    used_at: datetime | None


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


def find_staff_by_session(
    session: Session, token: str, now: datetime, *, idle: timedelta | None = None
) -> Actor | None:
    """The member of staff signed in with this secret; `idle` is how long a session may stay unused."""
    digest = digest_token(token)
    return live_sessions(session, [digest], now, idle=idle).get(digest)


def live_sessions(
    session: Session, digests: Collection[str], now: datetime, *, idle: timedelta | None = None
) -> dict[str, Actor]:
    """Of some sessions, by digest, those that still count, each with the member of staff as of now."""
    query = (
        select(StaffSession.digest, StaffSession.staff, StaffSession.expires_at, StaffSession.seen_at)
        .join(Staff, Staff.id == StaffSession.staff)
        .where(StaffSession.digest.in_(digests), Staff.suspended_at.is_(None))
    )
    rows = session.execute(query).all()
    ends = {row.digest: min(row.expires_at, row.seen_at + idle) if idle else row.expires_at for row in rows}
    live = [row for row in rows if ends[row.digest] > now]
    held = _roles_by_staff(session, {row.staff for row in live})
    return {
        row.digest: Actor(
            ActorKind.STAFF,
            row.staff,
            roles=frozenset(held.get(row.staff, ())),
            credential=row.digest,
            expires_at=ends[row.digest],
            note_due_at=row.seen_at + SESSION_NOTE,
        )
        for row in live
    }


def find_staff_by_token(session: Session, token: str, now: datetime) -> Actor | None:
    """The member of staff for whom a program acts, within the scopes of its token."""
    query = (
        select(ApiToken)
        .join(Staff, Staff.id == ApiToken.staff)
        .where(ApiToken.digest == digest_token(token), ApiToken.expires_at > now, Staff.suspended_at.is_(None))
    )
    found = session.scalar(query)
    if found is None:
        return None
    scopes = frozenset(TokenScope(name) for name in found.scopes)
    return Actor(
        ActorKind.STAFF,
        found.staff,
        roles=roles_of(session, found.staff),
        scopes=None if TokenScope.EVERYTHING in scopes else scopes,
        credential=found.digest,
        expires_at=found.expires_at,
        note_due_at=found.used_at + TOKEN_NOTE if found.used_at else now,
    )


def actor_of(session: Session, staff: str | None) -> Actor | None:
    """A member of staff as an actor, with all roles held."""
    return Actor(ActorKind.STAFF, staff, roles=roles_of(session, staff)) if staff else None


def roles_of(session: Session, staff: str) -> frozenset[tuple[str | None, Role]]:
    """The roles of a member of staff; none for somebody unknown."""
    return frozenset(_roles_by_staff(session, [staff]).get(staff, ()))


def administrators(session: Session) -> set[str]:
    """The members of staff who administer the whole house and are not suspended."""
    query = select(StaffRole.staff).join(Staff, Staff.id == StaffRole.staff)
    is_everywhere = (StaffRole.role == Role.ADMINISTRATOR, StaffRole.place.is_(None))
    return set(session.scalars(query.where(*is_everywhere, Staff.suspended_at.is_(None))))


def administrator_emails(session: Session) -> list[str]:
    """The addresses of those who administer the whole house."""
    query = select(Staff.email).where(Staff.id.in_(administrators(session)))
    return list(session.scalars(query.order_by(Staff.email)))


def staff_named(session: Session, email: str) -> str | None:
    """The member of staff with an address, which is given in lower case."""
    return session.scalar(select(Staff.id).where(Staff.email == email))


def is_active(session: Session, staff: str, *, password_of: datetime | None = None) -> bool:
    """Whether a member of staff is not suspended and, if asked, has had the same password since a moment."""
    row = session.execute(select(Staff.suspended_at, Staff.password_set_at).where(Staff.id == staff)).one_or_none()
    if row is None or row.suspended_at is not None:
        return False
    return password_of is None or row.password_set_at is None or row.password_set_at <= password_of


def password_hash_of(session: Session, staff: str) -> str | None:
    return session.scalar(select(Staff.password_hash).where(Staff.id == staff))


def staff_count(session: Session) -> int:
    return len(session.scalars(select(Staff.id)).all())


def staff_of(session: Session, staff: str) -> StaffView | None:
    found = session.get(Staff, staff)
    return _staff_views(session, [found])[0] if found else None


def name_of(session: Session, actor: str) -> str | None:
    """The name of a member of staff, "" for one who has given none; None for anybody else."""
    found = session.get(Staff, actor)
    return None if found is None else _given_name(found)


def signature_of(session: Session, staff: str, place: str) -> Signature:
    """How papers and pages name whoever acted at a place: by name, else by role."""
    found = staff_of(session, staff)
    if found is None:
        return Signature("", "system" if staff == SYSTEM.id else "staff")
    held = {role for where, role in found.roles if where in (place, None)}
    order = [*(role for role in Role if role is not Role.ADMINISTRATOR), Role.ADMINISTRATOR]
    return Signature(found.name, next((role.value for role in order if role in held), "staff"))


def all_staff(session: Session) -> list[StaffView]:
    """Everybody who works here, by address."""
    return _staff_views(session, session.scalars(select(Staff).order_by(Staff.email)).all())


def staff_for(session: Session, actor: Actor) -> list[StaffView]:
    """Those who have a role where an actor administers, by address; all for an administrator of the whole house."""
    people = all_staff(session)
    if administers(actor, None):
        return people
    return [view for view in people if any(administers(actor, place) for place, _ in view.roles)]


def sessions_of(session: Session, staff: str, now: datetime, *, current: str = "") -> list[SessionView]:
    """The sessions of a person that have not ended, the newest first; `current` is the digest of the asking one."""
    query = select(StaffSession).where(StaffSession.staff == staff, StaffSession.expires_at > now)
    return [
        SessionView(
            public_id(row.digest),
            row.browser,
            row.created_at,
            row.seen_at,
            row.expires_at,
            is_current=row.digest == current,
        )
        for row in session.scalars(query.order_by(StaffSession.created_at.desc(), StaffSession.digest))
    ]


def tokens_of(session: Session, staff: Iterable[str]) -> list[TokenView]:
    """The API tokens of some members of staff, by address, the newest first."""
    query = select(ApiToken, Staff.email).join(Staff, Staff.id == ApiToken.staff)
    rows = session.execute(
        query.where(ApiToken.staff.in_(list(staff))).order_by(Staff.email, ApiToken.created_at.desc())
    )
    return [_token(row, email) for row, email in rows]


def token_of(session: Session, token: str) -> TokenView | None:
    """The API token with an id."""
    query = select(ApiToken, Staff.email).join(Staff, Staff.id == ApiToken.staff)
    found = session.execute(query.where(ApiToken.digest.startswith(token, autoescape=True))).all()
    exact = [_token(row, email) for row, email in found if public_id(row.digest) == token]
    return exact[0] if len(exact) == 1 else None


def link_notices(session: Session, staff: str) -> list[LinkNotice]:
    """The sign-in links made for a person since the person last dismissed the notice of them, the newest first."""
    is_new = (SignInLink.staff == staff, SignInLink.made_at.is_not(None), SignInLink.dismissed_at.is_(None))
    links = session.scalars(select(SignInLink).where(*is_new).order_by(SignInLink.made_at.desc())).all()
    makers = {link.made_by for link in links if link.made_by}
    named = session.execute(select(Staff.id, Staff.email).where(Staff.id.in_(makers)))
    names = {row.id: row.email for row in named}
    return [
        LinkNotice(names.get(link.made_by or "", ""), link.made_at, link.used_at)
        for link in links
        if link.made_at is not None
    ]


def public_id(digest: str) -> str:
    """What names a session or API token where people read it: the head of the digest, which opens nothing."""
    return digest[:16]


def places_of(session: Session, actor: Actor) -> list[PlaceView]:
    """The places in which an actor holds any role, by name."""
    query = select(Place.id, Place.name).order_by(Place.name)
    if not administers(actor, None) and None not in {where for where, _ in actor.roles}:
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


def staff_with_email(session: Session, email: str) -> str | None:
    """Return the id of the member of staff with this address."""
    return session.scalar(select(Staff.id).where(Staff.email == email))


def password_of(session: Session, email: str) -> StoredPassword | None:
    """What a sign-in under this address is checked against; None for an unknown address and a suspended person."""
    query = select(Staff.id, Staff.password_hash).where(Staff.email == email.strip().lower())
    row = session.execute(query.where(Staff.suspended_at.is_(None))).first()
    return StoredPassword(row.id, row.password_hash) if row else None


def open_link(session: Session, token: str, now: datetime) -> LinkView | None:
    """A one-time link that still opens: not used, voided or expired, of nobody suspended.

    The set-up link opens only while there is no administrator.
    """
    link = session.get(SignInLink, digest_token(token))
    if link is None or link.used_at is not None or link.voided_at is not None or link.expires_at <= now:
        return None
    if link.staff is None:
        query = select(StaffRole.id).where(StaffRole.role == Role.ADMINISTRATOR).limit(1)
        return LinkView(None, None) if session.scalar(query) is None else None
    query = select(Staff.email).where(Staff.id == link.staff, Staff.suspended_at.is_(None))
    email = session.scalar(query)
    return LinkView(link.staff, email) if email else None


def _roles_by_staff(session: Session, staff: Collection[str]) -> dict[str, list[tuple[str | None, Role]]]:
    held: dict[str, list[tuple[str | None, Role]]] = {}
    query = select(StaffRole.staff, StaffRole.place, StaffRole.role).where(StaffRole.staff.in_(staff))
    for row in session.execute(query.order_by(StaffRole.role, StaffRole.place)):
        held.setdefault(row.staff, []).append((row.place, row.role))
    return held


def _staff_views(session: Session, people: Collection[Staff]) -> list[StaffView]:
    roles = _roles_by_staff(session, [person.id for person in people])
    return [
        StaffView(
            person.id,
            person.email,
            _given_name(person),
            tuple(roles.get(person.id, ())),
            person.signed_in_at,
            person.suspended_at,
        )
        for person in people
    ]


def _given_name(person: Staff) -> str:
    """The name that a person or an administrator has typed; empty for none.

    Rows from before names were asked for hold the left half of the address, which is no name.
    """
    return "" if person.name == person.email.partition("@")[0] else person.name


def _token(row: ApiToken, email: str) -> TokenView:
    return TokenView(
        public_id(row.digest),
        row.staff,
        email,
        tuple(TokenScope(name) for name in row.scopes),
        row.created_at,
        row.expires_at,
        row.used_at,
        row.digest,
    )
