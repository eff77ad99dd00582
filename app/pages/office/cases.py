"""Cases (事項) at the office: all cases of the reader's places, and one case with its history, evidence and rating."""

from datetime import date

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.cases import queries, rules
from app.cases.commands import MOVE
from app.cases.queries import CaseView
from app.cases.schemas import MoveCase
from app.meetings import queries as meetings
from app.meetings.queries import MeetingView
from app.organisations import queries as organisations
from app.pages.forms import read_form
from app.pages.office.frame import show
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.ids import CaseId
from app.platform.local_time import to_local
from app.platform.web.http import allow, current_call, services
from app.resolutions import queries as resolutions
from app.resolutions.queries import ResolutionView

blueprint = Blueprint("office_cases", __name__, url_prefix="/office/cases")


@blueprint.get("")
@allow(Permission.SIGNED_IN)
def cases() -> ResponseReturnValue:
    return show("cases", "cases", cases=current_call().read(_cases), today=_today(), final=rules.FINAL)


@blueprint.get("/<case_id>")
@allow(Permission.SIGNED_IN)
def case(case_id: CaseId) -> ResponseReturnValue:
    case_view, meeting, resolution = current_call().read(lambda session: _case(session, case_id))
    return show(
        "case",
        "cases",
        case=case_view,
        meeting=meeting,
        resolution=resolution,
        needs_note=rules.NEEDS_NOTE,
        is_late=_is_late(case_view),
    )


@blueprint.post("/<case_id>/moves")
@allow(Permission.CASE_MOVE)
def move(case_id: CaseId) -> ResponseReturnValue:
    call, data = current_call(), read_form(MoveCase, case=case_id)
    run_command(call, MOVE, data)
    return redirect(url_for("office_cases.case", case_id=case_id), 303)


def _cases(session: Session) -> list[CaseView]:
    places = organisations.places_of(session, current_call().actor)
    return queries.cases_at(session, [place.id for place in places])


def _case(session: Session, case_id: CaseId) -> tuple[CaseView, MeetingView | None, ResolutionView | None]:
    """Return a case with its meeting and its resolution, as far as it has them."""
    case = queries.case_of(session, case_id)
    meeting = meetings.meeting_of(session, case.meeting) if case.meeting else None
    return case, meeting, resolutions.resolution_of(session, case.resolution) if case.resolution else None


def _is_late(case: CaseView) -> bool:
    return case.due_on is not None and case.state not in rules.FINAL and case.due_on < _today()


def _today() -> date:
    return to_local(services().clock.now()).date()
