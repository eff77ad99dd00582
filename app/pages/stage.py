"""The stage: what the projector shows to the hall."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.queries import MeetingView, Presence
from app.pages.qr import join_address, join_url, qr_svg
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission

blueprint = Blueprint("stage", __name__)


@blueprint.get("/m/<meeting>/stage")
@allow(Permission.MEETING_WATCH)
def show(meeting: str) -> ResponseReturnValue:
    """The frame and the ways in; the picture itself follows the board."""
    found, presence = current_call().read(lambda session: _read(session, meeting))
    return render_template(
        "stage/show.html",
        audience="stage",
        meeting=found,
        meeting_id=found.id,
        meeting_title=found.title,
        headcount=presence.seats,
        address=join_address(),
        qr=qr_svg(join_url(found)),
    )


def _read(session: Session, meeting: str) -> tuple[MeetingView, Presence]:
    return meetings.meeting_of(session, meeting), meetings.presence_of(session, meeting)
