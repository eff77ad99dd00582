"""Meetings over REST."""

from typing import Any

from flask import request

from app.api.operations import Operation
from app.api.schemas import Listing, OfMeeting
from app.exports.facts import MeetingFacts, office_facts
from app.meetings import actions, queries, snapshots
from app.meetings.actions import Joined
from app.meetings.joining import find_meeting
from app.meetings.schemas import (
    TakeSeat,
)
from app.platform.access.addresses import address_key
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.live.specs import Audience
from app.platform.web.admission.visits import note_honest


def show(call: Call, data: OfMeeting) -> snapshots.MeetingSnapshot:
    return call.read(lambda session: snapshots.read_meeting(session, data.meeting_id, Audience.ROOM))


def show_facts(call: Call, data: OfMeeting) -> MeetingFacts:
    return call.read(lambda session: office_facts(session, data.meeting_id))


def list_people(call: Call, data: Listing) -> dict[str, Any]:
    start = int(data.cursor) if data.cursor.isascii() and data.cursor.isdigit() and len(data.cursor) < 9 else 0
    people = call.read(lambda session: queries.people_of(session, data.meeting_id, start=start, limit=data.limit + 1))
    return {"items": people[: data.limit], "next": str(start + data.limit) if len(people) > data.limit else None}


def join(call: Call, data: TakeSeat) -> Joined:
    find_meeting(call, data.code, address=address_key(request.remote_addr or ""))
    joined = call.write(lambda work: actions.join_meeting(work, **dict(data)))
    note_honest(request.environ)
    return joined


OPERATIONS = (
    Operation("POST", "/meetings/join", Permission.PUBLIC, TakeSeat, join, "Take a seat by join code.", 201),
    Operation("GET", "/meetings/<meeting>", Permission.MEETING_SEE, OfMeeting, show, "One meeting."),
    Operation(
        "GET",
        "/meetings/<meeting>/facts",
        Permission.MEETING_RECORD,
        OfMeeting,
        show_facts,
        "The facts of a meeting that its papers print, and which are missing.",
    ),
    Operation("GET", "/meetings/<meeting>/people", Permission.MEETING_RUN, Listing, list_people, "Those who are here."),
)
