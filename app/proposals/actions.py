"""Writes of proposals and reactions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from app.meetings import queries as meetings
from app.meetings.rules import Act
from app.platform import ledger
from app.platform.db import new_id, upserts_of
from app.platform.errors import DomainError, ErrorKind
from app.platform.ledger import Receipt
from app.platform.ledger.seals import seal_group
from app.platform.prepared import Prepared
from app.platform.security.actors import Actor
from app.platform.wishes import Answer, answer_all, refusal_of, settle
from app.platform.work import Work
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

    meeting: str


@dataclass(frozen=True, slots=True)
class ReactionsChanged:
    """Somebody has reacted in a meeting."""

    meeting: str


@dataclass(frozen=True, slots=True)
class Reacting:
    """A seat's wish to react to a proposal."""

    seat: str
    meeting: str
    proposal: str
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


def submit_proposal(work: Work, actor: Actor, *, meeting: str, text: str, key: str | None = None) -> Receipt:
    """Put a proposal forward, as a resident or, for the room, as staff.

    Raises:
        DomainError: `proposal.empty`, `proposal.long`, `proposal.enough`, `phase.not_now`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    rules.check_text(text)
    state = _state_of_new(work, actor, meeting)
    proposal, number = new_id(), _next_number(work, meeting)
    work.session.add(
        Proposal(
            id=proposal,
            meeting=meeting,
            number=number,
            seat=actor.id if actor.is_seat else None,
            staff=actor.id if actor.is_staff else None,
            text=text,
            state=state,
            created_at=work.now,
        )
    )
    work.session.flush()
    work.record(ProposalsChanged(meeting))
    payload = {"proposal": proposal, "number": number, "text": text, "state": state.value}
    return _append(work, actor, meeting, "proposal.submitted", payload, key=key)


def withdraw_proposal(work: Work, actor: Actor, *, meeting: str, proposal: str, key: str | None = None) -> Receipt:
    """Take one's own proposal back.

    Raises:
        DomainError: `not_found` for anybody else's, `proposal.withdrawn` for one that was taken back before.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = work.session.get(Proposal, proposal)
    if found is None or found.seat != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_not_withdrawn(found.state)
    found.state = rules.State.WITHDRAWN
    work.record(ProposalsChanged(meeting))
    return _append(work, actor, meeting, "proposal.withdrawn", {"proposal": proposal}, key=key)


def moderate_proposal(
    work: Work,
    actor: Actor,
    *,
    meeting: str,
    proposal: str,
    state: rules.State,
    reason: str = "",
    key: str | None = None,
) -> Receipt:
    """Show, hold or hide a proposal; the text itself is kept for the record.

    Raises:
        DomainError: `not_found`, `proposal.reason_needed`, `proposal.withdrawn`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = work.session.get(Proposal, proposal)
    if found is None or found.meeting != meeting:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_moderation(found.state, state, reason)
    if (found.state, found.reason) == (state, reason):
        return ledger.unchanged(work.session, meeting, WALL)
    found.state, found.reason = state, reason
    work.record(ProposalsChanged(meeting))
    payload = {"proposal": proposal, "state": state.value, "reason": reason}
    return _append(work, actor, meeting, "proposal.moderated", payload, key=key)


def cast_reaction(
    work: Work, actor: Actor, *, meeting: str, proposal: str, choice: rules.Choice, key: str | None = None
) -> Receipt:
    """Agree, disagree or pass; the last word of a seat counts.

    Raises:
        DomainError: `not_found`, `proposal.gone`, `phase.not_now`.
    """
    return settle(cast_reactions(work, [Reacting(actor.id, meeting, proposal, choice, key)])[0])


def cast_reactions(work: Work, wishes: Sequence[Reacting]) -> list[Answer]:
    """The same for many seats at once, in a few statements however many they are; an answer for each wish."""
    return answer_all(
        work,
        wishes,
        name_of=lambda wish: (wish.meeting, wish.seat, wish.key),
        make_check=lambda: _checker(work, wishes),
        write=lambda fresh: _write(work, fresh),
    )


def withdraw_reaction(work: Work, actor: Actor, *, meeting: str, proposal: str, key: str | None = None) -> Receipt:
    """Say nothing to a proposal after all, as if one had never reacted.

    Raises:
        DomainError: `not_found` where one has not reacted, `phase.not_now`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = work.session.get(Reaction, (proposal, actor.id))
    if found is None or found.meeting != meeting:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    meetings.check_act(work.session, meeting, Act.REACT)
    sums.count_out(work.session, found)
    work.session.delete(found)
    work.record(ReactionsChanged(meeting))
    payload = {"proposal": proposal}
    return ledger.append(
        work, chain=meeting, kind="reaction.withdrawn", topic=TALLY, actor=actor.id, payload=payload, key=key
    )


