"""Stage links over REST."""

from typing import Any

from pydantic import Field

from app.api.operations import Operation
from app.api.schemas import OfMeeting
from app.meetings import stage_links
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.ids import MeetingId, StageLinkId
from app.platform.live.specs import Payload


class MakeStageLink(Payload):
    """Make a link that shows the stage of a meeting for at most `hours`."""

    meeting_id: MeetingId
    hours: int = Field(default=stage_links.MAX_HOURS, ge=1, le=stage_links.MAX_HOURS)


class OneStageLink(Payload):
    """One stage link of a meeting."""

    meeting_id: MeetingId
    stage_link_id: StageLinkId


def make(call: Call, data: MakeStageLink) -> dict[str, Any]:
    """Make a stage link; the path in the answer holds its secret, which is told only this once."""
    facts: dict[str, Any] = {"meeting_id": data.meeting_id, "hours": data.hours, "address": call.address}
    made = call.write(lambda work: stage_links.make_stage_link(work, call.actor, **facts))
    return {"id": made.id, "path": f"/stage/{made.token}", "meeting": made.meeting, "expires_at": made.expires_at}


def list_links(call: Call, data: OfMeeting) -> dict[str, Any]:
    now = call.services.clock.now()
    return {"items": call.read(lambda session: stage_links.open_links(session, data.meeting_id, now)), "next": None}


def revoke(call: Call, data: OneStageLink) -> dict[str, Any]:
    facts: dict[str, Any] = {"stage_link_id": data.stage_link_id, "address": call.address}
    call.write(lambda work: stage_links.revoke_stage_link(work, call.actor, **facts))
    return {"id": data.stage_link_id}


PATH = "/meetings/<meeting>/stage-links"
OPERATIONS = (
    Operation(
        "POST", PATH, Permission.MEETING_RUN, MakeStageLink, make, "Make a link that shows the stage, and no more.", 201
    ),
    Operation("GET", PATH, Permission.MEETING_RUN, OfMeeting, list_links, "The stage links that are still good."),
    Operation("DELETE", f"{PATH}/<stage_link>", Permission.MEETING_RUN, OneStageLink, revoke, "End a stage link."),
)
