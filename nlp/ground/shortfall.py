"""What would have to change: who stands between a proposal and the badge, and by how many votes, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.ground.badge import FEWEST_VOTES, SMALLEST_GROUP, Badge
from nlp.ground.support import ProposalSupport
from nlp.ground.votes import Id

if TYPE_CHECKING:
    from nlp.ground.common_ground import CommonGround


@dataclass(frozen=True, slots=True)
class Blocker:
    """A group whose votes do not carry the gate.

    more: further agreeing votes of its members that would, nobody changing their mind (may exceed `unheard`, its
    members who have not voted on the proposal; then minds have to change); change: of its present votes those that
    would have to become agreeing, None while it has fewer than five votes.
    """

    group: str
    agree: int
    seen: int
    unheard: int
    more: int
    change: int | None

    @property
    def missing(self) -> int:
        """How many people of the group the gate lacks, as one counts heads.

        Of those who have voted, the people who would have to agree too; while fewer than five have voted, the voters
        that make five.
        """
        return FEWEST_VOTES - self.seen if self.change is None else self.change


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a proposal lacks: the groups in its way, voters to make half of those present, an answered objection."""

    proposal: Id
    blockers: tuple[Blocker, ...]
    voters: int
    is_held: bool

    @property
    def missing(self) -> int:
        """How many people are missing in all."""
        return max(sum(blocker.missing for blocker in self.blockers), self.voters)


def find_shortfall(ground: "CommonGround", row: ProposalSupport) -> Shortfall | None:
    """What `row` of `ground` lacks for the common-ground badge; None where it has it. The hardest blocker is first.

    When every blocker's `more` votes come in, `voters` have voted and no objection is open, the gate passes; with one
    vote less of one group it does not.
    """
    if row.badge is Badge.COMMON_GROUND:
        return None
    return shortfall_of(row, ground.sizes_, ground.present, is_held=ground.is_held(row.proposal))


def shortfall_of(row: ProposalSupport, sizes: Mapping[str, int], present: int, *, is_held: bool) -> Shortfall:
    """What a proposal without the common-ground badge lacks; sizes: {group: members}, present: seats checked in."""
    is_alone, blockers = len(row.by_group) == 1, []
    for group, cell in row.by_group.items():
        more = votes_needed(cell.agree, cell.seen, is_alone=is_alone)
        if sizes[group] >= SMALLEST_GROUP and more > 0:
            change = minds_needed(cell.agree, cell.seen, is_alone=is_alone) if cell.seen >= FEWEST_VOTES else None
            unheard = max(sizes[group] - cell.seen, 0)
            blockers.append(Blocker(group, cell.agree, cell.seen, unheard, more, change))
    blockers.sort(key=lambda blocker: (-blocker.missing, -blocker.more, blocker.group))
    voters = max((present + 1) // 2 - row.overall.seen, 0)
    return Shortfall(row.proposal, tuple(blockers), voters, is_held)


def votes_needed(agree: int, seen: int, *, is_alone: bool) -> int:
    """The least x >= 0 for which a group with x more agreeing votes carries: 2(A + x) > S + x, or 3(A + x) >= 2(S + x).

    At least five votes are needed besides.
    """
    by_rate = 2 * seen - 3 * agree if is_alone else seen - 2 * agree + 1
    return max(by_rate, FEWEST_VOTES - seen, 0)


def minds_needed(agree: int, seen: int, *, is_alone: bool) -> int:
    """The least y >= 0 of the present votes that must become agreeing: 2(A + y) > S, or 3(A + y) >= 2S."""
    enough = -(-2 * seen // 3) if is_alone else seen // 2 + 1
    return max(enough - agree, 0)
