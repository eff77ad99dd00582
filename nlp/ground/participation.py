"""Missing votes and participation per group, never per person."""

from dataclasses import dataclass

from nlp.ground.badge import FEWEST_VOTES, SMALLEST_GROUP
from nlp.ground.common_ground import CommonGround
from nlp.ground.votes import Id


@dataclass(frozen=True, slots=True)
class MissingVotes:
    """A group that has cast fewer than five votes on a proposal.

    Attributes
    ----------
    proposal : hashable
        The proposal.
    group : str
        Name of the group.
    seen : int
        Votes of the group on the proposal.
    lacking : int
        Votes missing to five.
    """

    proposal: Id
    group: str
    seen: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Participation of a group.

    Attributes
    ----------
    group : str
        Name of the group.
    members : int
        Seats of the group; a declared group also counts seats without a vote.
    voters : int
        Seats of the group that have voted.
    share : float
        Share of all pairs of a member and a proposal that have a vote, 0..1.
    """

    group: str
    members: int
    voters: int
    share: float


def find_missing_votes(ground: CommonGround) -> list[MissingVotes]:
    """Return the pairs of a proposal and a group of at least five members that have fewer than five votes.

    The proposals with the best scores come first, because a vote on them adds most information.
    """
    sizes = ground.sizes_
    return [
        MissingVotes(row.proposal, group, cell.seen, FEWEST_VOTES - cell.seen)
        for row in sorted(ground.proposals, key=lambda row: (-row.score, str(row.proposal)))
        for group, cell in row.by_group.items()
        if cell.seen < FEWEST_VOTES and sizes[group] >= SMALLEST_GROUP
    ]


def find_participation(ground: CommonGround) -> list[Participation]:
    """Return the participation of every shown group of at least five members, the lowest share first."""
    rows, voters = ground.proposals, ground.voters_
    groups = [
        Participation(
            group, size, voters[group], _share(sum(row.by_group[group].seen for row in rows), size * len(rows))
        )
        for group, size in ground.sizes_.items()
        if size >= SMALLEST_GROUP
    ]
    return sorted(groups, key=lambda participation: (participation.share, participation.group))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
