"""Form posts of the office for carried resolutions: adopt one, open a case from one."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.cases.commands import OPEN
from app.cases.schemas import OpenCase
from app.pages.forms import read_form
from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.ids import ResolutionId
from app.platform.web.http import allow, current_call
from app.resolutions.commands import ADOPT
from app.resolutions.schemas import AdoptResolution

blueprint = Blueprint("office_resolutions", __name__, url_prefix="/office/resolutions/<resolution_id>")


@blueprint.post("/adopt")
@allow(Permission.RESOLUTION_ADOPT)
def adopt(resolution_id: ResolutionId) -> ResponseReturnValue:
    """Adopt a resolution; each line of the field `reservations` is recorded as one reservation."""
    call = current_call()
    data = read_form(AdoptResolution, lines=["reservations"], resolution=resolution_id)
    run_command(call, ADOPT, data)
    return redirect(url_for("office_meetings.meeting", meeting_id=meeting_of(call), _anchor="resolutions"), 303)


@blueprint.post("/case")
@allow(Permission.CASE_OPEN)
def open_case(resolution_id: ResolutionId) -> ResponseReturnValue:
    call, data = current_call(), read_form(OpenCase, resolution=resolution_id)
    receipt = run_command(call, OPEN, data)
    return redirect(url_for("office_cases.case", case_id=receipt.fact("case")), 303)
