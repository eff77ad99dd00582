"""Finds the ids that a payload contains at any depth, so that the gate can look up the scope of each thing."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from app.platform.ids import Id, wire_name

Ids = dict[str, str | list[str]]
_Read = Callable[[Any], Iterator[tuple[str, str]]]


def ids_in(payload: BaseModel, *, skip: frozenset[str] = frozenset()) -> Ids:
    """Return {name of a thing: its id, or several ids} from a payload's own fields, its lists and its nested items.

    A field `meeting_id` names a thing called `meeting`; a list `proposal_ids` names things called `proposal`.

    Args:
        skip: list fields whose items the handler passes to the gate one by one.
    """
    plain, deep = _readers(type(payload))
    ids: Ids = {wire_name(field): value for field in plain if (value := getattr(payload, field)) is not None}
    for field, read in deep.items():
        if field not in skip:
            _gather(ids, read(getattr(payload, field)))
    return ids


def id_names(schema: type[BaseModel]) -> frozenset[str]:
    """Return the names of the things that a schema, or a schema nested in it, names by id."""
    names = {wire_name(name) for name, kind in _fields(schema) if _is_id(_bare(kind))}
    names |= {_singular(name) for name, kind in _fields(schema) if _is_id(_item_of(kind))}
    inner = (model for _, kind in _fields(schema) for part in (kind, _item_of(kind)) for model in _models_of(part))
    return frozenset(names).union(*(id_names(model) for model in inner))


def _gather(ids: Ids, named: Iterator[tuple[str, str]]) -> None:
    several: dict[str, dict[str, None]] = {}
    for name, value in named:
        several.setdefault(name, {})[value] = None
    for name, values in several.items():
        own = ids.get(name)
        ids[name] = [*([own] if isinstance(own, str) else own or ()), *values]


@cache
def _readers(schema: type[BaseModel]) -> tuple[tuple[str, ...], Mapping[str, _Read]]:
    """Return the fields that hold one id each, and {field: reader} for the fields that hold several ids."""
    plain: list[str] = []
    deep: dict[str, _Read] = {}
    for name, kind in _fields(schema):
        if _is_id(_bare(kind)):
            plain.append(name)
        elif reader := _reader_of(name, kind):
            deep[name] = reader
    return tuple(plain), deep


def _reader_of(name: str, kind: Any) -> _Read | None:
    item = _item_of(kind)
    if _is_id(item):
        return lambda values: ((_singular(name), value) for value in values or ())
    if _models_of(item):
        return lambda items: (pair for one in items or () for pair in _pairs(one))
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
