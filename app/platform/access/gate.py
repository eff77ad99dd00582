"""The gate at every door: where does the thing belong, and may this actor do that to it?"""

from collections.abc import Iterable, Iterator, Mapping

from app.platform.access.actors import Actor, ActorKind
from app.platform.access.permissions import Permission, Scope, check_permission
from app.platform.access.services import Call, Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId
from app.platform.text import is_id

MOST_SCOPES = 200_000


def admit(services: Services, actor: Actor, permission: Permission, ids: Mapping[str, object]) -> Call:
    """Let an actor in, or refuse.

    Args:
        ids: names and values of a path or payload, a value may be a list of ids; those that name a thing
            (`meeting`, `proposal`, …) are located, and all must belong to one place and meeting.

    Raises:
        DomainError: `unauthenticated`, `not_found` (also for what belongs to others) or `forbidden`.
    """
    if actor.kind is ActorKind.NOBODY:
        check_permission(actor, permission, None)  # before any look-up: the answer must not tell which ids exist
    scope = scope_of(services, ids)
    check_permission(actor, permission, scope)
    return Call(services, actor, scope)


def scope_of(services: Services, ids: Mapping[str, object]) -> Scope | None:
    """The common scope of all things named; None when nothing is.

    Raises:
        DomainError: `not_found` when one does not exist or they belong to different meetings.
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
    """The meeting that a call is about.

    Raises:
        DomainError: `not_found` when it names none.
    """
    if call.scope is None or call.scope.meeting is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return call.scope.meeting


def _locate(services: Services, name: str, value: str) -> Scope:
    known = services.scopes.get((name, value))
    if known is not None:
        return known
    if not is_id(value):
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    with services.database.read() as session:
        scope = services.locators[name](session, value)
    if scope is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if len(services.scopes) >= MOST_SCOPES:
        services.scopes.clear()
    services.scopes[(name, value)] = scope
    return scope
