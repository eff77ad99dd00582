"""Commands of resolutions."""

from app.platform.access.permissions import Permission
from app.platform.commands import Command, Form, Http
from app.resolutions import actions, schemas

ADOPT = Command(
    action=actions.adopt_resolution,
    schema=schemas.AdoptResolution,
    permission=Permission.RESOLUTION_ADOPT,
    event="resolution:adopt",
    http=(Http("POST /resolutions/<resolution>/adopt", "Adopt what was carried."),),
    forms=(Form(path="/desk/resolutions/<resolution_id>/adopt", back="decisions", lines=("reservations",)),),
)
COMMANDS = (
    Command(
        action=actions.draft_resolution,
        schema=schemas.DraftResolution,
        permission=Permission.RESOLUTION_DRAFT,
        event="resolution:draft",
        http=(Http("POST /meetings/<meeting>/resolutions", "Draft a resolution.", 201),),
        forms=(Form(path="/desk/resolutions", back="decisions"),),
    ),
    Command(
        action=actions.revise_resolution,
        schema=schemas.ReviseResolution,
        permission=Permission.RESOLUTION_DRAFT,
        event="resolution:revise",
        forms=(Form(path="/desk/resolutions/<resolution_id>", back="decisions"),),
    ),
    Command(
        action=actions.put_to_vote,
        schema=schemas.PutToVote,
        permission=Permission.POLL_RUN,
        event="resolution:vote",
        forms=(Form(path="/desk/resolutions/<resolution_id>/poll", back="decisions"),),
    ),
    ADOPT,
)
