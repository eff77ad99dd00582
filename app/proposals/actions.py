"""Writes of proposals and reactions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from app.meetings import queries as meetings
from app.meetings import rules as meeting_rules
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage.db import new_id, upserts_of
from app.platform.storage.ledger import Entry, Receipt, Unchanged
from app.platform.storage.ledger.seals import seal_group
from app.platform.storage.prepared import Prepared
from app.platform.storage.unit_of_work import Batch, RequestName, Work, receipt_in
from app.proposals import queries, rules, sums
from app.proposals.models import IMPORTED, Proposal, Reaction

WALL = queries.WALL
TALLY = queries.TALLY


# Every reaction runs these queries, so they are built once.
_STATE = Prepared(select(Proposal.meeting, Proposal.state).where(Proposal.id == bindparam("proposal")))
_UPSERT = Prepared(upserts_of(Reaction, keys=("proposal", "seat"), values=("choice", "seq")))


@dataclass(frozen=True, slots=True)
class ProposalsChanged:
    """The proposals of a meeting have changed: added, withdrawn, moderated, merged or unmerged."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True)
class ReactionsChanged:
    """The reactions of a meeting, or the proposals for which they count, have changed."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True)
class ReactionRequest:
    """A request of a seat to react to a proposal."""

    seat: Actor
    meeting_id: MeetingId
    proposal_id: ProposalId
    choice: rules.Choice
    key: str | None = None

    @property
    def name(self) -> RequestName:
        return self.meeting_id, self.seat.id, self.key


@dataclass(frozen=True, slots=True)
class _Facts:
    """What reactions are checked against.

    Attributes:
        states: {(meeting, proposal): state}.
        acts: {meeting: what residents may do in its present phase}.
    """

    states: dict[tuple[MeetingId, ProposalId], str]
    acts: dict[MeetingId, frozenset[meeting_rules.Act]]


@dataclass(frozen=True, slots=True)
class ImportedProposal:
    """A proposal read from a file.

    Attributes:
        external_id, external_author: the ids of the proposal and its author in the file.
        created_at: None stands for the time of the import.
        copy_of: the id, in the file, of the original if the proposal is a duplicate.
        is_meta: the text describes its supporters and proposes nothing.
    """

    external_id: str
    text: str
    state: rules.State = rules.State.VISIBLE
    external_author: str = ""
    created_at: datetime | None = None
    copy_of: str | None = None
    is_meta: bool = False


def submit_proposal(work: Work, actor: Actor, *, meeting_id: MeetingId, text: str) -> Entry:
    """Submit a proposal, as a resident or as staff on behalf of the meeting.

    Raises:
        DomainError: `proposal.empty`, `proposal.long`; `proposal.enough`, `phase.not_now` for a resident;
            `meeting.closed` for staff.
    """
    rules.check_text(text)
    state = _state_of_new(work, actor, meeting_id)
    proposal, number = new_id(), _next_number(work, meeting_id)
    work.session.add(
        Proposal(
            id=proposal,
            meeting=meeting_id,
            number=number,
            seat=actor.id if actor.is_seat else None,
            staff=actor.id if actor.is_staff else None,
            text=text,
            state=state,
            created_at=work.now,
        )
    )
    work.session.flush()
    _note_change(work, meeting_id)
    payload = {"proposal": proposal, "number": number, "text": text, "state": state.value}
    return Entry(meeting_id, "proposal.submitted", WALL, actor.id, payload)


def withdraw_proposal(work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId) -> Entry:
    """Withdraw the actor's own proposal.

    Raises:
        DomainError: `not_found`, also for the proposal of somebody else; `proposal.withdrawn` for a second withdrawal.
    """
    proposal = work.session.get(Proposal, proposal_id)
    if proposal is None or proposal.seat != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_not_withdrawn(proposal.state)
    proposal.state = rules.State.WITHDRAWN
    _note_change(work, meeting_id)
    return Entry(meeting_id, "proposal.withdrawn", WALL, actor.id, {"proposal": proposal_id})


def moderate_proposal(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, state: rules.State, reason: str = ""
) -> Entry | Unchanged:
    """Make a proposal visible, hold it back for review or hide it; its text stays in the database in any case.

    Raises:
        DomainError: `not_found`, `proposal.reason_needed`, `proposal.withdrawn`.
    """
    proposal = work.session.get(Proposal, proposal_id)
    if proposal is None or proposal.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_moderation(proposal.state, state, reason)
    if (proposal.state, proposal.reason) == (state, reason):
        return Unchanged(WALL)
    proposal.state, proposal.reason = state, reason
    _note_change(work, meeting_id)
    payload = {"proposal": proposal_id, "state": state.value, "reason": reason}
    return Entry(meeting_id, "proposal.moderated", WALL, actor.id, payload)


def cast_reaction(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    proposal_id: ProposalId,
    choice: rules.Choice,
    key: str | None = None,
) -> Receipt:
    """React to a proposal: agree, disagree or pass; the last reaction of a seat counts.

    Raises:
        DomainError: `not_found`, `proposal.gone`, `phase.not_now`.
    """
    batch = Batch(work, [ReactionRequest(actor, meeting_id, proposal_id, choice, key)])
    cast_reactions(work, batch)
    return receipt_in(batch.answers[0])


def cast_reactions(work: Work, batch: Batch[ReactionRequest]) -> None:
    """Store reactions of many seats in a few SQL statements; a seat's last one to the same proposal counts."""
    facts = _read_facts(work, batch.open)
    batch.refuse(lambda request: _refusal(facts, request))
    recorded = batch.record(_entry)
    rows = {
        (request.proposal_id, request.seat.id): {
            "proposal": request.proposal_id,
            "seat": request.seat.id,
            "meeting": request.meeting_id,
            "choice": request.choice.value,
            "seq": receipt.version,
        }
        for request, receipt in recorded
    }
    if rows:
        sums.count_in(work.session, list(rows.values()))
        _UPSERT.run(work.session.connection(), list(rows.values()))
    for meeting_id in dict.fromkeys(request.meeting_id for request, _ in recorded):
        work.record(ReactionsChanged(meeting_id))


