"""Commands of polls, and the end of a meeting."""

from typing import Any

from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.commands import Command, Form, Http
from app.platform.storage.ledger import Receipt
from app.voting import actions, ending, queries, schemas


def answer_ballot(call: Call, data: schemas.CastBallot, receipt: Receipt) -> dict[str, Any]:
    """Return the receipt and `code`, a secret ballot's code in the published list; None for a named ballot."""
    is_named = "choice" in receipt.data
    code = None if is_named else queries.code_of(call.actor.token, data.poll_id)
    return {"topic": receipt.topic, "version": receipt.version, "data": receipt.data, "code": code}


COMMANDS = (
    Command(
        action=actions.open_poll,
        schema=schemas.OpenPoll,
        permission=Permission.POLL_RUN,
        event="poll:open",
        forms=(Form(path="/desk/polls", back="decisions"),),
    ),
    Command(
        action=actions.close_poll,
        schema=schemas.ClosePoll,
        permission=Permission.POLL_RUN,
        event="poll:close",
        http=(Http("POST /polls/<poll>/close", "Close and count."),),
        forms=(Form(path="/desk/polls/<poll_id>/close", back="decisions"),),
    ),
    Command(
        action=actions.void_poll,
        schema=schemas.VoidPoll,
        permission=Permission.POLL_RUN,
        event="poll:void",
        http=(Http("POST /polls/<poll>/void", "End a poll uncounted."),),
        forms=(Form(path="/desk/polls/<poll_id>/void", back="decisions"),),
    ),
    Command(
        action=ending.end_meeting,
        schema=schemas.CloseMeeting,
        permission=Permission.MEETING_RUN,
        event="meeting:close",
        http=(Http("POST /meetings/<meeting>/close", "End a meeting; say what becomes of open polls and held cards."),),
        forms=(Form(path="/desk/end", back="phase"),),
    ),
    Command(
        action=actions.cast_ballots,
        request=actions.BallotRequest,
        answer=answer_ballot,
        schema=schemas.CastBallot,
        permission=Permission.BALLOT_CAST,
        event="ballot:cast",
        http=(Http("PUT /polls/<poll>/ballot", "Vote."),),
        forms=(Form(path="/polls/<poll_id>/ballot", back="polls"),),
    ),
)
