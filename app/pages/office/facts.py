"""The form post of the office that enters the facts of a meeting for its papers."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.meetings.commands import RECORD_FACTS
from app.meetings.schemas import GivenFacts, RecordFacts
from app.pages.forms import read_form
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.ids import MeetingId
from app.platform.web.http import allow, current_call

blueprint = Blueprint("office_facts", __name__, url_prefix="/office/meetings/<meeting_id>/facts")
LINES = ("on_leave_names", "in_attendance")
"""Fields that hold one name a line."""


@blueprint.post("")
@allow(Permission.MEETING_RECORD)
def record(meeting_id: MeetingId) -> ResponseReturnValue:
    """Enter the facts of a meeting; the form holds all of them, so an empty field empties its fact."""
    given = read_form(GivenFacts, lines=LINES)
    data = read_form(RecordFacts, meeting=meeting_id, facts=given.model_dump())
    run_command(current_call(), RECORD_FACTS, data)
    flash(translator()("office.facts.kept"), "info")
    return redirect(url_for("office_meetings.meeting", meeting_id=meeting_id, _anchor="paper-facts"), 303)
