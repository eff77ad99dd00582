"""Writes of proposals and reactions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from app.meetings import queries as meetings
from app.meetings.rules import Act
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage import ledger
from app.platform.storage.batches import Answer, answer_all, refusal_of, settle
from app.platform.storage.db import new_id, upserts_of
from app.platform.storage.ledger import Receipt
from app.platform.storage.ledger.seals import seal_group
from app.platform.storage.prepared import Prepared
from app.platform.storage.unit_of_work import Work
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
class Reacting:
    """A request of a seat to react to a proposal."""

    seat: SeatId
    meeting: MeetingId
    proposal: ProposalId
    choice: rules.Choice
    key: str | None = None


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


def submit_proposal(work: Work, actor: Actor, *, meeting_id: MeetingId, text: str, key: str | None = None) -> Receipt:
    """Submit a proposal, as a resident or as staff on behalf of the meeting.

    Raises:
        DomainError: `proposal.empty`, `proposal.long`; `proposal.enough`, `phase.not_now` for a resident;
            `meeting.closed` for staff.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
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
    work.record(ProposalsChanged(meeting_id))
    payload = {"proposal": proposal, "number": number, "text": text, "state": state.value}
    return _append(work, actor, meeting_id, "proposal.submitted", payload, key=key)


def withdraw_proposal(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, key: str | None = None
) -> Receipt:
    """Withdraw the actor's own proposal.

    Raises:
        DomainError: `not_found`, also for the proposal of somebody else; `proposal.withdrawn` for a second withdrawal.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    proposal = work.session.get(Proposal, proposal_id)
    if proposal is None or proposal.seat != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_not_withdrawn(proposal.state)
    proposal.state = rules.State.WITHDRAWN
    work.record(ProposalsChanged(meeting_id))
    return _append(work, actor, meeting_id, "proposal.withdrawn", {"proposal": proposal_id}, key=key)


def moderate_proposal(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    proposal_id: ProposalId,
    state: rules.State,
    reason: str = "",
    key: str | None = None,
) -> Receipt:
    """Show, hold or hide a proposal; its text stays in the database.

    Raises:
        DomainError: `not_found`, `proposal.reason_needed`, `proposal.withdrawn`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    proposal = work.session.get(Proposal, proposal_id)
    if proposal is None or proposal.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_moderation(proposal.state, state, reason)
    if (proposal.state, proposal.reason) == (state, reason):
        return ledger.unchanged(work.session, meeting_id, WALL)
    proposal.state, proposal.reason = state, reason
    work.record(ProposalsChanged(meeting_id))
    payload = {"proposal": proposal_id, "state": state.value, "reason": reason}
    return _append(work, actor, meeting_id, "proposal.moderated", payload, key=key)


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
    return settle(cast_reactions(work, [Reacting(actor.seat_id, meeting_id, proposal_id, choice, key)])[0])


def cast_reactions(work: Work, wishes: Sequence[Reacting]) -> list[Answer]:
    """Store reactions of many seats as one batch, in a few SQL statements; return a receipt or refusal for each."""
    return answer_all(
        work,
        wishes,
        name_of=lambda wish: (wish.meeting, wish.seat, wish.key),
        make_check=lambda: _checker(work, wishes),
        write=lambda fresh: _write(work, fresh),
    )


def withdraw_reaction(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, key: str | None = None
) -> Receipt:
    """Delete the actor's reaction to a proposal.

    Raises:
        DomainError: `not_found` if the actor has not reacted to the proposal, `phase.not_now`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    reaction = work.session.get(Reaction, (proposal_id, actor.id))
    if reaction is None or reaction.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    meetings.check_act(work.session, meeting_id, Act.REACT)
    sums.count_out(work.session, reaction)
    work.session.delete(reaction)
    work.record(ReactionsChanged(meeting_id))
    payload = {"proposal": proposal_id}
    return ledger.append(
        work, chain=meeting_id, kind="reaction.withdrawn", topic=TALLY, actor=actor.id, payload=payload, key=key
    )


def support_instead(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    proposal_id: ProposalId,
    original_id: ProposalId,
    key: str | None = None,
) -> Receipt:
    """Agree with another proposal and withdraw the actor's own, in one transaction.

    Raises:
        DomainError: as `cast_reaction` for `original_id`, and as `withdraw_proposal` for `proposal_id`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    cast_reaction(work, actor, meeting_id=meeting_id, proposal_id=original_id, choice=rules.Choice.AGREE)
    return withdraw_proposal(work, actor, meeting_id=meeting_id, proposal_id=proposal_id, key=key)


