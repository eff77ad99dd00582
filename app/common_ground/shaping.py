"""Converts an analysis to the form that is stored and shown.

People see numbers by group, never who is in a group, and no group under five.
"""

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

TOP_N = 12
"""Number of leading proposals whose robustness is measured for the desk."""
MAX_GAPS = 20
LEAST_DRAWS, MAX_DRAWS = 20, 100
WORK = 1_000_000
"""Votes that the resampling of one analysis goes through; LEAST_DRAWS and MAX_DRAWS bound the number of draws."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The groups and those that may be shown.

    names: {group as found: display name}; told: {display name: members} of the groups that are large enough.
    """

    names: Mapping[str, str]
    told: Mapping[str, int]

    def of(self, group: str | None) -> str | None:
        """Return the display name of a group that may be shown, None for any other group."""
        name = self.names.get(group) if group else None
        return name if name in self.told else None


def shape_ground(
    ground: "nlp.CommonGround", before: Kept, stakes: Sequence[str], numbers: Mapping[ProposalId, int]
) -> Weighed:
    """Return everything that is stored of an analysis; groups found in the votes keep their earlier names."""
    group_of = {str(seat): group for seat, group in ground.groups_.items()}
    is_found = ground.basis == "votes"
    known = {seat: group for seat, group in before.groups.items() if group in before.used}
    names = rules.keep_names(group_of, known, before.used) if is_found else {name: name for name in ground.sizes_}
    # While the room is one group, the earlier groups are kept: if it splits again, the groups get their names back.
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
    """Return {proposal: robustness} of the leading proposals.

    Robustness is the effect of ten more votes, and the shares of resampled rooms in which the proposal is among the
    leading ones and in which it keeps its badge.
    """
    rows = in_order(ground, numbers)
    votes = sum(row.overall.seen for row in rows)
    draws = min(MAX_DRAWS, max(LEAST_DRAWS, WORK // max(1, votes)))
    again = {resampled.proposal: resampled for resampled in nlp.resample(ground, top=TOP_N, draws=draws)}
    resampled = {}
    for row in rows[:TOP_N]:
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
    """Return the proposals by badge and score.

    Proposals on which some group has cast fewer than five votes have no order yet; they follow by number.

    Args:
        numbers: {proposal: its number}.
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
    """Return the figures of a group's support that a page needs, short enough for a phone."""
    agree, seen = support["agree"], support["seen"]
    shares = {name: round(support[name], 4) for name in ("rate", "low", "high")}
    return {"agree": agree, "disagree": support["disagree"], "seen": seen, **shares}


def _shape_lack(lacks: "nlp.Shortfall | None", telling: Telling) -> dict[str, Any] | None:
    """Return a proposal's shortfall; `change` of a blocker is None while too few of its group have voted."""
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
    """Return where votes are missing, and the participation of each group."""
    gaps = [{**to_json_value(gap), "group": name} for gap in nlp.find_gaps(ground) if (name := telling.of(gap.group))]
    heard = [
        {**to_json_value(one), "group": name} for one in nlp.hear_groups(ground) if (name := telling.of(one.group))
    ]
    return {
        "top": TOP_N,
        "gaps": gaps[:MAX_GAPS],
        "more_gaps": max(0, len(gaps) - MAX_GAPS),
        "heard": heard,
    }


def _places(ground: "nlp.CommonGround", before: Kept) -> dict[str, tuple[float, float]]:
    """Return the positions of seats on the map, turned to match the earlier ones (orthogonal Procrustes problem)."""
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
