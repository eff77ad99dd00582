"""Where information is missing, and which groups have hardly been heard: groups, never persons."""

from dataclasses import dataclass

from nlp.ground.badge import FEWEST_VOTES, SMALLEST_GROUP
from nlp.ground.common_ground import CommonGround
from nlp.ground.votes import Id


@dataclass(frozen=True, slots=True)
class Gap:
    """A group that has cast fewer than five votes on a proposal; lacking: how many more make five."""

    proposal: Id
    group: str
    seen: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Hearing:
    """How far a group has been heard.

    members: its seats, voters or not where groups are declared; voters: those that have cast a vote; share: of all
    pairs of a member and a proposal those with a vote, 0..1.
    """

    group: str
    members: int
    voters: int
    share: float


def find_gaps(ground: CommonGround) -> list[Gap]:
    """Proposals and groups with fewer than five votes, the best proposals first: a vote there tells most."""
    sizes = ground.sizes_
    return [
        Gap(row.proposal, group, cell.seen, FEWEST_VOTES - cell.seen)
        for row in sorted(ground.proposals, key=lambda row: (-row.score, str(row.proposal)))
        for group, cell in row.by_group.items()
        if cell.seen < FEWEST_VOTES and sizes[group] >= SMALLEST_GROUP
    ]


def hear_groups(ground: CommonGround) -> list[Hearing]:
    """Every shown group of at least five, the least heard first."""
    rows, voters = ground.proposals, ground.voters_
    hearings = [
        Hearing(group, size, voters[group], _share(sum(row.by_group[group].seen for row in rows), size * len(rows)))
        for group, size in ground.sizes_.items()
        if size >= SMALLEST_GROUP
    ]
    return sorted(hearings, key=lambda hearing: (hearing.share, hearing.group))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
