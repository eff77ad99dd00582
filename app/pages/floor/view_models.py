"""The data of a resident's page: the meeting as it is now, and what belongs to the resident's seat."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.queries import CaseView
from app.cases.rules import Rating
from app.common_ground.my_position import MyPosition, position_of
from app.concessions import queries as concessions
from app.concessions.queries import ConcessionView, OwnConcessions
from app.meetings import queries as meetings
from app.meetings.queries import MeetingView, Presence, SeatView
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.ids import CaseId, MeetingId, PollId, ProposalId
from app.platform.storage.keys import KeyFolder
from app.proposals import queries as proposals
from app.proposals.duplicates.index import SimilarityIndexes
from app.proposals.queries import CandidateView, ProposalView, SimilarText, Tally
from app.proposals.rules import REACT, State
from app.resolutions import queries as resolutions
from app.resolutions.queries import ResolutionView
from app.themes.placing.queries import OwnSorting, own_sorting_of
from app.themes.quotes import CurrentTheme, current_themes_of
from app.voting import queries as voting
from app.voting.queries import PollView
from app.voting.rules import Choice


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """A seat's own ballot: `choice` is None in a secret poll, `code` is the receipt code there and else empty."""

    choice: Choice | None
    code: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question to an author: is `mine` a duplicate of `original`?"""

    mine: ProposalView
    original: ProposalView


@dataclass(frozen=True, slots=True)
class Alike:
    """A card that the seat has just posted, and the cards on the wall that are similar to it."""

    mine: ProposalView
    similar: list[SimilarText]


@dataclass(frozen=True, slots=True)
class Own:
    """What belongs to one seat. `queue`: its next cards in card order; `counts`: the tallies that it may see."""

    proposals: list[ProposalView]
    homes: dict[ProposalId, CurrentTheme]
    queue: list[ProposalId]
    counts: Mapping[ProposalId, Tally]
    stand: MyPosition | None
    reactions: dict[ProposalId, str]
    ballots: dict[PollId, OwnBallot]
    ratings: dict[CaseId, Rating]
    concessions: OwnConcessions
    sorting: OwnSorting

    @property
    def cards_used(self) -> int:
        return sum(1 for view in self.proposals if view.state != State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Floor:
    """A meeting at one moment, as one seat may see it."""

    meeting: MeetingView
    seat: SeatView | None
    presence: Presence
    wall: list[ProposalView]
    asked: list[CandidateView]
    concessions: list[ConcessionView]
    polls: list[PollView]
    resolutions: list[ResolutionView]
    cases: list[CaseView]
    own: Own

    @property
    def to_answer(self) -> list[ProposalView]:
        """Return the cards on the wall that are not the seat's own."""
        mine = {view.id for view in self.own.proposals}
        return [view for view in self.wall if view.id not in mine]

    @property
    def next_proposal(self) -> ProposalView | None:
        """Return the next card to answer: the first one dealt, else the oldest by others; None if none is left."""
        waiting = {view.id: view for view in self.to_answer if view.id not in self.own.reactions}
        dealt = next((card for card in self.own.queue if card in waiting), None)
        return waiting[dealt] if dealt else next(iter(waiting.values()), None)

    @property
    def answered(self) -> int:
        return sum(1 for view in self.to_answer if view.id in self.own.reactions)

    @property
    def questions(self) -> list[Question]:
        """Return the questions whether cards of the seat are duplicates of other cards."""
        mine = {view.id: view for view in self.own.proposals}
        shown = {card.id: card for view in self.wall for card in (view, *view.copies)}
        return [
            Question(mine[pair.proposal], shown[pair.original])
            for pair in self.asked
            if pair.proposal in mine and pair.original in shown
        ]

    @property
    def cards_left(self) -> int | None:
        """Return how many cards the seat may still post; None without a limit."""
        most = self.meeting.cards_per_seat
        return None if most is None else max(0, most - self.own.cards_used)


def floor_of(session: Session, meeting_id: MeetingId, actor: Actor, hand: list[ProposalId], keys: KeyFolder) -> Floor:
    return Floor(
        meeting=meetings.meeting_of(session, meeting_id),
        seat=meetings.seat_of(session, actor.seat_id),
        presence=meetings.presence_of(session, meeting_id),
        wall=proposals.wall_of(session, meeting_id),
        asked=proposals.asked_candidates(session, meeting_id),
        concessions=concessions.concessions_of(session, meeting_id),
        polls=voting.polls_of(session, meeting_id),
        resolutions=resolutions.resolutions_of(session, meeting_id),
        cases=cases.cases_of(session, meeting_id),
        own=own_of(session, meeting_id, actor, hand, keys),
    )


def own_of(session: Session, meeting_id: MeetingId, actor: Actor, hand: list[ProposalId], keys: KeyFolder) -> Own:
    reactions = proposals.own_reactions(session, actor.seat_id)
    mine = proposals.own_proposals(session, actor.seat_id)
    return Own(
        queue=hand,
        counts=proposals.tallies_for(session, meeting_id, actor),
        stand=position_of(session, meeting_id, actor),
        proposals=mine,
        homes=current_themes_of(session, meeting_id, {view.id for view in mine}),
        reactions=reactions,
        ballots=_own_ballots(session, meeting_id, actor),
        ratings=_own_ratings(session, meeting_id, actor),
        concessions=concessions.concessions_for(session, actor.seat_id),
        sorting=own_sorting_of(session, keys, meeting_id, actor.seat_id),
    )


def alike_of(services: Services, floor: Floor, posted: str) -> Alike | None:
    """Return a card of the seat and the cards similar to it.

    Returns:
        None if the card is not on the wall or is a duplicate, if the seat cannot react now, or if nothing is similar.
    """
    mine = next((view for view in floor.own.proposals if view.id == posted and view.state == State.VISIBLE), None)
    if mine is None or mine.copy_of is not None or floor.meeting.closed_at or REACT not in floor.meeting.acts:
        return None
    index = services.instance(SimilarityIndexes)
    alike = index.search(services.database, floor.meeting.id, mine.text, leave_out=mine.id)
    return Alike(mine, alike) if alike else None


def _own_ballots(session: Session, meeting_id: MeetingId, actor: Actor) -> dict[PollId, OwnBallot]:
    ballots = {}
    for poll in voting.polls_of(session, meeting_id):
        ballot = voting.own_ballot(session, poll.id, actor.seat_id)
        if ballot is not None:
            code = voting.code_of(actor.token, poll.id) if poll.is_secret else ""
            ballots[poll.id] = OwnBallot(Choice(ballot.choice) if ballot.choice else None, code)
    return ballots


def _own_ratings(session: Session, meeting_id: MeetingId, actor: Actor) -> dict[CaseId, Rating]:
    ratings = {
        case.id: cases.own_rating(session, case.id, actor.seat_id) for case in cases.cases_of(session, meeting_id)
    }
    return {case: rating for case, rating in ratings.items() if rating is not None}
