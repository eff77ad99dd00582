"""Form posts of the desk for concessions: incorporate one into the text."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.concessions import actions, schemas
from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.platform.access.permissions import Permission
from app.platform.ids import ConcessionId, MeetingId
from app.platform.web.http import allow, current_call

blueprint = Blueprint("desk_concessions", __name__, url_prefix="/m/<meeting_id>/desk/concessions")


@blueprint.post("/<concession_id>/take")
@allow(Permission.RESOLUTION_DRAFT)
def take_concession(meeting_id: MeetingId, concession_id: ConcessionId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ChangeConcession, concession=concession_id)
    call.write(lambda work: actions.take_concession(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, "concessions")
