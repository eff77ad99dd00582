"""Says in one sentence what is wrong with each setting, and which names in the environment are misspelt settings."""

import difflib
from collections.abc import Iterable
from enum import StrEnum
from types import UnionType
from typing import Any, get_args

from annotated_types import Ge, Le
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from app.settings import ENV_FILE, Settings

ALIKE = 0.85
"""Smallest similarity of two names, 0..1, from which one is taken for a misspelling of the other."""
SHORTEST = 6
"""Shorter names are compared letter by letter only, because many programs have names such as HOST and PORT."""
FILE_FAULT = f"{ENV_FILE} must be a text file in UTF-8 that this account may read."


class SettingsError(Exception):
    """Settings that the product cannot start with.

    sentences: one for each fault, with the name of the setting and its rule, never with its value.
    """

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(*self.sentences)


def load_settings() -> Settings:
    """Return the settings from the environment and the file `.env` of the working folder.

    Raises:
        SettingsError: if a value breaks the rule of its setting, or the file cannot be read.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(sentences_of(error)) from None
    except (OSError, UnicodeError):
        raise SettingsError([FILE_FAULT]) from None


def sentences_of(error: ValidationError) -> list[str]:
    """Return a sentence with name and rule for each wrong setting; the value may be a secret and is left out."""
    sentences = []
    for fault in error.errors(include_input=False, include_url=False):
        name = str(fault["loc"][0])
        is_own = fault["type"] == "value_error"
        rule = str(fault["ctx"]["error"]) if is_own else rule_of(Settings.model_fields[name])
        sentences.append(f"{name.upper()} {rule}.")
    return sentences


def rule_of(field: FieldInfo) -> str:
    """Return the rule that the type and the bounds of a setting state."""
    kind: Any = field.annotation
    if isinstance(kind, UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    if kind is bool:
        return "must be true or false"
    if kind is int:
        least = next(bound.ge for bound in field.metadata if isinstance(bound, Ge))
        most = next(bound.le for bound in field.metadata if isinstance(bound, Le))
        return f"must be a whole number from {least} to {most}"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return f"must be one of {', '.join(kind)}"
    return "must be text in UTF-8"


def misspelt_names() -> list[str]:
    """Return a sentence for each name that is no setting: every one in `.env`, look-alikes alone in the environment."""
    written, given = DotEnvSettingsSource(Settings).env_vars, EnvSettingsSource(Settings).env_vars
    sentences = [
        _sentence(f"{name.upper()} in {ENV_FILE}", _nearest(name)) for name in written if not _is_setting(name)
    ]
    others = (name for name in sorted(given) if not _is_setting(name) and name not in written)
    return sentences + [_sentence(name.upper(), nearest) for name in others if (nearest := _nearest(name))]


def _is_setting(name: str) -> bool:
    return name.lower() in Settings.model_fields


def _nearest(name: str) -> str:
    """Return the setting that a name is a misspelling of; empty if there is none."""
    asked, settings = name.upper(), [setting.upper() for setting in Settings.model_fields]
    bare = {setting.replace("_", ""): setting for setting in settings}
    same = bare.get(asked.replace("_", "").replace("-", ""))
    long = [setting for setting in settings if len(setting) >= SHORTEST]
    return same or next(iter(difflib.get_close_matches(asked, long, n=1, cutoff=ALIKE)), "")


def _sentence(words: str, nearest: str) -> str:
    return f"{words} is not a setting{f'; did you mean {nearest}?' if nearest else '.'}"
