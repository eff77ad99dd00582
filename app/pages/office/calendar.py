"""The calendar of the committee: public notices, what has still to be posted, and the days of the resolutions."""

from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.organisations import queries as organisations
from app.pages.office.frame import show
from app.platform.access.permissions import Permission
from app.platform.local_time import to_local
from app.platform.web.http import allow, current_call, services
from app.resolutions.calendar import CalendarLine, calendar_at

blueprint = Blueprint("office_calendar", __name__, url_prefix="/office/calendar")


@blueprint.get("")
@allow(Permission.SIGNED_IN)
def calendar() -> ResponseReturnValue:
    """Show the calendar of the reader's places, by day."""
    return show("calendar", "calendar", lines=current_call().read(_lines), today=_today())


def _lines(session: Session) -> list[CalendarLine]:
    places = organisations.places_of(session, current_call().actor)
    return calendar_at(session, [place.id for place in places], _today())


def _today() -> date:
    return to_local(services().clock.now()).date()
