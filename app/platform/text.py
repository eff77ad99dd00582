"""Cleans text from outside, in the same way at every door."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

LONGEST = 20_000
HIGHEST = 10**9
RAW_MULTIPLE = 4
"""A raw text may be this many times longer than its field, because cleaning drops or composes some characters."""
RAW_MARGIN = 64
TOO_LONG = "text_too_long"
"""Type of the validation error for a text that is too long."""
MAX_MARKS = 30
"""Most combining marks in a row, as in UAX #15's Stream-Safe Text Format: normalising a run takes quadratic time."""

_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff"
    "\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
)
"""Controls and invisible characters."""
_LONE_JOINER = re.compile(
    "(?<![\u2190-\u3299\U0001f000-\U0001faff\ufe0f])\u200d+|\u200d+(?![\u2190-\u3299\U0001f000-\U0001faff])"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
_LINES = re.compile(r" \n ?|\n ")
_BREAKS = re.compile(r"\n+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_UNCOMMON_RUN = re.compile(
    f"[^\x00-\u02ff\u3000-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7ff\uff00-\uffef]{{{MAX_MARKS + 1}}}"
)
"""A run of characters long enough to be too many marks, outside the scripts without combining marks.

Such runs are rare, so this quick search rules out most texts.
"""
_LONG_RUN = re.compile(rb"[^\x00]{%d,}" % (MAX_MARKS + 1))
"""A run of combining marks that is too long, in the bytes of a text's combining classes."""
_MARK_PAIRS = {"\u0f73": "\u0f71\u0f72", "\u0f75": "\u0f71\u0f74", "\u0f81": "\u0f71\u0f80"}
"""Characters of class 0 that decompose to combining marks alone."""


def clean(text: str, most: int = LONGEST) -> str:
    """Return a text in NFC without control, bidi and zero-width characters.

    A run of blanks becomes one blank, and a run of empty lines becomes one empty line. The cost is linear in the
    length, because the raw length is bounded and runs of combining marks are cut before the text is normalised.

    Args:
        most: the limit of the field (characters); a raw text of more than about four times that is refused unread.

    Raises:
        ValueError: for a text that is much too long, or that has half a character (a lone surrogate), which no database
            stores.
    """
    if len(text) > RAW_MULTIPLE * most + RAW_MARGIN:
        raise ValueError("text too long")
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isascii():
        return _tidy(text)
    if _SURROGATE.search(text):
        raise ValueError("not well-formed text")
    text = unicodedata.normalize("NFC", cut_marks(text))
    if "\u200d" in text:  # two parts of a character meet when the joiner between them is removed
        text = unicodedata.normalize("NFC", cut_marks(_LONE_JOINER.sub("", text)))
    return _tidy(cut_marks(text))


def clean_line(text: str, most: int = LONGEST) -> str:
    """Return a text cleaned as by `clean` on one line; line breaks become blanks.

    Raises:
        ValueError: as `clean`.
    """
    return _BREAKS.sub(" ", clean(text, most))


def cut_marks(text: str) -> str:
    """Return a text with at most 30 combining marks in a row; further marks of a run are dropped."""
    if _UNCOMMON_RUN.search(text) is None:
        return text
    for pair, marks in _MARK_PAIRS.items():
        text = text.replace(pair, marks)
    classes = bytes(map(unicodedata.combining, text))
    if _LONG_RUN.search(classes) is None:
        return text
    parts, end = [], 0
    for run in _LONG_RUN.finditer(classes):
        parts.append(text[end : run.start() + MAX_MARKS])
        end = run.end()
    return "".join([*parts, text[end:]])


def _tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", _LINES.sub("\n", _BLANKS.sub(" ", text))).strip()


@dataclass(frozen=True, slots=True)
class Text:
    """Marks a field as text of several lines: `Annotated[str, Text(most=2000)]`.

    The raw length is checked before anything reads the text, the exact length after cleaning.

    Args:
        most, least: characters.
        code: code of the error for a text that is too long; the words of `errors.<code>` contain `{most}`.
    """

    most: int
    least: int = 0
    code: str = "text.long"

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, core_schema.str_schema(strict=True))

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = {"type": "string", "maxLength": self.most}
        return {**described, "minLength": self.least} if self.least else described

    @property
    def cleaner(self) -> Callable[[str, int], str]:
        """The function that cleans a text, given the most characters that the field allows."""
        return clean

    def _check(self, text: str) -> str:
        is_read = len(text) <= RAW_MULTIPLE * self.most + RAW_MARGIN
        cleaned = self.cleaner(text, self.most) if is_read else text
        if len(cleaned) > self.most:
            raise PydanticCustomError(TOO_LONG, "at most {most} characters", {"most": self.most, "code": self.code})
        if len(cleaned) < self.least:
            raise ValueError(f"at least {self.least} characters")
        return cleaned


@dataclass(frozen=True, slots=True)
class Line(Text):
    """Marks a field as text of one line: names, titles."""

    @property
    def cleaner(self) -> Callable[[str, int], str]:
        return clean_line


def is_id(value: str) -> bool:
    """Return whether a text has the form of an id."""
    return _ID.fullmatch(value) is not None


def _typed_number(value: object) -> object:
    """Normalise a short text (NFKC), so that the full-width digits of an input method become ASCII digits."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) and len(value) <= 20 else value


def _position(value: object) -> object:
    """Return the number that a URL gives; 0, the beginning of the list, for a value that is not a number."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9 else 0


_ID = re.compile(r"[a-z0-9]{8,32}")

Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""An idempotency key, made by the client."""
Word = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{0,40}$")]
"""A name from a fixed list (a template, a phase, a rule) or a theme's key; empty where none is named."""
ViewName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z_]{1,20}(:[A-Za-z0-9_-]{0,40})?$")]
"""A view of the stage, such as `themes`, or a view of one thing in it, `themes:<key>`."""
JoinCode = Annotated[str, Line(300, least=1)]
"""Nine digits as people type or paste them, or the secret of a QR code."""
Secret = Annotated[str, StringConstraints(strict=True, max_length=200)]
"""A password, kept as it was typed."""
Email = Annotated[str, Line(254)]
"""An email address as it was typed."""
Address = Annotated[str, Line(2000)]
"""The address of the page that comes next."""
Start = Annotated[int, BeforeValidator(_position), Field(le=HIGHEST)]
"""The position at which a part of a list begins; a value that is not a number means the beginning."""
Number = Annotated[int, BeforeValidator(_typed_number), Field(ge=0, le=HIGHEST)]
"""A whole number that every database can hold."""
