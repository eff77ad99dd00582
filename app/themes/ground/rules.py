"""What of the common ground is told to whom, and the names that groups keep from one weighing to the next."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from math import sqrt
from string import ascii_uppercase
from typing import Any

COLOURS = 8
_Z2 = 1.2816**2
"""The square of the normal quantile that leaves a tenth on either side."""

Groups = Mapping[str, str | None]
"""{seat: group, None where it is in none}"""


def keep_names(found: Groups, before: Groups, used: Sequence[str]) -> dict[str, str]:
    """{name as found: name to show}: that of the earlier group with which it shares most seats, else a new letter.

    The machine keeps names by itself as long as it runs; this keeps them through a restart too.
    """
    shared = Counter((group, before[seat]) for seat, group in found.items() if group and before.get(seat))
    names: dict[str, str] = {}
    for (group, old), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if group not in names and old is not None and old not in names.values():
            names[group] = old
    taken = {*used, *names.values()}
    for group in sorted({group for group in found.values() if group} - names.keys()):
        names[group] = group if group not in taken else next(name for name in _letters() if name not in taken)
        taken.add(names[group])
    return names


def likely(agree: int, seen: int) -> tuple[float, float]:
    """Between what the true share of agreement probably lies, four times in five (Wilson's interval); it holds the
    shown rate (agree + 1) / (seen + 2).
    """
    whole = seen + _Z2
    middle = (agree + _Z2 / 2) / whole
    reach = sqrt(_Z2 * (agree * (seen - agree) / seen if seen else 0.0) + _Z2 * _Z2 / 4) / whole
    return max(0.0, middle - reach), min(1.0, middle + reach)


def colours_of(groups: Sequence[str], stakes: Sequence[str]) -> dict[str, int]:
    """A colour for each group that follows from its name alone: the place of a letter, or of a declared stake."""
    letters = list(_letters())
    return {
        name: (stakes.index(name) if name in stakes else letters.index(name) if name in letters else 0) % COLOURS
        for name in groups
    }


def for_room(data: Mapping[str, Any], leading: int) -> dict[str, Any]:
    """What everyone may see while results are open: the leading proposals, without what is the desk's own."""
    told = {name: value for name, value in data.items() if name != "desk"}
    return {**told, "proposals": told["proposals"][:leading], "is_hidden": False}


def hidden(data: Mapping[str, Any]) -> dict[str, Any]:
    """What everyone may see until results are shown: that there is something, and on what it rests."""
    kept = {name: data[name] for name in ("basis", "reason", "at") if name in data}
    return {**kept, "groups": {}, "colours": {}, "proposals": [], "themes": [], "is_hidden": True}


def for_answered(data: Mapping[str, Any], answered: Mapping[str, Any]) -> dict[str, Any]:
    """What a seat may see that sees each proposal's results once it has answered it."""
    told = for_room(data, len(data["proposals"]))
    rows = [row for row in told["proposals"] if row["proposal"] in answered]
    return {**told, "proposals": rows, "themes": []}


def _letters() -> Sequence[str]:
    return [*ascii_uppercase, *("".join(pair) for pair in product(ascii_uppercase, repeat=2))]
