"""How a file that is being made reports its progress."""

from collections.abc import Callable

Report = Callable[[int, int, str], None]
"""Called before each part of a file is made, with the parts done, the parts in all, and the name of the part."""


def unreported(_done: int, _total: int, _part: str) -> None:
    """Report to nobody."""
