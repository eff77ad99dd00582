"""Commands of meetings: what clients may ask for."""

from app.meetings import actions, schemas
from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.errors import DomainError, ErrorKind
from app.platform.live.specs import EventSpec
from app.platform.storage.ledger import Receipt


def on_phase_move(call: Call, data: schemas.MovePhase) -> Receipt:
    return call.write(lambda work: actions.move_phase(work, call.actor, **dict(data)))


def on_phase_extend(call: Call, data: schemas.ExtendPhase) -> Receipt:
    return call.write(lambda work: actions.extend_phase(work, call.actor, **dict(data)))


def on_meeting_change(call: Call, data: schemas.ChangeMeeting) -> Receipt:
    return call.write(lambda work: actions.change_meeting(work, call.actor, **dict(data)))


def on_results_show(call: Call, data: schemas.ShowResults) -> Receipt:
    return call.write(lambda work: actions.show_results(work, call.actor, **dict(data)))


def on_seat_revoke(call: Call, data: schemas.RevokeSeat) -> Receipt:
    facts = {"meeting_id": meeting_of(call), "address": call.address, **dict(data)}
    return call.write(lambda work: actions.revoke_seat(work, call.actor, **facts))


def on_seat_restore(call: Call, data: schemas.RestoreSeat) -> Receipt:
    facts = {"meeting_id": meeting_of(call), "address": call.address, **dict(data)}
    return call.write(lambda work: actions.restore_seat(work, call.actor, **facts))


def on_seat_leave(call: Call, data: schemas.LeaveSeat) -> Receipt:
    """Leave the caller's own seat; the payload must name the seat, so that a stray message cannot end it.

    Raises:
        DomainError: `not_found` if the payload names another seat.
    """
    if data.seat_id != call.actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    meeting = meeting_of(call)
    return call.write(lambda work: actions.leave_meeting(work, call.actor, meeting_id=meeting, key=data.key))


EVENTS = (
    EventSpec("phase:move", schemas.MovePhase, Permission.MEETING_RUN, on_phase_move),
    EventSpec("phase:extend", schemas.ExtendPhase, Permission.MEETING_RUN, on_phase_extend),
    EventSpec("meeting:change", schemas.ChangeMeeting, Permission.MEETING_RUN, on_meeting_change),
    EventSpec("results:show", schemas.ShowResults, Permission.MEETING_RUN, on_results_show),
    EventSpec("seat:revoke", schemas.RevokeSeat, Permission.SEAT_REVOKE, on_seat_revoke),
    EventSpec("seat:restore", schemas.RestoreSeat, Permission.SEAT_REVOKE, on_seat_restore),
    EventSpec("seat:leave", schemas.LeaveSeat, Permission.SEAT_LEAVE, on_seat_leave),
)
