"""What may come through a door about proposals."""

from typing import Annotated

from pydantic import Field

from app.platform.ids import MeetingId, PlaceId, ProposalId
from app.platform.lengths import LONGEST_REASON
from app.platform.live.specs import Payload
from app.platform.text import Key, Line, Text
from app.proposals.rules import LONGEST, Choice, State


class ImportFile(Payload):
    """Make a meeting of a file: a list of proposals, or a conversation as a ZIP.

    `title` "" names the meeting after the file; `column` "" finds the proposals by the words of the head; `sheet` ""
    reads every visible sheet that has such a column.
    """

    key: Key
    place_id: PlaceId
    title: Annotated[str, Line(120)] = ""
    column: Annotated[str, Line(200)] = ""
    sheet: Annotated[str, Line(200)] = ""


class SubmitProposal(Payload):
    """Put a proposal forward; a seat's own meeting is meant when none is named."""

    key: Key
    text: Annotated[str, Text(LONGEST, code="proposal.long")]
    meeting_id: MeetingId | None = None


class WithdrawProposal(Payload):
    """Take one's own proposal back."""

    key: Key
    proposal_id: ProposalId


class ModerateProposal(Payload):
    """Show, hold or hide a proposal."""

    key: Key
    proposal_id: ProposalId
    state: State
    reason: Annotated[str, Line(LONGEST_REASON)] = ""


class FindSimilar(Payload):
    """What one is writing: up to three proposals that already say nearly this."""

    text: Annotated[str, Text(LONGEST, code="proposal.long")]
    meeting_id: MeetingId | None = None


class MergeProposal(Payload):
    """Declare a proposal to be a copy of another, which stays its original; a reason for the record."""

    key: Key
    proposal_id: ProposalId
    original_id: ProposalId
    reason: Annotated[str, Line(LONGEST_REASON)]


class UnmergeProposal(Payload):
    """Take a copy out from under its original."""

    key: Key
    proposal_id: ProposalId


class PairProposals(Payload):
    """Two proposals that may be one: ask the author of the first, or keep them apart."""

    key: Key
    proposal_id: ProposalId
    original_id: ProposalId


class SupportInstead(Payload):
    """Agree with the original and take one's own proposal back."""

    key: Key
    proposal_id: ProposalId
    original_id: ProposalId


class AnswerMerge(Payload):
    """The author's answer: they are the same, or keep mine."""

    key: Key
    proposal_id: ProposalId
    original_id: ProposalId
    is_same: bool


class CastReaction(Payload):
    """Agree, disagree or pass."""

    key: Key
    proposal_id: ProposalId
    choice: Choice


class WithdrawReaction(Payload):
    """Say nothing to it after all."""

    key: Key
    proposal_id: ProposalId


class CastReactions(Payload):
    """An outbox drained: several reactions in order."""

    items: tuple[CastReaction, ...] = Field(max_length=100)
