"""Form posts of the desk for stage links: make one for the computer of the hall, revoke one."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.meetings import queries, stage_links
from app.pages.desk.redirects import back_to
from app.pages.qr import qr_svg, stage_url
from app.platform.access.permissions import Permission
from app.platform.ids import MeetingId, StageLinkId
from app.platform.local_time import short_time
from app.platform.web.http import allow, current_call

blueprint = Blueprint("desk_stage_links", __name__, url_prefix="/m/<meeting_id>")


@blueprint.post("/stage-links")
@allow(Permission.MEETING_RUN)
def make(meeting_id: MeetingId) -> ResponseReturnValue:
    """Make a stage link; the answer is the page itself, because the link is stored nowhere and shown only once."""
    call, address = current_call(), request.remote_addr or ""
    made = call.write(
        lambda work: stage_links.make_stage_link(work, call.actor, meeting_id=meeting_id, address=address)
    )
    link = stage_url(made.token)
    return render_template(
        "desk/stage_link.html",
        audience="account",
        meeting=call.read(lambda session: queries.meeting_of(session, meeting_id)),
        link=link,
        qr=qr_svg(link),
        expires_at=made.expires_at,
        time=short_time,
    )


@blueprint.post("/desk/stage-links/<stage_link_id>/revoke")
@allow(Permission.MEETING_RUN)
def revoke(meeting_id: MeetingId, stage_link_id: StageLinkId) -> ResponseReturnValue:
    call, address = current_call(), request.remote_addr or ""
    call.write(
        lambda work: stage_links.revoke_stage_link(work, call.actor, stage_link_id=stage_link_id, address=address)
    )
    return back_to(meeting_id, "hall")
