"""Acts of the floor on concessions: offer to give way, take an offer back."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from app.concessions import actions, schemas
from app.pages.floor.returning import back_to
from app.pages.forms import read_form
from app.pages.rendering import translator
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission

blueprint = Blueprint("floor_concessions", __name__, url_prefix="/m/<meeting>/concessions")


@blueprint.post("")
@allow(Permission.CONCESSION_OFFER, as_seat=True)
def offer(meeting: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.OfferConcession, meeting=meeting)
    call.write(lambda work: actions.offer_concession(work, call.actor, **dict(data)))
    flash(translator()("floor.concede.done"), "info")
    return back_to(meeting)


@blueprint.post("/<concession>/withdraw")
@allow(Permission.CONCESSION_OFFER, as_seat=True)
def withdraw(meeting: str, concession: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.ChangeConcession, concession=concession)
    call.write(lambda work: actions.withdraw_concession(work, call.actor, meeting=meeting, **dict(data)))
    flash(translator()("floor.mine.withdrawn"), "info")
    return back_to(meeting)
