"""Converts an analysis to the form that is stored and shown.

People see numbers by group, never who is in a group, and no group under five.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

import nlp
from app.common_ground import rules
from app.common_ground.actions import Weighed
from app.common_ground.document import (
    Blocker,
    DeskPart,
    Figures,
    Gap,
    GroundDocument,
    Participation,
    ProposalResult,
    ProposalRobustness,
    Shortfall,
    ThemeResult,
)
from app.common_ground.queries import Kept
from app.platform.ids import ProposalId
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


@dataclass(frozen=True, slots=True)
class About:
    """What else a document needs: the stakeholder groups on offer, {proposal: its number}, and the present moment."""

    stakes: Sequence[str]
    numbers: Mapping[ProposalId, int]
    now: datetime


def shape_ground(ground: "nlp.CommonGround", before: Kept, about: About) -> Weighed:
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
        document=_document(ground, telling, about),
        seats={seat: (*place, shown.get(seat)) for seat, place in places.items()},
        used=tuple(sorted({*before.used, *(names.values() if is_found else ())})),
        n_groups=plan.n_groups,
        outlooks={str(card): [outlook.seen, _rounded(outlook.groups)] for card, outlook in plan.outlooks.items()},
    )


def measure_firmness(
    ground: "nlp.CommonGround", numbers: Mapping[ProposalId, int]
) -> dict[ProposalId, ProposalRobustness]:
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
        resampled[ProposalId(str(row.proposal))] = ProposalRobustness(
            votes=later.votes,
            stays=round(later.stays, 2),
            low=round(later.low, 4),
            high=round(later.high, 4),
            in_top=round(again[row.proposal].in_top, 2),
            keeps_badge=round(again[row.proposal].keeps_badge, 2),
        )
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


def _document(ground: "nlp.CommonGround", telling: Telling, about: About) -> GroundDocument:
    rows, themes = in_order(ground, about.numbers), ground.themes
    first = next((row.proposal for row in rows if row.badge.value == rules.Standing.COMMON_GROUND.value), None)
    greatest = {first, *(theme.greatest for theme in themes)} - {None}
    shaped = [_shape_support(ground, row, telling, is_greatest=row.proposal in greatest) for row in rows]
    lacks = {row.proposal: row.lacks for row in shaped}
    return GroundDocument(
        basis=ground.basis,
        reason=ground.reason,
        groups=dict(telling.told),
        colours=rules.colours_of(list(telling.told), about.stakes),
        present=ground.present,
        greatest=_id(first),
        proposals=tuple(shaped),
        themes=tuple(_shape_theme(theme, telling, lacks) for theme in themes),
        desk=_for_desk(ground, telling),
        at=about.now,
    )


def _shape_support(
    ground: "nlp.CommonGround", support: "nlp.ProposalSupport", telling: Telling, *, is_greatest: bool
) -> ProposalResult:
    by_group = {name: _figures(cell) for group, cell in support.by_group.items() if (name := telling.of(group))}
    return ProposalResult(
        proposal=ProposalId(str(support.proposal)),
        score=round(support.score, 4),
        floor=round(support.floor, 4),
        geometric=round(support.geometric, 4),
        reach=round(support.reach, 4),
        badge=support.badge.value,
        overall=_figures(support.overall),
        by_group=dict(sorted(by_group.items())),
        is_heard=support.is_heard,
        is_firm=support.is_firm,
        standing=rules.standing_of(support.badge.value, is_greatest=is_greatest, is_heard=support.is_heard).value,
        least=telling.of(support.least_convinced),
        lacks=_shape_lack(nlp.find_shortfall(ground, support), telling),
    )


def _figures(support: "nlp.GroupSupport") -> Figures:
    """Return the figures of a group's support that a page needs, short enough for a phone."""
    return Figures(
        agree=support.agree,
        disagree=support.disagree,
        seen=support.seen,
        rate=round(support.rate, 4),
        low=round(support.low, 4),
        high=round(support.high, 4),
    )


def _shape_lack(lacks: "nlp.Shortfall | None", telling: Telling) -> Shortfall | None:
    """Return a proposal's shortfall; `change` of a blocker is None while too few of its group have voted."""
    if lacks is None:
        return None
    blockers = [
        Blocker(
            group=name,
            agree=blocker.agree,
            seen=blocker.seen,
            unheard=blocker.unheard,
            more=blocker.more,
            change=blocker.change,
            missing=blocker.missing,
        )
        for blocker in lacks.blockers
        if (name := telling.of(blocker.group))
    ]
    return Shortfall(tuple(blockers), lacks.voters, lacks.is_held)


def _shape_theme(
    theme: "nlp.ThemeSupport", telling: Telling, lacks: Mapping[ProposalId, Shortfall | None]
) -> ThemeResult:
    nearest = _id(theme.nearest)
    return ThemeResult(
        theme=str(theme.theme),
        divisor=None if theme.divisor is None else round(theme.divisor, 4),
        low=round(theme.low, 4),
        high=round(theme.high, 4),
        coverage=round(theme.coverage, 4),
        core=tuple(ProposalId(str(proposal)) for proposal in theme.core),
        greatest=_id(theme.greatest),
        nearest=nearest,
        blocking=telling.of(theme.blocking),
        lacks=lacks.get(nearest) if nearest is not None else None,
    )


def _for_desk(ground: "nlp.CommonGround", telling: Telling) -> DeskPart:
    """Return where votes are missing, and the participation of each group."""
    gaps = [
        Gap(ProposalId(str(gap.proposal)), name, gap.seen, gap.lacking)
        for gap in nlp.find_gaps(ground)
        if (name := telling.of(gap.group))
    ]
    heard = [
        Participation(name, one.members, one.voters, one.share)
        for one in nlp.hear_groups(ground)
        if (name := telling.of(one.group))
    ]
    return DeskPart(TOP_N, tuple(gaps[:MAX_GAPS]), max(0, len(gaps) - MAX_GAPS), tuple(heard))


def _id(proposal: Hashable | None) -> ProposalId | None:
    return None if proposal is None else ProposalId(str(proposal))


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
