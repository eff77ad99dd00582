"""Form posts of the desk for resolutions and polls: draft, revise, put to the vote, close, void, adopt."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.platform.access.permissions import Permission
from app.platform.ids import MeetingId, PollId, ResolutionId
from app.platform.web.http import allow, current_call
from app.resolutions import actions, schemas
from app.voting import actions as voting
from app.voting import schemas as voting_schemas

blueprint = Blueprint("desk_decisions", __name__, url_prefix="/m/<meeting_id>/desk")
PANEL = "decisions"


@blueprint.post("/resolutions")
@allow(Permission.RESOLUTION_DRAFT)
def draft_resolution(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.DraftResolution, meeting=meeting_id)
    call.write(lambda work: actions.draft_resolution(work, call.actor, **dict(data)))
    return back_to(meeting_id, PANEL)


@blueprint.post("/resolutions/<resolution_id>")
@allow(Permission.RESOLUTION_DRAFT)
def revise_resolution(meeting_id: MeetingId, resolution_id: ResolutionId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ReviseResolution, resolution=resolution_id)
    call.write(lambda work: actions.revise_resolution(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, PANEL)


@blueprint.post("/resolutions/<resolution_id>/poll")
@allow(Permission.POLL_RUN)
def put_to_vote(meeting_id: MeetingId, resolution_id: ResolutionId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.PutToVote, resolution=resolution_id)
    call.write(lambda work: actions.put_to_vote(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, PANEL)


@blueprint.post("/resolutions/<resolution_id>/adopt")
@allow(Permission.RESOLUTION_ADOPT)
def adopt_resolution(meeting_id: MeetingId, resolution_id: ResolutionId) -> ResponseReturnValue:
    """Adopt a resolution; each line of the field `reservations` is recorded as one reservation."""
    call = current_call()
    data = read_form(schemas.AdoptResolution, lines=["reservations"], resolution=resolution_id)
    call.write(lambda work: actions.adopt_resolution(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, PANEL)


@blueprint.post("/polls")
@allow(Permission.POLL_RUN)
def open_poll(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(voting_schemas.OpenPoll, meeting=meeting_id)
    call.write(lambda work: voting.open_poll(work, call.actor, **dict(data)))
    return back_to(meeting_id, PANEL)


@blueprint.post("/polls/<poll_id>/close")
@allow(Permission.POLL_RUN)
def close_poll(meeting_id: MeetingId, poll_id: PollId) -> ResponseReturnValue:
    call, data = current_call(), read_form(voting_schemas.ClosePoll, poll=poll_id)
    call.write(lambda work: voting.close_poll(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, PANEL)


@blueprint.post("/polls/<poll_id>/void")
@allow(Permission.POLL_RUN)
def void_poll(meeting_id: MeetingId, poll_id: PollId) -> ResponseReturnValue:
    """End a poll without counting it."""
    call, data = current_call(), read_form(voting_schemas.VoidPoll, poll=poll_id)
    call.write(lambda work: voting.void_poll(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, PANEL)
