"""What a resident is asked: the themes of the own proposals, and one doubtful proposal of somebody else at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage.keys import KeyFolder
from app.proposals import queries as proposals
from app.proposals.queries import ProposalView
from app.themes import queries, rules
from app.themes.placing import taps


@dataclass(frozen=True, slots=True)
class Chip:
    """A theme to choose."""

    theme: str
    label: str


@dataclass(frozen=True, slots=True)
class OwnPlacing:
    """A question to an author; `chips`: all themes, the likeliest two first.

    `theme`: the answer, as `PlaceCard` has it; None before the author has answered.
    """

    proposal: ProposalId
    chips: tuple[Chip, ...]
    theme: str | None


@dataclass(frozen=True, slots=True)
class DealtCard:
    """A doubtful proposal of somebody else, with the two likeliest themes."""

    proposal: ProposalId
    number: int
    text: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class OwnSorting:
    """What a seat may sort now; all is empty while nothing is to sort.

    `doubtful`: number of proposals of the meeting that wait for residents' taps.
    """

    is_open: bool = False
    cards: tuple[OwnPlacing, ...] = ()
    deal: DealtCard | None = None
    doubtful: int = 0


def own_sorting_of(
    session: Session, keys: KeyFolder, meeting_id: MeetingId, seat_id: SeatId, *, reading: str = ""
) -> OwnSorting:
    """Return what a seat is asked: in a phase with sorting, about a meeting whose proposals answer one question.

    Args:
        reading: the doubtful proposal that the seat's page shows; the seat keeps it while it waits for the seat's tap.
    """
    if rules.SORT not in meetings.acts_now(session, meeting_id):
        return OwnSorting()
    sorting = queries.sorting_of(session, meeting_id)
    if sorting.case is rules.Case.MANY:
        return OwnSorting()
    arranged = queries.arrangement_of(session, meeting_id)
    cards = proposals.wall_of(session, meeting_id)
    own = {view.id for view in proposals.own_proposals(session, seat_id)}
    asked = [view.id for view in cards if view.id in own and arranged.placed.get(view.id) is not rules.Source.DESK]
    answers = authors_answers(rules.active_edits(queries.edits_of(session, meeting_id)))
    placings = tuple(
        OwnPlacing(card, _chips(arranged, sorting, card), _shown(arranged, answers.get(card))) for card in asked
    )
    doubtful = queries.doubtful_in(arranged, sorting)
    others = {view.id: view for view in cards if not own & {view.id, *(copy.id for copy in view.copies)}}
    waiting = taps.waiting_for(session, keys, meeting_id, seat_id, [card for card in doubtful if card in others])
    dealt = next((card for card in waiting if card == reading), waiting[0] if waiting else None)
    deal = None if dealt is None else _dealt(arranged, others[dealt], doubtful[dealt])
    return OwnSorting(True, placings, deal, len(doubtful))


def authors_answers(edits: Sequence[rules.Change]) -> dict[ProposalId, rules.Pin]:
    """Return {proposal: the placement by its author}."""
    return {
        proposal: edit
        for edit in edits
        if isinstance(edit, rules.Pin) and edit.source is rules.Source.AUTHOR
        for proposal in edit.proposals
    }


def _shown(arranged: rules.Arrangement, answer: rules.Pin | None) -> str | None:
    if answer is not None and answer.is_unsure:
        return rules.UNSURE
    return None if answer is None else arranged.shown_key(answer.theme)


def _chips(arranged: rules.Arrangement, sorting: queries.DraftSorting, proposal_id: ProposalId) -> tuple[Chip, ...]:
    """Return all themes, the two likeliest of the proposal first."""
    labels = {theme.key: theme.label for theme in arranged.themes}
    keys = [*queries.shown_candidates(arranged, sorting, proposal_id)[:2], *labels]
    return tuple(Chip(key, labels[key]) for key in dict.fromkeys(keys))


def _dealt(arranged: rules.Arrangement, view: ProposalView, candidates: Sequence[str]) -> DealtCard:
    chips = tuple(Chip(key, arranged.find(key).label) for key in candidates)
    return DealtCard(view.id, view.number, view.text, chips)
