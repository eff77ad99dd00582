"""Facts from outside as the schema they must fit."""

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
    """Facts from outside as a schema.

    Raises:
        DomainError: `payload.invalid`, naming the first field that is wrong; the code of its field, `text.long` for
            most, for a text that is too long.
    """
    try:
        return schema.model_validate(facts)
    except ValidationError as error:
        raise misfit(error) from None
    except UnicodeError:
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field=_UNNAMED) from None


def parse_field(kind: Any, value: object, field: str) -> Any:
    """One value from outside as a field's type: for what no schema carries, a column of a file or an option.

    Raises:
        DomainError: `payload.invalid`, naming the field.
    """
    try:
        return _adapter(kind).validate_python(value)
    except (ValidationError, UnicodeError):
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field=field) from None


def read_seen(value: object) -> int:
    """The version that a client says it has seen.

    Raises:
        DomainError: `payload.invalid` for what is no number.
    """
    seen: int = parse_field(Number, value, "seen")
    return seen


def misfit(error: ValidationError) -> DomainError:
    """The refusal of facts that do not fit, naming the first field that is wrong.

    A field's name may be the sender's own invention, so that only a plain one is repeated.
    """
    (first, *_) = error.errors(include_url=False, include_input=False)
    if first["type"] == TOO_LONG:
        return DomainError(ErrorKind.INVALID, first["ctx"]["code"], most=first["ctx"]["most"])
    name = ".".join(str(part) for part in first["loc"])
    return DomainError(ErrorKind.INVALID, "payload.invalid", field=name if _PLAIN.fullmatch(name) else _UNNAMED)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
