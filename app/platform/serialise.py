"""Converts dataclasses, moments and enums to JSON values."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Any


class JsonObject(dict[str, Any]):
    """A dictionary that holds only JSON values at every depth and never changes, so it need not be converted again."""

    @cached_property
    def text(self) -> str:
        """The object as JSON text, serialised once however many clients it is sent to."""
        return json.dumps(self, separators=(",", ":"))


def to_json_value(value: Any) -> Any:
    """Return the JSON form of the result of a query or an action; moments are in ISO 8601 with offset, sets sorted."""
    if isinstance(value, JsonObject):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json_value(getattr(value, field.name)) for field in dataclasses.fields(value)}
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
