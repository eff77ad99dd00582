"""Form posts of the office for resolutions: facts, dissent, adoption, public notices, and the opening of a case."""

from collections.abc import Callable

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.cases.commands import OPEN
from app.cases.schemas import OpenCase
from app.pages.forms import read_form
from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.commands import Command, run_command
from app.platform.ids import ResolutionId, wire_name
from app.platform.web.http import allow, current_call
from app.resolutions.commands import ADD_DISSENT, ADOPT, POST_NOTICE, PREPARE, REMOVE_DISSENT, SET_TERMS, TAKE_DOWN

blueprint = Blueprint("office_resolutions", __name__, url_prefix="/office")
POSTS = (
    ("/resolutions/<resolution_id>/adopt", ADOPT),
    ("/resolutions/<resolution_id>/terms", SET_TERMS),
    ("/resolutions/<resolution_id>/preparation", PREPARE),
    ("/resolutions/<resolution_id>/dissent", ADD_DISSENT),
    ("/resolutions/<resolution_id>/dissent/remove", REMOVE_DISSENT),
    ("/resolutions/<resolution_id>/notices", POST_NOTICE),
    ("/notices/<notice_id>/take-down", TAKE_DOWN),
)
"""(path, command) of each form that leads back to the meeting's resolutions."""


def _view_of(command: Command) -> Callable[..., ResponseReturnValue]:
    """Return the view of a form; each line of the field `reservations` is recorded as one reservation."""

    def view(**path: str) -> ResponseReturnValue:
        call, given = current_call(), {wire_name(name): value for name, value in path.items()}
        run_command(call, command, read_form(command.schema, lines=["reservations"], **given))
        return redirect(url_for("office_meetings.meeting", meeting_id=meeting_of(call), _anchor="resolutions"), 303)

    return view


for _path, _command in POSTS:
    blueprint.add_url_rule(_path, _command.name, allow(_command.permission)(_view_of(_command)), methods=["POST"])


@blueprint.post("/resolutions/<resolution_id>/case")
@allow(Permission.CASE_OPEN)
def open_case(resolution_id: ResolutionId) -> ResponseReturnValue:
    call, data = current_call(), read_form(OpenCase, resolution=resolution_id)
    receipt = run_command(call, OPEN, data)
    return redirect(url_for("office_cases.case", case_id=receipt.fact("case")), 303)