def withdraw_reaction(work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId) -> Entry:
    """Delete the actor's reaction to a proposal.

    Raises:
        DomainError: `not_found` if the actor has not reacted to the proposal, `phase.not_now`.
    """
    reaction = work.session.get(Reaction, (proposal_id, actor.id))
    if reaction is None or reaction.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    meetings.check_act(work.session, meeting_id, rules.REACT)
    sums.count_out(work.session, reaction)
    work.session.delete(reaction)
    work.record(ReactionsChanged(meeting_id))
    return Entry(meeting_id, "reaction.withdrawn", TALLY, actor.id, {"proposal": proposal_id})


def support_instead(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, original_id: ProposalId
) -> Entry:
    """Agree with another proposal and withdraw the actor's own, in one transaction.

    Raises:
        DomainError: as `cast_reaction` for `original_id`, and as `withdraw_proposal` for `proposal_id`.
    """
    cast_reaction(work, actor, meeting_id=meeting_id, proposal_id=original_id, choice=rules.Choice.AGREE)
    return withdraw_proposal(work, actor, meeting_id=meeting_id, proposal_id=proposal_id)


def note_results(work: Work, *, meeting_id: MeetingId) -> None:
    """Announce new counts after the results visibility has changed."""
    work.touch(meeting_id, TALLY)


