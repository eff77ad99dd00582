"""Commands of a place's own templates."""

from app.documents.templates import actions, schemas
from app.platform.access.permissions import Permission
from app.platform.commands import Command, Http

SET_TEMPLATE = Command(
    action=actions.set_template,
    schema=schemas.SetTemplate,
    permission=Permission.PLACE_LETTERHEAD,
    http=(Http("PUT /places/<place>/templates/<kind>", "Print a paper of a place with a DOCX template of its own."),),
)
REMOVE_TEMPLATE = Command(
    action=actions.remove_template,
    schema=schemas.RemoveTemplate,
    permission=Permission.PLACE_LETTERHEAD,
    http=(Http("POST /places/<place>/templates/<kind>/remove", "Print a paper with the built-in template again."),),
)
COMMANDS = (SET_TEMPLATE, REMOVE_TEMPLATE)
