"""Acts of the desk on texts and polls: draft, revise, put to the vote, close, adopt."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission
from app.resolutions import actions, schemas
from app.voting import actions as voting
from app.voting import schemas as voting_schemas

blueprint = Blueprint("desk_decisions", __name__, url_prefix="/m/<meeting>/desk")
PANEL = "decisions"


@blueprint.post("/resolutions")
@allow(Permission.RESOLUTION_DRAFT)
def draft_resolution(meeting: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.DraftResolution, meeting=meeting)
    call.write(lambda work: actions.draft_resolution(work, call.actor, **dict(data)))
    return back_to(meeting, PANEL)


@blueprint.post("/resolutions/<resolution>")
@allow(Permission.RESOLUTION_DRAFT)
def revise_resolution(meeting: str, resolution: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ReviseResolution, resolution=resolution)
    call.write(lambda work: actions.revise_resolution(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, PANEL)


@blueprint.post("/resolutions/<resolution>/poll")
@allow(Permission.POLL_RUN)
def put_to_vote(meeting: str, resolution: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.PutToVote, resolution=resolution)
    call.write(lambda work: actions.put_to_vote(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, PANEL)


@blueprint.post("/resolutions/<resolution>/adopt")
@allow(Permission.RESOLUTION_ADOPT)
def adopt_resolution(meeting: str, resolution: str) -> ResponseReturnValue:
    """Each line of the form's text is one reservation to be recorded."""
    call = current_call()
    data = read_form(schemas.AdoptResolution, lines=["reservations"], resolution=resolution)
    call.write(lambda work: actions.adopt_resolution(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, PANEL)


@blueprint.post("/polls")
@allow(Permission.POLL_RUN)
def open_poll(meeting: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(voting_schemas.OpenPoll, meeting=meeting)
    call.write(lambda work: voting.open_poll(work, call.actor, **dict(data)))
    return back_to(meeting, PANEL)


@blueprint.post("/polls/<poll>/close")
@allow(Permission.POLL_RUN)
def close_poll(meeting: str, poll: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(voting_schemas.ClosePoll, poll=poll)
    call.write(lambda work: voting.close_poll(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, PANEL)


@blueprint.post("/polls/<poll>/void")
@allow(Permission.POLL_RUN)
def void_poll(meeting: str, poll: str) -> ResponseReturnValue:
    """End a poll without counting it."""
    call, data = current_call(), read_form(voting_schemas.VoidPoll, poll=poll)
    call.write(lambda work: voting.void_poll(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, PANEL)
