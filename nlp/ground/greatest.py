"""The greatest common divisor of a theme (最大公約數), or the nearest proposal and the group that blocks it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.ground.badge import Badge
from nlp.ground.shortfall import Shortfall
from nlp.ground.support import ProposalSupport
from nlp.ground.votes import Id


@dataclass(frozen=True, slots=True)
class Greatest:
    """The greatest proposal of a theme or, where no proposal passes the gate, the nearest one.

    Attributes
    ----------
    greatest : hashable or None
        The first proposal that passes the gate.
    nearest : hashable or None
        The proposal that lacks the fewest people, one without an unanswered objection first; None if there is a
        greatest proposal or no proposal at all.
    blocking : str or None
        The group of which `nearest` lacks the most people; None if no group blocks it.
    missing : int
        Number of people that `nearest` lacks.
    """

    greatest: Id | None = None
    nearest: Id | None = None
    blocking: str | None = None
    missing: int = 0


def find_greatest(rows: Sequence[ProposalSupport], shortfall_in: Callable[[ProposalSupport], Shortfall]) -> Greatest:
    """Return the greatest proposal of a theme: the first that passes the gate; an empty result without proposals.

    The nearest proposal is the one that lacks the fewest people, among those without an unanswered objection if there
    are any; ties go to the first. Source: domain.md, section 6.

    Parameters
    ----------
    rows : sequence of ProposalSupport
        The proposals of the theme, in order of rank.
    shortfall_in : callable
        Returns the shortfall of a proposal.
    """
    passing = next((row for row in rows if row.badge is Badge.COMMON_GROUND), None)
    if passing is not None:
        return Greatest(passing.proposal)
    if not rows:
        return Greatest()
    shortfalls = [shortfall_in(row) for row in rows]
    nearest = min(shortfalls, key=lambda shortfall: (shortfall.is_held, shortfall.missing))
    blocking = nearest.blockers[0].group if nearest.blockers else None
    return Greatest(None, nearest.proposal, blocking, nearest.missing)
