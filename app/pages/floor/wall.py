"""Form posts of the floor for the wall: propose, withdraw, react, support another card, answer about a duplicate."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from app.pages.floor.returning import back_to
from app.pages.forms import read_form
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.ids import MeetingId, ProposalId
from app.platform.web.http import allow, current_call
from app.proposals import actions, schemas
from app.proposals.duplicates import actions as duplicates
from app.proposals.duplicates.index import SimilarityIndexes

blueprint = Blueprint("floor_wall", __name__, url_prefix="/m/<meeting_id>/proposals")


@blueprint.post("")
@allow(Permission.PROPOSAL_SUBMIT, as_seat=True)
def submit(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.SubmitProposal)
    receipt = call.write(
        lambda work: actions.submit_proposal(work, call.actor, meeting_id=meeting_id, text=data.text, key=data.key)
    )
    flash(translator()(f"floor.propose.done.{receipt.fact('state')}"), "info")
    posted = receipt.fact("proposal")
    if call.services.instance(SimilarityIndexes).search(
        call.services.database, meeting_id, data.text, leave_out=posted
    ):
        return back_to(meeting_id, posted=posted)
    return back_to(meeting_id)


@blueprint.post("/<proposal_id>/instead")
@allow(Permission.PROPOSAL_SUBMIT, as_seat=True)
def support_instead(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    """Agree with an existing card and withdraw one's own, as the page without script offers after a post."""
    call, data = current_call(), read_form(schemas.SupportInstead, proposal=proposal_id)
    call.write(lambda work: actions.support_instead(work, call.actor, meeting_id=meeting_id, **dict(data)))
    flash(translator()("floor.alike.done"), "info")
    return back_to(meeting_id)


@blueprint.post("/<proposal_id>/withdraw")
@allow(Permission.PROPOSAL_SUBMIT, as_seat=True)
def withdraw(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.WithdrawProposal, proposal=proposal_id)
    call.write(lambda work: actions.withdraw_proposal(work, call.actor, meeting_id=meeting_id, **dict(data)))
    flash(translator()("floor.mine.withdrawn"), "info")
    return back_to(meeting_id)


@blueprint.post("/<proposal_id>/reaction")
@allow(Permission.REACTION_CAST, as_seat=True)
def react(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.CastReaction, proposal=proposal_id)
    call.write(lambda work: actions.cast_reaction(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, "react")


@blueprint.post("/<proposal_id>/same")
@allow(Permission.PROPOSAL_ANSWER, as_seat=True)
def answer_merge(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.AnswerMerge, proposal=proposal_id)
    call.write(lambda work: duplicates.answer_merge(work, call.actor, meeting_id=meeting_id, **dict(data)))
    flash(translator()(f"floor.same.done.{'yes' if data.is_same else 'no'}"), "info")
    return back_to(meeting_id)
