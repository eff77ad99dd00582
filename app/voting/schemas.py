"""Payloads of requests about polls and ballots."""

from typing import Annotated

from app.platform.ids import MeetingId, PollId
from app.platform.lengths import LONGEST_REASON
from app.platform.live.specs import CommandPayload
from app.platform.text import Line, Word
from app.voting.ending import HeldCards, OpenPolls
from app.voting.rules import LONGEST_QUESTION, Choice


class OpenPoll(CommandPayload):
    """Open a poll on a question."""

    meeting_id: MeetingId
    question: Annotated[str, Line(LONGEST_QUESTION, least=1)]
    rule: Word = "R0"
    is_secret: bool = True


class ClosePoll(CommandPayload):
    """Close a poll and count its ballots."""

    poll_id: PollId


class VoidPoll(CommandPayload):
    """Void a poll: end the poll without counting its ballots."""

    poll_id: PollId
    reason: Annotated[str, Line(LONGEST_REASON, least=1)]


class CloseMeeting(CommandPayload):
    """End a meeting; open polls and held proposals need a decision, and voiding polls needs a reason."""

    meeting_id: MeetingId
    polls: OpenPolls | None = None
    held: HeldCards | None = None
    reason: Annotated[str, Line(LONGEST_REASON)] = ""


class CastBallot(CommandPayload):
    """Vote yes, no or abstain; the last ballot of a seat counts."""

    poll_id: PollId
    choice: Choice
