"""Robustness of a result: what ten more votes could change, and how often it is the same when seats are resampled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.ground.badge import Badge, Tally, award_badge
from nlp.ground.common_ground import CommonGround
from nlp.ground.posterior import TAIL
from nlp.ground.support import ProposalSupport
from nlp.ground.votes import Id

Floats = NDArray[np.float64]

_DRAWS = 200


@dataclass(frozen=True, slots=True)
class IfMoreVote:
    """Outlook of a proposal after further votes.

    Attributes
    ----------
    proposal : hashable
        The proposal.
    votes : int
        Number of further votes.
    stays : float
        Chance of the present badge.
    becomes : dict of Badge to float
        Chance of each badge.
    low, high : float
        80 % interval of the floor, (agree + 1) / (seen + 2) of the least convinced group.
    """

    proposal: Id
    votes: int
    stays: float
    becomes: dict[Badge, float]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Resampled:
    """How often a proposal has the same result when seats are resampled.

    Attributes
    ----------
    proposal : hashable
        The proposal.
    in_top : float
        Share of the draws in which the proposal is among the first `top` (see `resample`).
    keeps_badge : float
        Share of the draws in which the proposal keeps its badge.
    """

    proposal: Id
    in_top: float
    keeps_badge: float


def if_more_vote(ground: CommonGround, row: ProposalSupport, votes: int = 10, seed: int = 0) -> IfMoreVote:
    """Return the outlook of a proposal of `ground` when `votes` more people vote on it, from 200 draws.

    The voters come from the seats that have not voted on the proposal, in proportion to each group's share of them.
    Each draw takes an agreement rate from the posterior of each group; voters in no group follow the room's posterior.

    Parameters
    ----------
    ground : CommonGround
        The common ground of the meeting.
    row : ProposalSupport
        The support of the proposal in `ground`.
    votes : int, default 10
        Number of further votes.
    seed : int, default 0
        Seed of the draws.
    """
    rng = np.random.default_rng([seed, 4])
    cells = [*row.by_group.values(), row.overall]
    members = [ground.sizes_[name] for name in row.by_group]
    comers = rng.multinomial(votes, _shares(ground, row, members), size=_DRAWS)
    rates = rng.beta([cell.alpha for cell in cells], [cell.beta for cell in cells], size=comers.shape)
    agreeing = rng.binomial(comers, rates)
    badges, floors = Counter[Badge](), []
    for seen, agree in zip(comers.tolist(), agreeing.tolist(), strict=True):
        tallies = [
            Tally(size, cell.agree + more, cell.seen + heard)
            for size, cell, more, heard in zip(members, cells, agree, seen, strict=False)
        ]
        room = Tally(ground.present, row.overall.agree + sum(agree), row.overall.seen + votes)
        present = max(ground.present, room.seen)
        badges[award_badge(tallies, room, present, is_held=ground.is_held(row.proposal))] += 1
        floors.append(min((tally.agree + 1) / (tally.seen + 2) for tally in tallies))
    return IfMoreVote(
        proposal=row.proposal,
        votes=votes,
        stays=badges[row.badge] / _DRAWS,
        becomes={badge: badges[badge] / _DRAWS for badge in Badge if badges[badge]},
        low=float(np.quantile(floors, TAIL)),
        high=float(np.quantile(floors, 1 - TAIL)),
    )


def resample(ground: CommonGround, *, top: int = 10, draws: int = 100, seed: int = 0) -> list[Resampled]:
    """Return how often each proposal is in the first `top`, and keeps its badge, when seats are resampled.

    Each draw takes as many seats as have voted, with replacement. The groups and the model's expectations stay as they
    are; counts, scores and gates are computed from the votes of the seats drawn. The result is in the order of
    `ground.proposals`. Time grows with draws x votes.

    Parameters
    ----------
    ground : CommonGround
        The common ground of the meeting.
    top : int, default 10
        Number of proposals that count as the first.
    draws : int, default 100
        Number of resampled rooms.
    seed : int, default 0
        Seed of the draws.

    Raises
    ------
    ValueError
        Fewer than one draw.
    """
    if draws < 1:
        raise ValueError(f"draws={draws}, at least 1 is needed")
    rows = ground.proposals
    in_top, kept = Counter[Id](), Counter[Id]()
    for drawn in ground.redraws(draws, seed):
        kept.update(row.proposal for row in rows if drawn[row.proposal][0] is row.badge)
        ranked = sorted(drawn, key=lambda name: (drawn[name][0].rank, -drawn[name][1], str(name)))
        in_top.update(ranked[:top])
    return [Resampled(row.proposal, in_top[row.proposal] / draws, kept[row.proposal] / draws) for row in rows]


def _shares(ground: CommonGround, row: ProposalSupport, members: Sequence[int]) -> Floats:
    """Return the share of each group, and last of the seats in no group, in the seats without a vote on the proposal.

    Where every seat has voted on the proposal, these are the shares of the groups in all members.
    """
    unheard = [max(size - cell.seen, 0) for size, cell in zip(members, row.by_group.values(), strict=True)]
    alone = max(ground.present - row.overall.seen - sum(unheard), 0)
    shares = np.array([*unheard, alone], dtype=np.float64)
    if not shares.any():
        shares = np.array([*members, 0], dtype=np.float64)
    value: Floats = shares / shares.sum()
    return value
