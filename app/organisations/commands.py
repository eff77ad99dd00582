"""Commands of places."""

from app.organisations import actions, schemas
from app.platform.access.permissions import Permission
from app.platform.commands import Command, Http

SET_LETTERHEAD = Command(
    action=actions.set_letterhead,
    schema=schemas.SetLetterhead,
    permission=Permission.PLACE_LETTERHEAD,
    http=(Http("PUT /places/<place>/letterhead", "Say who issues a place's papers and where residents object."),),
)
COMMANDS = (SET_LETTERHEAD,)
