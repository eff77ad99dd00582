"""Makes text safe for files that other programs open: no character that they refuse, no cell that they would run."""

import re

_FORMULA = re.compile("[=+\\-@\t\r|\uff1d\uff0b\uff0d\uff20\uff5c]")
"""Characters at which a spreadsheet takes a text for a formula, and their full-width forms."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return the text with U+FFFD (�) in place of each character that XML cannot hold."""
    return text if text.isprintable() else _UNPRINTABLE.sub("\ufffd", text)


def neutral(text: str, guard: str = "'") -> str:
    """Return the text as a CSV cell that no spreadsheet runs: `guard` comes before a text that looks like a formula."""
    shown = printable(text)
    return f"{guard}{shown}" if is_like_formula(shown) else shown


def is_like_formula(text: str) -> bool:
    """Return whether a spreadsheet might take the text for a formula."""
    return not text[:1].isalnum() and bool(_FORMULA.match(text.lstrip()))


def breadth(text: str) -> int:
    """Return the width of the longest line in Latin characters; a Chinese character is as wide as two."""
    return max((sum(2 if char > "\u2e7f" else 1 for char in line) for line in text.split("\n")), default=0)
