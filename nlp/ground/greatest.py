"""The greatest common divisor of a theme (最大公約數), or what comes nearest to it and who is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.ground.badge import Badge
from nlp.ground.shortfall import Shortfall
from nlp.ground.support import ProposalSupport
from nlp.ground.votes import Id


@dataclass(frozen=True, slots=True)
class Greatest:
    """A theme's greatest proposal; or, where no proposal passes the gate, its nearest and the group in its way."""

    greatest: Id | None = None
    nearest: Id | None = None
    blocking: str | None = None
    missing: int = 0


def find_greatest(rows: Sequence[ProposalSupport], lack: Callable[[ProposalSupport], Shortfall]) -> Greatest:
    """The greatest among the proposals of a theme, which are given in their order; nothing for no proposals.

    The nearest is the one that lacks the fewest people and no answer to an objection; of equals the first.
    """
    passing = next((row for row in rows if row.badge is Badge.COMMON_GROUND), None)
    if passing is not None:
        return Greatest(passing.proposal)
    if not rows:
        return Greatest()
    lacks = [lack(row) for row in rows]
    nearest = min(lacks, key=lambda shortfall: (shortfall.is_held, shortfall.missing))
    blocking = nearest.blockers[0].group if nearest.blockers else None
    return Greatest(None, nearest.proposal, blocking, nearest.missing)
