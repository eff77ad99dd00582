"""The gate: finds the scope of the things that a request names and checks whether the actor has the permission."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from app.platform.access.actors import Actor, ActorKind
from app.platform.access.permissions import ANYONE, GRANTS, SCOPES, SEAT, STAGE, Party, Permission, Scope
from app.platform.access.services import Call, Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import Id, MeetingId, wire_name
from app.platform.text import is_id

Ids = dict[str, str | list[str]]
_Read = Callable[[Any], Iterator[tuple[str, str]]]


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


def check_permission(actor: Actor, permission: Permission, scope: Scope | None) -> None:
    """Refuse an actor who does not have a permission in a scope.

    A thing of another place or meeting is *not found*, the same as a thing that does not exist.

    Args:
        scope: where the thing belongs; None for no thing: then a role at any place counts, and a seat is not found.

    Raises:
        DomainError: `sign_in.needed`, `not_found`, `forbidden`, or `token.scope` for an API token of other scopes.
    """
    granted = GRANTS[permission]
    if ANYONE in granted or actor.kind is ActorKind.SYSTEM:
        return
    if actor.kind is ActorKind.NOBODY:
        raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.needed")
    parties = _parties_of(actor, scope)
    if not parties:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if not parties & granted:
        raise DomainError(ErrorKind.FORBIDDEN, "forbidden")
    if actor.scopes is not None and not any(permission in SCOPES[scope] for scope in actor.scopes):
        raise DomainError(ErrorKind.FORBIDDEN, "token.scope")


def may_ever(actor: Actor, permission: Permission) -> bool:
    """Return whether an actor has a permission anywhere, in whatever scope."""
    granted = GRANTS[permission]
    if ANYONE in granted or actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.SEAT:
        return SEAT in granted
    if actor.kind is ActorKind.STAGE:
        return STAGE in granted
    return any(role in granted for _, role in actor.roles)


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


def ids_in(payload: BaseModel, *, skip: frozenset[str] = frozenset()) -> Ids:
    """Return {name of a thing: its id, or several ids} from a payload's own fields, its lists and its nested items.

    A field `meeting_id` names a thing called `meeting`; a list `proposal_ids` names things called `proposal`.

    Args:
        skip: list fields whose items the handler passes to the gate one by one.
    """
    plain, deep = _readers(type(payload))
    ids: Ids = {name: value for field, name in plain if (value := getattr(payload, field)) is not None}
    for field, read in deep.items():
        if field not in skip:
            _gather(ids, read(getattr(payload, field)))
    return ids


@cache
def id_names(schema: type[BaseModel]) -> frozenset[str]:
    """Return the names of the things that a schema, or a schema nested in it, names by id."""
    names = {wire_name(name) for name, kind in _fields(schema) if _is_id(_bare(kind))}
    names |= {_singular(name) for name, kind in _fields(schema) if _is_id(_item_of(kind))}
    inner = (model for _, kind in _fields(schema) for part in (kind, _item_of(kind)) for model in _models_of(part))
    return frozenset(names).union(*(id_names(model) for model in inner))


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


def _parties_of(actor: Actor, scope: Scope | None) -> frozenset[Party]:
    if actor.kind in (ActorKind.SEAT, ActorKind.STAGE):
        is_home = scope is not None and scope.meeting == actor.meeting
        return frozenset({SEAT if actor.kind is ActorKind.SEAT else STAGE}) if is_home else frozenset()
    if scope is None:
        return frozenset(role for _, role in actor.roles)
    return frozenset(actor.roles_at(scope.place))


def _gather(ids: Ids, named: Iterator[tuple[str, str]]) -> None:
    several: dict[str, dict[str, None]] = {}
    for name, value in named:
        several.setdefault(name, {})[value] = None
    for name, values in several.items():
        own = ids.get(name)
        ids[name] = [*([own] if isinstance(own, str) else own or ()), *values]


@cache
def _readers(schema: type[BaseModel]) -> tuple[tuple[tuple[str, str], ...], Mapping[str, _Read]]:
    """Return (field, name of its thing) for the fields of one id, and {field: reader} for the fields of several ids."""
    plain: list[tuple[str, str]] = []
    deep: dict[str, _Read] = {}
    for name, kind in _fields(schema):
        if _is_id(_bare(kind)):
            plain.append((name, wire_name(name)))
        elif reader := _reader_of(name, kind):
            deep[name] = reader
    return tuple(plain), deep


def _reader_of(name: str, kind: Any) -> _Read | None:
    item = _item_of(kind)
    if _is_id(item):
        return lambda values: ((_singular(name), value) for value in values or ())
    if _models_of(item):
        return lambda items: (pair for one in items or () if isinstance(one, BaseModel) for pair in _pairs(one))
    if _models_of(kind):
        return lambda one: _pairs(one) if one is not None else iter(())
    return None


def _pairs(payload: BaseModel) -> Iterator[tuple[str, str]]:
    for name, value in ids_in(payload).items():
        yield from ((name, one) for one in ([value] if isinstance(value, str) else value))


def _fields(schema: type[BaseModel]) -> list[tuple[str, Any]]:
    hints = get_type_hints(schema, include_extras=True)
    return [(name, hints[name]) for name in schema.model_fields]


def _bare(kind: Any) -> Any:
    """Return an optional type without its None, and any other type as it is."""
    if get_origin(kind) in (Union, UnionType):
        (*others,) = (part for part in get_args(kind) if part is not type(None))
        return others[0] if len(others) == 1 else kind
    return kind


def _item_of(kind: Any) -> Any:
    """Return the type of the items of a collection type, or None for any other type."""
    bare = _bare(kind)
    if get_origin(bare) is Annotated and not _is_id(bare):
        bare = get_args(bare)[0]
    return _bare(get_args(bare)[0]) if get_origin(bare) in (tuple, list, set, frozenset) else None


def _is_id(kind: Any) -> bool:
    plain: object = getattr(kind, "__supertype__", kind)
    return plain == Id


def _models_of(kind: Any) -> list[type[BaseModel]]:
    """Return the schemas that a type names: one, each of a union, or none."""
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    parts = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]


def _singular(name: str) -> str:
    return wire_name(name).removesuffix("s")
