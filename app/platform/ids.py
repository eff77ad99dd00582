"""A type for the id of each kind of thing, so that mypy tells one from another and every door checks its form."""

from collections.abc import Callable
from typing import Annotated, Any, NewType


class IdForm:
    """Marks a text as an opaque id of ours; rules have ids too, so this loads no framework."""

    pattern = r"^[a-z0-9]{8,32}$"

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        return {**handler(source), "strict": True, "pattern": self.pattern}


Id = Annotated[str, IdForm()]
"""An opaque id of ours, of whatever kind."""
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

STORED = (PlaceId, StaffId, MeetingId, SeatId, StageLinkId, ProposalId, ConcessionId, ResolutionId, PollId, CaseId)
"""Those that columns hold, as plain text."""


def wire_name(name: str) -> str:
    """What an address or a payload calls a thing: `meeting` for `meeting_id`, `proposals` for `proposal_ids`."""
    return f"{name.removesuffix('_ids')}s" if name.endswith("_ids") else name.removesuffix("_id")
