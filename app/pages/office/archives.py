"""The yearly archive of a place as a download, for those who keep the place's records."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.exports.access import Reader
from app.exports.yearly.schemas import AskedYear
from app.exports.yearly.sending import send_year
from app.pages.forms import read_query
from app.platform.access.permissions import Permission
from app.platform.ids import PlaceId
from app.platform.web.http import allow, current_call, services

blueprint = Blueprint("office_archives", __name__, url_prefix="/office/places/<place_id>/archive")


@blueprint.get("")
@allow(Permission.ARCHIVE_READ)
def show_year(place_id: PlaceId) -> ResponseReturnValue:
    """Send the archive of the year that the query names."""
    reader = Reader(current_call().actor, request.remote_addr or "")
    return send_year(services(), reader, read_query(AskedYear, place=place_id))
