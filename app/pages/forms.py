"""Forms of the browser as the same schemas that programs send."""

from typing import TypeVar, get_origin

from flask import request
from pydantic import BaseModel

from app.platform.payloads import parse

Schema = TypeVar("Schema", bound=BaseModel)


def read_form(schema: type[Schema], **given: object) -> Schema:
    """The posted form as a schema; `given` are facts of the path, fields the schema lacks are left out.

    Raises:
        DomainError: `payload.invalid`, naming the field.
    """
    fields = {name: _value(schema, name) for name in schema.model_fields if name in request.form}
    return parse(schema, {**fields, **given})


def _value(schema: type[BaseModel], name: str) -> object:
    """One posted field: a list where the schema takes several, nothing where a blank means nothing."""
    annotation = schema.model_fields[name].annotation
    if get_origin(annotation) in (tuple, list):
        return [value for value in request.form.getlist(name) if value.strip()]
    value = request.form[name]
    is_optional = schema.model_fields[name].default is None
    return None if is_optional and not value.strip() else value
