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

    blocking: the group of which `nearest` lacks the most people, None if no group blocks it; missing: number of people
    that `nearest` lacks.
    """

    greatest: Id | None = None
    nearest: Id | None = None
    blocking: str | None = None
    missing: int = 0


def find_greatest(rows: Sequence[ProposalSupport], shortfall_in: Callable[[ProposalSupport], Shortfall]) -> Greatest:
    """Return the greatest proposal of a theme: the first that passes the gate; an empty result without proposals.

    rows: the theme's proposals in order of rank; lack: gives the shortfall of a proposal. The nearest proposal is the
    one that lacks the fewest people, among those without an unanswered objection if there are any; ties go to the
    first.
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
