"""What may come through a door about proposals."""

from pydantic import Field

from app.platform.live.specs import Payload
from app.platform.text import CleanLine, CleanText, Id, Key
from app.proposals.rules import Choice, State


class SubmitProposal(Payload):
    """Put a proposal forward; a seat's own meeting is meant when none is named."""

    key: Key
    text: CleanText = Field(max_length=2000)
    meeting: Id | None = None


class WithdrawProposal(Payload):
    """Take one's own proposal back."""

    key: Key
    proposal: Id


class ModerateProposal(Payload):
    """Show, hold or hide a proposal."""

    key: Key
    proposal: Id
    state: State
    reason: CleanLine = Field(default="", max_length=200)


class CastReaction(Payload):
    """Agree, disagree or pass."""

    key: Key
    proposal: Id
    choice: Choice


class CastReactions(Payload):
    """An outbox drained: several reactions in order."""

    items: tuple[CastReaction, ...] = Field(max_length=100)
