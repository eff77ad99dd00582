"""The front page of the office, its places with their meetings, and the page that adds a place."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.documents.yearly.contents import years_in
from app.meetings import queries as meetings
from app.meetings.queries import MeetingView, Presence
from app.organisations import actions as organisation_actions
from app.organisations import queries as organisations
from app.organisations.queries import PlaceView
from app.organisations.schemas import AddPlace
from app.pages.forms import read_form, read_query
from app.pages.office.frame import check_everywhere, show
from app.pages.rendering import translator
from app.pages.schemas import ListPart
from app.platform.access.permissions import Permission
from app.platform.web.http import allow, current_call

blueprint = Blueprint("office_places", __name__, url_prefix="/office")
PAGE = 50


@blueprint.get("/")
@allow(Permission.SIGNED_IN)
def home() -> ResponseReturnValue:
    """Show the meetings of the reader's places, newest first."""
    call = current_call()
    start = read_query(ListPart).start
    places, views = call.read(_every_meeting)
    page = call.read(lambda session: _with_presence(session, views[start : start + PAGE]))
    return show(
        "home",
        "meetings",
        places=places,
        meetings=page,
        years=years_in(views),
        start=start,
        next=None if start + PAGE >= len(views) else start + PAGE,
    )


@blueprint.get("/places")
@allow(Permission.PLACE_MANAGE)
def places() -> ResponseReturnValue:
    check_everywhere(current_call().actor)
    return show("places", "places", places=current_call().read(_places))


@blueprint.post("/places")
@allow(Permission.PLACE_MANAGE)
def add_place() -> ResponseReturnValue:
    call = current_call()
    check_everywhere(call.actor)
    name = read_form(AddPlace).name
    call.write(lambda work: organisation_actions.create_place(work, call.actor, name=name))
    flash(translator()("office.places.added", name=name))
    return redirect(url_for("office_places.places"), 303)


def _places(session: Session) -> list[PlaceView]:
    return organisations.places_of(session, current_call().actor)


def _every_meeting(session: Session) -> tuple[list[PlaceView], list[MeetingView]]:
    """Return the reader's places and all their meetings, newest first."""
    places = _places(session)
    return places, meetings.meetings_at(session, [place.id for place in places])


def _with_presence(session: Session, views: list[MeetingView]) -> list[tuple[MeetingView, Presence]]:
    return [(view, meetings.presence_of(session, view.id)) for view in views]
