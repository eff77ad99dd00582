"""File names that a clerk understands and every system can hold: Chinese words, no unsafe sign, at most 120 bytes."""

import re
import unicodedata
from collections.abc import Iterable

from app.exports.tables import words

MOST_BYTES = 120
"""Largest size of a file's name in UTF-8; paths on Windows and names on Linux then have room to spare."""
_UNSAFE = re.compile(r"[^\w\-，、。！（）《》〔〕“”·]+")
"""What is no letter, digit or harmless full-width sign: control, bidi and zero-width characters, emoji, separators."""
_ENDS = "_-，、。！·"
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def file_name(parts: Iterable[str], plain: str) -> str:
    """Return the name of a download: the parts, cut to what fits, and what the file is.

    Args:
        parts: such as the names of the place and the meeting.
        plain: the English name of the kind of file, such as `minutes.docx`.
    """
    kind = kind_name(plain)
    stem = "-".join(filter(None, map(clean_name, parts)))
    cut = cut_name(stem, MOST_BYTES - len(f"-{kind}".encode()))
    return f"{cut}-{kind}" if cut else kind


def clean_name(text: str) -> str:
    """Return the text with an underscore for each run of unsafe characters, and none at either end."""
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).strip(_ENDS)
    return f"{clean}_" if _RESERVED.fullmatch(clean) else clean


def kind_name(plain: str) -> str:
    """Return what a file is in Chinese, with its ending: `会议纪要.docx` for `minutes.docx`."""
    _, dot, ending = plain.partition(".")
    return words(f"documents.file.{plain.replace('.', '_')}") + dot + ending


def unique_names(names: Iterable[str]) -> list[str]:
    """Return the names in order, with a number after each that another, whatever its case, had before."""
    taken: set[str] = set()
    unique = []
    for name in names:
        stem, dot, ending = name.partition(".")
        at, one = 1, name
        while one.casefold() in taken:
            at += 1
            one = f"{stem}_{at}{dot}{ending}"
        taken.add(one.casefold())
        unique.append(one)
    return unique


def cut_name(text: str, size: int) -> str:
    """Return as much of a text as fits into a number of bytes, ending neither in half a character nor in a sign."""
    return text.encode()[: max(0, size)].decode("utf-8", "ignore").rstrip(_ENDS)
