"""Commands of concessions."""

from app.concessions import actions, schemas
from app.platform.access.permissions import Permission
from app.platform.commands import Command, Form

COMMANDS = (
    Command(
        action=actions.offer_concession,
        schema=schemas.OfferConcession,
        permission=Permission.CONCESSION_OFFER,
        event="concession:offer",
        forms=(Form(path="/concessions", said="floor.concede.done"),),
    ),
    Command(
        action=actions.withdraw_concession,
        schema=schemas.ChangeConcession,
        permission=Permission.CONCESSION_OFFER,
        event="concession:withdraw",
        forms=(Form(path="/concessions/<concession_id>/withdraw", said="floor.mine.withdrawn"),),
    ),
)