def note_results(work: Work, *, meeting_id: MeetingId) -> None:
    """Announce new counts after the results visibility has changed."""
    work.touch(meeting_id, TALLY)


def import_proposals(work: Work, *, meeting_id: MeetingId, proposals: Sequence[ImportedProposal]) -> dict[str, str]:
    """Add imported proposals and return {external id: proposal id}; the ledger entry of the import covers them.

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


def _state_of_new(work: Work, actor: Actor, meeting_id: MeetingId) -> rules.State:
    """Return the state of a new proposal.

    Staff may submit until the meeting closes, residents while the phase allows proposals and up to their limit.
    """
    if not actor.is_seat:
        meetings.check_open(work.session, meeting_id)
        return rules.State.VISIBLE
    meetings.check_act(work.session, meeting_id, Act.PROPOSE)
    counted = select(func.count()).select_from(Proposal).where(Proposal.seat == actor.id)
    submitted = work.session.scalar(counted.where(Proposal.state != rules.State.WITHDRAWN)) or 0
    view = meetings.meeting_of(work.session, meeting_id)
    return rules.state_of_new(rules.Standing(submitted, view.cards_per_seat, view.is_reviewed))


def _next_number(work: Work, meeting_id: MeetingId) -> int:
    return (work.session.scalar(select(func.max(Proposal.number)).where(Proposal.meeting == meeting_id)) or 0) + 1


def _checker(work: Work, wishes: Sequence[Reacting]) -> Callable[[Reacting], DomainError | None]:
    """Return a function that gives the refusal of a reaction, or None, from the states in this transaction."""
    connection = work.session.connection()
    rows = {proposal: _STATE.first(connection, {"proposal": proposal}) for proposal in {w.proposal for w in wishes}}
    states = {(row[0], proposal): row[1] for proposal, row in rows.items() if row is not None}
    acts = {meeting: meetings.acts_now(work.session, meeting) for meeting in {meeting for meeting, _ in states}}

    def check(wish: Reacting) -> DomainError | None:
        state = states.get((wish.meeting, wish.proposal))
        if state is None:
            return DomainError(ErrorKind.NOT_FOUND, "not_found")
        if Act.REACT not in acts[wish.meeting]:
            return refusal_of(lambda: rules.check_reactable(state)) or DomainError(ErrorKind.CLOSED, "phase.not_now")
        return refusal_of(lambda: rules.check_reactable(state))

    return check


def _write(work: Work, wishes: list[Reacting]) -> list[Receipt]:
    """Write one ledger entry for each reaction, and the rows, in which a seat's last reaction to a proposal counts."""
    receipts = ledger.append_all(work, [_entry(wish) for wish in wishes])
    rows = {
        (wish.proposal, wish.seat): {
            "proposal": wish.proposal,
            "seat": wish.seat,
            "meeting": wish.meeting,
            "choice": wish.choice.value,
            "seq": receipt.version,
        }
        for wish, receipt in zip(wishes, receipts, strict=True)
    }
    sums.count_in(work.session, list(rows.values()))
    _UPSERT.run(work.session.connection(), list(rows.values()))
    for meeting in dict.fromkeys(wish.meeting for wish in wishes):
        work.record(ReactionsChanged(meeting))
    return receipts


def _entry(wish: Reacting) -> ledger.Entry:
    payload = {"proposal": wish.proposal, "choice": wish.choice.value}
    return ledger.Entry(wish.meeting, queries.REACTED, TALLY, wish.seat, payload, wish.key)


def _append(
    work: Work, actor: Actor, meeting_id: MeetingId, kind: str, payload: Mapping[str, object], *, key: str | None
) -> Receipt:
    for topic in (
        TALLY,
        queries.CANDIDATES,
    ):  # if an original leaves the wall, its duplicates count under another proposal
        work.touch(meeting_id, topic)
    return ledger.append(work, chain=meeting_id, kind=kind, topic=WALL, actor=actor.id, payload=payload, key=key)
