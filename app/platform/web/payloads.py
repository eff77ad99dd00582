"""Parses data from outside into the schema or type that it must match."""

import re
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from app.platform.errors import DomainError, ErrorKind
from app.platform.text import TOO_LONG, Number

Schema = TypeVar("Schema", bound=BaseModel)
_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_UNNAMED = "body"


def parse(schema: type[Schema], facts: object) -> Schema:
    """Parse data from outside into a schema.

    Raises:
        DomainError: `payload.invalid`, naming the first field that is wrong; if that field is a text that is too long,
            the field's own code instead, which is `text.long` for most fields.
    """
    try:
        return schema.model_validate(facts)
    except ValidationError as error:
        raise misfit(error) from None
    except UnicodeError:
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field=_UNNAMED) from None


def parse_field(kind: Any, value: object, field: str) -> Any:
    """Parse one value from outside that belongs to no schema, such as a column of a file or an option, into a type.

    Raises:
        DomainError: `payload.invalid`, naming the field.
    """
    try:
        return _adapter(kind).validate_python(value)
    except (ValidationError, UnicodeError):
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field=field) from None


def read_seen(value: object) -> int:
    """Parse the version that a client says it has seen.

    Raises:
        DomainError: `payload.invalid` if the value is not a whole number from 0.
    """
    seen: int = parse_field(Number, value, "seen")
    return seen


def misfit(error: ValidationError) -> DomainError:
    """Return the refusal of data that does not match its schema, naming the first field that is wrong.

    The sender may have invented the field's name, so only a short ASCII name is repeated; any other becomes `body`.
    """
    (first, *_) = error.errors(include_url=False, include_input=False)
    if first["type"] == TOO_LONG:
        return DomainError(ErrorKind.INVALID, first["ctx"]["code"], most=first["ctx"]["most"])
    name = ".".join(str(part) for part in first["loc"])
    return DomainError(ErrorKind.INVALID, "payload.invalid", field=name if _PLAIN.fullmatch(name) else _UNNAMED)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
