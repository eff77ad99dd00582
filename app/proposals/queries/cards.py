"""Reads of proposals: the wall, merge groups, and pairs of possible duplicates."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform.access.permissions import Scope
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.serialise import OMIT_EMPTY
from app.platform.storage import ledger
from app.platform.storage.prepared import Prepared
from app.proposals import rules
from app.proposals.models import Candidate, Proposal
from app.proposals.sums import duplicates_in, merge_groups_of

WALL = "wall"
TALLY = "tally"
CANDIDATES = "pairs"
_MEETING_OF = Prepared(select(Proposal.meeting).where(Proposal.id == bindparam("proposal")))


@dataclass(frozen=True, slots=True)
class ProposalView:
    id: ProposalId
    number: int
    text: str
    state: str
    reason: str
    seat: SeatId | None
    external_id: str | None
    external_author: str
    created_at: datetime
    copy_of: ProposalId | None = None
    is_meta: bool = False
    copies: tuple["ProposalView", ...] = ()
    """Visible duplicates shown under this proposal, each with its own text."""


@dataclass(frozen=True, slots=True)
class WallText:
    """The text of a proposal, and whether the proposal is visible on the wall."""

    id: ProposalId
    text: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class SimilarText:
    """A proposal similar to a text; `score` is the similarity (0..1)."""

    id: ProposalId
    number: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal without its author, as pages and snapshots send it."""

    id: ProposalId
    number: int
    text: str
    copies: tuple["Card", ...] = field(default=(), metadata=OMIT_EMPTY)
    """The duplicates in the merge group of this original; left out of JSON while empty, as walls can be large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WallCard(Card):
    """A proposal on the wall, with its state and the reason that a facilitator gave for the state."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class AskedPair:
    """A question to the author of `proposal`: is it a duplicate of `original`?"""

    proposal: ProposalId
    original: ProposalId


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A pair of possible duplicates: `seen` by the software, or `asked` of the author of `proposal`."""

    proposal: ProposalId
    original: ProposalId
    state: str


def locate_proposal(session: Session, proposal_id: ProposalId) -> Scope | None:
    meeting_id = _MEETING_OF.value(session.connection(), {"proposal": proposal_id})
    return meetings.locate_meeting(session, meeting_id) if meeting_id else None


def proposal_of(session: Session, proposal_id: ProposalId) -> ProposalView:
    """Return one proposal.

    Raises:
        DomainError: `not_found`.
    """
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return _view(proposal)


def wall_of(session: Session, meeting_id: MeetingId, *, is_desk: bool = False) -> list[ProposalView]:
    """Return the wall in the order of submission, with duplicates under their originals.

    Args:
        is_desk: include held, hidden and withdrawn proposals too; these are never shown under another proposal.
    """
    views = every_card(session, meeting_id)
    shown_as = shown_as_of(session, meeting_id)
    shown = [view for view in views if view.state == rules.State.VISIBLE]
    folded: dict[ProposalId, list[ProposalView]] = {}
    for view in shown:
        if shown_as.get(view.id, view.id) != view.id:
            folded.setdefault(shown_as[view.id], []).append(view)
    under = {duplicate.id for copies in folded.values() for duplicate in copies}
    return [
        replace(view, copies=tuple(folded[view.id])) if view.id in folded else view
        for view in (views if is_desk else shown)
        if view.id not in under
    ]


def every_card(session: Session, meeting_id: MeetingId) -> list[ProposalView]:
    """Return all proposals in any state, in the order of submission, each duplicate as an item of its own."""
    query = select(*_COLUMNS).where(Proposal.meeting == meeting_id).order_by(Proposal.number)
    return [ProposalView(*row) for row in session.execute(query)]  # tuples take half the time of entities


def shown_as_of(session: Session, meeting_id: MeetingId) -> dict[ProposalId, ProposalId]:
    """Return {proposal: the proposal that its merge group is shown as} for all merge groups."""
    return {card: group.shown_as for group in merge_groups_of(session, meeting_id) for card in group.cards}


def original_of(session: Session, meeting_id: MeetingId, proposal_id: ProposalId) -> ProposalId:
    """Return the original of a proposal, visible or not; the proposal itself if it is no duplicate."""
    return rules.original_of(proposal_id, {card: copy_of for card, _, copy_of, _ in duplicates_in(session, meeting_id)})


def duplicates_of(session: Session, meeting_id: MeetingId) -> dict[ProposalId, ProposalId]:
    """Return {proposal: the proposal as which its merge group is shown}, without the shown proposals themselves."""
    return {
        duplicate: shown_id for duplicate, shown_id in shown_as_of(session, meeting_id).items() if duplicate != shown_id
    }


def candidates_of(session: Session, meeting_id: MeetingId) -> list[CandidateView]:
    """Return the undecided pairs of visible proposals, sorted by id of the original; skip pairs merged since."""
    query = select(Candidate).where(Candidate.meeting == meeting_id, Candidate.state != rules.CandidateState.APART)
    shown_as = shown_as_of(session, meeting_id)
    rows = session.scalars(query.order_by(Candidate.original, Candidate.proposal)).all()
    ids = {one for row in rows for one in (row.proposal, row.original)}
    shown = {one.id for one in texts_of(session, meeting_id, ids) if one.is_shown}
    return [
        CandidateView(row.proposal, row.original, row.state)
        for row in rows
        if {row.proposal, row.original} <= shown
        and shown_as.get(row.proposal, row.proposal) != shown_as.get(row.original, row.original)
    ]


def candidates_version(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the last entry that changed the pairs of possible duplicates or the wall."""
    return ledger.version_of(session, meeting_id, CANDIDATES, WALL)


