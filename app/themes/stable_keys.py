"""Keeps the keys and colours of themes from one clustering run to the next, also when a theme grows or shrinks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.themes.rules import COLOURS, DraftTheme


def keep_keys(themes: Sequence[DraftTheme], before: Sequence[DraftTheme]) -> list[DraftTheme]:
    """Give each new theme the key of the earlier theme that most of its members come from, the largest overlap first.

    A theme that gets no earlier key keeps its own, made unique.

    Args:
        themes: themes of the new run, no key twice.
        before: themes of the previous draft.
    """
    earlier_key = {member: theme.key for theme in before for member in theme.members}
    overlaps = sorted(
        (-count, at, key)
        for at, theme in enumerate(themes)
        for key, count in Counter(earlier_key[member] for member in theme.members if member in earlier_key).items()
    )
    new_keys: dict[int, str] = {}
    for _, at, key in overlaps:
        if at not in new_keys and key not in new_keys.values():
            new_keys[at] = key
    used = {*new_keys.values(), *earlier_key.values()}
    for at, theme in enumerate(themes):
        if at not in new_keys:
            new_keys[at] = _unused(theme.key, used)
            used.add(new_keys[at])
    return [replace(theme, key=new_keys[at]) for at, theme in enumerate(themes)]


def keep_colours(themes: Sequence[DraftTheme], before: Sequence[DraftTheme]) -> list[DraftTheme]:
    """Keep each theme's colour; a new theme gets the first of the colours that the fewest themes have."""
    earlier = {theme.key: theme.colour for theme in before}
    colours = {theme.key: colour for theme in themes if (colour := earlier.get(theme.key)) is not None}
    for theme in themes:
        if theme.key not in colours:
            uses = Counter(colours.values())
            colours[theme.key] = min(range(COLOURS), key=lambda colour: (uses[colour], colour))
    return [replace(theme, colour=colours[theme.key]) for theme in themes]


def _unused(key: str, used: set[str]) -> str:
    while key in used:
        key += "x"
    return key
