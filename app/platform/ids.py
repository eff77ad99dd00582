"""Defines one id type for each kind of thing, so that mypy keeps the kinds apart and every door checks an id's form."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, NewType


class IdForm:
    """Marks a string as an opaque id of the product; this class imports no framework, because rules use ids too."""

    pattern = r"^[a-z0-9]{8,32}$"

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        return {**handler(source), "strict": True, "pattern": self.pattern}


Id = Annotated[str, IdForm()]
"""An opaque id of any kind of thing."""
PlaceId = NewType("PlaceId", Id)
StaffId = NewType("StaffId", Id)
SessionId = NewType("SessionId", Id)
TokenId = NewType("TokenId", Id)
MeetingId = NewType("MeetingId", Id)
SeatId = NewType("SeatId", Id)
StageLinkId = NewType("StageLinkId", Id)
ProposalId = NewType("ProposalId", Id)
ConcessionId = NewType("ConcessionId", Id)
ResolutionId = NewType("ResolutionId", Id)
PollId = NewType("PollId", Id)
CaseId = NewType("CaseId", Id)
NoticeId = NewType("NoticeId", Id)
ExportJobId = NewType("ExportJobId", Id)
PaperId = NewType("PaperId", Id)
AmendmentId = NewType("AmendmentId", Id)

STORED = (
    PlaceId,
    StaffId,
    MeetingId,
    SeatId,
    StageLinkId,
    ProposalId,
    ConcessionId,
    ResolutionId,
    PollId,
    CaseId,
    NoticeId,
    ExportJobId,
    PaperId,
    AmendmentId,
)
"""The id types that database columns hold, as plain text."""


@cache
def wire_name(name: str) -> str:
    """Return the name of a field in paths and payloads: `meeting` for `meeting_id`, `proposals` for `proposal_ids`."""
    return f"{name.removesuffix('_ids')}s" if name.endswith("_ids") else name.removesuffix("_id")
