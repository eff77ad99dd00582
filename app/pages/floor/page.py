"""The floor's page, and the seat's own data, which the islands of the page fetch again."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.common_ground import card_order
from app.meetings import queries as meetings
from app.meetings.commands import LEAVE
from app.meetings.schemas import LeaveSeat
from app.pages import errors
from app.pages.floor import seed
from app.pages.floor import view_models as view_models
from app.pages.forms import read_form, read_query
from app.pages.phases import minutes_left, steps_of
from app.pages.rendering import translator
from app.pages.schemas import FloorPart
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId
from app.platform.live.here import HERE
from app.platform.local_time import short_time
from app.platform.serialise import to_json_value
from app.platform.web.http import allow, current_call, forget_seat, seat_token, services

blueprint = Blueprint("floor", __name__, url_prefix="/m/<meeting_id>/floor")


@blueprint.get("")
@allow(Permission.MEETING_SEE, as_seat=True)
def show(meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the floor; redirect a member of staff without a seat to the join page."""
    call = current_call()
    if not call.actor.is_seat:
        code = call.read(lambda reading: meetings.meeting_of(reading, meeting_id).code)
        return redirect(url_for("join.show", code=code))
    HERE.visit(meeting_id, call.actor.seat_id)
    hand = card_order.next_cards_of(call, meeting_id)
    floor = call.read(lambda reading: view_models.floor_of(reading, meeting_id, call.actor, hand, services().keys))
    return render_template(
        "floor/show.html",
        audience="floor",
        meeting_id=meeting_id,
        meeting_title=floor.meeting.title,
        seat_token=seat_token(meeting_id),
        floor=floor,
        meeting=floor.meeting,
        steps=steps_of(floor.meeting),
        minutes_left=minutes_left(floor.meeting, services().clock.now()),
        here=HERE.count(meeting_id),
        seed=to_json_value(seed.seed_of(floor)),
        alike=view_models.alike_of(services(), floor, read_query(FloorPart).posted),
        time=short_time,
    )


@blueprint.get("/own")
@allow(Permission.MEETING_SEE, as_seat=True)
def own(meeting_id: MeetingId) -> ResponseReturnValue:
    """Return the seat's own data as JSON, and deal the seat more cards if it has few left."""
    call = current_call()
    hand = card_order.next_cards_of(call, meeting_id) if call.actor.is_seat else []
    mine = call.read(lambda reading: view_models.own_of(reading, meeting_id, call.actor, hand, services().keys))
    return jsonify(to_json_value(seed.own_data(mine)))


@blueprint.post("/leave")
@allow(Permission.SEAT_LEAVE, as_seat=True)
def leave(meeting_id: MeetingId) -> ResponseReturnValue:
    """Leave the meeting; the proposals, reactions and ballots of the seat stay."""
    call, data = current_call(), read_form(LeaveSeat, seat=current_call().actor.id)
    run_command(call, LEAVE, data)
    forget_seat(meeting_id)
    flash(translator()("floor.leave.done"))
    return redirect(url_for("join.ask_code"), 303)


@blueprint.errorhandler(DomainError)
def send_to_join(error: DomainError) -> ResponseReturnValue:
    """Redirect a browser without a valid seat from the floor to the join page, and forget the seat that it held."""
    if error.kind is not ErrorKind.UNAUTHENTICATED or request.endpoint != "floor.show":
        return errors.refuse(error)
    meeting_id = (request.view_args or {}).get("meeting_id")
    if meeting_id is not None and meeting_id in session.get("seats", {}):
        forget_seat(meeting_id)
    return redirect(url_for("join.ask_code"))
