"""Form posts of the floor: those made from the commands, and two that answer with more than the receipt."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from app.commands import COMMANDS
from app.pages.floor.redirects import back_to
from app.pages.forms import read_form
from app.pages.posts import add_floor_posts
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.ids import MeetingId, ProposalId
from app.platform.web.http import allow, current_call
from app.proposals.commands import ANSWER_MERGE, SUBMIT, find_similar
from app.proposals.schemas import AnswerMerge, SubmitProposal

blueprint = Blueprint("floor_posts", __name__, url_prefix="/m/<meeting_id>")
add_floor_posts(blueprint, COMMANDS, back_to)


@blueprint.post("/proposals")
@allow(Permission.PROPOSAL_SUBMIT, as_seat=True)
def submit_proposal(meeting_id: MeetingId) -> ResponseReturnValue:
    """Submit a proposal and return to the floor, which shows similar cards if there are any."""
    call, data = current_call(), read_form(SubmitProposal)
    receipt = run_command(call, SUBMIT, data)
    flash(translator()(f"floor.propose.done.{receipt.fact('state')}"), "info")
    posted = receipt.fact("proposal")
    is_similar = find_similar(call, data.text, leave_out=posted)
    return back_to(meeting_id, posted=posted) if is_similar else back_to(meeting_id)


@blueprint.post("/proposals/<proposal_id>/same")
@allow(Permission.PROPOSAL_ANSWER, as_seat=True)
def answer_merge(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    call, data = current_call(), read_form(AnswerMerge, proposal=proposal_id)
    run_command(call, ANSWER_MERGE, data)
    flash(translator()(f"floor.same.done.{'yes' if data.is_same else 'no'}"), "info")
    return back_to(meeting_id)
