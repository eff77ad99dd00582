"""Text from outside, cleaned the same way at every door."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

LONGEST = 20_000

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


CleanText = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(clean)]
"""Text of several lines."""
CleanLine = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(clean_line)]
"""Text of one line: names, titles."""
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""An idempotency key, made by the client."""
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{8,32}$")]
"""An opaque id of ours."""
