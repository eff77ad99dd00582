"""Converts dataclasses, moments and enums to JSON values."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Final

OMIT_EMPTY: Final = MappingProxyType({"omit_empty": True})
"""Metadata of a dataclass field that is left out of the JSON form while its value is empty."""
_JSON_NAME = "alias"
_SCALARS = frozenset({str, int, float, bool, type(None)})


class JsonObject(dict[str, Any]):
    """A dictionary that holds only JSON values at every depth and never changes, so it need not be converted again."""

    @cached_property
    def text(self) -> str:
        """The object as JSON text, serialised once however many clients it is sent to."""
        return json.dumps(self, separators=(",", ":"))


def sent_as(name: str) -> Mapping[str, str]:
    """Return the metadata of a dataclass field whose name in the JSON form is not the name in Python."""
    return MappingProxyType({_JSON_NAME: name})


def to_json_value(value: Any) -> Any:
    """Return the JSON form of the result of a query or an action; moments are in ISO 8601 with offset, sets sorted."""
    kind = type(value)
    if kind in _SCALARS or kind is JsonObject:
        return value
    if dataclasses.is_dataclass(kind):
        return _object_of(value, kind)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json_value(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(to_json_value(item) for item in value)
    if isinstance(value, list | tuple):
        return [to_json_value(item) for item in value]
    return value


def may_omit(field: dataclasses.Field[Any]) -> bool:
    """Return whether the JSON form leaves a field out while its value is empty."""
    return bool(field.metadata.get("omit_empty"))


def json_name(field: dataclasses.Field[Any]) -> str:
    """Return the name of a dataclass field in the JSON form."""
    name: str = field.metadata.get(_JSON_NAME, field.name)
    return name


def _object_of(value: Any, kind: type) -> dict[str, Any]:
    """Return a dataclass as a JSON object, with the fields in the order of their definition."""
    always, sometimes = _field_names(kind)
    if any(not getattr(value, name) for name in sometimes):
        always = {name: key for name, key in always.items() if name not in sometimes or getattr(value, name)}
    return {key: to_json_value(getattr(value, name)) for name, key in always.items()}


@cache
def _field_names(kind: Any) -> tuple[dict[str, str], frozenset[str]]:
    """Return {field: name in JSON} of all fields, and the fields that are left out while empty."""
    fields = dataclasses.fields(kind)
    omitted = frozenset(field.name for field in fields if may_omit(field))
    return {field.name: json_name(field) for field in fields}, omitted
