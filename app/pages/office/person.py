"""One member of staff in the office: roles, suspension, sessions and API tokens."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.pages.forms import read_form
from app.pages.office.frame import check_everywhere, show
from app.pages.own_account import chosen_token
from app.pages.rendering import translator
from app.pages.signed_in import this_device
from app.people import actions, queries, sessions, staffing
from app.people.queries import StaffView
from app.people.schemas import ChosenSession, HeldRole
from app.platform.errors import DomainError, ErrorKind
from app.platform.security.actors import TokenScope
from app.platform.security.http import allow, current_call, services
from app.platform.security.permissions import Permission

blueprint = Blueprint("office_person", __name__, url_prefix="/office/staff/<person>")


@blueprint.get("")
@allow(Permission.STAFF_MANAGE)
def person(person: str) -> ResponseReturnValue:
    return _page(_find(person))


@blueprint.post("/suspend")
@allow(Permission.STAFF_MANAGE)
def suspend(person: str) -> ResponseReturnValue:
    """Sessions, sockets, API tokens and links of the person end at once."""
    call, device, found = current_call(), this_device(), _find(person)
    call.write(lambda work: staffing.suspend_staff(work, call.actor, staff=found.id, device=device))
    return _back(found, "office.staff.suspended_done")


@blueprint.post("/resume")
@allow(Permission.STAFF_MANAGE)
def resume(person: str) -> ResponseReturnValue:
    call, device, found = current_call(), this_device(), _find(person)
    call.write(lambda work: staffing.resume_staff(work, call.actor, staff=found.id, device=device))
    return _back(found, "office.staff.resumed_done")


@blueprint.post("/roles/remove")
@allow(Permission.STAFF_MANAGE)
def remove_role(person: str) -> ResponseReturnValue:
    call, device, found = current_call(), this_device(), _find(person)
    held = read_form(HeldRole)
    facts: dict[str, Any] = {"staff": found.id, "role": held.role, "place": held.place, "device": device}
    call.write(lambda work: staffing.remove_role(work, call.actor, **facts))
    return _back(found, "office.staff.role_removed")


@blueprint.post("/sessions/end")
@allow(Permission.STAFF_MANAGE)
def end_sessions(person: str) -> ResponseReturnValue:
    """End one session, or all."""
    call, device, found = current_call(), this_device(), _find(person)
    chosen = read_form(ChosenSession).session
    call.write(lambda work: sessions.end_sessions(work, call.actor, staff=found.id, session=chosen, device=device))
    return _back(found, "office.staff.sessions_ended")


@blueprint.post("/tokens")
@allow(Permission.STAFF_MANAGE)
def create_token(person: str) -> ResponseReturnValue:
    """Answers with the page itself: the token is shown this once and kept nowhere."""
    call, device, found = current_call(), this_device(), _find(person)
    facts: dict[str, Any] = {"email": found.email, "device": device, **chosen_token()}
    token = call.write(lambda work: actions.create_api_token(work, call.actor, **facts))
    return _page(found, token)


@blueprint.post("/tokens/<token>/revoke")
@allow(Permission.STAFF_MANAGE)
def revoke_token(person: str, token: str) -> ResponseReturnValue:
    call, device, found = current_call(), this_device(), _find(person)
    call.write(lambda work: staffing.revoke_api_token(work, call.actor, token=token, device=device))
    return _back(found, "office.staff.token_revoked")


def _find(person: str) -> StaffView:
    """The person, for an administrator of the whole house.

    Raises:
        DomainError: `forbidden`, `not_found`.
    """
    call = current_call()
    check_everywhere(call.actor)
    found = call.read(lambda reading: queries.staff_of(reading, person))
    if found is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return found


def _page(found: StaffView, token: str = "") -> ResponseReturnValue:
    call, now = current_call(), services().clock.now()
    places = call.read(lambda reading: queries.places_of(reading, call.actor))
    current = call.actor.credential
    return show(
        "person",
        "staff",
        person=found,
        names={place.id: place.name for place in places},
        sessions=call.read(lambda reading: queries.sessions_of(reading, found.id, now, current=current)),
        tokens=call.read(lambda reading: queries.tokens_of(reading, [found.id])),
        scopes=list(TokenScope),
        days=services().settings.token_days,
        token=token,
    )


def _back(found: StaffView, message: str) -> ResponseReturnValue:
    flash(translator()(message, email=found.email))
    return redirect(url_for("office_person.person", person=found.id), 303)
