"""The gate: finds the scope of the things that a request names and checks whether the actor has the permission."""

from collections.abc import Iterable, Iterator, Mapping

from app.platform.access.actors import Actor, ActorKind
from app.platform.access.permissions import Permission, Scope, check_permission
from app.platform.access.services import Call, Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId
from app.platform.text import is_id


def admit(services: Services, actor: Actor, permission: Permission, ids: Mapping[str, object]) -> Call:
    """Return the call of an actor who has a permission for the things named, or refuse the actor.

    Args:
        ids: names and values of a path or payload; a value may be a list of ids. The gate looks up the scope of each
            name of a thing (`meeting`, `proposal`, …); all things must belong to the same place and meeting.

    Raises:
        DomainError: `sign_in.needed`, `not_found` (also for things of another place or meeting), `forbidden` or
            `token.scope`.
    """
    if actor.kind is ActorKind.NOBODY:
        check_permission(actor, permission, None)  # before any look-up: the answer must not tell which ids exist
    scope = scope_of(services, ids)
    check_permission(actor, permission, scope)
    return Call(services, actor, scope)


def scope_of(services: Services, ids: Mapping[str, object]) -> Scope | None:
    """Return the common scope of all things named, or None when no thing is named.

    Raises:
        DomainError: `not_found` when a thing does not exist, or the things belong to different places or meetings.
    """
    scopes = {_locate(services, name, value) for name, value in _named(services, ids)}
    if len(scopes) > 1:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return scopes.pop() if scopes else None


def _named(services: Services, ids: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in ids.items():
        if name in services.locators:
            if isinstance(value, str):
                yield name, value
            elif isinstance(value, Iterable):
                yield from ((name, one) for one in value if isinstance(one, str))


def meeting_of(call: Call) -> MeetingId:
    """Return the id of the meeting that a call is about.

    Raises:
        DomainError: `not_found` when the call is not about a meeting.
    """
    if call.scope is None or call.scope.meeting is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return call.scope.meeting


def _locate(services: Services, name: str, value: str) -> Scope:
    with services.scopes_lock:
        known = services.scopes.get((name, value))
    if known is not None:
        return known
    if not is_id(value):
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    with services.database.read() as session:
        scope = services.locators[name](session, value)
    if scope is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    with services.scopes_lock:
        services.scopes[(name, value)] = scope
    return scope
