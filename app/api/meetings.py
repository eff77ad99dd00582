"""Meetings over REST."""

from typing import Any

from flask import request

from app.api.operations import Operation
from app.api.schemas import OfMeeting
from app.meetings import actions, live
from app.meetings.actions import Joined
from app.meetings.joining import find_meeting
from app.meetings.schemas import ChangeMeeting, CreateMeeting, MovePhase, ShowResults, TakeSeat
from app.platform.admission.visits import note_honest
from app.platform.gate import admit
from app.platform.ledger import Receipt
from app.platform.live.specs import Audience
from app.platform.security.addresses import address_key
from app.platform.security.permissions import Permission
from app.platform.services import Call
from app.platform.text import Key


class SetUpMeeting(CreateMeeting):
    """Set up a meeting, once for each key."""

    key: Key


def create(call: Call, data: SetUpMeeting) -> Receipt:
    """The place stands in the body, so the gate is asked here."""
    here = admit(call.services, call.actor, Permission.MEETING_CREATE, {"place": data.place})
    return here.write(lambda work: actions.create_meeting(work, call.actor, **dict(data)))


def show(call: Call, data: OfMeeting) -> dict[str, Any]:
    return call.read(lambda session: live.read_meeting(session, data.meeting, Audience.ROOM))


def join(call: Call, data: TakeSeat) -> Joined:
    find_meeting(call, data.code, address=address_key(request.remote_addr or ""))
    joined = call.write(lambda work: actions.join_meeting(work, **dict(data)))
    note_honest(request.environ)
    return joined


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
