"""Commands of polls: what clients may ask for."""

from typing import Any

from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.live.specs import EventSpec
from app.platform.storage.batches import settle
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Together
from app.voting import actions, ending, queries, schemas


def on_poll_open(call: Call, data: schemas.OpenPoll) -> Receipt:
    return call.write(lambda work: actions.open_poll(work, call.actor, **dict(data)))


def on_poll_close(call: Call, data: schemas.ClosePoll) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.close_poll(work, call.actor, meeting_id=meeting, **dict(data)))


def on_poll_void(call: Call, data: schemas.VoidPoll) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.void_poll(work, call.actor, meeting_id=meeting, **dict(data)))


def on_meeting_close(call: Call, data: schemas.CloseMeeting) -> Receipt:
    return call.write(lambda work: ending.end_meeting(work, call.actor, **dict(data)))


def on_ballot_cast(call: Call, data: schemas.CastBallot) -> dict[str, Any]:
    """Cast a ballot and return the receipt; `code` is a secret ballot's code in the published list, else None."""
    wish = actions.Ballot(call.actor, meeting_of(call), data.poll_id, data.choice, data.key)
    (answer,) = call.write(Together(actions.cast_ballots, (wish,)))
    receipt = settle(answer)
    is_named = "choice" in receipt.data
    code = None if is_named else queries.code_of(call.actor.token, data.poll_id)
    return {"topic": receipt.topic, "version": receipt.version, "data": receipt.data, "code": code}


EVENTS = (
    EventSpec("poll:open", schemas.OpenPoll, Permission.POLL_RUN, on_poll_open),
    EventSpec("poll:close", schemas.ClosePoll, Permission.POLL_RUN, on_poll_close),
    EventSpec("poll:void", schemas.VoidPoll, Permission.POLL_RUN, on_poll_void),
    EventSpec("meeting:close", schemas.CloseMeeting, Permission.MEETING_RUN, on_meeting_close),
    EventSpec("ballot:cast", schemas.CastBallot, Permission.BALLOT_CAST, on_ballot_cast),
)
