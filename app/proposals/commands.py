"""Commands of proposals: what clients may ask for."""

from collections.abc import Sequence
from typing import Any

from app.platform.access.gate import admit, meeting_of
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.errors import DomainError
from app.platform.ids import MeetingId
from app.platform.live.specs import EventSpec, Several
from app.platform.serialise import to_json_value
from app.platform.storage.batches import Answer, settle
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Together
from app.proposals import actions, schemas
from app.proposals.duplicates import actions as duplicates
from app.proposals.duplicates.index import SimilarityIndexes
from app.proposals.queries import SimilarText


def on_proposal_submit(call: Call, data: schemas.SubmitProposal) -> dict[str, Any]:
    """Submit a proposal and return the receipt with similar proposals, which never prevent the submission."""
    meeting = meeting_of(call)
    receipt = call.write(
        lambda work: actions.submit_proposal(work, call.actor, meeting_id=meeting, text=data.text, key=data.key)
    )
    return {**to_json_value(receipt), "similar": _similar(call, meeting, data.text, leave_out=receipt.fact("proposal"))}


def on_proposals_similar(call: Call, data: schemas.FindSimilar) -> dict[str, Any]:
    """Return visible proposals similar to a text; a request with an empty text prepares the index."""
    call.services.limits.questions.take(call.actor.id)
    return {"similar": _similar(call, meeting_of(call), data.text)}


def on_proposal_merge(call: Call, data: schemas.MergeProposal) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: duplicates.merge_proposal(work, call.actor, meeting_id=meeting, **dict(data)))


def on_proposal_unmerge(call: Call, data: schemas.UnmergeProposal) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: duplicates.unmerge_proposal(work, call.actor, meeting_id=meeting, **dict(data)))


def on_merge_suggest(call: Call, data: schemas.PairProposals) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: duplicates.suggest_merge(work, call.actor, meeting_id=meeting, **dict(data)))


def on_merge_answer(call: Call, data: schemas.AnswerMerge) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: duplicates.answer_merge(work, call.actor, meeting_id=meeting, **dict(data)))


def on_proposals_part(call: Call, data: schemas.PairProposals) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: duplicates.keep_apart(work, call.actor, meeting_id=meeting, **dict(data)))


def on_proposal_withdraw(call: Call, data: schemas.WithdrawProposal) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.withdraw_proposal(work, call.actor, meeting_id=meeting, **dict(data)))


def on_proposal_moderate(call: Call, data: schemas.ModerateProposal) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.moderate_proposal(work, call.actor, meeting_id=meeting, **dict(data)))


def on_reaction_cast(call: Call, data: schemas.CastReaction) -> Receipt:
    return settle(_cast(call, [_wish(call, data)])[0])


def on_reaction_withdraw(call: Call, data: schemas.WithdrawReaction) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.withdraw_reaction(work, call.actor, meeting_id=meeting, **dict(data)))


def on_reactions_cast(call: Call, data: schemas.CastReactions) -> Several:
    """Cast a batch of reactions in one transaction; return one answer for each, so that a refusal stops no other."""
    wishes = [_answer_one(call, item) for item in data.items]
    answers = iter(_cast(call, [wish for wish in wishes if isinstance(wish, actions.Reacting)]))
    return Several(tuple(next(answers) if isinstance(wish, actions.Reacting) else wish for wish in wishes))


def _similar(call: Call, meeting_id: MeetingId, text: str, *, leave_out: str = "") -> list[SimilarText]:
    return call.services.instance(SimilarityIndexes).search(
        call.services.database, meeting_id, text, leave_out=leave_out
    )


def _cast(call: Call, wishes: Sequence[actions.Reacting]) -> tuple[Answer, ...]:
    return call.write(Together(actions.cast_reactions, tuple(wishes))) if wishes else ()


def _wish(call: Call, data: schemas.CastReaction) -> actions.Reacting:
    return actions.Reacting(call.actor.seat_id, meeting_of(call), data.proposal_id, data.choice, data.key)


def _answer_one(call: Call, item: schemas.CastReaction) -> actions.Reacting | DomainError:
    try:
        here = admit(call.services, call.actor, Permission.REACTION_CAST, {"proposal": item.proposal_id})
        return _wish(here, item)
    except DomainError as error:
        return error


EVENTS = (
    EventSpec("proposal:submit", schemas.SubmitProposal, Permission.PROPOSAL_SUBMIT, on_proposal_submit),
    EventSpec("proposal:withdraw", schemas.WithdrawProposal, Permission.PROPOSAL_SUBMIT, on_proposal_withdraw),
    EventSpec("proposal:moderate", schemas.ModerateProposal, Permission.PROPOSAL_MODERATE, on_proposal_moderate),
    EventSpec("proposal:merge", schemas.MergeProposal, Permission.PROPOSAL_MODERATE, on_proposal_merge),
    EventSpec("proposal:unmerge", schemas.UnmergeProposal, Permission.PROPOSAL_MODERATE, on_proposal_unmerge),
    EventSpec("proposals:part", schemas.PairProposals, Permission.PROPOSAL_MODERATE, on_proposals_part),
    EventSpec("proposals:similar", schemas.FindSimilar, Permission.MEETING_SEE, on_proposals_similar, is_question=True),
    EventSpec("merge:suggest", schemas.PairProposals, Permission.PROPOSAL_SUBMIT, on_merge_suggest),
    EventSpec("merge:answer", schemas.AnswerMerge, Permission.PROPOSAL_ANSWER, on_merge_answer),
    EventSpec("reaction:cast", schemas.CastReaction, Permission.REACTION_CAST, on_reaction_cast),
    EventSpec("reaction:withdraw", schemas.WithdrawReaction, Permission.REACTION_CAST, on_reaction_withdraw),
    EventSpec(
        "reactions:cast",
        schemas.CastReactions,
        Permission.REACTION_CAST,
        on_reactions_cast,
        itemised=frozenset({"items"}),
        list_field="items",
    ),
)
