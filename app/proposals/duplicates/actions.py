"""Writes that put cards together and take them apart: a facilitator's act with a reason, or the author's own word.

Nothing is ever put together because a machine finds two cards alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.meetings import queries as meetings
from app.platform.access.actors import SYSTEM, Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage import ledger
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Work
from app.proposals import queries, rules, sums
from app.proposals.actions import ProposalsChanged, ReactionsChanged
from app.proposals.models import Pair, Proposal


@dataclass(frozen=True, slots=True)
class _Two:
    """The card that becomes a copy, and the original that all of the other's group lead to."""

    copy: Proposal
    original: Proposal


def merge_proposal(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    proposal_id: ProposalId,
    original_id: ProposalId,
    reason: str,
    key: str | None = None,
) -> Receipt:
    """A facilitator declares a card to be a copy of another; the reason stands in the record.

    Raises:
        DomainError: `not_found`, `proposal.gone`, `proposal.together`, `proposal.is_copy`, `proposal.merge_reason`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    two = _two(work, meeting_id, proposal_id, original_id, reason=reason, needs_reason=True)
    return _merge(work, actor, two, reason=reason, by="staff", key=key)


def unmerge_proposal(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, key: str | None = None
) -> Receipt:
    """Take a copy out from under its original again; every count is then what it was without the merge.

    Raises:
        DomainError: `not_found`, `proposal.not_copy`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    meetings.check_open(work.session, meeting_id)
    proposal = _card(work, meeting_id, proposal_id)
    if proposal.copy_of is None:
        raise DomainError(ErrorKind.CONFLICT, "proposal.not_copy")
    payload = {"proposal": proposal_id, "original": proposal.copy_of}
    proposal.copy_of = None
    sums.recount_pools(work.session, meeting_id, (proposal_id, payload["original"]))
    return _append(work, actor, meeting_id, "proposal.unmerged", payload, key=key)


def suggest_merge(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    proposal_id: ProposalId,
    original_id: ProposalId,
    key: str | None = None,
) -> Receipt:
    """Ask the author of a card whether it says the same as another; the author's own suggestion is the answer.

    Raises:
        DomainError: as `merge_proposal`; `proposal.no_author` where nobody could answer, `proposal.apart` when
            somebody has said no before.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    two = _two(work, meeting_id, proposal_id, original_id)
    if two.copy.seat is None:
        raise DomainError(ErrorKind.CONFLICT, "proposal.no_author")
    if two.copy.seat == actor.id:
        return _merge(work, actor, two, reason="", by="author", key=key)
    if _pair(work, proposal_id, original_id) == rules.PairState.APART:
        raise DomainError(ErrorKind.CONFLICT, "proposal.apart")
    return _note(work, actor, two, rules.PairState.ASKED, "proposal.merge_asked", key=key)


def answer_merge(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    proposal_id: ProposalId,
    original_id: ProposalId,
    is_same: bool,
    key: str | None = None,
) -> Receipt:
    """The author's answer: put them together, or keep mine.

    Raises:
        DomainError: `not_found` for anybody else's card and where nobody asked; else as `merge_proposal`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    proposal = _card(work, meeting_id, proposal_id)
    if proposal.seat != actor.id or _pair(work, proposal_id, original_id) != rules.PairState.ASKED:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    two = _two(work, meeting_id, proposal_id, original_id)
    if is_same:
        return _merge(work, actor, two, reason="", by="author", key=key)
    return _note(work, actor, two, rules.PairState.APART, "proposal.kept_apart", key=key)