def import_proposals(work: Work, *, meeting_id: MeetingId, proposals: Sequence[ImportedProposal]) -> dict[str, str]:
    """Add imported proposals without ledger entries of their own; return {external id: proposal id}.

    A proposal is merged only into one that is not itself a duplicate, so that an import cannot create a cycle.
    """
    first = _next_number(work, meeting_id)
    originals = {proposal.external_id for proposal in proposals if proposal.copy_of is None}
    ids = {proposal.external_id: new_id() for proposal in proposals}
    rows = [
        {
            "id": ids[proposal.external_id],
            "meeting": meeting_id,
            "number": number,
            "text": proposal.text,
            "state": proposal.state,
            "reason": "",
            "external_id": proposal.external_id,
            "external_author": proposal.external_author,
            "created_at": proposal.created_at or work.now,
            "copy_of": ids[proposal.copy_of] if proposal.copy_of in originals else None,
            "is_meta": proposal.is_meta,
        }
        for number, proposal in enumerate(proposals, first)
    ]
    if rows:
        work.session.execute(insert(Proposal), rows)
        work.record(ProposalsChanged(meeting_id))
    return ids


def import_reactions(work: Work, *, meeting_id: MeetingId, reactions: Sequence[tuple[str, str, rules.Choice]]) -> None:
    """Add imported reactions, given as (seat, proposal, choice) with one for each pair, and recount the sums."""
    rows = [
        {"seat": seat, "proposal": proposal, "meeting": meeting_id, "choice": choice.value}
        for seat, proposal, choice in reactions
    ]
    if rows:
        work.session.execute(insert(Reaction), rows)
        seal_group(work.session, IMPORTED, meeting_id)
        sums.recount(work.session, meeting_id)
        work.record(ReactionsChanged(meeting_id))


def _note_change(work: Work, meeting_id: MeetingId) -> None:
    """Announce counts and pairs too: if an original leaves the wall, its merge group counts as another proposal."""
    work.record(ProposalsChanged(meeting_id))
    for topic in (TALLY, queries.CANDIDATES):
        work.touch(meeting_id, topic)


def _state_of_new(work: Work, actor: Actor, meeting_id: MeetingId) -> rules.State:
    """Return the state of a new proposal.

    Staff may submit until the meeting closes, residents while the phase allows proposals and up to their limit.
    """
    if not actor.is_seat:
        meetings.check_open(work.session, meeting_id)
        return rules.State.VISIBLE
    meetings.check_act(work.session, meeting_id, rules.PROPOSE)
    counted = select(func.count()).select_from(Proposal).where(Proposal.seat == actor.id)
    submitted = work.session.scalar(counted.where(Proposal.state != rules.State.WITHDRAWN)) or 0
    view = meetings.meeting_of(work.session, meeting_id)
    return rules.state_of_new(rules.Standing(submitted, view.cards_per_seat, view.is_reviewed))


def _next_number(work: Work, meeting_id: MeetingId) -> int:
    return (work.session.scalar(select(func.max(Proposal.number)).where(Proposal.meeting == meeting_id)) or 0) + 1


def _read_facts(work: Work, requests: Sequence[ReactionRequest]) -> _Facts:
    connection = work.session.connection()
    proposal_ids = {request.proposal_id for request in requests}
    rows = {proposal_id: _STATE.first(connection, {"proposal": proposal_id}) for proposal_id in proposal_ids}
    states = {(row[0], proposal_id): row[1] for proposal_id, row in rows.items() if row is not None}
    meeting_ids = {meeting_id for meeting_id, _ in states}
    return _Facts(states, {meeting_id: meetings.acts_now(work.session, meeting_id) for meeting_id in meeting_ids})


def _refusal(facts: _Facts, request: ReactionRequest) -> DomainError | None:
    state = facts.states.get((request.meeting_id, request.proposal_id))
    return rules.refusal_of_reaction(state, is_time=rules.REACT in facts.acts.get(request.meeting_id, ()))


def _entry(request: ReactionRequest) -> Entry:
    payload = {"proposal": request.proposal_id, "choice": request.choice.value}
    return Entry(request.meeting_id, queries.REACTED, TALLY, request.seat.id, payload, request.key)
