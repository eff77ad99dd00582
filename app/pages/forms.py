"""Reads posted forms, files and query strings of browsers into the schemas that programs use too."""

from collections.abc import Collection
from typing import Annotated, TypeVar, get_origin

from flask import request
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from werkzeug.datastructures import MultiDict

from app.platform.errors import DomainError, ErrorKind
from app.platform.text import Line
from app.platform.web.http import admit_payload, check_path_agrees
from app.platform.web.payloads import parse, parse_field

MAX_NAME = 200
_FILE_NAME = Annotated[str, Line(MAX_NAME)]
Schema = TypeVar("Schema", bound=BaseModel)


def read_form(schema: type[Schema], *, lines: Collection[str] = (), **given: object) -> Schema:
    """Parse the posted form into a schema and have the gate admit every id in it.

    Posted fields that the schema lacks are ignored.

    Args:
        lines: fields with several values, whose text holds one value per line.
        given: values from the path; they take precedence over posted ones.

    Raises:
        DomainError: `payload.invalid`, naming the field, or as `gate.admit` says.
    """
    return _read(schema, request.form, lines, given)


def read_upload(field: str) -> tuple[str, bytes]:
    """Return the name and the content of a posted file.

    Raises:
        DomainError: `import.no_file` if no file was chosen.
    """
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        raise DomainError(ErrorKind.INVALID, "import.no_file")
    name: str = parse_field(_FILE_NAME, sent.filename[-MAX_NAME:], field)
    return name, sent.stream.read()


def read_query(schema: type[Schema], **given: object) -> Schema:
    """Parse the query string into a schema and have the gate admit it like a form.

    Args:
        given: values from the path; they take precedence over those of the query.

    Raises:
        DomainError: as `read_form` does.
    """
    return _read(schema, request.args, (), given)


def posted_fields(*, without: Collection[str]) -> MultiDict[str, str]:
    """Return the posted form as typed, without some fields; use it only to show the form again."""
    return MultiDict((name, value) for name, value in request.form.items(multi=True) if name not in without)


def _read(schema: type[Schema], sent: MultiDict[str, str], lines: Collection[str], given: dict[str, object]) -> Schema:
    fields = {}
    for name, field in schema.model_fields.items():
        outer = field.alias or name
        if outer in sent and not _is_blank(field, sent[outer]):
            fields[outer] = _lines(sent[outer]) if name in lines else _value(field, sent.getlist(outer))
    data = parse(schema, {**fields, **given})
    check_path_agrees(sent, given)
    admit_payload(data)
    return data


def _is_blank(field: FieldInfo, value: str) -> bool:
    """Return whether a blank value counts as absent: not in a required field, nor in plain text with a default."""
    return not field.is_required() and not value.strip() and (field.annotation is not str or field.default is None)


def _value(field: FieldInfo, values: list[str]) -> object:
    """Return the posted value, or a list of the values that are not blank if the schema takes several."""
    if get_origin(field.annotation) in (tuple, list):
        return [value for value in values if value.strip()]
    return values[0]


def _lines(text: str) -> list[str]:
    """Return the lines of a text in order, without blank and repeated ones."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
