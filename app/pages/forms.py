"""Forms and addresses of the browser as the same schemas that programs send."""

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

MOST_NAME = 200
_FILE_NAME = Annotated[str, Line(MOST_NAME)]
Schema = TypeVar("Schema", bound=BaseModel)


def read_form(schema: type[Schema], *, lines: Collection[str] = (), **given: object) -> Schema:
    """The posted form as a schema, admitted by the gate with every id that it names.

    Args:
        lines: fields of several values whose text holds one value to a line.
        given: facts of the path; fields that the schema lacks are left out.

    Raises:
        DomainError: `payload.invalid`, naming the field, or as `gate.admit` says.
    """
    return _read(schema, request.form, lines, given)


def read_upload(field: str) -> tuple[str, bytes]:
    """The name and the content of a posted file.

    Raises:
        DomainError: `import.no_file` where none was chosen.
    """
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        raise DomainError(ErrorKind.INVALID, "import.no_file")
    name: str = parse_field(_FILE_NAME, sent.filename[-MOST_NAME:], field)
    return name, sent.stream.read()


def read_query(schema: type[Schema]) -> Schema:
    """The query of the address as a schema, admitted like a form.

    Raises:
        DomainError: as `read_form` does.
    """
    return _read(schema, request.args, (), {})


def posted_fields(*, without: Collection[str]) -> MultiDict[str, str]:
    """The posted form as it was typed, to be shown again and for nothing else; some fields are left out."""
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
    """Whether an empty box means that nothing was said: for all but required fields and plain text."""
    return not field.is_required() and not value.strip() and (field.annotation is not str or field.default is None)


def _value(field: FieldInfo, values: list[str]) -> object:
    """What was posted: a list where the schema takes several."""
    if get_origin(field.annotation) in (tuple, list):
        return [value for value in values if value.strip()]
    return values[0]


def _lines(text: str) -> list[str]:
    """Each line once, in the order in which they stand."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
