"""Commands of resolutions: what clients may ask for."""

from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.live.specs import EventSpec
from app.platform.storage.ledger import Receipt
from app.resolutions import actions, schemas


def on_resolution_draft(call: Call, data: schemas.DraftResolution) -> Receipt:
    return call.write(lambda work: actions.draft_resolution(work, call.actor, **dict(data)))


def on_resolution_revise(call: Call, data: schemas.ReviseResolution) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.revise_resolution(work, call.actor, meeting_id=meeting, **dict(data)))


def on_resolution_vote(call: Call, data: schemas.PutToVote) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.put_to_vote(work, call.actor, meeting_id=meeting, **dict(data)))


def on_resolution_adopt(call: Call, data: schemas.AdoptResolution) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.adopt_resolution(work, call.actor, meeting_id=meeting, **dict(data)))


EVENTS = (
    EventSpec("resolution:draft", schemas.DraftResolution, Permission.RESOLUTION_DRAFT, on_resolution_draft),
    EventSpec("resolution:revise", schemas.ReviseResolution, Permission.RESOLUTION_DRAFT, on_resolution_revise),
    EventSpec("resolution:vote", schemas.PutToVote, Permission.POLL_RUN, on_resolution_vote),
    EventSpec("resolution:adopt", schemas.AdoptResolution, Permission.RESOLUTION_ADOPT, on_resolution_adopt),
)