def support_instead(
    work: Work, actor: Actor, *, meeting: str, proposal: str, original: str, key: str | None = None
) -> Receipt:
    """Agree with a card that was there already and take one's own back: both or neither.

    Raises:
        DomainError: as `withdraw_proposal` for one's own, as `cast_reaction` for the other.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    cast_reaction(work, actor, meeting=meeting, proposal=original, choice=rules.Choice.AGREE)
    return withdraw_proposal(work, actor, meeting=meeting, proposal=proposal, key=key)


def note_results(work: Work, *, meeting: str) -> None:
    """What the room sees of the counts is another than before."""
    work.touch(meeting, TALLY)


def import_proposals(work: Work, *, meeting: str, proposals: Sequence[ImportedProposal]) -> dict[str, str]:
    """Proposals of an imported conversation; returns {external id: proposal id}. The import's entry covers them.

    A proposal is merged only into one that is merged into no other, so that no circle can come in.
    """
    first = _next_number(work, meeting)
    originals = {found.external_id for found in proposals if found.copy_of is None}
    ids = {found.external_id: new_id() for found in proposals}
    rows = [
        {
            "id": ids[found.external_id],
            "meeting": meeting,
            "number": number,
            "text": found.text,
            "state": found.state,
            "reason": "",
            "external_id": found.external_id,
            "external_author": found.external_author,
            "created_at": found.created_at or work.now,
            "copy_of": ids[found.copy_of] if found.copy_of in originals else None,
            "is_meta": found.is_meta,
        }
        for number, found in enumerate(proposals, first)
    ]
    if rows:
        work.session.execute(insert(Proposal), rows)
        work.record(ProposalsChanged(meeting))
    return ids


def import_reactions(work: Work, *, meeting: str, reactions: Sequence[tuple[str, str, rules.Choice]]) -> None:
    """Reactions of an imported conversation as (seat, proposal, choice), one for each pair."""
    rows = [
        {"seat": seat, "proposal": proposal, "meeting": meeting, "choice": choice.value}
        for seat, proposal, choice in reactions
    ]
    if rows:
        work.session.execute(insert(Reaction), rows)
        seal_group(work.session, IMPORTED, meeting)
        sums.recount(work.session, meeting)
        work.record(ReactionsChanged(meeting))


def _state_of_new(work: Work, actor: Actor, meeting: str) -> rules.State:
    """Staff write for the room until it closes; a seat when the phase allows, as many cards as it has."""
    if not actor.is_seat:
        meetings.check_open(work.session, meeting)
        return rules.State.VISIBLE
    meetings.check_act(work.session, meeting, Act.PROPOSE)
    counted = select(func.count()).select_from(Proposal).where(Proposal.seat == actor.id)
    submitted = work.session.scalar(counted.where(Proposal.state != rules.State.WITHDRAWN)) or 0
    view = meetings.meeting_of(work.session, meeting)
    return rules.state_of_new(rules.Standing(submitted, view.cards_per_seat, view.is_reviewed))


def _next_number(work: Work, meeting: str) -> int:
    return (work.session.scalar(select(func.max(Proposal.number)).where(Proposal.meeting == meeting)) or 0) + 1


def _checker(work: Work, wishes: Sequence[Reacting]) -> Callable[[Reacting], DomainError | None]:
    """Tells why a wish is refused, from the states as they stand in this transaction."""
    connection = work.session.connection()
    found = {proposal: _STATE.first(connection, {"proposal": proposal}) for proposal in {w.proposal for w in wishes}}
    states = {(row[0], proposal): row[1] for proposal, row in found.items() if row is not None}
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
    work: Work, actor: Actor, meeting: str, kind: str, payload: Mapping[str, object], *, key: str | None
) -> Receipt:
    for topic in (TALLY, queries.PAIRS):  # a card that leaves the wall hands its copies' support over
        work.touch(meeting, topic)
    return ledger.append(work, chain=meeting, kind=kind, topic=WALL, actor=actor.id, payload=payload, key=key)