def keep_apart(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    proposal_id: ProposalId,
    original_id: ProposalId,
    key: str | None = None,
) -> Receipt:
    """A facilitator says that two cards are not the same; nobody is asked about them again.

    Raises:
        DomainError: `not_found`, `proposal.gone`, `proposal.together`, `proposal.is_copy`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    two = _two(work, meeting_id, proposal_id, original_id)
    return _note(work, actor, two, rules.PairState.APART, "proposal.kept_apart", key=key)


def store_pairs(work: Work, *, meeting_id: MeetingId, pairs: list[tuple[str, str]]) -> bool:
    """Keep what the machine saw, (copy, original) each, beside what people said; False when nothing is new."""
    known = work.session.scalars(select(Pair).where(Pair.meeting == meeting_id)).all()
    said = {frozenset((one.proposal, one.original)) for one in known if one.state != rules.PairState.SEEN}
    wanted = {(copy, original) for copy, original in pairs if frozenset((copy, original)) not in said}
    stale = [one for one in known if one.state == rules.PairState.SEEN]
    before = {(one.proposal, one.original) for one in stale}
    if wanted == before:
        return False
    for one in stale:
        if (one.proposal, one.original) not in wanted:
            work.session.delete(one)
    for copy, original in sorted(wanted - before):
        work.session.add(Pair(proposal=copy, original=original, meeting=meeting_id, state=rules.PairState.SEEN))
    payload = {"pairs": [{"proposal": copy, "original": original} for copy, original in sorted(wanted)]}
    kind, actor = "proposal.pairs_seen", SYSTEM.id
    ledger.append(work, chain=meeting_id, kind=kind, topic=queries.PAIRS, actor=actor, payload=payload)
    return True


def _two(
    work: Work,
    meeting_id: MeetingId,
    proposal_id: ProposalId,
    original_id: ProposalId,
    *,
    reason: str = "",
    needs_reason: bool = False,
) -> _Two:
    meetings.check_open(work.session, meeting_id)
    copy, other = _card(work, meeting_id, proposal_id), _card(work, meeting_id, original_id)
    heads = queries.heads_of(work.session, meeting_id)
    rules.check_merge(_linked(copy), _linked(other), heads, reason=reason, needs_reason=needs_reason)
    return _Two(copy, other)


def _card(work: Work, meeting_id: MeetingId, proposal_id: ProposalId) -> Proposal:
    """A card, locked until the commit, so that two acts cannot make a circle of each other."""
    proposal = work.session.get(Proposal, proposal_id, with_for_update=True)
    if proposal is None or proposal.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return proposal


def _merge(work: Work, actor: Actor, two: _Two, *, reason: str, by: str, key: str | None) -> Receipt:
    meeting, copy = two.copy.meeting, two.copy.id
    original = queries.root_of(work.session, meeting, two.original.id)
    two.copy.copy_of = original
    sums.recount_pools(work.session, meeting, (copy, original))
    _forget(work, copy, two.original.id)
    payload = {"proposal": copy, "original": original, "reason": reason, "by": by}
    return _append(work, actor, meeting, "proposal.merged", payload, key=key)


def _note(work: Work, actor: Actor, two: _Two, state: rules.PairState, kind: str, *, key: str | None) -> Receipt:
    """Remember what was said about a pair, whichever way round it was said before."""
    meeting, copy, original = two.copy.meeting, two.copy.id, two.original.id
    if _pair(work, copy, original) == state:
        return ledger.unchanged(work.session, meeting, queries.WALL)
    _forget(work, copy, original)
    work.session.add(Pair(proposal=copy, original=original, meeting=meeting, state=state))
    return _append(work, actor, meeting, kind, {"proposal": copy, "original": original}, key=key)


def _pair(work: Work, proposal_id: ProposalId, original_id: ProposalId) -> str | None:
    """What was said about two cards; an answer holds both ways round, a question one way."""
    there, back = (work.session.get(Pair, key) for key in ((proposal_id, original_id), (original_id, proposal_id)))
    if back is not None and back.state == rules.PairState.APART:
        return back.state
    return there.state if there else None


def _forget(work: Work, proposal_id: ProposalId, original_id: ProposalId) -> None:
    for key in ((proposal_id, original_id), (original_id, proposal_id)):
        if pair := work.session.get(Pair, key):
            work.session.delete(pair)
    work.session.flush()


def _linked(card: Proposal) -> rules.Linked:
    return rules.Linked(card.id, card.number, card.copy_of, card.state == rules.State.VISIBLE)


def _append(
    work: Work, actor: Actor, meeting_id: MeetingId, kind: str, payload: Mapping[str, object], *, key: str | None
) -> Receipt:
    work.record(ProposalsChanged(meeting_id))
    work.record(ReactionsChanged(meeting_id))
    for topic in (queries.TALLY, queries.PAIRS):
        work.touch(meeting_id, topic)
    return ledger.append(
        work, chain=meeting_id, kind=kind, topic=queries.WALL, actor=actor.id, payload=payload, key=key
    )
