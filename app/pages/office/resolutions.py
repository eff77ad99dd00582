"""Form posts of the office for carried resolutions: adopt one, open a case from one."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.cases import actions as cases
from app.cases.schemas import OpenCase
from app.pages.forms import read_form
from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.ids import MeetingId, ResolutionId
from app.platform.web.http import allow, current_call
from app.resolutions import actions
from app.resolutions.schemas import AdoptResolution

blueprint = Blueprint("office_resolutions", __name__, url_prefix="/office/resolutions/<resolution_id>")


@blueprint.post("/adopt")
@allow(Permission.RESOLUTION_ADOPT)
def adopt(resolution_id: ResolutionId) -> ResponseReturnValue:
    """Adopt a resolution; each line of the field `reservations` is recorded as one reservation."""
    call = current_call()
    meeting_id = meeting_of(call)
    data = read_form(AdoptResolution, lines=["reservations"], resolution=resolution_id)
    call.write(lambda work: actions.adopt_resolution(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return _back(meeting_id)


@blueprint.post("/case")
@allow(Permission.CASE_OPEN)
def open_case(resolution_id: ResolutionId) -> ResponseReturnValue:
    call, data = current_call(), read_form(OpenCase, resolution=resolution_id)
    meeting_id = meeting_of(call)
    receipt = call.write(lambda work: cases.open_case(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return redirect(url_for("office_cases.case", case_id=receipt.fact("case")), 303)


def _back(meeting_id: MeetingId) -> ResponseReturnValue:
    return redirect(url_for("office_meetings.meeting", meeting_id=meeting_id, _anchor="resolutions"), 303)
