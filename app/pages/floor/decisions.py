"""Acts of the floor on what is decided: vote, and rate what was carried out."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from app.cases import actions as cases
from app.cases.schemas import RateCase
from app.pages.floor.returning import back_to
from app.pages.forms import read_form
from app.pages.rendering import translator
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission
from app.voting import actions as voting
from app.voting.schemas import CastBallot

blueprint = Blueprint("floor_decisions", __name__, url_prefix="/m/<meeting>")


@blueprint.post("/polls/<poll>/ballot")
@allow(Permission.BALLOT_CAST, as_seat=True)
def cast_ballot(meeting: str, poll: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(CastBallot, poll=poll)
    call.write(lambda work: voting.cast_ballot(work, call.actor, meeting=meeting, **dict(data)))
    return back_to(meeting, "polls")


@blueprint.post("/cases/<case>/rating")
@allow(Permission.CASE_RATE, as_seat=True)
def rate_case(meeting: str, case: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(RateCase, case=case)
    call.write(lambda work: cases.rate_case(work, call.actor, meeting=meeting, **dict(data)))
    flash(translator()("floor.case.thanks"), "info")
    return back_to(meeting)
