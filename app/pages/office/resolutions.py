"""What the committee does with a text that was carried: adopt it, and have it carried out."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.cases import actions as cases
from app.cases.schemas import OpenCase
from app.pages.forms import read_form
from app.platform.gate import meeting_of
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission
from app.resolutions import actions
from app.resolutions.schemas import AdoptResolution

blueprint = Blueprint("office_resolutions", __name__, url_prefix="/office/resolutions/<resolution>")


@blueprint.post("/adopt")
@allow(Permission.RESOLUTION_ADOPT)
def adopt(resolution: str) -> ResponseReturnValue:
    """Each line of the text field is one reservation to be recorded."""
    call = current_call()
    meeting = meeting_of(call)
    data = read_form(AdoptResolution, lines=["reservations"], resolution=resolution)
    call.write(lambda work: actions.adopt_resolution(work, call.actor, meeting=meeting, **dict(data)))
    return _back(meeting)


@blueprint.post("/case")
@allow(Permission.CASE_OPEN)
def open_case(resolution: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(OpenCase, resolution=resolution)
    meeting = meeting_of(call)
    receipt = call.write(lambda work: cases.open_case(work, call.actor, meeting=meeting, **dict(data)))
    return redirect(url_for("office_cases.case", case=receipt.fact("case")), 303)


def _back(meeting: str) -> ResponseReturnValue:
    return redirect(url_for("office_meetings.meeting", meeting=meeting, _anchor="resolutions"), 303)
