"""The form that sets up a meeting, and the page with everything about one meeting."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.concessions import queries as concessions
from app.exports.formats import EXPORTS
from app.meetings import queries, rules
from app.meetings.commands import CREATE
from app.meetings.schemas import SetUpMeeting
from app.organisations import queries as organisations
from app.organisations.queries import PlaceView
from app.pages.forms import read_form
from app.pages.office.frame import may, show
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.ids import MeetingId
from app.platform.storage import ledger
from app.platform.web.http import allow, current_call
from app.proposals import queries as proposals
from app.resolutions import queries as resolutions
from app.voting import queries as voting

blueprint = Blueprint("office_meetings", __name__, url_prefix="/office/meetings")


@blueprint.get("/new")
@allow(Permission.MEETING_CREATE)
def new() -> ResponseReturnValue:
    places = [place for place in current_call().read(_places) if may_create(place)]
    return show(
        "new", "meetings", places=places, templates=list(rules.TEMPLATES.values()), result_choices=_result_choices()
    )


@blueprint.post("/new")
@allow(Permission.MEETING_CREATE)
def create() -> ResponseReturnValue:
    """Create a meeting; the field `stakes` holds one stakeholder group per line."""
    data = read_form(SetUpMeeting, lines=["stakeholder_groups"])
    receipt = run_command(current_call(), CREATE, data)
    return redirect(url_for("office_meetings.meeting", meeting_id=receipt.fact("meeting")), 303)


@blueprint.get("/<meeting_id>")
@allow(Permission.SIGNED_IN)
def meeting(meeting_id: MeetingId) -> ResponseReturnValue:
    facts = current_call().read(lambda session: _facts(session, meeting_id))
    return show("meeting", "meetings", formats=list(EXPORTS), **facts)


def may_create(place: PlaceView) -> bool:
    return may(current_call().actor, Permission.MEETING_CREATE, place.id)


def _places(session: Session) -> list[PlaceView]:
    return organisations.places_of(session, current_call().actor)


def _result_choices() -> list[tuple[str, str]]:
    words = translator()
    return [(choice.value, words(f"domain.results.{choice}")) for choice in rules.ResultsVisibility]


def _facts(session: Session, meeting_id: MeetingId) -> dict[str, Any]:
    number, head = ledger.head_of(session, meeting_id)
    meeting = queries.meeting_of(session, meeting_id)
    opened = cases.cases_of(session, meeting_id)
    return {
        "meeting": meeting,
        "code": rules.format_code(meeting.code),
        "presence": queries.presence_of(session, meeting_id),
        "on_wall": len(proposals.wall_of(session, meeting_id)),
        "voters": proposals.voters_of(session, meeting_id),
        "resolutions": resolutions.resolutions_of(session, meeting_id),
        "polls": voting.polls_of(session, meeting_id),
        "concessions": concessions.recorded_concessions(session, meeting_id),
        "cases": opened,
        "has_case": {case.resolution for case in opened},
        "head_number": number,
        "head_hash": head,
    }
