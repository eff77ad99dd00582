"""Form posts of the desk for the meeting: phases, time, joining, review, stage view, results, seats, the end."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.meetings import actions, schemas
from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.platform.access.permissions import Permission
from app.platform.ids import MeetingId, SeatId
from app.platform.web.http import allow, current_call
from app.voting import ending
from app.voting import schemas as voting_schemas

blueprint = Blueprint("desk_hall", __name__, url_prefix="/m/<meeting_id>/desk")


@blueprint.post("/phase")
@allow(Permission.MEETING_RUN)
def move_phase(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.MovePhase, meeting=meeting_id)
    call.write(lambda work: actions.move_phase(work, call.actor, **dict(data)))
    return back_to(meeting_id, "phase")


@blueprint.post("/time")
@allow(Permission.MEETING_RUN)
def extend_phase(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ExtendPhase, meeting=meeting_id)
    call.write(lambda work: actions.extend_phase(work, call.actor, **dict(data)))
    return back_to(meeting_id, "phase")


@blueprint.post("/settings")
@allow(Permission.MEETING_RUN)
def change_meeting(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ChangeMeeting, meeting=meeting_id)
    call.write(lambda work: actions.change_meeting(work, call.actor, **dict(data)))
    return back_to(meeting_id, "hall")


@blueprint.post("/results")
@allow(Permission.MEETING_RUN)
def show_results(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ShowResults, meeting=meeting_id)
    call.write(lambda work: actions.show_results(work, call.actor, **dict(data)))
    return back_to(meeting_id, "ground")


@blueprint.post("/end")
@allow(Permission.MEETING_RUN)
def close_meeting(meeting_id: MeetingId) -> ResponseReturnValue:
    """End the meeting; open polls and held cards are settled as the form says."""
    call, data = current_call(), read_form(voting_schemas.CloseMeeting, meeting=meeting_id)
    call.write(lambda work: ending.end_meeting(work, call.actor, **dict(data)))
    return back_to(meeting_id, "phase")


@blueprint.post("/seats/<seat_id>/revoke")
@allow(Permission.SEAT_REVOKE)
def revoke_seat(meeting_id: MeetingId, seat_id: SeatId) -> ResponseReturnValue:
    """End a seat; the gate has checked that the seat belongs to this meeting."""
    call, data = current_call(), read_form(schemas.RevokeSeat, seat=seat_id)
    facts = {"meeting_id": meeting_id, "address": call.address, **dict(data)}
    call.write(lambda work: actions.revoke_seat(work, call.actor, **facts))
    return back_to(meeting_id, "people")


@blueprint.post("/seats/<seat_id>/restore")
@allow(Permission.SEAT_REVOKE)
def restore_seat(meeting_id: MeetingId, seat_id: SeatId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.RestoreSeat, seat=seat_id)
    facts = {"meeting_id": meeting_id, "address": call.address, **dict(data)}
    call.write(lambda work: actions.restore_seat(work, call.actor, **facts))
    return back_to(meeting_id, "people")
