"""The first data of the floor's islands (live parts), in the shapes of the snapshots that replace it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.cases.queries import CaseView
from app.cases.rules import Rating
from app.common_ground.my_position import MyPosition
from app.concessions.queries import ConcessionView
from app.meetings.rules import Act
from app.pages.floor.view_models import Floor, Own, OwnBallot
from app.platform.ids import CaseId, ConcessionId, PollId, ProposalId
from app.platform.live.here import HERE, HereSnapshot
from app.platform.local_time import short_time
from app.proposals.queries import AskedPair, Card, Tally, WallCard, asked_pair, card_of
from app.proposals.rules import LONGEST, SUGGESTED, Choice
from app.resolutions.queries import ResolutionView
from app.themes.placing.queries import OwnSorting
from app.themes.quotes import CurrentTheme
from app.voting.queries import PollView


@dataclass(frozen=True, slots=True)
class PhaseKey:
    key: str


@dataclass(frozen=True, slots=True)
class FloorMeeting:
    """What the floor shows of a meeting; `acts`: what residents may do now."""

    question: str
    phase: str
    phases: tuple[PhaseKey, ...]
    acts: frozenset[Act]
    phase_ends_at: datetime | None
    closed_at: datetime | None
    cards_per_seat: int | None


@dataclass(frozen=True, slots=True)
class FloorPresence:
    seats: int


@dataclass(frozen=True, slots=True)
class FloorWall:
    """The cards on the wall, and the pairs whose author is asked whether they are duplicates."""

    proposals: tuple[Card, ...]
    asked: tuple[AskedPair, ...]


@dataclass(frozen=True, slots=True)
class FloorConcessions:
    concessions: list[ConcessionView]


@dataclass(frozen=True, slots=True)
class FloorPolls:
    polls: list[PollView]


@dataclass(frozen=True, slots=True)
class FloorResolutions:
    resolutions: list[ResolutionView]


@dataclass(frozen=True, slots=True)
class FloorCases:
    cases: list[CaseView]


@dataclass(frozen=True, slots=True)
class OwnHome:
    """The theme of a proposal by the seat; `moved_at`: when a person put the proposal there (short text) or ""."""

    key: str
    theme: str
    moved_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCard(WallCard):
    """A card of the seat, with its theme."""

    home: OwnHome | None


@dataclass(frozen=True, slots=True)
class OwnData:
    """What belongs to one seat. `queue`: its next cards in card order; `counts`: the tallies that it may see."""

    proposals: tuple[OwnCard, ...]
    queue: list[ProposalId]
    counts: Mapping[ProposalId, Tally]
    stand: MyPosition | None
    reactions: Mapping[ProposalId, Choice]
    ballots: Mapping[PollId, OwnBallot]
    ratings: Mapping[CaseId, Rating]
    concessions: list[ConcessionId]
    sorting: OwnSorting


@dataclass(frozen=True, slots=True)
class TextLimits:
    """The suggested and the greatest length of a proposal, in characters."""

    suggested: int
    most: int


@dataclass(frozen=True, slots=True)
class FloorSeed:
    """Everything that the islands of the floor show first."""

    meeting: FloorMeeting
    presence: FloorPresence
    here: HereSnapshot
    wall: FloorWall
    concessions: FloorConcessions
    polls: FloorPolls
    resolution: FloorResolutions
    cases: FloorCases
    own: OwnData
    limits: TextLimits


def seed_of(floor: Floor) -> FloorSeed:
    meeting = floor.meeting
    return FloorSeed(
        meeting=FloorMeeting(
            question=meeting.question,
            phase=meeting.phase,
            phases=tuple(PhaseKey(phase.key) for phase in meeting.phases),
            acts=meeting.acts,
            phase_ends_at=meeting.phase_ends_at,
            closed_at=meeting.closed_at,
            cards_per_seat=meeting.cards_per_seat,
        ),
        presence=FloorPresence(floor.presence.seats),
        here=HereSnapshot(HERE.count(meeting.id)),
        wall=FloorWall(tuple(card_of(view) for view in floor.wall), tuple(asked_pair(pair) for pair in floor.asked)),
        concessions=FloorConcessions(floor.concessions),
        polls=FloorPolls(floor.polls),
        resolution=FloorResolutions(floor.resolutions),
        cases=FloorCases(floor.cases),
        own=own_data(floor.own),
        limits=TextLimits(SUGGESTED, LONGEST),
    )


def own_data(own: Own) -> OwnData:
    """Return what belongs to the seat, in the shape that the islands store."""
    return OwnData(
        proposals=tuple(
            OwnCard(
                view.id,
                view.number,
                view.text,
                tuple(card_of(copy) for copy in view.copies),
                state=view.state,
                reason=view.reason,
                home=_home(own.homes.get(view.id)),
            )
            for view in own.proposals
        ),
        queue=own.queue,
        counts=own.counts,
        stand=own.stand,
        reactions={proposal: Choice(choice) for proposal, choice in own.reactions.items()},
        ballots=own.ballots,
        ratings=own.ratings,
        concessions=own.concessions.offered,
        sorting=own.sorting,
    )


def _home(home: CurrentTheme | None) -> OwnHome | None:
    if home is None:
        return None
    return OwnHome(home.key, home.theme, short_time(home.moved_at) if home.moved_at else "")
