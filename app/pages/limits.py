"""The longest text that a form field takes, read from the schema of the field."""

from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, get_args

from app.accounts import schemas as accounts
from app.cases import schemas as cases
from app.concessions import schemas as concessions
from app.meetings import schemas as meetings
from app.organisations import schemas as organisations
from app.pages import schemas as pages
from app.papers import schemas as papers
from app.platform.live.specs import Payload
from app.platform.text import Text
from app.proposals import schemas as proposals
from app.resolutions import schemas as resolutions
from app.themes import schemas as themes
from app.voting import schemas as voting

MODULES: tuple[ModuleType, ...] = (
    meetings,
    proposals,
    concessions,
    themes,
    voting,
    resolutions,
    cases,
    accounts,
    organisations,
    papers,
    pages,
)


def most(field: str) -> int:
    """Return the largest number of characters of a field, named `Schema.field`.

    Raises:
        KeyError: if no schema has the field, or the field takes no text.
    """
    return _limits()[field]


@cache
def _limits() -> dict[str, int]:
    limits = {}
    for module in MODULES:
        for schema in vars(module).values():
            if isinstance(schema, type) and issubclass(schema, Payload):
                for name, field in schema.model_fields.items():
                    for limit in _texts_in((field.metadata, field.annotation)):
                        limits[f"{schema.__name__}.{name}"] = limit.most
    return limits


def _texts_in(kind: Any) -> Iterator[Text]:
    """Yield every `Text` mark in a type annotation, also inside lists and optional types."""
    if isinstance(kind, Text):
        yield kind
    inner = kind if isinstance(kind, (list, tuple)) else (*get_args(kind), *getattr(kind, "__metadata__", ()))
    for part in inner:
        yield from _texts_in(part)
