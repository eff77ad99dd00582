"""Text from outside, cleaned the same way at every door."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

LONGEST = 20_000
RAW_MULTIPLE = 3
"""A raw text may be so many times longer than its field: decomposed and invisible characters shrink in cleaning."""
RAW_MARGIN = 64
MOST_MARKS = 30
"""Combining marks in a row, as in UAX #15's Stream-Safe Text Format: a longer run costs its square to normalise."""

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
    f"[^\x00-\u02ff\u3000-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7ff\uff00-\uffef]{{{MOST_MARKS + 1}}}"
)
"""So many characters in a row outside the scripts that have no combining marks: seldom, and quickly ruled out."""
_LONG_RUN = re.compile(rb"[^\x00]{%d,}" % (MOST_MARKS + 1))
"""In a text's combining classes: a run of marks that is too long."""
_MARK_PAIRS = {"\u0f73": "\u0f71\u0f72", "\u0f75": "\u0f71\u0f74", "\u0f81": "\u0f71\u0f80"}
"""Characters of class 0 that decompose to combining marks alone."""


def clean(text: str, most: int = LONGEST) -> str:
    """One NFC text without control, bidi and zero-width characters, with single blanks and at most one empty line.

    The cost is linear in the length: the raw length is bounded, and runs of combining marks are cut, before anything
    is normalised.

    Args:
        most: the limit of the field (characters); a raw text of more than about three times that is refused unread.

    Raises:
        ValueError: for a text that is much too long, or half a character (a lone surrogate), which no database keeps.
    """
    if len(text) > RAW_MULTIPLE * most + RAW_MARGIN:
        raise ValueError("text too long")
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isascii():
        return _tidy(text)
    if _SURROGATE.search(text):
        raise ValueError("not well-formed text")
    text = unicodedata.normalize("NFC", cut_marks(text))
    if "\u200d" in text:  # what stood between two parts of a character may go, so they are joined afterwards
        text = unicodedata.normalize("NFC", cut_marks(_LONE_JOINER.sub("", text)))
    return _tidy(cut_marks(text))


def clean_line(text: str, most: int = LONGEST) -> str:
    """The same on one line."""
    return _BREAKS.sub(" ", clean(text, most))


def cut_marks(text: str) -> str:
    """The text with at most 30 combining marks in a row; further marks of a run are dropped."""
    if _UNCOMMON_RUN.search(text) is None:
        return text
    for pair, marks in _MARK_PAIRS.items():
        text = text.replace(pair, marks)
    classes = bytes(map(unicodedata.combining, text))
    if _LONG_RUN.search(classes) is None:
        return text
    parts, end = [], 0
    for run in _LONG_RUN.finditer(classes):
        parts.append(text[end : run.start() + MOST_MARKS])
        end = run.end()
    return "".join([*parts, text[end:]])


def _tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", _LINES.sub("\n", _BLANKS.sub(" ", text))).strip()


CleanText = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(clean)]
"""Text of several lines."""
CleanLine = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(clean_line)]
"""Text of one line: names, titles."""
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""An idempotency key, made by the client."""
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{8,32}$")]
"""An opaque id of ours."""
