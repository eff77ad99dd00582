"""Commands of concessions: what clients may ask for."""

from app.concessions import actions, schemas
from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.live.specs import EventSpec
from app.platform.storage.ledger import Receipt


def on_concession_offer(call: Call, data: schemas.OfferConcession) -> Receipt:
    facts = {**dict(data), "meeting_id": meeting_of(call)}
    return call.write(lambda work: actions.offer_concession(work, call.actor, **facts))


def on_concession_take(call: Call, data: schemas.ChangeConcession) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.take_concession(work, call.actor, meeting_id=meeting, **dict(data)))


def on_concession_withdraw(call: Call, data: schemas.ChangeConcession) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.withdraw_concession(work, call.actor, meeting_id=meeting, **dict(data)))


EVENTS = (
    EventSpec("concession:offer", schemas.OfferConcession, Permission.CONCESSION_OFFER, on_concession_offer),
    EventSpec("concession:take", schemas.ChangeConcession, Permission.RESOLUTION_DRAFT, on_concession_take),
    EventSpec("concession:withdraw", schemas.ChangeConcession, Permission.CONCESSION_OFFER, on_concession_withdraw),
)
