"""Commands of proposals, reactions and duplicates, and the search for similar proposals."""

from collections.abc import Sequence
from typing import Any

from app.platform.access.gate import admit, meeting_of
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.commands import Command, Form, Http, request_of
from app.platform.errors import DomainError
from app.platform.ids import MeetingId
from app.platform.live.specs import EventSpec, Several
from app.platform.serialise import to_json_value
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Answer, BatchedAction
from app.proposals import actions, schemas
from app.proposals.actions import ReactionRequest
from app.proposals.duplicates import actions as duplicates
from app.proposals.duplicates.index import SimilarityIndexes
from app.proposals.queries import SimilarText


def answer_submission(call: Call, data: schemas.SubmitProposal, receipt: Receipt) -> dict[str, Any]:
    """Return the receipt and up to three proposals similar to the submitted one, which is stored in any case."""
    similar = find_similar(call, data.text, leave_out=receipt.fact("proposal"))
    return {**to_json_value(receipt), "similar": similar}


SUBMIT = Command(
    action=actions.submit_proposal,
    answer=answer_submission,
    schema=schemas.SubmitProposal,
    permission=Permission.PROPOSAL_SUBMIT,
    event="proposal:submit",
    http=(Http("POST /meetings/<meeting>/proposals", "Put a proposal forward.", 201),),
    forms=(Form(path="/desk/proposals", back="wall"),),
)
MERGE = Command(
    action=duplicates.merge_proposal,
    schema=schemas.MergeProposal,
    permission=Permission.PROPOSAL_MODERATE,
    event="proposal:merge",
    http=(
        Http(
            "POST /proposals/<proposal>/merge",
            "Declare the proposal to be a copy of another: shown and counted under it, each person once.",
        ),
    ),
)
ANSWER_MERGE = Command(
    action=duplicates.answer_merge,
    schema=schemas.AnswerMerge,
    permission=Permission.PROPOSAL_ANSWER,
    event="merge:answer",
)
COMMANDS = (
    SUBMIT,
    Command(
        action=actions.withdraw_proposal,
        schema=schemas.WithdrawProposal,
        permission=Permission.PROPOSAL_SUBMIT,
        event="proposal:withdraw",
        forms=(Form(path="/proposals/<proposal_id>/withdraw", said="floor.mine.withdrawn"),),
    ),
    Command(
        action=actions.support_instead,
        schema=schemas.SupportInstead,
        permission=Permission.PROPOSAL_SUBMIT,
        forms=(Form(path="/proposals/<proposal_id>/instead", said="floor.alike.done"),),
    ),
    Command(
        action=actions.moderate_proposal,
        schema=schemas.ModerateProposal,
        permission=Permission.PROPOSAL_MODERATE,
        event="proposal:moderate",
        forms=(Form(path="/desk/proposals/<proposal_id>", back="wall"),),
    ),
    MERGE,
    Command(
        action=duplicates.unmerge_proposal,
        schema=schemas.UnmergeProposal,
        permission=Permission.PROPOSAL_MODERATE,
        event="proposal:unmerge",
        http=(Http("POST /proposals/<proposal>/unmerge", "Take the copy out again."),),
        forms=(Form(path="/desk/proposals/<proposal_id>/unmerge", back="wall"),),
    ),
    Command(
        action=duplicates.keep_apart,
        schema=schemas.PairProposals,
        permission=Permission.PROPOSAL_MODERATE,
        event="proposals:part",
        forms=(Form(path="/desk/proposals/<proposal_id>/apart", back="wall"),),
    ),
    Command(
        action=duplicates.suggest_merge,
        schema=schemas.PairProposals,
        permission=Permission.PROPOSAL_SUBMIT,
        event="merge:suggest",
        forms=(Form(path="/desk/proposals/<proposal_id>/ask", back="wall"),),
    ),
    ANSWER_MERGE,
    Command(
        action=actions.cast_reactions,
        request=ReactionRequest,
        schema=schemas.CastReaction,
        permission=Permission.REACTION_CAST,
        event="reaction:cast",
        http=(Http("PUT /proposals/<proposal>/reaction", "Agree, disagree or pass."),),
        forms=(Form(path="/proposals/<proposal_id>/reaction", back="react"),),
    ),
    Command(
        action=actions.withdraw_reaction,
        schema=schemas.WithdrawReaction,
        permission=Permission.REACTION_CAST,
        event="reaction:withdraw",
    ),
)


def on_proposals_similar(call: Call, data: schemas.FindSimilar) -> dict[str, Any]:
    """Return visible proposals similar to a text; a request with an empty text prepares the index."""
    call.services.limits.questions.take(call.actor.id)
    return {"similar": find_similar(call, data.text)}


def on_reactions_cast(call: Call, data: schemas.CastReactions) -> Several:
    """Cast a batch of reactions in one transaction; return one answer for each, so that a refusal stops no other."""
    requests = [_request_one(call, item) for item in data.items]
    answers = iter(_cast(call, [request for request in requests if isinstance(request, ReactionRequest)]))
    return Several(tuple(next(answers) if isinstance(one, ReactionRequest) else one for one in requests))


def find_similar(call: Call, text: str, *, leave_out: str = "") -> list[SimilarText]:
    """Return up to three visible proposals similar to a text, the most similar first, without the id `leave_out`."""
    meeting_id: MeetingId = meeting_of(call)
    return call.services.instance(SimilarityIndexes).search(
        call.services.database, meeting_id, text, leave_out=leave_out
    )


def _request_one(call: Call, item: schemas.CastReaction) -> ReactionRequest | DomainError:
    try:
        here = admit(call.services, call.actor, Permission.REACTION_CAST, {"proposal": item.proposal_id})
        return request_of(here, ReactionRequest, item)
    except DomainError as error:
        return error


def _cast(call: Call, requests: Sequence[ReactionRequest]) -> tuple[Answer, ...]:
    if not requests:
        return ()
    return call.services.writer.run(BatchedAction(actions.cast_reactions, tuple(requests)))


EVENTS = (
    EventSpec("proposals:similar", schemas.FindSimilar, Permission.MEETING_SEE, on_proposals_similar, is_question=True),
    EventSpec(
        "reactions:cast",
        schemas.CastReactions,
        Permission.REACTION_CAST,
        on_reactions_cast,
        itemised=frozenset({"items"}),
        list_field="items",
    ),
)
"""Events without a command of their own: a question, and several reactions at once."""
