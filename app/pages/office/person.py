"""One member of staff in the office: roles, suspension, sessions and API tokens."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries, sessions, staffing
from app.accounts.queries import StaffView
from app.accounts.schemas import ChosenSession, HeldRole
from app.organisations import queries as organisations
from app.pages.forms import read_form
from app.pages.office.frame import check_everywhere, show
from app.pages.own_account import chosen_token
from app.pages.rendering import translator
from app.pages.signed_in import this_device
from app.platform.access.actors import TokenScope
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import StaffId, TokenId
from app.platform.web.http import allow, current_call, services

blueprint = Blueprint("office_person", __name__, url_prefix="/office/staff/<staff_id>")


@blueprint.get("")
@allow(Permission.STAFF_MANAGE)
def person(staff_id: StaffId) -> ResponseReturnValue:
    return _page(_find(staff_id))


@blueprint.post("/suspend")
@allow(Permission.STAFF_MANAGE)
def suspend(staff_id: StaffId) -> ResponseReturnValue:
    """Suspend a person, whose sessions, websocket connections, API tokens and links end at once."""
    call, device, person = current_call(), this_device(), _find(staff_id)
    call.write(lambda work: staffing.suspend_staff(work, call.actor, staff_id=person.id, device=device))
    return _back(person, "office.staff.suspended_done")


@blueprint.post("/resume")
@allow(Permission.STAFF_MANAGE)
def resume(staff_id: StaffId) -> ResponseReturnValue:
    call, device, person = current_call(), this_device(), _find(staff_id)
    call.write(lambda work: staffing.resume_staff(work, call.actor, staff_id=person.id, device=device))
    return _back(person, "office.staff.resumed_done")


@blueprint.post("/roles/remove")
@allow(Permission.STAFF_MANAGE)
def remove_role(staff_id: StaffId) -> ResponseReturnValue:
    call, device, person = current_call(), this_device(), _find(staff_id)
    held = read_form(HeldRole)
    facts: dict[str, Any] = {"staff_id": person.id, "role": held.role, "place_id": held.place_id, "device": device}
    call.write(lambda work: staffing.remove_role(work, call.actor, **facts))
    return _back(person, "office.staff.role_removed")


@blueprint.post("/sessions/end")
@allow(Permission.STAFF_MANAGE)
def end_sessions(staff_id: StaffId) -> ResponseReturnValue:
    """End one session of a person, or all."""
    call, device, person = current_call(), this_device(), _find(staff_id)
    chosen = read_form(ChosenSession).session_id
    call.write(
        lambda work: sessions.end_sessions(work, call.actor, staff_id=person.id, session_id=chosen, device=device)
    )
    return _back(person, "office.staff.sessions_ended")


@blueprint.post("/tokens")
@allow(Permission.STAFF_MANAGE)
def create_token(staff_id: StaffId) -> ResponseReturnValue:
    """Create an API token; the answer is the page itself, because the token is stored nowhere and shown only once."""
    call, device, person = current_call(), this_device(), _find(staff_id)
    facts: dict[str, Any] = {"email": person.email, "device": device, **chosen_token()}
    token = call.write(lambda work: actions.create_api_token(work, call.actor, **facts))
    return _page(person, token)


@blueprint.post("/tokens/<token_id>/revoke")
@allow(Permission.STAFF_MANAGE)
def revoke_token(staff_id: StaffId, token_id: TokenId) -> ResponseReturnValue:
    call, device, person = current_call(), this_device(), _find(staff_id)
    call.write(lambda work: staffing.revoke_api_token(work, call.actor, token_id=token_id, device=device))
    return _back(person, "office.staff.token_revoked")


def _find(staff_id: StaffId) -> StaffView:
    """Return the member of staff, if the reader administers the whole installation.

    Raises:
        DomainError: `forbidden`, `not_found`.
    """
    call = current_call()
    check_everywhere(call.actor)
    person = call.read(lambda reading: queries.staff_of(reading, staff_id))
    if person is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return person


def _page(person: StaffView, token: str = "") -> ResponseReturnValue:
    call, now = current_call(), services().clock.now()
    places = call.read(lambda reading: organisations.places_of(reading, call.actor))
    current = call.actor.credential
    return show(
        "person",
        "staff",
        person=person,
        names={place.id: place.name for place in places},
        sessions=call.read(lambda reading: queries.sessions_of(reading, person.id, now, current=current)),
        tokens=call.read(lambda reading: queries.tokens_of(reading, [person.id])),
        scopes=list(TokenScope),
        days=services().settings.token_days,
        token=token,
    )


def _back(person: StaffView, message: str) -> ResponseReturnValue:
    flash(translator()(message, email=person.email))
    return redirect(url_for("office_person.person", staff_id=person.id), 303)
