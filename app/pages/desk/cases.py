"""Form posts of the desk for cases: open a case from a resolution, move a case to its next state."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.cases import actions, schemas
from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.platform.access.permissions import Permission
from app.platform.ids import CaseId, MeetingId, ResolutionId
from app.platform.web.http import allow, current_call

blueprint = Blueprint("desk_cases", __name__, url_prefix="/m/<meeting_id>/desk")


@blueprint.post("/resolutions/<resolution_id>/cases")
@allow(Permission.CASE_OPEN)
def open_case(meeting_id: MeetingId, resolution_id: ResolutionId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.OpenCase, resolution=resolution_id)
    call.write(lambda work: actions.open_case(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, "cases")


@blueprint.post("/cases/<case_id>")
@allow(Permission.CASE_MOVE)
def move_case(meeting_id: MeetingId, case_id: CaseId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.MoveCase, case=case_id)
    call.write(lambda work: actions.move_case(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, "cases")
