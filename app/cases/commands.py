"""Commands of cases."""

from app.cases import actions, schemas
from app.platform.access.permissions import Permission
from app.platform.commands import Command, Form, Http

MOVE = Command(
    action=actions.move_case,
    schema=schemas.MoveCase,
    permission=Permission.CASE_MOVE,
    event="case:move",
    http=(Http("POST /cases/<case>/moves", "Move a case."),),
    forms=(Form(path="/desk/cases/<case_id>", back="cases"),),
)
OPEN = Command(
    action=actions.open_case,
    schema=schemas.OpenCase,
    permission=Permission.CASE_OPEN,
    event="case:open",
    http=(Http("POST /resolutions/<resolution>/cases", "Open a case.", 201),),
    forms=(Form(path="/desk/resolutions/<resolution_id>/cases", back="cases"),),
)
COMMANDS = (
    OPEN,
    MOVE,
    Command(
        action=actions.rate_case,
        schema=schemas.RateCase,
        permission=Permission.CASE_RATE,
        event="case:rate",
        http=(Http("PUT /cases/<case>/rating", "Rate a result."),),
        forms=(Form(path="/cases/<case_id>/rating", said="floor.case.thanks"),),
    ),
)
