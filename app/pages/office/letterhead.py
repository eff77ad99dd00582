"""The page on which a place says who issues its papers and where residents object."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.organisations import queries
from app.organisations.commands import SET_LETTERHEAD
from app.organisations.schemas import SetLetterhead
from app.pages.forms import read_form
from app.pages.office.frame import show
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.ids import PlaceId
from app.platform.web.http import allow, current_call

blueprint = Blueprint("office_letterhead", __name__, url_prefix="/office/places/<place_id>/letterhead")


@blueprint.get("")
@allow(Permission.PLACE_LETTERHEAD)
def show_letterhead(place_id: PlaceId) -> ResponseReturnValue:
    place = current_call().read(lambda session: queries.place_of(session, place_id))
    return show("letterhead", "places", place=place)


@blueprint.post("")
@allow(Permission.PLACE_LETTERHEAD)
def set_letterhead(place_id: PlaceId) -> ResponseReturnValue:
    run_command(current_call(), SET_LETTERHEAD, read_form(SetLetterhead, place=place_id))
    flash(translator()("office.letterhead.kept"), "info")
    return redirect(url_for("office_letterhead.show_letterhead", place_id=place_id), 303)
