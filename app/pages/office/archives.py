"""The yearly archive of a place as a download, for those who keep the place's records."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.documents.formats import ZIP
from app.documents.yearly.schemas import AskedYear
from app.documents.yearly.writing import PLAIN, name_of, open_year, write_year
from app.exports.access import Reader
from app.pages.forms import read_query
from app.papers.printing import PressReader
from app.platform.access.permissions import Permission
from app.platform.ids import PlaceId
from app.platform.web.downloads import download_large
from app.platform.web.http import allow, current_call, services

blueprint = Blueprint("office_archives", __name__, url_prefix="/office/places/<place_id>/archive")


@blueprint.get("")
@allow(Permission.ARCHIVE_READ)
def show_year(place_id: PlaceId) -> ResponseReturnValue:
    """Send the archive of the year that the query names."""
    reader, asked = Reader(current_call().actor, request.remote_addr or ""), read_query(AskedYear, place=place_id)
    year = open_year(services(), reader, asked.place_id, asked.year)
    return download_large(
        lambda stream: write_year(services(), reader, year, stream, open_press=PressReader(services())),
        folder=services().settings.data_dir,
        name=name_of(year),
        media_type=ZIP,
        plain=PLAIN,
    )
