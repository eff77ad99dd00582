"""What of the common ground is told to whom, and the names that groups keep from one weighing to the next."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from itertools import product
from string import ascii_uppercase
from typing import Any

COLOURS = 8

Groups = Mapping[str, str | None]
"""{seat: group, None where it is in none}"""


def keep_names(groups: Groups, before: Groups, used: Sequence[str]) -> dict[str, str]:
    """{name as found: name to show}: that of the earlier group with which it shares most seats, else a new letter.

    The machine keeps names by itself as long as it runs; this keeps them through a restart too.
    """
    shared = Counter((group, before[seat]) for seat, group in groups.items() if group and before.get(seat))
    names: dict[str, str] = {}
    for (group, old), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if group not in names and old is not None and old not in names.values():
            names[group] = old
    taken = {*used, *names.values()}
    for group in sorted({group for group in groups.values() if group} - names.keys()):
        names[group] = group if group not in taken else next(name for name in _letters() if name not in taken)
        taken.add(names[group])
    return names


NEARLY = "nearly"
"""The word for a theme without a greatest proposal."""


class Standing(StrEnum):
    """The one word for a proposal that every page, paper and door says; the gate decides it."""

    GREATEST = "greatest"
    COMMON_GROUND = "common-ground"
    MAJORITY = "majority"
    OPEN = "open"
    UNHEARD = "unheard"


def standing_of(badge: str, *, is_greatest: bool, is_heard: bool) -> Standing:
    """The greatest of what passes the gate, whatever else passes, and what does not; is_heard: five votes of each group
    that is asked, before which nothing is said.
    """
    if badge == Standing.COMMON_GROUND:
        return Standing.GREATEST if is_greatest else Standing.COMMON_GROUND
    return Standing(badge) if is_heard else Standing.UNHEARD


def standing_of_theme(row: Mapping[str, Any]) -> str:
    """The one word for a theme of the common ground: it has a greatest proposal, is nearly there, or nobody voted."""
    if row["greatest"] is not None:
        return Standing.GREATEST.value
    return NEARLY if row["nearest"] is not None else Standing.UNHEARD.value


def colours_of(groups: Sequence[str], stakes: Sequence[str]) -> dict[str, int]:
    """A colour for each group that follows from its name alone: the place of a letter, or of a declared stake."""
    letters = list(_letters())
    return {
        name: (stakes.index(name) if name in stakes else letters.index(name) if name in letters else 0) % COLOURS
        for name in groups
    }


def for_room(data: Mapping[str, Any], leading: int) -> dict[str, Any]:
    """What everyone may see while results are open: the leading proposals and those that themes name, without what is
    the desk's own.
    """
    told = {name: value for name, value in data.items() if name != "desk"}
    named = {theme[name] for theme in told["themes"] for name in ("greatest", "nearest")}
    rows = [row for place, row in enumerate(told["proposals"]) if place < leading or row["proposal"] in named]
    return {**told, "proposals": rows, "is_hidden": False}


def hidden(data: Mapping[str, Any]) -> dict[str, Any]:
    """What everyone may see until results are shown: that there is something, and on what it rests."""
    kept = {name: data[name] for name in ("basis", "reason", "at") if name in data}
    return {**kept, "groups": {}, "colours": {}, "greatest": None, "proposals": [], "themes": [], "is_hidden": True}


def for_answered(data: Mapping[str, Any], answered: Collection[str]) -> dict[str, Any]:
    """What a seat may see that sees each proposal's results once it has answered it."""
    told = for_room(data, len(data["proposals"]))
    rows = [row for row in told["proposals"] if row["proposal"] in answered]
    greatest = told["greatest"] if told["greatest"] in answered else None
    return {**told, "greatest": greatest, "proposals": rows, "themes": []}


def _letters() -> Sequence[str]:
    return [*ascii_uppercase, *("".join(pair) for pair in product(ascii_uppercase, repeat=2))]
