"""Text made fit for files that other programs open: no character they refuse, no cell they would run."""

import re

_FORMULA = re.compile("[=+\\-@\t\r|\uff1d\uff0b\uff0d\uff20\uff5c]")
"""Signs at which a spreadsheet takes a text for a formula, and their full-width twins."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without what XML cannot hold; each such character leaves a visible gap."""
    return _UNPRINTABLE.sub("\ufffd", text)


def neutral(text: str, guard: str = "'") -> str:
    """The text as a CSV cell that no spreadsheet runs: a guard before what would begin a formula."""
    shown = printable(text)
    return f"{guard}{shown}" if _FORMULA.match(shown.lstrip()) else shown


def breadth(text: str) -> int:
    """The length of the longest line, in Latin characters; Chinese ones take two."""
    return max((sum(2 if char > "\u2e7f" else 1 for char in line) for line in text.split("\n")), default=0)
