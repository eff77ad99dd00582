"""Input schemas of the commands on concessions."""

from typing import Annotated

from pydantic import Field

from app.concessions.rules import LONGEST
from app.platform.ids import ConcessionId, MeetingId, ProposalId
from app.platform.live.specs import CommandPayload
from app.platform.text import Line


class OfferConcession(CommandPayload):
    """「我原來希望 wanted;只要 condition,我可以退到 offer」"""

    condition: Annotated[str, Line(LONGEST, code="concession.long")]
    offer: Annotated[str, Line(LONGEST, code="concession.long")] = Field(alias="gives")
    wanted: Annotated[str, Line(LONGEST, code="concession.long")] = ""
    meeting_id: MeetingId | None = None
    proposal_id: ProposalId | None = None


class ChangeConcession(CommandPayload):
    """Take an offer back."""

    concession_id: ConcessionId
