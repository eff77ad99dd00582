"""Converts an analysis to the form that is stored and shown.

People see numbers by group, never who is in a group, and no group under five.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

import nlp
from app.common_ground import rules
from app.common_ground.actions import AnalysisResult
from app.common_ground.document import (
    Blocker,
    DeskPart,
    Figures,
    GroundDocument,
    MissingVotes,
    Participation,
    ProposalResult,
    ProposalRobustness,
    Shortfall,
    ThemeResult,
)
from app.common_ground.queries import PreviousGroups
from app.platform.ids import ProposalId
from app.platform.small_groups import SMALLEST_GROUP

TOP_N = 12
"""Number of leading proposals whose robustness is measured for the desk."""
MAX_MISSING_VOTES = 20
LEAST_DRAWS, MAX_DRAWS = 20, 100
WORK = 1_000_000
"""Votes that the resampling of one analysis goes through; LEAST_DRAWS and MAX_DRAWS bound the number of draws."""


@dataclass(frozen=True, slots=True)
class VisibleGroups:
    """The groups, and those of them that may be shown.

    names: {group as found: display name}; shown: {display name: members} of the groups that are large enough.
    """

    names: Mapping[str, str]
    shown: Mapping[str, int]

    def of(self, group: str | None) -> str | None:
        """Return the display name of a group that may be shown, None for any other group."""
        name = self.names.get(group) if group else None
        return name if name in self.shown else None


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What else a document needs: the stakeholder groups on offer, {proposal: its number}, and the present moment."""

    stakeholder_groups: Sequence[str]
    numbers: Mapping[ProposalId, int]
    now: datetime


def shape_ground(ground: "nlp.CommonGround", before: PreviousGroups, about: DocumentContext) -> AnalysisResult:
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
    visible = VisibleGroups(names, {name: sizes[name] for name in sorted(sizes) if sizes[name] >= SMALLEST_GROUP})
    plan, places = nlp.plan_cards(ground), _positions(ground, before)
    return AnalysisResult(
        document=_document(ground, visible, about),
        seats={seat: (*place, shown.get(seat)) for seat, place in places.items()},
        used=tuple(sorted({*before.used, *(names.values() if is_found else ())})),
        n_groups=plan.n_groups,
        outlooks={str(card): [outlook.seen, _rounded(outlook.groups)] for card, outlook in plan.outlooks.items()},
    )


def measure_robustness(
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


def _document(ground: "nlp.CommonGround", visible: VisibleGroups, about: DocumentContext) -> GroundDocument:
    rows, themes = in_order(ground, about.numbers), ground.themes
    first = next((row.proposal for row in rows if row.badge.value == rules.Status.COMMON_GROUND.value), None)
    greatest = {first, *(theme.greatest for theme in themes)} - {None}
    shaped = [_shape_support(ground, row, visible, is_greatest=row.proposal in greatest) for row in rows]
    shortfalls = {row.proposal: row.lacks for row in shaped}
    return GroundDocument(
        basis=ground.basis,
        reason=ground.reason,
        groups=dict(visible.shown),
        colours=rules.colours_of(list(visible.shown), about.stakeholder_groups),
        present=ground.present,
        greatest=_id(first),
        proposals=tuple(shaped),
        themes=tuple(_shape_theme(theme, visible, shortfalls) for theme in themes),
        desk=_for_desk(ground, visible),
        at=about.now,
    )


def _shape_support(
    ground: "nlp.CommonGround", support: "nlp.ProposalSupport", visible: VisibleGroups, *, is_greatest: bool
) -> ProposalResult:
    by_group = {name: _figures(cell) for group, cell in support.by_group.items() if (name := visible.of(group))}
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
        standing=rules.status_of(support.badge.value, is_greatest=is_greatest, is_heard=support.is_heard).value,
        least=visible.of(support.least_convinced),
        lacks=_shape_shortfall(nlp.find_shortfall(ground, support), visible),
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


def _shape_shortfall(shortfall: "nlp.Shortfall | None", visible: VisibleGroups) -> Shortfall | None:
    """Return a proposal's shortfall, with the groups that may be shown; `change`: None while too few of them voted."""
    if shortfall is None:
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
        for blocker in shortfall.blockers
        if (name := visible.of(blocker.group))
    ]
    return Shortfall(tuple(blockers), shortfall.voters, shortfall.is_held)


def _shape_theme(
    theme: "nlp.ThemeSupport", visible: VisibleGroups, shortfalls: Mapping[ProposalId, Shortfall | None]
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
        blocking=visible.of(theme.blocking),
        lacks=shortfalls.get(nearest) if nearest is not None else None,
    )


def _for_desk(ground: "nlp.CommonGround", visible: VisibleGroups) -> DeskPart:
    """Return where votes are missing, and the participation of each group."""
    gaps = [
        MissingVotes(ProposalId(str(gap.proposal)), name, gap.seen, gap.lacking)
        for gap in nlp.find_missing_votes(ground)
        if (name := visible.of(gap.group))
    ]
    heard = [
        Participation(name, one.members, one.voters, one.share)
        for one in nlp.find_participation(ground)
        if (name := visible.of(one.group))
    ]
    return DeskPart(TOP_N, tuple(gaps[:MAX_MISSING_VOTES]), max(0, len(gaps) - MAX_MISSING_VOTES), tuple(heard))


def _id(proposal: Hashable | None) -> ProposalId | None:
    return None if proposal is None else ProposalId(str(proposal))


def _positions(ground: "nlp.CommonGround", before: PreviousGroups) -> dict[str, tuple[float, float]]:
    """Return the positions of seats on the map, turned or mirrored to match the positions of the last analysis.

    The turn solves the orthogonal Procrustes problem; with fewer than two seats in both analyses nothing is turned.
    """
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
