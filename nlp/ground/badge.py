"""The badge of a proposal, decided by a gate over whole numbers that anyone can recount by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

# A smaller group is neither shown nor counted in the gate. A test holds it equal to the number that `app` knows,
# because nlp imports nothing of app.
SMALLEST_GROUP = 5
FEWEST_VOTES = 5  # votes on a proposal that the gate requires of a group


class Badge(StrEnum):
    """Badge of a proposal; the members are declared in order of rank, best first."""

    COMMON_GROUND = "common-ground"
    MAJORITY = "majority"
    OPEN = "open"

    @property
    def rank(self) -> int:
        return list(Badge).index(self)


@dataclass(frozen=True, slots=True)
class Tally:
    """One group's counts on one proposal.

    Attributes
    ----------
    members : int
        Seats of the group.
    agree, seen : int
        Agreeing votes, and all votes.
    """

    members: int
    agree: int
    seen: int


def award_badge(groups: Sequence[Tally], room: Tally, checked_in: int, *, is_held: bool) -> Badge:
    """Return the badge of a proposal: common ground, majority or open.

    Let A of S votes agree. The badge common ground requires 2A > S in every group of at least five seats (3A >= 2S
    where there is one group), at least five votes in each of these groups, votes of at least half of those present, and
    no unanswered objection. A majority has five votes and 2A > S in the room. Fractions are compared by
    cross-multiplication. Source: gate Q of the definition of the greatest common divisor (domain.md, section 6).

    Parameters
    ----------
    groups : sequence of Tally
        The tally of each opinion or stakeholder group; one entry where there is one group.
    room : Tally
        The tally of everybody who voted.
    checked_in : int
        Seats present.
    is_held : bool
        Whether a safety or legal objection is unanswered.
    """
    asked = [group for group in groups if group.members >= SMALLEST_GROUP]
    carried = all(_carries(group, is_alone=len(groups) == 1) for group in asked)
    if asked and carried and 2 * room.seen >= checked_in and not is_held:
        return Badge.COMMON_GROUND
    return Badge.MAJORITY if room.seen >= FEWEST_VOTES and 2 * room.agree > room.seen else Badge.OPEN


def is_heard(groups: Sequence[Tally]) -> bool:
    """Return whether each group of at least five seats has five votes on a proposal; False if no group is so large."""
    asked = [group for group in groups if group.members >= SMALLEST_GROUP]
    return bool(asked) and all(group.seen >= FEWEST_VOTES for group in asked)


def is_firm(lows: Sequence[float], *, is_alone: bool) -> bool:
    """Return whether the gate's share of agreement is reached even by the lower bound of each group's support.

    Parameters
    ----------
    lows : sequence of float
        The 10 % lower bounds of the support of the groups of at least five, each 0..1.
    is_alone : bool
        Whether there is one group.
    """
    return bool(lows) and all(3 * low >= 2 if is_alone else 2 * low > 1 for low in lows)


def _carries(group: Tally, *, is_alone: bool) -> bool:
    if group.seen < FEWEST_VOTES:
        return False
    return 3 * group.agree >= 2 * group.seen if is_alone else 2 * group.agree > group.seen
