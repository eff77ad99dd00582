"""Describes the JSON form of dataclasses, as `to_json_value` makes it, as JSON Schema."""

import dataclasses
import inspect
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from app.platform.serialise import json_name, may_omit

JsonSchema = dict[str, Any]
OPEN_OBJECT: JsonSchema = {"type": "object", "additionalProperties": True}


def describe_type(kind: Any) -> JsonSchema:
    """Return the JSON Schema of a type that `is_described`; an open object for any other type."""
    if not is_described(kind):
        return dict(OPEN_OBJECT)
    return TypeAdapter(kind).json_schema(mode="serialization", schema_generator=_JsonForm)


def is_described(kind: Any) -> bool:
    """Return whether a type is a dataclass, a mapping to dataclasses, or a union of such types and None."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return all(part is NoneType or is_described(part) for part in get_args(kind))
    if origin is Mapping:
        return is_described(get_args(kind)[1])
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


class _JsonForm(GenerateJsonSchema):
    """Makes the JSON Schema of dataclasses with their docstrings; only fields that JSON may omit are not required."""

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchema:
        described = super().dataclass_schema(schema)
        kind: Any = schema["cls"]
        omitted = {json_name(field) for field in dataclasses.fields(kind) if may_omit(field)}
        described["required"] = [name for name in described["properties"] if name not in omitted]
        described["additionalProperties"] = False
        if text := _docstring_of(kind):
            described["description"] = text
        return described

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchema:
        """Describe a field without its default: it always has a value when it is sent."""
        return self.generate_inner(schema["schema"])


def _docstring_of(kind: type) -> str:
    """Return the docstring of a dataclass; empty if it has none but the signature that `dataclass` writes."""
    text = inspect.cleandoc(kind.__doc__ or "")
    return "" if text.startswith(f"{kind.__name__}(") else text
