"""Payloads of requests about proposals and reactions."""

from typing import Annotated

from pydantic import Field

from app.platform.ids import MeetingId, PlaceId, ProposalId
from app.platform.lengths import LONGEST_REASON
from app.platform.live.specs import CommandPayload, Payload
from app.platform.text import Line, Text
from app.proposals.rules import LONGEST, Choice, State


class ImportFile(CommandPayload):
    """Create a meeting from a file, which is a list of proposals or a ZIP with a conversation.

    If `title` is "", the meeting is named after the file. If `column` is "", the words of the head decide which column
    contains the proposals. If `sheet` is "", every visible sheet with such a column is read.
    """

    place_id: PlaceId
    title: Annotated[str, Line(120)] = ""
    column: Annotated[str, Line(200)] = ""
    sheet: Annotated[str, Line(200)] = ""


class SubmitProposal(CommandPayload):
    """Submit a proposal; without `meeting_id`, to the meeting of the seat."""

    text: Annotated[str, Text(LONGEST, code="proposal.long")]
    meeting_id: MeetingId | None = None


class WithdrawProposal(CommandPayload):
    """Withdraw one's own proposal."""

    proposal_id: ProposalId


class ModerateProposal(CommandPayload):
    """Make a proposal visible, hold it back for review or hide it."""

    proposal_id: ProposalId
    state: State
    reason: Annotated[str, Line(LONGEST_REASON)] = ""


class FindSimilar(Payload):
    """Find up to three proposals similar to the text that somebody is writing."""

    text: Annotated[str, Text(LONGEST, code="proposal.long")]
    meeting_id: MeetingId | None = None


class MergeProposal(CommandPayload):
    """Merge a proposal, as a duplicate, into an original; the ledger keeps the reason."""

    proposal_id: ProposalId
    original_id: ProposalId
    reason: Annotated[str, Line(LONGEST_REASON)]


class UnmergeProposal(CommandPayload):
    """Separate a duplicate from its original."""

    proposal_id: ProposalId


class PairProposals(CommandPayload):
    """Name a possible duplicate and its original, to ask the author of the duplicate or to keep the two separate."""

    proposal_id: ProposalId
    original_id: ProposalId


class SupportInstead(CommandPayload):
    """Agree with another proposal and withdraw one's own."""

    proposal_id: ProposalId
    original_id: ProposalId


class AnswerMerge(CommandPayload):
    """Answer, as the author, whether one's own proposal is a duplicate of another."""

    proposal_id: ProposalId
    original_id: ProposalId
    is_same: bool


class CastReaction(CommandPayload):
    """React to a proposal: agree, disagree or pass."""

    proposal_id: ProposalId
    choice: Choice


class WithdrawReaction(CommandPayload):
    """Withdraw one's own reaction to a proposal."""

    proposal_id: ProposalId


class CastReactions(Payload):
    """Send a batch of reactions, in order."""

    items: tuple[CastReaction, ...] = Field(max_length=100)
