"""Sends the yearly archive of a place as a download."""

from flask import Response

from app.exports.access import Reader
from app.exports.yearly.schemas import AskedYear
from app.exports.yearly.writing import PLAIN, name_of, open_year, refusing_full_disk, write_year
from app.platform.access.services import Services
from app.platform.local_time import to_local
from app.platform.web.downloads import download_large

ZIP = "application/zip"


def send_year(services: Services, reader: Reader, asked: AskedYear) -> Response:
    """Return the archive as a response; it is written to a file in the data folder first, one meeting at a time.

    Raises:
        DomainError: `not_found`, `archive.year`, `archive.empty`, `archive.no_room`.
    """
    this_year = to_local(services.clock.now()).year
    contents = open_year(services, reader, asked.place_id, this_year if asked.year is None else asked.year)
    with refusing_full_disk():
        return download_large(
            lambda stream: write_year(services, reader, contents, stream),
            folder=services.settings.data_dir,
            name=name_of(contents),
            media_type=ZIP,
            plain=PLAIN,
        )
