"""What links one run of the machine to the next: a theme that grows, shrinks or gets a pin is still the same theme."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.themes.rules import DraftTheme


def hold(pins: Mapping[str, str], apart: Iterable[tuple[str, str]], before: Sequence[DraftTheme]) -> dict[str, str]:
    """Hold together the themes that people put something into; a newcomer unlike the others would tear them apart.

    The machine's own draft is held, not what people see, so that a merge can still be undone.

    Args:
        pins: {proposal: theme key}, as people decided.
        apart: pairs that must not share a theme; no member is held against them.
        before: the machine's draft until now.
    """
    pairs = list(apart)
    found = dict(pins)
    for theme in before:
        placed = {proposal for proposal, key in pins.items() if key == theme.key}
        if placed:
            found.update(dict.fromkeys(_held(theme, placed, pins, pairs), theme.key))
    return found


def keep_keys(found: Sequence[DraftTheme], before: Sequence[DraftTheme], pinned: Iterable[str]) -> list[DraftTheme]:
    """Give each new theme the key of the earlier one that most of its members bring; the largest share is served first.

    Args:
        found: what the machine has found now, no key twice.
        before: its draft until now.
        pinned: keys that people's pins have set; they stay where they are.
    """
    fixed = set(pinned)
    home = {member: theme.key for theme in before for member in theme.members}
    claims = sorted(
        (-count, at, key)
        for at, theme in enumerate(found)
        if theme.key not in fixed
        for key, count in Counter(home[member] for member in theme.members if member in home).items()
    )
    kept = {at: theme.key for at, theme in enumerate(found) if theme.key in fixed}
    for _, at, key in claims:
        if at not in kept and key not in kept.values():
            kept[at] = key
    used = {*kept.values(), *home.values()}
    for at, theme in enumerate(found):
        if at not in kept:
            kept[at] = _unused(theme.key, used)
            used.add(kept[at])
    return [replace(theme, key=kept[at]) for at, theme in enumerate(found)]


def _held(theme: DraftTheme, placed: set[str], pins: Mapping[str, str], apart: Sequence[tuple[str, str]]) -> list[str]:
    """The members that nobody has pinned elsewhere or parted from one who stays."""
    held: list[str] = []
    for member in theme.members:
        rivals = {first if second == member else second for first, second in apart if member in (first, second)}
        if member not in pins and not rivals & (placed | set(held)):
            held.append(member)
    return held


def _unused(key: str, used: set[str]) -> str:
    while key in used:
        key += "x"
    return key
