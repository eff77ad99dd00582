"""The form in which common ground is kept and told: numbers by group, never who is in one, and no group under five."""

from typing import Any

import nlp
from app.platform.plain import to_plain

SMALLEST_GROUP = 5


def shape_ground(ground: "nlp.CommonGround") -> dict[str, Any]:
    """What the pages show."""
    sizes: dict[str, int] = {}
    for group in ground.groups_.values():
        if group is not None:
            sizes[group] = sizes.get(group, 0) + 1
    told = {group: size for group, size in sizes.items() if size >= SMALLEST_GROUP}
    return {
        "basis": ground.basis,
        "reason": ground.reason,
        "groups": told,
        "proposals": [_shape_support(support, told) for support in ground.proposals],
        "themes": [to_plain(theme) for theme in ground.themes],
    }


def _shape_support(support: Any, told: dict[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = to_plain(support)
    by_group = {group: _figures(figures) for group, figures in row["by_group"].items() if group in told}
    shares = {name: round(row[name], 4) for name in ("score", "floor", "geometric", "reach")}
    return {**row, **shares, "overall": _figures(row["overall"]), "by_group": by_group}


def _figures(support: dict[str, Any]) -> dict[str, Any]:
    """What a page needs of a group's support, short enough for a phone."""
    shares = {name: round(support[name], 4) for name in ("rate", "low", "high")}
    return {"agree": support["agree"], "disagree": support["disagree"], "seen": support["seen"], **shares}
