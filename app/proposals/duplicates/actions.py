"""Writes that merge and separate duplicates, by a facilitator with a reason or by the author of the duplicate.

The software only suggests pairs; it never merges proposals by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.meetings import queries as meetings
from app.platform.access.actors import SYSTEM, Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage import ledger
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.unit_of_work import Work
from app.proposals import queries, rules, sums
from app.proposals.actions import ProposalsChanged, ReactionsChanged
from app.proposals.models import Candidate, Proposal


@dataclass(frozen=True, slots=True)
class _Two:
    """Two proposals of a merge: the one that becomes a duplicate, and the other, whose group it joins."""

    duplicate: Proposal
    original: Proposal


def merge_proposal(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, original_id: ProposalId, reason: str
) -> Entry:
    """Merge a proposal, as a duplicate, into another as a facilitator; the ledger keeps the reason.

    Raises:
        DomainError: `not_found`, `meeting.closed`, `proposal.gone`, `proposal.together`, `proposal.is_copy`,
            `proposal.merge_reason`.
    """
    two = _two(work, meeting_id, proposal_id, original_id, reason=reason, needs_reason=True)
    return _merge(work, actor, two, reason=reason, by="staff")


def unmerge_proposal(work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId) -> Entry:
    """Separate a duplicate from its original; all counts are then as if the two had never been merged.

    Raises:
        DomainError: `not_found`, `meeting.closed`, `proposal.not_copy`.
    """
    meetings.check_open(work.session, meeting_id)
    proposal = _card(work, meeting_id, proposal_id)
    if proposal.copy_of is None:
        raise DomainError(ErrorKind.CONFLICT, "proposal.not_copy")
    payload = {"proposal": proposal_id, "original": proposal.copy_of}
    proposal.copy_of = None
    sums.recount_groups(work.session, meeting_id, (proposal_id, payload["original"]))
    return _entry(work, actor, meeting_id, "proposal.unmerged", payload)


def suggest_merge(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, original_id: ProposalId
) -> Entry | Unchanged:
    """Ask the author of a proposal whether it duplicates another one; an author who suggests this merges at once.

    Raises:
        DomainError: as `merge_proposal` except `proposal.merge_reason`; `proposal.no_author` if no seat wrote the
            proposal; `proposal.apart` if a person has kept the pair apart before.
    """
    two = _two(work, meeting_id, proposal_id, original_id)
    if two.duplicate.seat is None:
        raise DomainError(ErrorKind.CONFLICT, "proposal.no_author")
    if two.duplicate.seat == actor.id:
        return _merge(work, actor, two, reason="", by="author")
    if _state_of(work, proposal_id, original_id) == rules.CandidateState.APART:
        raise DomainError(ErrorKind.CONFLICT, "proposal.apart")
    return _note(work, actor, two, rules.CandidateState.ASKED, "proposal.merge_asked")


def answer_merge(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, original_id: ProposalId, is_same: bool
) -> Entry | Unchanged:
    """Store the author's answer: merge the pair if `is_same`, else keep the two apart.

    Raises:
        DomainError: `not_found` if the actor is not the author or was not asked; else as `merge_proposal` except
            `proposal.merge_reason`.
    """
    proposal = _card(work, meeting_id, proposal_id)
    if proposal.seat != actor.id or _state_of(work, proposal_id, original_id) != rules.CandidateState.ASKED:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    two = _two(work, meeting_id, proposal_id, original_id)
    if is_same:
        return _merge(work, actor, two, reason="", by="author")
    return _note(work, actor, two, rules.CandidateState.APART, "proposal.kept_apart")


def keep_apart(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, original_id: ProposalId
) -> Entry | Unchanged:
    """Record, as a facilitator, that two proposals are no duplicates; nobody can be asked about the two again.

    Raises:
        DomainError: `not_found`, `meeting.closed`, `proposal.gone`, `proposal.together`, `proposal.is_copy`.
    """
    two = _two(work, meeting_id, proposal_id, original_id)
    return _note(work, actor, two, rules.CandidateState.APART, "proposal.kept_apart")


def store_candidates(work: Work, *, meeting_id: MeetingId, pairs: list[tuple[str, str]]) -> bool:
    """Replace the stored pairs that the software found; skip pairs about which a person has decided or asked.

    Args:
        pairs: (duplicate, original) of each pair.

    Returns:
        Whether the stored pairs have changed.
    """
    known = work.session.scalars(select(Candidate).where(Candidate.meeting == meeting_id)).all()
    decided = {frozenset((one.proposal, one.original)) for one in known if one.state != rules.CandidateState.SEEN}
    wanted = {(duplicate, original) for duplicate, original in pairs if frozenset((duplicate, original)) not in decided}
    stale = [one for one in known if one.state == rules.CandidateState.SEEN]
    before = {(one.proposal, one.original) for one in stale}
    if wanted == before:
        return False
    for one in stale:
        if (one.proposal, one.original) not in wanted:
            work.session.delete(one)
    for duplicate, original in sorted(wanted - before):
        work.session.add(
            Candidate(proposal=duplicate, original=original, meeting=meeting_id, state=rules.CandidateState.SEEN)
        )
    payload = {"pairs": [{"proposal": duplicate, "original": original} for duplicate, original in sorted(wanted)]}
    kind, actor = "proposal.pairs_seen", SYSTEM.id
    ledger.append(work, ledger.Entry(meeting_id, kind, queries.CANDIDATES, actor, payload))
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
    duplicate, other = _card(work, meeting_id, proposal_id), _card(work, meeting_id, original_id)
    shown_as = queries.shown_as_of(work.session, meeting_id)
    rules.check_merge(_member(duplicate), _member(other), shown_as, reason=reason, needs_reason=needs_reason)
    return _Two(duplicate, other)


def _card(work: Work, meeting_id: MeetingId, proposal_id: ProposalId) -> Proposal:
    """Return a proposal, locked until the commit, so that two concurrent merges cannot create a cycle."""
    proposal = work.session.get(Proposal, proposal_id, with_for_update=True)
    if proposal is None or proposal.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return proposal


def _merge(work: Work, actor: Actor, two: _Two, *, reason: str, by: str) -> Entry:
    meeting, copy = two.duplicate.meeting, two.duplicate.id
    original = queries.original_of(work.session, meeting, two.original.id)
    two.duplicate.copy_of = original
    sums.recount_groups(work.session, meeting, (copy, original))
    _forget(work, copy, two.original.id)
    payload = {"proposal": copy, "original": original, "reason": reason, "by": by}
    return _entry(work, actor, meeting, "proposal.merged", payload)


def _note(work: Work, actor: Actor, two: _Two, state: rules.CandidateState, kind: str) -> Entry | Unchanged:
    """Store the state of a pair in place of the pair's earlier state, also of one in the other direction."""
    meeting, copy, original = two.duplicate.meeting, two.duplicate.id, two.original.id
    if _state_of(work, copy, original) == state:
        return Unchanged(queries.WALL)
    _forget(work, copy, original)
    work.session.add(Candidate(proposal=copy, original=original, meeting=meeting, state=state))
    return _entry(work, actor, meeting, kind, {"proposal": copy, "original": original})


