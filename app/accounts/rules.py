"""Rules for names, email addresses, passwords, roles and API tokens."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from app.platform.access.actors import Actor, ActorKind, Role, TokenScope
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId
from app.platform.lengths import LONGEST_NAME

SHORTEST_PASSWORD = 10
MAX_TOKEN_DAYS = 3650
RoleHeld = tuple[PlaceId | None, Role]
"""(place, role); place None means all places."""
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$|^[^@\s]+@localhost$")


def check_email(email: str) -> str:
    """Return the address without surrounding blanks, in lower case.

    Raises:
        DomainError: `email.invalid`.
    """
    folded = email.strip().lower()
    if not _EMAIL.fullmatch(folded) or not folded.isprintable() or len(folded) > 254:
        raise DomainError(ErrorKind.INVALID, "email.invalid")
    return folded


def check_password(password: str) -> str:
    """Refuse a password with fewer than 10 characters or fewer than 4 different ones; return any other unchanged.

    Mixed character classes are not required.

    Raises:
        DomainError: `password.short`.
    """
    if len(password) < SHORTEST_PASSWORD or len(set(password)) < 4:
        raise DomainError(ErrorKind.INVALID, "password.short", least=SHORTEST_PASSWORD)
    return password


def administers(actor: Actor, place_id: PlaceId | None) -> bool:
    """Return whether an actor administers a place, or all places if `place_id` is None."""
    return actor.kind is ActorKind.SYSTEM or Role.ADMINISTRATOR in actor.roles_at(place_id)


def may_manage(actor: Actor, roles: Collection[RoleHeld]) -> bool:
    """Return whether an actor administers every place at which a person with these roles works."""
    return administers(actor, None) or (bool(roles) and all(administers(actor, place) for place, _ in roles))


def check_may_manage(actor: Actor, roles: Collection[RoleHeld]) -> None:
    """Refuse a person with these roles if the actor does not administer all places of the person.

    Raises:
        DomainError: `not_found`, the same as for a person who does not exist.
    """
    if not may_manage(actor, roles):
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")


def check_appointment(actor: Actor, role: Role, place_id: PlaceId | None) -> None:
    """Refuse a role that lacks its place, or a role at a place that the actor does not administer.

    Raises:
        DomainError: `place.needed`, `forbidden`.
    """
    if place_id is None and role is not Role.ADMINISTRATOR:
        raise DomainError(ErrorKind.INVALID, "place.needed")
    if not administers(actor, place_id):
        raise DomainError(ErrorKind.FORBIDDEN, "forbidden")


def check_token(actor: Actor, scopes: Collection[TokenScope], days: int, now: datetime) -> datetime:
    """Return when a new API token expires.

    An actor who uses an API token cannot create one with wider scopes or a later end than that token has.

    Raises:
        DomainError: `token.scopes`, `token.days`, `token.scope`.
    """
    if not scopes:
        raise DomainError(ErrorKind.INVALID, "token.scopes")
    if not 1 <= days <= MAX_TOKEN_DAYS:
        raise DomainError(ErrorKind.INVALID, "token.days", most=MAX_TOKEN_DAYS)
    expires_at = now + timedelta(days=days)
    if actor.scopes is not None:
        is_wider = TokenScope.EVERYTHING not in actor.scopes and not actor.scopes.issuperset(scopes)
        if is_wider or actor.expires_at is None or expires_at > actor.expires_at:
            raise DomainError(ErrorKind.FORBIDDEN, "token.scope")
    return expires_at


def check_name(name: str) -> str:
    """Refuse a name that is empty or longer than 60 characters; return any other.

    Raises:
        DomainError: `name.missing` or `name.long`.
    """
    if not name:
        raise DomainError(ErrorKind.INVALID, "name.missing")
    if len(name) > LONGEST_NAME:
        raise DomainError(ErrorKind.INVALID, "name.long", most=LONGEST_NAME)
    return name


def check_person_name(name: str) -> str:
    """Refuse what `check_name` refuses, and an email address, which documents must never print as a name.

    Raises:
        DomainError: `name.missing`, `name.long`, `name.email`.
    """
    if "@" in name:
        raise DomainError(ErrorKind.INVALID, "name.email")
    return check_name(name)
