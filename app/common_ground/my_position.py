"""A resident's position among the groups, shown to nobody else, and the proposals nearest to common ground."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

import nlp
from app.common_ground import queries
from app.common_ground.analysis import CHOICES
from app.common_ground.document import HiddenGround, ProposalResult, Shortfall
from app.platform.access.actors import Actor
from app.platform.ids import MeetingId, ProposalId
from app.proposals import queries as proposals

MOST = 5
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """A seat's agreement with a group.

    `answers` counts the seat's answers to proposals that the group was asked about too; `same` counts those that most
    of the group share; `people` is the size of the group.
    """

    group: str
    people: int
    same: int
    answers: int
    colour: int


@dataclass(frozen=True, slots=True)
class NearProposal:
    """A proposal near to common ground, with its shortfall."""

    proposal: ProposalId
    lacks: Shortfall


@dataclass(frozen=True, slots=True)
class MyPosition:
    """The position of one seat.

    `group`: the seat's group, or None; `with_all`: proposals on which the seat agrees with every group; `apart`:
    proposals on which the seat's group and another group differ; `misses`: proposals nearest to common ground.
    """

    is_hidden: bool
    reason: str
    group: str | None
    alike: tuple[Agreement, ...]
    with_all: tuple[ProposalId, ...]
    apart: tuple[ProposalId, ...]
    misses: tuple[NearProposal, ...]


def position_of(session: Session, meeting_id: MeetingId, actor: Actor) -> MyPosition | None:
    """Return the position of the seat that asks; None before the first analysis."""
    ground = queries.ground_for(session, meeting_id, actor)
    if ground is None:
        return None
    if isinstance(ground, HiddenGround):
        return MyPosition(True, ground.reason, None, (), (), (), ())
    is_split = len(ground.groups) > 1
    group = queries.own_group(session, meeting_id, actor.seat_id) if is_split else None
    votes: dict[Hashable, int] = {
        card: CHOICES[choice] for card, choice in proposals.own_reactions(session, actor.seat_id).items()
    }
    counts: dict[Hashable, Mapping[str, tuple[int, int, int]]] = {
        row.proposal: _counts(row) for row in ground.proposals
    }
    own = nlp.find_position(votes, group, counts)
    alike = [
        Agreement(name, ground.groups[name], same, answers, ground.colours[name])
        for name, (same, answers) in own.alike.items()
    ]
    # The seat and most of each group agree, but the gate finds somebody missing: this is no common ground.
    contested = {row.proposal for row in ground.proposals if row.lacks and votes.get(row.proposal) == 1}
    return MyPosition(
        is_hidden=False,
        reason=ground.reason,
        group=group,
        alike=tuple(alike) if is_split else (),
        with_all=_in_order(ground.proposals, tuple(set(own.with_all) - contested)) if is_split else (),
        apart=_in_order(ground.proposals, own.apart) if is_split else (),
        misses=_nearest(ground.proposals),
    )


def _counts(row: ProposalResult) -> dict[str, tuple[int, int, int]]:
    return {name: (cell.agree, cell.disagree, cell.seen) for name, cell in row.by_group.items()}


def _in_order(rows: Sequence[ProposalResult], wanted: tuple[Hashable, ...]) -> tuple[ProposalId, ...]:
    """Return the wanted proposals, at most MOST, those nearest to common ground first."""
    return tuple(row.proposal for row in rows if row.proposal in wanted)[:MOST]


def _nearest(rows: Sequence[ProposalResult]) -> tuple[NearProposal, ...]:
    """Return the proposals that lack the fewest people, those with enough votes from every group first."""
    near = [(not row.is_heard, _people(row.lacks), NearProposal(row.proposal, row.lacks)) for row in rows if row.lacks]
    return tuple(miss for _, _, miss in sorted(near, key=lambda one: one[:2])[:NEAREST])


def _people(shortfall: Shortfall) -> int:
    """Return the number of people that a proposal lacks."""
    return max(sum(blocker.missing for blocker in shortfall.blockers), shortfall.voters)
