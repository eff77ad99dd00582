"""Shortfall of a proposal: which groups keep it from the common-ground badge, and by exactly how many votes."""

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
    """A group whose votes on a proposal do not pass the gate.

    Attributes
    ----------
    group : str
        Name of the group.
    agree, seen : int
        Agreeing votes, and all votes.
    unheard : int
        Members who have not voted on the proposal.
    more : int
        Further agreeing votes that would pass the gate if nobody changed their mind; if these are more than `unheard`,
        some members have to change it.
    change : int or None
        Present votes that would have to become agreeing; None while the group has fewer than five votes.
    """

    group: str
    agree: int
    seen: int
    unheard: int
    more: int
    change: int | None

    @property
    def missing(self) -> int:
        """Number of people that the group lacks.

        These are the voters who would have to agree as well; while fewer than five have voted, the voters missing to
        five.
        """
        return FEWEST_VOTES - self.seen if self.change is None else self.change


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a proposal lacks for the common-ground badge.

    Attributes
    ----------
    proposal : hashable
        The proposal.
    blockers : tuple of Blocker
        Groups that do not pass the gate.
    voters : int
        Voters missing to half of those present.
    is_held : bool
        Whether a safety or legal objection is unanswered.
    """

    proposal: Id
    blockers: tuple[Blocker, ...]
    voters: int
    is_held: bool

    @property
    def missing(self) -> int:
        """Number of missing people: the sum over the blockers, or `voters` if that is more."""
        return max(sum(blocker.missing for blocker in self.blockers), self.voters)


def find_shortfall(ground: "CommonGround", row: ProposalSupport) -> Shortfall | None:
    """Return what `row` of `ground` lacks for the common-ground badge, None if it has the badge.

    The blocker that lacks most people comes first. The gate passes when every blocker has its `more` votes, `voters`
    further people have voted and no objection is open; with one vote less in one group it does not.

    Parameters
    ----------
    ground : CommonGround
        The common ground of the meeting.
    row : ProposalSupport
        The support of the proposal in `ground`.
    """
    if row.badge is Badge.COMMON_GROUND:
        return None
    return shortfall_of(row, ground.sizes_, ground.present, is_held=ground.is_held(row.proposal))


def shortfall_of(row: ProposalSupport, sizes: Mapping[str, int], present: int, *, is_held: bool) -> Shortfall:
    """Return what a proposal lacks for the common-ground badge.

    Parameters
    ----------
    row : ProposalSupport
        The support of the proposal.
    sizes : mapping of str to int
        {group: members}
    present : int
        Seats checked in.
    is_held : bool
        Whether a safety or legal objection is unanswered.
    """
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
    """Return the least x >= 0 for which a group passes the gate with x more agreeing votes.

    With A of S votes agreeing now, the condition is 2(A + x) > S + x, or 3(A + x) >= 2(S + x) where there is one group;
    and S + x is at least five.
    """
    by_rate = 2 * seen - 3 * agree if is_alone else seen - 2 * agree + 1
    return max(by_rate, FEWEST_VOTES - seen, 0)


def minds_needed(agree: int, seen: int, *, is_alone: bool) -> int:
    """Return the least y >= 0 of present votes that must become agreeing for a group to pass the gate.

    With A of S votes agreeing now, the condition is 2(A + y) > S, or 3(A + y) >= 2S where there is one group.
    """
    enough = -(-2 * seen // 3) if is_alone else seen // 2 + 1
    return max(enough - agree, 0)
