"""Input schemas of the commands on cases."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.cases.rules import State
from app.platform.ids import CaseId, ResolutionId
from app.platform.lengths import LONGEST_NAME, LONGEST_TITLE
from app.platform.live.specs import CommandPayload
from app.platform.text import Line, Text


class OpenCase(CommandPayload):
    """Open a case, which carries out an adopted resolution."""

    resolution_id: ResolutionId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")] = ""
    handler: Annotated[str, Line(LONGEST_NAME)] = ""
    due_on: date | None = None


class MoveCase(CommandPayload):
    """Take a case to its next state."""

    case_id: CaseId
    to: State
    note: Annotated[str, Text(2000)] = ""
    handler: Annotated[str, Line(LONGEST_NAME)] | None = None


class RateCase(CommandPayload):
    """Say how content one is with the result."""

    case_id: CaseId
    stars: int = Field(ge=1, le=5)
    is_resolved: bool
    note: Annotated[str, Text(500)] = ""
