"""Form posts of the floor for concessions: offer one, withdraw one."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from app.concessions import actions, schemas
from app.pages.floor.returning import back_to
from app.pages.forms import read_form
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.ids import ConcessionId, MeetingId
from app.platform.web.http import allow, current_call

blueprint = Blueprint("floor_concessions", __name__, url_prefix="/m/<meeting_id>/concessions")


@blueprint.post("")
@allow(Permission.CONCESSION_OFFER, as_seat=True)
def offer(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.OfferConcession, meeting=meeting_id)
    call.write(lambda work: actions.offer_concession(work, call.actor, **dict(data)))
    flash(translator()("floor.concede.done"), "info")
    return back_to(meeting_id)


@blueprint.post("/<concession_id>/withdraw")
@allow(Permission.CONCESSION_OFFER, as_seat=True)
def withdraw(meeting_id: MeetingId, concession_id: ConcessionId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ChangeConcession, concession=concession_id)
    call.write(lambda work: actions.withdraw_concession(work, call.actor, meeting_id=meeting_id, **dict(data)))
    flash(translator()("floor.mine.withdrawn"), "info")
    return back_to(meeting_id)
