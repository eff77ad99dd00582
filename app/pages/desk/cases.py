"""Acts of the desk on cases: open one from a resolution, take it to its next state."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.cases import actions, schemas
from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission

blueprint = Blueprint("desk_cases", __name__, url_prefix="/m/<meeting>/desk")


@blueprint.post("/resolutions/<resolution>/cases")
@allow(Permission.CASE_OPEN)
def open_case(meeting: str, resolution: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.OpenCase, resolution=resolution)
    call.write(lambda work: actions.open_case(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, "cases")


@blueprint.post("/cases/<case>")
@allow(Permission.CASE_MOVE)
def move_case(meeting: str, case: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.MoveCase, case=case)
    call.write(lambda work: actions.move_case(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, "cases")
