"""The stage: what the projector shows to the hall."""

from dataclasses import dataclass

from flask import Blueprint, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.common_ground import queries as ground
from app.meetings import queries as meetings
from app.meetings.queries import MeetingView, Presence
from app.pages.qr import join_address, join_url, qr_svg
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId
from app.platform.live.here import HERE
from app.platform.serialise import to_json_value
from app.platform.web.http import allow, current_call, keep_stage, services
from app.themes.quotes import Quote, quotes_of

blueprint = Blueprint("stage", __name__)
MAX_SAYINGS = 24
"""Most quotes of a theme that are sent; no projector has room for more."""


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """(x, y, group) of each seat in a group that is shown."""

    points: list[tuple[float, float, str]]


@dataclass(frozen=True, slots=True)
class ThemeSayings:
    """The newest quotes of a theme."""

    sayings: list[Quote]


@blueprint.get("/m/<meeting_id>/stage")
@allow(Permission.MEETING_WATCH)
def show(meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the stage's frame with the ways to join; its content follows the live board, on phones as in the hall."""
    call = current_call()
    meeting, presence = call.read(lambda session: _read(session, meeting_id))
    return render_template(
        "stage/show.html",
        audience="stage",
        meeting=meeting,
        meeting_id=meeting.id,
        meeting_title=meeting.title,
        seat_token=call.actor.token if call.actor.is_seat else "",
        here=HERE.count(meeting.id),
        seats=presence.seats,
        address=join_address(),
        qr=qr_svg(join_url(meeting)),
    )


@blueprint.get("/stage/<token:token>")
@allow(Permission.PUBLIC)
def open_link(token: str) -> ResponseReturnValue:
    """Make this browser the stage of the meeting that a stage link is for; the link permits nothing else.

    Raises:
        DomainError: `link.used` if the link was revoked, has expired or never existed.
    """
    stage = current_call().read(lambda session: services().identities.find_stage(session, token))
    if stage is None or stage.meeting is None:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    keep_stage(stage.meeting, token)
    answer = redirect(url_for("stage.show", meeting_id=stage.meeting), 303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.get("/m/<meeting_id>/stage/map")
@allow(Permission.MEETING_WATCH)
def show_map(meeting_id: MeetingId) -> ResponseReturnValue:
    """Return the points of the opinion map as JSON, without names; none unless results visibility is immediate."""
    points = current_call().read(lambda session: ground.points_for_room(session, meeting_id))
    return jsonify(to_json_value(OpinionMap(points)))


@blueprint.get("/m/<meeting_id>/stage/themes/<word:theme>")
@allow(Permission.MEETING_WATCH)
def show_theme(meeting_id: MeetingId, theme: str) -> ResponseReturnValue:
    """Return the newest quotes of a theme, in the residents' own words, as JSON."""
    sayings = current_call().read(lambda session: quotes_of(session, meeting_id, theme, most=MAX_SAYINGS))
    return jsonify(to_json_value(ThemeSayings(sayings)))


def _read(session: Session, meeting_id: MeetingId) -> tuple[MeetingView, Presence]:
    return meetings.meeting_of(session, meeting_id), meetings.presence_of(session, meeting_id)
