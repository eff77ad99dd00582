"""What a request for a yearly archive says."""

from app.platform.ids import PlaceId
from app.platform.live.specs import Payload
from app.platform.text import Number


class AskedYear(Payload):
    """A year of a place; without a year, the present one."""

    place_id: PlaceId
    year: Number | None = None
