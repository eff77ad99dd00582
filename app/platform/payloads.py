"""Facts from outside as the schema they must fit."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.platform.errors import DomainError, ErrorKind

Schema = TypeVar("Schema", bound=BaseModel)


def parse(schema: type[Schema], facts: object) -> Schema:
    """Facts from outside as a schema.

    Raises:
        DomainError: `payload.invalid`, naming the first field that is wrong.
    """
    try:
        return schema.model_validate(facts)
    except ValidationError as error:
        name = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field=name) from error
