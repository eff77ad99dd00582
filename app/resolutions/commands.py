"""Commands of resolutions and their public notices."""

from app.platform.access.permissions import Permission
from app.platform.commands import Command, Form, Http
from app.resolutions import actions, schemas
from app.resolutions.notices import actions as notices

ADOPT = Command(
    action=actions.adopt_resolution,
    schema=schemas.AdoptResolution,
    permission=Permission.RESOLUTION_ADOPT,
    event="resolution:adopt",
    http=(Http("POST /resolutions/<resolution>/adopt", "Adopt what was carried."),),
    forms=(Form(path="/desk/resolutions/<resolution_id>/adopt", back="decisions", lines=("reservations",)),),
)
SET_TERMS = Command(
    action=actions.set_terms,
    schema=schemas.SetTerms,
    permission=Permission.RESOLUTION_DRAFT,
    event="resolution:terms",
    http=(Http("PUT /resolutions/<resolution>/terms", "Record responsible body, term, review and objections."),),
    forms=(Form(path="/desk/resolutions/<resolution_id>/terms", back="decisions"),),
)
PREPARE = Command(
    action=actions.prepare_resolution,
    schema=schemas.PrepareResolution,
    permission=Permission.RESOLUTION_DRAFT,
    event="resolution:prepare",
    http=(Http("PUT /resolutions/<resolution>/preparation", "Record prior notice, branch study and legal check."),),
    forms=(Form(path="/desk/resolutions/<resolution_id>/preparation", back="decisions"),),
)
ADD_DISSENT = Command(
    action=actions.add_dissent,
    schema=schemas.AddDissent,
    permission=Permission.RESOLUTION_DRAFT,
    event="dissent:add",
    http=(Http("POST /resolutions/<resolution>/dissent", "Record a reservation beside a clause.", 201),),
    forms=(Form(path="/desk/resolutions/<resolution_id>/dissent", back="decisions"),),
)
REMOVE_DISSENT = Command(
    action=actions.remove_dissent,
    schema=schemas.RemoveDissent,
    permission=Permission.RESOLUTION_DRAFT,
    event="dissent:remove",
    http=(Http("POST /resolutions/<resolution>/dissent/remove", "Remove a reservation recorded by mistake."),),
    forms=(Form(path="/desk/resolutions/<resolution_id>/dissent/remove", back="decisions"),),
)
POST_NOTICE = Command(
    action=notices.post_notice,
    schema=schemas.PostNotice,
    permission=Permission.RESOLUTION_ADOPT,
    event="notice:post",
    http=(Http("POST /resolutions/<resolution>/notices", "Post the result or the progress of a resolution.", 201),),
    forms=(Form(path="/desk/resolutions/<resolution_id>/notices", back="decisions"),),
)
TAKE_DOWN = Command(
    action=notices.take_down_notice,
    schema=schemas.TakeDownNotice,
    permission=Permission.RESOLUTION_ADOPT,
    event="notice:remove",
    http=(Http("POST /notices/<notice>/take-down", "Take a public notice down."),),
    forms=(Form(path="/desk/notices/<notice_id>/take-down", back="decisions"),),
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
    Command(
        action=actions.take_concession,
        schema=schemas.TakeConcession,
        permission=Permission.RESOLUTION_DRAFT,
        event="concession:take",
        http=(Http("POST /concessions/<concession>/take", "Take a concession up into the text."),),
        forms=(Form(path="/desk/concessions/<concession_id>/take", back="concessions"),),
    ),
    SET_TERMS,
    PREPARE,
    ADD_DISSENT,
    REMOVE_DISSENT,
    ADOPT,
    POST_NOTICE,
    TAKE_DOWN,
)
