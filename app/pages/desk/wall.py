"""Acts of the desk on the wall: a card for someone without a phone, moderation, cards that say the same."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.pages.schemas import MergeForm
from app.platform.errors import DomainError, ErrorKind
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission
from app.proposals import actions, merges, queries, schemas

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


@blueprint.post("/<proposal>/merge")
@allow(Permission.PROPOSAL_MODERATE)
def merge_proposal(meeting: str, proposal: str) -> ResponseReturnValue:
    """The original is named by its id, or by the number that stands on its card."""
    call, form = current_call(), read_form(MergeForm, proposal=proposal)
    original = form.original or _numbered(meeting, form.number)
    facts = {"proposal": proposal, "original": original, "reason": form.reason, "key": form.key}
    call.write(lambda work: merges.merge_proposal(work, call.actor, meeting=meeting, **facts))
    return back_to(meeting, "wall")


@blueprint.post("/<proposal>/unmerge")
@allow(Permission.PROPOSAL_MODERATE)
def unmerge_proposal(meeting: str, proposal: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.UnmergeProposal, proposal=proposal)
    call.write(lambda work: merges.unmerge_proposal(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, "wall")


@blueprint.post("/<proposal>/ask")
@allow(Permission.PROPOSAL_SUBMIT)
def suggest_merge(meeting: str, proposal: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.PairProposals, proposal=proposal)
    call.write(lambda work: merges.suggest_merge(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, "wall")


@blueprint.post("/<proposal>/apart")
@allow(Permission.PROPOSAL_MODERATE)
def keep_apart(meeting: str, proposal: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.PairProposals, proposal=proposal)
    call.write(lambda work: merges.keep_apart(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, "wall")


def _numbered(meeting: str, number: int | None) -> str:
    if number is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return current_call().read(lambda session: queries.numbered(session, meeting, number))
