"""The form in which common ground is kept and told: numbers by group, never who is in one, and no group under five."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import nlp
from app.common_ground import rules
from app.common_ground.actions import Weighed
from app.common_ground.queries import Kept
from app.platform.ids import ProposalId
from app.platform.serialise import to_json_value
from app.platform.small_groups import SMALLEST_GROUP

LEADING = 12
"""How many proposals the desk is told the firmness of."""
MOST_GAPS = 20
LEAST_DRAWS, MOST_DRAWS = 20, 100
WORK = 1_000_000
"""Votes to go through for the redrawn rooms of one weighing, within these bounds."""


@dataclass(frozen=True, slots=True)
class Telling:
    """names: {group as found: name to show}; told: {name: members} of the groups that are large enough to be told."""

    names: Mapping[str, str]
    told: Mapping[str, int]

    def of(self, group: str | None) -> str | None:
        """The name of a group that is told, None of any other."""
        name = self.names.get(group) if group else None
        return name if name in self.told else None


def shape_ground(
    ground: "nlp.CommonGround", before: Kept, stakes: Sequence[str], numbers: Mapping[ProposalId, int]
) -> Weighed:
    """All that is kept of a weighing; groups found in the votes bear the names they had before."""
    group_of = {str(seat): group for seat, group in ground.groups_.items()}
    is_found = ground.basis == "votes"
    known = {seat: group for seat, group in before.groups.items() if group in before.used}
    names = rules.keep_names(group_of, known, before.used) if is_found else {name: name for name in ground.sizes_}
    # A room that is one for a while and then parts again parts into the groups that it had.
    shown = (
        known if ground.basis == "one" else {seat: names[group] if group else None for seat, group in group_of.items()}
    )
    sizes = {names[group]: size for group, size in ground.sizes_.items() if group in names}
    telling = Telling(names, {name: sizes[name] for name in sorted(sizes) if sizes[name] >= SMALLEST_GROUP})
    plan, places = nlp.plan_cards(ground), _places(ground, before)
    return Weighed(
        data=_data(ground, telling, stakes, numbers),
        seats={seat: (*place, shown.get(seat)) for seat, place in places.items()},
        used=tuple(sorted({*before.used, *(names.values() if is_found else ())})),
        n_groups=plan.n_groups,
        outlooks={str(card): [outlook.seen, _rounded(outlook.groups)] for card, outlook in plan.outlooks.items()},
    )


def measure_firmness(ground: "nlp.CommonGround", numbers: Mapping[ProposalId, int]) -> dict[str, dict[str, Any]]:
    """{proposal: what ten more votes do to it, how often it stays when the room is drawn anew}, of the leading ones."""
    rows = in_order(ground, numbers)
    votes = sum(row.overall.seen for row in rows)
    draws = min(MOST_DRAWS, max(LEAST_DRAWS, WORK // max(1, votes)))
    again = {resampled.proposal: resampled for resampled in nlp.resample(ground, top=LEADING, draws=draws)}
    resampled = {}
    for row in rows[:LEADING]:
        later = nlp.if_more_vote(ground, row)
        resampled[str(row.proposal)] = {
            "votes": later.votes,
            "stays": round(later.stays, 2),
            "low": round(later.low, 4),
            "high": round(later.high, 4),
            "in_top": round(again[row.proposal].in_top, 2),
            "keeps_badge": round(again[row.proposal].keeps_badge, 2),
        }
    return resampled


def in_order(ground: "nlp.CommonGround", numbers: Mapping[ProposalId, int]) -> list["nlp.ProposalSupport"]:
    """The proposals by badge and score; those that some group has cast fewer than five votes on have no order yet and
    follow as they were put forward. numbers: {proposal: its number}.
    """
    rows = ground.proposals
    unheard = [row for row in rows if not row.is_heard]
    return [
        *(row for row in rows if row.is_heard),
        *sorted(unheard, key=lambda row: numbers[ProposalId(str(row.proposal))]),
    ]


def _data(
    ground: "nlp.CommonGround", telling: Telling, stakes: Sequence[str], numbers: Mapping[ProposalId, int]
) -> dict[str, Any]:
    rows, themes = in_order(ground, numbers), ground.themes
    first = next((row.proposal for row in rows if row.badge.value == rules.Standing.COMMON_GROUND.value), None)
    greatest = {first, *(theme.greatest for theme in themes)} - {None}
    shaped = [_shape_support(ground, row, telling, is_greatest=row.proposal in greatest) for row in rows]
    lacks = {row["proposal"]: row["lacks"] for row in shaped}
    return {
        "basis": ground.basis,
        "reason": ground.reason,
        "groups": dict(telling.told),
        "colours": rules.colours_of(list(telling.told), stakes),
        "present": ground.present,
        "greatest": first,
        "proposals": shaped,
        "themes": [{**_shape_theme(theme, telling), "lacks": lacks.get(theme.nearest)} for theme in themes],
        "desk": _for_desk(ground, telling),
    }


def _shape_support(
    ground: "nlp.CommonGround", support: "nlp.ProposalSupport", telling: Telling, *, is_greatest: bool
) -> dict[str, Any]:
    row: dict[str, Any] = to_json_value(support)
    shares = {name: round(row[name], 4) for name in ("score", "floor", "geometric", "reach")}
    by_group = {name: _figures(row["by_group"][group]) for group in row["by_group"] if (name := telling.of(group))}
    return {
        **row,
        **shares,
        "standing": rules.standing_of(row["badge"], is_greatest=is_greatest, is_heard=support.is_heard).value,
        "overall": _figures(row["overall"]),
        "by_group": dict(sorted(by_group.items())),
        "least": telling.of(support.least_convinced),
        "lacks": _shape_lack(nlp.find_shortfall(ground, support), telling),
    }


def _figures(support: dict[str, Any]) -> dict[str, Any]:
    """What a page needs of a group's support, short enough for a phone."""
    agree, seen = support["agree"], support["seen"]
    shares = {name: round(support[name], 4) for name in ("rate", "low", "high")}
    return {"agree": agree, "disagree": support["disagree"], "seen": seen, **shares}


