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
SET_PREFIX = Command(
    action=actions.set_prefix,
    schema=schemas.SetPrefix,
    permission=Permission.PLACE_WORDS,
    http=(Http("PUT /places/<place>/resolution-prefix", "Set the prefix of the place's resolution numbers."),),
)
COMMANDS = (SET_LETTERHEAD, SET_PREFIX)
