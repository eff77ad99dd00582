"""Acts of the desk on the wall: a card for someone without a phone, and moderation."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission
from app.proposals import actions, schemas

blueprint = Blueprint("desk_wall", __name__, url_prefix="/m/<meeting>/desk/proposals")


@blueprint.post("")
@allow(Permission.PROPOSAL_SUBMIT)
def submit_proposal(meeting: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.SubmitProposal)
    call.write(
        lambda work: actions.submit_proposal(work, call.actor, meeting=meeting, text=data.text, key=data.key),
    )
    return back_to(meeting, "wall")


@blueprint.post("/<proposal>")
@allow(Permission.PROPOSAL_MODERATE)
def moderate_proposal(meeting: str, proposal: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ModerateProposal, proposal=proposal)
    call.write(lambda work: actions.moderate_proposal(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, "wall")
