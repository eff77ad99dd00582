"""Form posts of the floor for decisions: cast a ballot in a poll, rate a case."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from app.cases import actions as cases
from app.cases.schemas import RateCase
from app.pages.floor.returning import back_to
from app.pages.forms import read_form
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.ids import CaseId, MeetingId, PollId
from app.platform.web.http import allow, current_call
from app.voting import actions as voting
from app.voting.schemas import CastBallot

blueprint = Blueprint("floor_decisions", __name__, url_prefix="/m/<meeting_id>")


@blueprint.post("/polls/<poll_id>/ballot")
@allow(Permission.BALLOT_CAST, as_seat=True)
def cast_ballot(meeting_id: MeetingId, poll_id: PollId) -> ResponseReturnValue:
    call, data = current_call(), read_form(CastBallot, poll=poll_id)
    call.write(lambda work: voting.cast_ballot(work, call.actor, meeting_id=meeting_id, **dict(data)))
    return back_to(meeting_id, "polls")


@blueprint.post("/cases/<case_id>/rating")
@allow(Permission.CASE_RATE, as_seat=True)
def rate_case(meeting_id: MeetingId, case_id: CaseId) -> ResponseReturnValue:
    call, data = current_call(), read_form(RateCase, case=case_id)
    call.write(lambda work: cases.rate_case(work, call.actor, meeting_id=meeting_id, **dict(data)))
    flash(translator()("floor.case.thanks"), "info")
    return back_to(meeting_id)