def _shape_lack(lacks: "nlp.Shortfall | None", telling: Telling) -> dict[str, Any] | None:
    """What stands between a proposal and the badge; `change` None: not enough have answered yet."""
    if lacks is None:
        return None
    blockers = [
        {**to_json_value(blocker), "group": name, "missing": blocker.missing}
        for blocker in lacks.blockers
        if (name := telling.of(blocker.group))
    ]
    return {"blockers": blockers, "voters": lacks.voters, "is_held": lacks.is_held}


def _shape_theme(theme: "nlp.ThemeSupport", telling: Telling) -> dict[str, Any]:
    shares = {name: round(getattr(theme, name), 4) for name in ("low", "high", "coverage")}
    divisor = None if theme.divisor is None else round(theme.divisor, 4)
    row: dict[str, Any] = to_json_value(theme)
    return {**row, **shares, "divisor": divisor, "blocking": telling.of(theme.blocking)}


def _for_desk(ground: "nlp.CommonGround", telling: Telling) -> dict[str, Any]:
    """Where information is missing, which groups have hardly been heard."""
    gaps = [{**to_json_value(gap), "group": name} for gap in nlp.find_gaps(ground) if (name := telling.of(gap.group))]
    heard = [
        {**to_json_value(one), "group": name} for one in nlp.hear_groups(ground) if (name := telling.of(one.group))
    ]
    return {
        "top": LEADING,
        "gaps": gaps[:MOST_GAPS],
        "more_gaps": max(0, len(gaps) - MOST_GAPS),
        "heard": heard,
    }


def _places(ground: "nlp.CommonGround", before: Kept) -> dict[str, tuple[float, float]]:
    """The seats on the map, turned so that those who were there before lie as they lay."""
    points = {str(seat): place for seat, place in ground.points_.items()}
    both = [seat for seat in points if seat in before.seats]
    if len(both) < 2:
        return {seat: (round(x, 3), round(y, 3)) for seat, (x, y) in points.items()}
    new = np.array([points[seat] for seat in both])
    old = np.array([before.seats[seat][:2] for seat in both])
    left, _, right = np.linalg.svd(new.T @ old)
    turned = np.array(list(points.values())) @ (left @ right)
    return {seat: (round(x, 3), round(y, 3)) for seat, (x, y) in zip(points, turned.tolist(), strict=True)}


def _rounded(groups: Sequence[tuple[float, float]]) -> list[list[float]]:
    return [[round(rate, 4), round(weight, 4)] for rate, weight in groups]
