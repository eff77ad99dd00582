"""Reads of staff, sessions, API tokens and sign-in links."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import ApiToken, SignInLink, Staff, StaffRole, StaffSession
from app.accounts.rules import RoleHeld, administers
from app.platform.access.actors import SYSTEM, Actor, ActorKind, Role, TokenScope
from app.platform.access.secrets import digest_token
from app.platform.ids import PlaceId, SessionId, StaffId, TokenId

SESSION_NOTE = timedelta(minutes=5)
TOKEN_NOTE = timedelta(hours=1)
"""The shortest time between two writes of the last use: of a session above, of an API token here."""


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff; `name` and `office` are "" until somebody enters them."""

    id: StaffId
    email: str
    name: str
    roles: tuple[RoleHeld, ...]
    signed_in_at: datetime | None = None
    suspended_at: datetime | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """How documents show an actor, who is never shown by an email address.

    `name` and `office` are "" if unknown; `role` is the role in the product (catalogue key `domain.role.<role>`).
    """

    name: str
    role: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class SessionView:
    """A signed-in browser of a member of staff; `id` identifies the session and is no secret."""

    id: SessionId
    browser: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class TokenView:
    """An API token without its secret; `id` identifies the token and is no secret."""

    id: TokenId
    staff: StaffId
    email: str
    scopes: tuple[TokenScope, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class LinkNotice:
    """A sign-in link made for a person; `maker` is the email address of its maker, "" for the command line."""

    maker: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkView:
    """A one-time link that still works; `staff` is None for the set-up of the first administrator."""

    staff: StaffId | None
    email: str | None


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """A member of staff and the hash of the password; the hash is None until a password is chosen."""

    staff: StaffId
    password_hash: str | None


def find_staff_by_session(
    session: Session, token: str, now: datetime, *, idle: timedelta | None = None
) -> Actor | None:
    """Return the member of staff whose session has this secret, or None.

    idle: longest time without use after which a session still counts; None for no limit.
    """
    digest = digest_token(token)
    return live_sessions(session, [digest], now, idle=idle).get(digest)


def live_sessions(
    session: Session, digests: Collection[str], now: datetime, *, idle: timedelta | None = None
) -> dict[str, Actor]:
    """Return {digest: member of staff with the current roles} for those of the given sessions that are still valid."""
    query = (
        select(StaffSession.digest, StaffSession.staff, StaffSession.expires_at, StaffSession.seen_at)
        .join(Staff, Staff.id == StaffSession.staff)
        .where(StaffSession.digest.in_(digests), Staff.suspended_at.is_(None))
    )
    rows = session.execute(query).all()
    ends = {row.digest: min(row.expires_at, row.seen_at + idle) if idle else row.expires_at for row in rows}
    live = [row for row in rows if ends[row.digest] > now]
    roles = _roles_by_staff(session, {row.staff for row in live})
    return {
        row.digest: Actor(
            ActorKind.STAFF,
            row.staff,
            roles=frozenset(roles.get(row.staff, ())),
            credential=row.digest,
            expires_at=ends[row.digest],
            note_due_at=row.seen_at + SESSION_NOTE,
        )
        for row in live
    }


def find_staff_by_token(session: Session, token: str, now: datetime) -> Actor | None:
    """Return the member of staff for whom an API token acts, limited to its scopes; None if the token is not valid."""
    query = (
        select(ApiToken)
        .join(Staff, Staff.id == ApiToken.staff)
        .where(ApiToken.digest == digest_token(token), ApiToken.expires_at > now, Staff.suspended_at.is_(None))
    )
    token_row = session.scalar(query)
    if token_row is None:
        return None
    scopes = frozenset(TokenScope(name) for name in token_row.scopes)
    return Actor(
        ActorKind.STAFF,
        token_row.staff,
        roles=roles_of(session, token_row.staff),
        scopes=None if TokenScope.EVERYTHING in scopes else scopes,
        credential=token_row.digest,
        expires_at=token_row.expires_at,
        note_due_at=token_row.used_at + TOKEN_NOTE if token_row.used_at else now,
    )


def find_staff(session: Session, staff_id: StaffId) -> Actor | None:
    """Return a member of staff with the current roles, for work done after the request; None while suspended."""
    if not is_active(session, staff_id):
        return None
    return Actor(ActorKind.STAFF, staff_id, roles=roles_of(session, staff_id))


def roles_of(session: Session, staff_id: StaffId) -> frozenset[RoleHeld]:
    """Return the roles of a member of staff; the set is empty for an unknown id."""
    return frozenset(_roles_by_staff(session, [staff_id]).get(staff_id, ()))


def administrators(session: Session) -> set[StaffId]:
    """Return the staff who administer all places and are not suspended."""
    query = select(StaffRole.staff).join(Staff, Staff.id == StaffRole.staff)
    is_everywhere = (StaffRole.role == Role.ADMINISTRATOR, StaffRole.place.is_(None))
    return set(session.scalars(query.where(*is_everywhere, Staff.suspended_at.is_(None))))


def administrator_emails(session: Session) -> list[str]:
    """Return the email addresses of the administrators of all places, sorted."""
    query = select(Staff.email).where(Staff.id.in_(administrators(session)))
    return list(session.scalars(query.order_by(Staff.email)))


def staff_named(session: Session, email: str) -> StaffId | None:
    """Return the id of the member of staff with a lower-case email address; None if there is none."""
    return session.scalar(select(Staff.id).where(Staff.email == email))


def is_active(session: Session, staff_id: StaffId, *, password_of: datetime | None = None) -> bool:
    """Return whether a person exists, is not suspended and, if `password_of` is given, kept the password since then."""
    row = session.execute(select(Staff.suspended_at, Staff.password_set_at).where(Staff.id == staff_id)).one_or_none()
    if row is None or row.suspended_at is not None:
        return False
    return password_of is None or row.password_set_at is None or row.password_set_at <= password_of


def password_hash_of(session: Session, staff_id: StaffId) -> str | None:
    return session.scalar(select(Staff.password_hash).where(Staff.id == staff_id))


def staff_count(session: Session) -> int:
    return len(session.scalars(select(Staff.id)).all())


def staff_of(session: Session, staff_id: StaffId) -> StaffView | None:
    staff = session.get(Staff, staff_id)
    return _staff_views(session, [staff])[0] if staff else None


def name_of(session: Session, actor: str) -> str | None:
    """Return the name of a member of staff, "" if no name was given; None if the actor is not staff."""
    member = session.get(Staff, actor)
    return None if member is None else _given_name(member)


def signature_of(session: Session, staff_id: StaffId, place_id: PlaceId) -> Signature:
    """Return the name and role by which pages and documents show who acted at a place.

    Of several roles, any other goes before "administrator". An actor without a role at the place has the role "staff";
    the system has the role "system".
    """
    staff = staff_of(session, staff_id)
    if staff is None:
        return Signature("", "system" if staff_id == SYSTEM.id else "staff")
    roles_here = {role for where, role in staff.roles if where in (place_id, None)}
    order = [*(role for role in Role if role is not Role.ADMINISTRATOR), Role.ADMINISTRATOR]
    role = next((role.value for role in order if role in roles_here), "staff")
    return Signature(staff.name, role, staff.office)


def staff_with(session: Session, roles: Collection[Role], place_id: PlaceId) -> list[StaffId]:
    """Return the staff who have one of the roles at a place, or at all places."""
    is_here = StaffRole.place.is_(None) | (StaffRole.place == place_id)
    return list(session.scalars(select(StaffRole.staff).where(StaffRole.role.in_(roles), is_here).distinct()))


def all_staff(session: Session) -> list[StaffView]:
    """Return all staff, sorted by email address."""
    return _staff_views(session, session.scalars(select(Staff).order_by(Staff.email)).all())


def staff_for(session: Session, actor: Actor) -> list[StaffView]:
    """Return the staff with a role at a place that an actor administers, sorted by email address.

    An administrator of all places gets all staff, also those without a role.
    """
    people = all_staff(session)
    if administers(actor, None):
        return people
    return [view for view in people if any(administers(actor, place) for place, _ in view.roles)]


def sessions_of(session: Session, staff_id: StaffId, now: datetime, *, current: str = "") -> list[SessionView]:
    """Return a person's unexpired sessions, newest first; `current` is the digest of the caller's own session."""
    query = select(StaffSession).where(StaffSession.staff == staff_id, StaffSession.expires_at > now)
    return [
        SessionView(
            SessionId(public_id(row.digest)),
            row.browser,
            row.created_at,
            row.seen_at,
            row.expires_at,
            is_current=row.digest == current,
        )
        for row in session.scalars(query.order_by(StaffSession.created_at.desc(), StaffSession.digest))
    ]


def tokens_of(session: Session, staff_ids: Iterable[StaffId]) -> list[TokenView]:
    """Return the API tokens of some staff, sorted by email address, newest first, expired ones included."""
    query = select(ApiToken, Staff.email).join(Staff, Staff.id == ApiToken.staff)
    rows = session.execute(
        query.where(ApiToken.staff.in_(list(staff_ids))).order_by(Staff.email, ApiToken.created_at.desc())
    )
    return [_token(row, email) for row, email in rows]


def token_of(session: Session, token_id: TokenId) -> TokenView | None:
    """Return the API token with an id; None if no token, or more than one, has the id."""
    query = select(ApiToken, Staff.email).join(Staff, Staff.id == ApiToken.staff)
    rows = session.execute(query.where(ApiToken.digest.startswith(token_id, autoescape=True))).all()
    exact = [_token(row, email) for row, email in rows if public_id(row.digest) == token_id]
    return exact[0] if len(exact) == 1 else None


def link_notices(session: Session, staff_id: StaffId) -> list[LinkNotice]:
    """Return the sign-in links of a person whose notice the person has not dismissed, newest first."""
    is_new = (SignInLink.staff == staff_id, SignInLink.made_at.is_not(None), SignInLink.dismissed_at.is_(None))
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
    """Return the public id of a session or API token: the first 16 characters of its digest, which grant no access."""
    return digest[:16]


def password_of(session: Session, email: str) -> StoredPassword | None:
    """Return the stored password for a sign-in with this email address; None if the person is unknown or suspended."""
    query = select(Staff.id, Staff.password_hash).where(Staff.email == email.strip().lower())
    row = session.execute(query.where(Staff.suspended_at.is_(None))).first()
    return StoredPassword(row.id, row.password_hash) if row else None


def open_link(session: Session, token: str, now: datetime) -> LinkView | None:
    """Return a one-time link that still works, else None.

    A link works until it is used, voided or expired, or its member of staff is suspended. The set-up link works only
    while there is no administrator.
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


def _roles_by_staff(session: Session, staff_ids: Collection[StaffId]) -> dict[StaffId, list[RoleHeld]]:
    roles: dict[StaffId, list[RoleHeld]] = {}
    query = select(StaffRole.staff, StaffRole.place, StaffRole.role).where(StaffRole.staff.in_(staff_ids))
    for row in session.execute(query.order_by(StaffRole.role, StaffRole.place)):
        roles.setdefault(row.staff, []).append((row.place, row.role))
    return roles


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
            person.office,
        )
        for person in people
    ]


def _given_name(person: Staff) -> str:
    """Return the name that somebody entered, "" if nobody did.

    Rows from before names were asked for hold the part of the email address before "@", which is not a name; nor is an
    email address.
    """
    return "" if person.name == person.email.partition("@")[0] or "@" in person.name else person.name


def _token(row: ApiToken, email: str) -> TokenView:
    return TokenView(
        TokenId(public_id(row.digest)),
        row.staff,
        email,
        tuple(TokenScope(name) for name in row.scopes),
        row.created_at,
        row.expires_at,
        row.used_at,
        row.digest,
    )
