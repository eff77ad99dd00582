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


# Every reaction runs these.
_STATE = Prepared(select(Proposal.meeting, Proposal.state).where(Proposal.id == bindparam("proposal")))
_UPSERT = Prepared(upserts_of(Reaction, keys=("proposal", "seat"), values=("choice", "seq")))


@dataclass(frozen=True, slots=True)
class ProposalsChanged:
    """The texts on a meeting's wall are others than before."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True)
class ReactionsChanged:
    """Somebody has reacted in a meeting."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True)
class Reacting:
    """A seat's wish to react to a proposal."""

    seat: SeatId
    meeting: MeetingId
    proposal: ProposalId
    choice: rules.Choice
    key: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedProposal:
    """A proposal of a file, known by the id it has there; `copy_of` is the id of the proposal it was merged into.

    `created_at` None: the moment of the import. `is_meta`: it says who its supporters are, and proposes nothing.
    """

    external_id: str
    text: str
    state: rules.State = rules.State.VISIBLE
    external_author: str = ""
    created_at: datetime | None = None
    copy_of: str | None = None
    is_meta: bool = False


def submit_proposal(work: Work, actor: Actor, *, meeting_id: MeetingId, text: str, key: str | None = None) -> Receipt:
    """Put a proposal forward, as a resident or, for the room, as staff.

    Raises:
        DomainError: `proposal.empty`, `proposal.long`, `proposal.enough`, `phase.not_now`.
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
    """Take one's own proposal back.

    Raises:
        DomainError: `not_found` for anybody else's.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    proposal = work.session.get(Proposal, proposal_id)
    if proposal is None or proposal.seat != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
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
    """Show, hold or hide a proposal; the text itself is kept for the record.

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
    """Agree, disagree or pass; the last word of a seat counts.

    Raises:
        DomainError: `not_found`, `proposal.gone`, `phase.not_now`.
    """
    return settle(cast_reactions(work, [Reacting(actor.seat_id, meeting_id, proposal_id, choice, key)])[0])


def cast_reactions(work: Work, wishes: Sequence[Reacting]) -> list[Answer]:
    """The same for many seats at once, in a few statements however many they are; an answer for each wish."""
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
    """Say nothing to a proposal after all, as if one had never reacted.

    Raises:
        DomainError: `not_found` where one has not reacted, `phase.not_now`.
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
    """Agree with a card that was there already and take one's own back: both or neither.

    Raises:
        DomainError: as `withdraw_proposal` for one's own, as `cast_reaction` for the other.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    cast_reaction(work, actor, meeting_id=meeting_id, proposal_id=original_id, choice=rules.Choice.AGREE)
    return withdraw_proposal(work, actor, meeting_id=meeting_id, proposal_id=proposal_id, key=key)


def note_results(work: Work, *, meeting_id: MeetingId) -> None:
    """What the room sees of the counts is another than before."""
    work.touch(meeting_id, TALLY)


def import_proposals(work: Work, *, meeting_id: MeetingId, proposals: Sequence[ImportedProposal]) -> dict[str, str]:
    """Proposals of an imported conversation; returns {external id: proposal id}. The import's entry covers them.

    A proposal is merged only into one that is merged into no other, so that no circle can come in.
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
    """Reactions of an imported conversation as (seat, proposal, choice), one for each pair."""
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
    """Staff write for the room until it closes; a seat when the phase allows, as many cards as it has."""
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
    """Tells why a wish is refused, from the states as they stand in this transaction."""
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
    """The rows, of which a seat's last word counts, and an entry for each word."""
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
    for topic in (TALLY, queries.PAIRS):  # a card that leaves the wall hands its copies' support over
        work.touch(meeting_id, topic)
    return ledger.append(work, chain=meeting_id, kind=kind, topic=WALL, actor=actor.id, payload=payload, key=key)
