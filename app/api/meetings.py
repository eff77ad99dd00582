"""Meetings over REST."""

from typing import Any

from app.api.operations import Operation
from app.api.schemas import OfMeeting
from app.meetings import actions, live
from app.meetings.actions import Joined
from app.meetings.schemas import ChangeMeeting, MovePhase, SetUpMeeting, ShowResults, TakeSeat
from app.platform.ledger import Receipt
from app.platform.live.specs import Audience
from app.platform.security.permissions import Permission
from app.platform.services import Call


def create(call: Call, data: SetUpMeeting) -> Receipt:
    return call.write(lambda work: actions.create_meeting(work, call.actor, **dict(data)))


def show(call: Call, data: OfMeeting) -> dict[str, Any]:
    return call.read(lambda session: live.read_meeting(session, data.meeting, Audience.ROOM))


def join(call: Call, data: TakeSeat) -> Joined:
    return call.write(lambda work: actions.join_meeting(work, **dict(data)))


OPERATIONS = (
    Operation("POST", "/meetings", Permission.MEETING_CREATE, SetUpMeeting, create, "Set up a meeting.", 201),
    Operation("POST", "/meetings/join", Permission.PUBLIC, TakeSeat, join, "Take a seat by join code.", 201),
    Operation("GET", "/meetings/<meeting>", Permission.MEETING_SEE, OfMeeting, show, "One meeting."),
    Operation(
        "PATCH",
        "/meetings/<meeting>",
        Permission.MEETING_RUN,
        ChangeMeeting,
        live.on_meeting_change,
        "Change settings of a meeting.",
    ),
    Operation(
        "PUT",
        "/meetings/<meeting>/results",
        Permission.MEETING_RUN,
        ShowResults,
        live.on_results_show,
        "Say when residents see how the others have reacted.",
    ),
    Operation(
        "POST", "/meetings/<meeting>/phase", Permission.MEETING_RUN, MovePhase, live.on_phase_move, "Go to a phase."
    ),
)
