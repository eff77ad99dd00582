"""Form posts of the desk for the wall: a card for someone without a phone, moderation, duplicates."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.pages.schemas import MergeForm
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ProposalId
from app.platform.web.http import allow, current_call
from app.proposals import actions, queries, schemas
from app.proposals.duplicates import actions as duplicates

blueprint = Blueprint("desk_wall", __name__, url_prefix="/m/<meeting_id>/desk/proposals")


@blueprint.post("")
@allow(Permission.PROPOSAL_SUBMIT)
def submit_proposal(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.SubmitProposal)
    call.write(
        lambda work: actions.submit_proposal(work, call.actor, meeting_id=meeting_id, text=data.text, key=data.key),
    )
    return back_to(meeting_id, "wall")


@blueprint.post("/<proposal_id>")
@allow(Permission.PROPOSAL_MODERATE)
def moderate_proposal(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ModerateProposal, proposal=proposal_id)
    call.write(lambda work: actions.moderate_proposal(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, "wall")


@blueprint.post("/<proposal_id>/merge")
@allow(Permission.PROPOSAL_MODERATE)
def merge_proposal(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    """Merge a card into its original, which the form names by id or by the number printed on the card."""
    call, form = current_call(), read_form(MergeForm, proposal=proposal_id)
    original_id = form.original_id or _numbered(meeting_id, form.number)
    facts: dict[str, Any] = {
        "proposal_id": proposal_id,
        "original_id": original_id,
        "reason": form.reason,
        "key": form.key,
    }
    call.write(lambda work: duplicates.merge_proposal(work, call.actor, meeting_id=meeting_id, **facts))
    return back_to(meeting_id, "wall")


@blueprint.post("/<proposal_id>/unmerge")
@allow(Permission.PROPOSAL_MODERATE)
def unmerge_proposal(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.UnmergeProposal, proposal=proposal_id)
    call.write(lambda work: duplicates.unmerge_proposal(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, "wall")


@blueprint.post("/<proposal_id>/ask")
@allow(Permission.PROPOSAL_SUBMIT)
def suggest_merge(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.PairProposals, proposal=proposal_id)
    call.write(lambda work: duplicates.suggest_merge(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, "wall")


@blueprint.post("/<proposal_id>/apart")
@allow(Permission.PROPOSAL_MODERATE)
def keep_apart(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.PairProposals, proposal=proposal_id)
    call.write(lambda work: duplicates.keep_apart(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, "wall")


def _numbered(meeting_id: MeetingId, number: int | None) -> ProposalId:
    if number is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return current_call().read(lambda session: queries.numbered(session, meeting_id, number))
