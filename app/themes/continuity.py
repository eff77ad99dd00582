"""What links one run of the machine to the next: a theme that grows or shrinks is still the same theme."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.themes.rules import COLOURS, DraftTheme


def keep_keys(themes: Sequence[DraftTheme], before: Sequence[DraftTheme]) -> list[DraftTheme]:
    """Give each new theme the key of the earlier one that most of its members bring; the largest share is served first.

    Args:
        themes: what the machine has found now, no key twice.
        before: its draft until now.
    """
    home = {member: theme.key for theme in before for member in theme.members}
    claims = sorted(
        (-count, at, key)
        for at, theme in enumerate(themes)
        for key, count in Counter(home[member] for member in theme.members if member in home).items()
    )
    kept: dict[int, str] = {}
    for _, at, key in claims:
        if at not in kept and key not in kept.values():
            kept[at] = key
    used = {*kept.values(), *home.values()}
    for at, theme in enumerate(themes):
        if at not in kept:
            kept[at] = _unused(theme.key, used)
            used.add(kept[at])
    return [replace(theme, key=kept[at]) for at, theme in enumerate(themes)]


def keep_colours(themes: Sequence[DraftTheme], before: Sequence[DraftTheme]) -> list[DraftTheme]:
    """A theme keeps its colour; a new one takes the first that the fewest others have."""
    earlier = {theme.key: theme.colour for theme in before}
    colours = {theme.key: colour for theme in themes if (colour := earlier.get(theme.key)) is not None}
    for theme in themes:
        if theme.key not in colours:
            worn = Counter(colours.values())
            colours[theme.key] = min(range(COLOURS), key=lambda colour: (worn[colour], colour))
    return [replace(theme, colour=colours[theme.key]) for theme in themes]


def _unused(key: str, used: set[str]) -> str:
    while key in used:
        key += "x"
    return key
