"""Dataclasses, moments and enums as JSON values."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Any


class JsonObject(dict[str, Any]):
    """A JSON object already, however deep, and for good: nobody need look through it again."""

    @cached_property
    def text(self) -> str:
        """It as JSON, written when first asked for, however many it is then sent to."""
        return json.dumps(self, separators=(",", ":"))


def to_json_value(value: Any) -> Any:
    """The JSON form of what a query or an action answers; moments in ISO 8601 with offset."""
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