def _state_of(work: Work, proposal_id: ProposalId, original_id: ProposalId) -> str | None:
    """Return the state of a pair: `apart` holds in both directions, other states only in the given one."""
    there, back = (work.session.get(Candidate, key) for key in ((proposal_id, original_id), (original_id, proposal_id)))
    if back is not None and back.state == rules.CandidateState.APART:
        return back.state
    return there.state if there else None


def _forget(work: Work, proposal_id: ProposalId, original_id: ProposalId) -> None:
    for key in ((proposal_id, original_id), (original_id, proposal_id)):
        if candidate := work.session.get(Candidate, key):
            work.session.delete(candidate)
    work.session.flush()


def _member(card: Proposal) -> rules.GroupMember:
    return rules.GroupMember(card.id, card.number, card.copy_of, card.state == rules.State.VISIBLE)


def _entry(work: Work, actor: Actor, meeting_id: MeetingId, kind: str, payload: Mapping[str, object]) -> Entry:
    """Announce proposals, counts and pairs of a meeting after a change of a merge group; return the ledger entry."""
    work.record(ProposalsChanged(meeting_id))
    work.record(ReactionsChanged(meeting_id))
    for topic in (queries.TALLY, queries.CANDIDATES):
        work.touch(meeting_id, topic)
    return Entry(meeting_id, kind, queries.WALL, actor.id, payload)
