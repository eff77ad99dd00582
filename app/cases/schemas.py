"""Input schemas of the commands on cases."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.cases.rules import State
from app.platform.ids import CaseId, PlaceId, ResolutionId
from app.platform.lengths import LONGEST_NAME, LONGEST_TITLE
from app.platform.live.specs import Payload
from app.platform.text import Key, Line, Text


class OpenCase(Payload):
    """Have an adopted resolution carried out."""

    key: Key
    resolution_id: ResolutionId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")] = ""
    handler: Annotated[str, Line(LONGEST_NAME)] = ""
    due_on: date | None = None


class OpenPlaceCase(Payload):
    """Open a case of a place that comes from no meeting."""

    key: Key
    place_id: PlaceId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")]
    handler: Annotated[str, Line(LONGEST_NAME)] = ""
    due_on: date | None = None


class MoveCase(Payload):
    """Take a case to its next state."""

    key: Key
    case_id: CaseId
    to: State
    note: Annotated[str, Text(2000)] = ""
    handler: Annotated[str, Line(LONGEST_NAME)] | None = None


class RateCase(Payload):
    """Say how content one is with the result."""

    key: Key
    case_id: CaseId
    stars: int = Field(ge=1, le=5)
    is_resolved: bool
    note: Annotated[str, Text(500)] = ""
