"""Commands of meetings and seats."""

from app.meetings import actions, facts, schemas
from app.platform.access.permissions import Permission
from app.platform.commands import Command, Form, Http

CREATE = Command(
    action=actions.create_meeting,
    schema=schemas.SetUpMeeting,
    permission=Permission.MEETING_CREATE,
    http=(Http("POST /meetings", "Set up a meeting.", 201),),
)
LEAVE = Command(
    action=actions.leave_meeting,
    schema=schemas.LeaveSeat,
    permission=Permission.SEAT_LEAVE,
    event="seat:leave",
    http=(Http("POST /seats/<seat>/leave", "Give one's own seat up."),),
)
RECORD_FACTS = Command(
    action=facts.record_facts,
    schema=schemas.RecordFacts,
    permission=Permission.MEETING_RECORD,
    http=(Http("PATCH /meetings/<meeting>/facts", "Enter the facts of a meeting that its papers print."),),
)
COMMANDS = (
    CREATE,
    RECORD_FACTS,
    Command(
        action=actions.move_phase,
        schema=schemas.MovePhase,
        permission=Permission.MEETING_RUN,
        event="phase:move",
        http=(Http("POST /meetings/<meeting>/phase", "Go to a phase."),),
        forms=(Form(path="/desk/phase", back="phase"),),
    ),
    Command(
        action=actions.extend_phase,
        schema=schemas.ExtendPhase,
        permission=Permission.MEETING_RUN,
        event="phase:extend",
        forms=(Form(path="/desk/time", back="phase"),),
    ),
    Command(
        action=actions.change_meeting,
        schema=schemas.ChangeMeeting,
        permission=Permission.MEETING_RUN,
        event="meeting:change",
        http=(Http("PATCH /meetings/<meeting>", "Change settings of a meeting."),),
        forms=(Form(path="/desk/settings", back="hall"),),
    ),
    Command(
        action=actions.show_results,
        schema=schemas.ShowResults,
        permission=Permission.MEETING_RUN,
        event="results:show",
        http=(Http("PUT /meetings/<meeting>/results", "Say when residents see how the others have reacted."),),
        forms=(Form(path="/desk/results", back="ground"),),
    ),
    Command(
        action=actions.revoke_seat,
        schema=schemas.RevokeSeat,
        permission=Permission.SEAT_REVOKE,
        event="seat:revoke",
        http=(Http("POST /seats/<seat>/revoke", "End somebody's seat."),),
        forms=(Form(path="/desk/seats/<seat_id>/revoke", back="people"),),
    ),
    Command(
        action=actions.restore_seat,
        schema=schemas.RestoreSeat,
        permission=Permission.SEAT_REVOKE,
        event="seat:restore",
        http=(Http("POST /seats/<seat>/restore", "Give a seat back."),),
        forms=(Form(path="/desk/seats/<seat_id>/restore", back="people"),),
    ),
    LEAVE,
)
