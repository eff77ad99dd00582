"""What may come through a door about polls."""

from pydantic import Field

from app.platform.live.specs import Payload
from app.platform.text import CleanLine, Id, Key
from app.voting.rules import Choice


class OpenPoll(Payload):
    """Put a question to the vote."""

    key: Key
    meeting: Id
    question: CleanLine = Field(min_length=1, max_length=300)
    rule: str = Field(default="R0", max_length=10)
    is_secret: bool = True


class ClosePoll(Payload):
    """End a poll and count it."""

    key: Key
    poll: Id


class VoidPoll(Payload):
    """End a poll without counting it."""

    key: Key
    poll: Id
    reason: CleanLine = Field(min_length=1, max_length=300)


class CastBallot(Payload):
    """Vote yes, no or abstain; the last ballot of a seat counts."""

    key: Key
    poll: Id
    choice: Choice
