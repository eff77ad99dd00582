"""The common ground of a meeting as a typed document: what is stored, and the parts of it that the room may see.

Fields bear the names that clients read, in the order in which clients get them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.platform.ids import ProposalId

VERSION = 1
"""Version of the stored form. A document without a version is older than versions and has the form of version 1."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the votes on a proposal, the rate of agreement, and the 80 % interval of the rate."""

    agree: int
    disagree: int
    seen: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Blocker:
    """A group whose agreement a proposal lacks, counted as in `nlp.Shortfall`; `change`: None while too few voted."""

    group: str
    agree: int
    seen: int
    unheard: int
    more: int
    change: int | None
    missing: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a proposal lacks to be common ground.

    `blockers`: groups that may be shown; `voters`: people who have to answer as well; `is_held`: a safety or legal
    objection is unanswered.
    """

    blockers: tuple[Blocker, ...]
    voters: int
    is_held: bool


@dataclass(frozen=True, slots=True)
class ProposalResult:
    """The result of one proposal.

    `score`, `floor`, `geometric`, `reach`, `badge`, `is_heard`, `is_firm`: as `nlp.ProposalSupport` has them;
    `standing`: the status (see `rules.Status`); `least`: the least convinced group, None if it may not be shown;
    `lacks`: the shortfall, None if every group accepts the proposal.
    """

    proposal: ProposalId
    score: float
    floor: float
    geometric: float
    reach: float
    badge: str
    overall: Figures
    by_group: Mapping[str, Figures]
    is_heard: bool
    is_firm: bool
    standing: str
    least: str | None
    lacks: Shortfall | None


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """The result of one theme, as `nlp.ThemeSupport` has it; `lacks`: the shortfall of the nearest proposal."""

    theme: str
    divisor: float | None
    low: float
    high: float
    coverage: float
    core: tuple[ProposalId, ...]
    greatest: ProposalId | None
    nearest: ProposalId | None
    blocking: str | None
    lacks: Shortfall | None


@dataclass(frozen=True, slots=True)
class MissingVotes:
    """A proposal on which a group has cast only `seen` votes, `lacking` fewer than the gate requires of a group."""

    proposal: ProposalId
    group: str
    seen: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Participation:
    """How many members of a group have voted; `share`: votes of the members on all proposals, 0..1 of all possible."""

    group: str
    members: int
    voters: int
    share: float


@dataclass(frozen=True, slots=True)
class ProposalRobustness:
    """How robust the result of a proposal is.

    `stays`, `low`, `high`: chance of the present badge after `votes` more votes, and the 80 % interval of the lowest
    rate of a group; `in_top`, `keeps_badge`: shares of the resampled rooms in which the proposal is among the leading
    ones, and in which it keeps its badge.
    """

    votes: int
    stays: float
    low: float
    high: float
    in_top: float
    keeps_badge: float


@dataclass(frozen=True, slots=True)
class Robustness:
    """Robustness of the leading proposals, and the version of the common ground that was measured; 0 before."""

    version: int = 0
    rows: Mapping[ProposalId, ProposalRobustness] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeskPart:
    """The part for the desk alone: where votes are missing, and the participation of each group.

    `top`: number of proposals whose robustness is measured; `more_gaps`: number of gaps that are left out of `gaps`.
    """

    top: int
    gaps: tuple[MissingVotes, ...]
    more_gaps: int
    heard: tuple[Participation, ...]
    firmness: Robustness = Robustness()


@dataclass(frozen=True, slots=True)
class GroundDocument:
    """The latest common ground of a meeting, computed at the moment `at`.

    `basis`, `reason`: what the groups are based on, and why; `groups`: members of each group that may be shown;
    `colours`: {group: colour}; `present`: seats checked in; `greatest`: the first proposal that every group accepts;
    `proposals`, `themes`: the results, best first.
    """

    basis: str
    reason: str
    groups: Mapping[str, int]
    colours: Mapping[str, int]
    present: int
    greatest: ProposalId | None
    proposals: tuple[ProposalResult, ...]
    themes: tuple[ThemeResult, ...]
    desk: DeskPart
    at: datetime


class Mark(StrEnum):
    """What the stage shows beside a proposal: all groups accept it, one group is missing, or neither."""

    ALL = "all"
    ONE = "one"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class RoomGround:
    """What everyone may see of a `GroundDocument` while results are visible; `marks`: the mark of every proposal."""

    basis: str
    reason: str
    groups: Mapping[str, int]
    colours: Mapping[str, int]
    present: int
    greatest: ProposalId | None
    proposals: tuple[ProposalResult, ...]
    themes: tuple[ThemeResult, ...]
    at: datetime
    is_hidden: bool = False
    marks: Mapping[ProposalId, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HiddenGround:
    """What everyone may see of a `GroundDocument` while results are withheld: only what the groups are based on."""

    basis: str
    reason: str
    at: datetime
    groups: Mapping[str, int] = field(default_factory=dict)
    colours: Mapping[str, int] = field(default_factory=dict)
    greatest: None = None
    proposals: tuple[()] = ()
    themes: tuple[()] = ()
    is_hidden: bool = True


@dataclass(frozen=True, slots=True)
class NoGround:
    """What is announced before the first analysis: an object without fields."""


ShownGround = GroundDocument | RoomGround | HiddenGround
"""What a reader may see of a common ground: everything, what the room sees, or only that common ground exists."""
