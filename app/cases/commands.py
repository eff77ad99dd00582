"""Commands of cases: what clients may ask for."""

from app.cases import actions, schemas
from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.live.specs import EventSpec
from app.platform.storage.ledger import Receipt


def on_case_open(call: Call, data: schemas.OpenCase) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.open_case(work, call.actor, meeting_id=meeting, **dict(data)))


def on_place_case_open(call: Call, data: schemas.OpenPlaceCase) -> Receipt:
    return call.write(lambda work: actions.open_place_case(work, call.actor, **dict(data)))


def on_case_move(call: Call, data: schemas.MoveCase) -> Receipt:
    meeting = call.scope.meeting if call.scope else None
    return call.write(lambda work: actions.move_case(work, call.actor, meeting_id=meeting, **dict(data)))


def on_case_rate(call: Call, data: schemas.RateCase) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.rate_case(work, call.actor, meeting_id=meeting, **dict(data)))


EVENTS = (
    EventSpec("case:open", schemas.OpenCase, Permission.CASE_OPEN, on_case_open),
    EventSpec("case:move", schemas.MoveCase, Permission.CASE_MOVE, on_case_move),
    EventSpec("case:rate", schemas.RateCase, Permission.CASE_RATE, on_case_rate),
)