def decided_candidates(session: Session, meeting_id: MeetingId) -> set[frozenset[ProposalId]]:
    """Return the pairs about which a person has decided or asked, as unordered sets."""
    query = select(Candidate.proposal, Candidate.original).where(
        Candidate.meeting == meeting_id, Candidate.state != rules.CandidateState.SEEN
    )
    return {frozenset((row.proposal, row.original)) for row in session.execute(query)}


def numbered(session: Session, meeting_id: MeetingId, number: int) -> ProposalId:
    """Return the id of the proposal with a number.

    Raises:
        DomainError: `not_found`.
    """
    proposal_id = session.scalar(select(Proposal.id).where(Proposal.meeting == meeting_id, Proposal.number == number))
    if proposal_id is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return proposal_id


def asked_candidates(session: Session, meeting_id: MeetingId) -> list[CandidateView]:
    """Return the pairs whose author was asked and has not answered."""
    return [
        candidate for candidate in candidates_of(session, meeting_id) if candidate.state == rules.CandidateState.ASKED
    ]


def card_of(view: ProposalView) -> Card:
    """Return a proposal as everyone may see it: without its author, its state and the reason for the state."""
    return Card(view.id, view.number, view.text, tuple(card_of(copy) for copy in view.copies))


def wall_card(view: ProposalView) -> WallCard:
    """Return a proposal as the wall shows it: without its author, but with its state and the reason for the state."""
    copies = tuple(card_of(copy) for copy in view.copies)
    return WallCard(view.id, view.number, view.text, copies, state=view.state, reason=view.reason)


def asked_pair(pair: CandidateView) -> AskedPair:
    return AskedPair(pair.proposal, pair.original)


def own_proposals(session: Session, seat_id: SeatId) -> list[ProposalView]:
    """Return all proposals of a seat in any state, so that authors see what happened to their proposals."""
    query = select(Proposal).where(Proposal.seat == seat_id).order_by(Proposal.number)
    return [_view(proposal) for proposal in session.scalars(query)]


def wall_version(session: Session, meeting_id: MeetingId) -> int:
    return ledger.version_of(session, meeting_id, WALL)


def changed_after(session: Session, meeting_id: MeetingId, version: int) -> set[ProposalId] | None:
    """Return the proposals named by the wall's entries after a version; None if any entry names no proposal."""
    facts = ledger.payloads_after(session, meeting_id, WALL, version)
    named = {ProposalId(fact["proposal"]) for fact in facts if "proposal" in fact}
    return named if all("proposal" in fact for fact in facts) else None


def texts_of(session: Session, meeting_id: MeetingId, only: Collection[ProposalId] | None = None) -> list[WallText]:
    """Return the texts of all proposals of a meeting, or of those in `only`, in the order of submission."""
    query = select(Proposal.id, Proposal.text, Proposal.state).where(Proposal.meeting == meeting_id)
    if only is not None:
        query = query.where(Proposal.id.in_(only))
    rows = session.execute(query.order_by(Proposal.number))
    return [WallText(row.id, row.text, row.state == rules.State.VISIBLE) for row in rows]


def has_gone(session: Session, meeting_id: MeetingId) -> bool:
    """Return whether any proposal of a meeting is not visible on the wall."""
    query = select(Proposal.id).where(Proposal.meeting == meeting_id, Proposal.state != rules.State.VISIBLE).limit(1)
    return session.scalar(query) is not None


def similar_texts(session: Session, meeting_id: MeetingId, scores: Mapping[ProposalId, float]) -> list[SimilarText]:
    """Return visible proposals with their scores, the most similar first; of a merge group, only the shown proposal.

    Args:
        scores: {proposal: score (0..1)}; a merge group gets the highest score of its proposals.
    """
    shown_as = shown_as_of(session, meeting_id)
    best: dict[ProposalId, float] = {}
    for proposal, score in scores.items():
        shown_id = shown_as.get(proposal, proposal)
        best[shown_id] = max(score, best.get(shown_id, 0))
    query = select(Proposal.id, Proposal.number, Proposal.text).where(Proposal.id.in_(best))
    rows = session.execute(query.where(Proposal.state == rules.State.VISIBLE))
    alike = [SimilarText(row.id, row.number, row.text, round(best[row.id], 4)) for row in rows]
    return sorted(alike, key=lambda one: (-one.score, one.number))


_COLUMNS = [getattr(Proposal, column.name) for column in fields(ProposalView) if column.name != "copies"]


def _view(proposal: Proposal) -> ProposalView:
    return ProposalView(
        proposal.id,
        proposal.number,
        proposal.text,
        proposal.state,
        proposal.reason,
        proposal.seat,
        proposal.external_id,
        proposal.external_author,
        proposal.created_at,
        proposal.copy_of,
        proposal.is_meta,
    )
