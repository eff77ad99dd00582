"""Payloads of requests about proposals and reactions."""

from typing import Annotated

from pydantic import Field

from app.platform.ids import MeetingId, PlaceId, ProposalId
from app.platform.lengths import LONGEST_REASON
from app.platform.live.specs import Payload
from app.platform.text import Key, Line, Text
from app.proposals.rules import LONGEST, Choice, State


class ImportFile(Payload):
    """Create a meeting from a file, which is a list of proposals or a ZIP with a conversation.

    If `title` is "", the meeting is named after the file. If `column` is "", the words of the head decide which column
    contains the proposals. If `sheet` is "", every visible sheet with such a column is read.
    """

    key: Key
    place_id: PlaceId
    title: Annotated[str, Line(120)] = ""
    column: Annotated[str, Line(200)] = ""
    sheet: Annotated[str, Line(200)] = ""


class SubmitProposal(Payload):
    """Submit a proposal; without `meeting_id`, to the meeting of the seat."""

    key: Key
    text: Annotated[str, Text(LONGEST, code="proposal.long")]
    meeting_id: MeetingId | None = None


class WithdrawProposal(Payload):
    """Withdraw one's own proposal."""

    key: Key
    proposal_id: ProposalId


class ModerateProposal(Payload):
    """Show, hold or hide a proposal."""

    key: Key
    proposal_id: ProposalId
    state: State
    reason: Annotated[str, Line(LONGEST_REASON)] = ""


class FindSimilar(Payload):
    """Find up to three proposals similar to the text that somebody is writing."""

    text: Annotated[str, Text(LONGEST, code="proposal.long")]
    meeting_id: MeetingId | None = None


class MergeProposal(Payload):
    """Merge a proposal, as a duplicate, into an original; the ledger keeps the reason."""

    key: Key
    proposal_id: ProposalId
    original_id: ProposalId
    reason: Annotated[str, Line(LONGEST_REASON)]


class UnmergeProposal(Payload):
    """Separate a duplicate from its original."""

    key: Key
    proposal_id: ProposalId


class PairProposals(Payload):
    """Name a possible duplicate and its original, to ask the author of the duplicate or to keep the two separate."""

    key: Key
    proposal_id: ProposalId
    original_id: ProposalId


class SupportInstead(Payload):
    """Agree with another proposal and withdraw one's own."""

    key: Key
    proposal_id: ProposalId
    original_id: ProposalId


class AnswerMerge(Payload):
    """Answer, as the author, whether one's own proposal is a duplicate of another."""

    key: Key
    proposal_id: ProposalId
    original_id: ProposalId
    is_same: bool


class CastReaction(Payload):
    """React to a proposal: agree, disagree or pass."""

    key: Key
    proposal_id: ProposalId
    choice: Choice


class WithdrawReaction(Payload):
    """Withdraw one's own reaction to a proposal."""

    key: Key
    proposal_id: ProposalId


class CastReactions(Payload):
    """Send a batch of reactions, in order."""

    items: tuple[CastReaction, ...] = Field(max_length=100)
