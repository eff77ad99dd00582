"""A payload that fits, for any schema, and every place in it where something else can be put."""

import copy
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel

from app.platform.ids import Id
from app.platform.text import JoinCode, Key, Line, Text
from tests.builders import new_key

Where = tuple[str | int, ...]
WORDS = {"to": "discuss", "template": "T2", "rule": "R0", "theme": "shed", "attendance": "hall", "op": "rename"}
WORDS |= {
    "content": "dGV4dArovabmo5oK",
    "stage_view": "themes",
    "format": "json",
    "cursor": "1",
    "locale": "en",
    "posted": "",
}


def sample(schema: type[BaseModel], ids: Mapping[str, str]) -> dict[str, Any]:
    """Every field filled; ids name the things given, `proposals` a card."""
    hints = get_type_hints(schema, include_extras=True)
    return {
        field.alias or name: _value(hints[name], field.alias or name, ids)
        for name, field in schema.model_fields.items()
        if name not in {"into", "resolution_id"} or field.is_required()
    }


def leaves(payload: object, at: Where = ()) -> Iterator[Where]:
    """Where every single value stands."""
    if isinstance(payload, dict):
        for name, value in payload.items():
            yield from leaves(value, (*at, name))
    elif isinstance(payload, list):
        for number, value in enumerate(payload):
            yield from leaves(value, (*at, number))
    else:
        yield at


def put(payload: dict[str, Any], at: Where, value: object) -> dict[str, Any]:
    """The payload with another value at one place."""
    changed: Any = copy.deepcopy(payload)
    inner = changed
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return dict(changed)


def _value(kind: Any, name: str, ids: Mapping[str, str]) -> Any:
    if get_origin(kind) in (Union, UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    kind = getattr(kind, "__supertype__", kind)
    if get_origin(kind) is Annotated:
        return _marked(kind, name, ids)
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) in (tuple, list):
        return [_value(item, name, ids) for item in _kinds_of(get_args(kind)[0])]
    if get_origin(kind) is dict:
        return {"wall": 1}
    return _plain(datetime if kind is AwareDatetime else kind, ids)


def _kinds_of(item: Any) -> tuple[Any, ...]:
    """Each kind of item of a list whose items are of several kinds."""
    base = get_args(item)[0] if get_origin(item) is Annotated else item
    return get_args(base) if get_origin(base) is UnionType else (item,)


def _marked(kind: Any, name: str, ids: Mapping[str, str]) -> Any:
    base, *marks = get_args(kind)
    if kind == Id:
        return ids[name]
    if kind == Key:
        return new_key()
    if kind == JoinCode:
        return ids.get("code", "000 000 000")
    if any(isinstance(mark, Text | Line) for mark in marks):
        return "建车棚"
    return WORDS.get(name, "") if base is str else _value(base, name, ids)


def _plain(kind: Any, ids: Mapping[str, str]) -> Any:
    if issubclass(kind, BaseModel):
        return sample(kind, ids)
    if issubclass(kind, Enum):
        return next(iter(kind)).value
    return {bool: True, int: 1, date: "2026-06-30", datetime: "2026-06-30T08:00:00+08:00", str: "建车棚"}[kind]
