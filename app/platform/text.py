"""Text from outside, cleaned the same way at every door."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

LONGEST = 20_000
HIGHEST = 10**9

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_LONE_JOINER = re.compile(
    "(?<![\u2190-\u3299\U0001f000-\U0001faff\ufe0f])\u200d|\u200d(?![\u2190-\u3299\U0001f000-\U0001faff])"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n ?")
_BREAKS = re.compile(r"\n+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """One NFC text without control, bidi and zero-width characters, with single blanks and at most one empty line.

    Raises:
        ValueError: for half a character (a lone surrogate), which no database can keep.
    """
    if _SURROGATE.search(text):
        raise ValueError("not well-formed text")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _LONE_JOINER.sub("", _INVISIBLE.sub("", _CONTROLS.sub("", text)))
    text = unicodedata.normalize("NFC", text)  # again: what stood between two parts of a character is gone
    return _EMPTY_LINES.sub("\n\n", _LINES.sub("\n", _BLANKS.sub(" ", text))).strip()


def clean_line(text: str) -> str:
    """The same on one line."""
    return _BREAKS.sub(" ", clean(text))


@dataclass(frozen=True, slots=True)
class Text:
    """Marks a field as text of several lines: `Annotated[str, Text(most=2000)]`.

    The raw length is checked before anything reads the text, the exact length after cleaning.
    """

    most: int
    least: int = 0

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        raw = core_schema.str_schema(strict=True, max_length=self.most * _SHRINKAGE + _SPARE)
        return core_schema.no_info_after_validator_function(self._check, raw)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = {"type": "string", "maxLength": self.most}
        return {**described, "minLength": self.least} if self.least else described

    @property
    def cleaner(self) -> Callable[[str], str]:
        """What cleans the text."""
        return clean

    def _check(self, text: str) -> str:
        cleaned = self.cleaner(text)
        if not self.least <= len(cleaned) <= self.most:
            raise ValueError(f"between {self.least} and {self.most} characters")
        return cleaned


@dataclass(frozen=True, slots=True)
class Line(Text):
    """Marks a field as text of one line: names, titles."""

    @property
    def cleaner(self) -> Callable[[str], str]:
        return clean_line


_SHRINKAGE, _SPARE = 4, 16
"""Raw characters for each one that may be left: decomposed and invisible characters shrink. And a few for blanks."""


def is_id(value: str) -> bool:
    """Whether a text can be one of our ids."""
    return _ID.fullmatch(value) is not None


def _typed_number(value: object) -> object:
    """Digits as an input method types them, full-width ones too."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) and len(value) <= 20 else value


def _position(value: object) -> object:
    """A number as an address says it; 0, the beginning, for what is none."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9 else 0


_ID = re.compile(r"[a-z0-9]{8,32}")

CleanText = Annotated[str, Text(LONGEST)]
"""Text of several lines without a limit of its own."""
CleanLine = Annotated[str, Line(LONGEST)]
"""Text of one line without a limit of its own."""
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""An idempotency key, made by the client."""
Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]{8,32}$")]
"""An opaque id of ours."""
Word = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{0,40}$")]
"""A name out of a list of ours: a template, a phase, a rule, a theme's key. Empty where none is named."""
ViewName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z_]{1,20}(:[A-Za-z0-9_-]{0,40})?$")]
"""A picture of the stage, `themes`, or of one thing in it, `themes:<key>`."""
JoinCode = Annotated[str, Line(64, least=1)]
"""Nine digits as people type them, or the secret of a QR code."""
Secret = Annotated[str, StringConstraints(strict=True, max_length=200)]
"""A password, kept as it was typed."""
Email = Annotated[str, Line(254)]
"""An address as it was typed."""
Address = Annotated[str, Line(2000)]
"""Where a page is to lead next."""
Start = Annotated[int, BeforeValidator(_position), Field(le=HIGHEST)]
"""Where a part of a list begins; what cannot be understood is the beginning."""
Number = Annotated[int, BeforeValidator(_typed_number), Field(ge=0, le=HIGHEST)]
"""A whole number that every database can hold."""
