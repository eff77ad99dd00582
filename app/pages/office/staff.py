"""The staff page: roles by place, adding a person, and one-time sign-in links."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries
from app.organisations import queries as organisations
from app.pages.forms import read_form
from app.pages.office.frame import check_everywhere, show
from app.pages.qr import base_url
from app.pages.schemas import StaffForm
from app.pages.signed_in import this_device
from app.platform.access.actors import Role
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import StaffId
from app.platform.web.http import allow, current_call, services

blueprint = Blueprint("office_staff", __name__, url_prefix="/office/staff")


@blueprint.get("")
@allow(Permission.STAFF_MANAGE)
def staff() -> ResponseReturnValue:
    check_everywhere(current_call().actor)
    return _page()


@blueprint.post("")
@allow(Permission.STAFF_MANAGE)
def add() -> ResponseReturnValue:
    """Give a person a role; the answer is the page itself, because the link is stored nowhere and shown only once.

    Raises:
        DomainError: `staff.known` if the e-mail is on the list, unless the form says that another role is meant.
    """
    call, device = current_call(), this_device()
    check_everywhere(call.actor)
    data, hours = read_form(StaffForm), services().settings.link_hours
    if not data.is_known and call.read(lambda session: queries.staff_named(session, data.email.strip().lower())):
        raise DomainError(ErrorKind.CONFLICT, "staff.known", email=data.email)
    where = None if data.role is Role.ADMINISTRATOR else data.place_id
    facts: dict[str, Any] = {"email": data.email, "name": data.name, "role": data.role, "place_id": where}
    token = call.write(lambda work: actions.add_staff(work, call.actor, **facts, hours=hours, device=device))
    return _page(data.email.lower(), token)


@blueprint.post("/<staff_id>/link")
@allow(Permission.STAFF_MANAGE)
def renew(staff_id: StaffId) -> ResponseReturnValue:
    """Make another link for a person who has lost the password; a notice tells the person at the next sign-in."""
    call, hours, device = current_call(), services().settings.link_hours, this_device()
    check_everywhere(call.actor)
    person = call.read(lambda session: queries.staff_of(session, staff_id))
    if person is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    token = call.write(
        lambda work: actions.make_sign_in_link(work, call.actor, staff_id=person.id, hours=hours, device=device)
    )
    return _page(person.email, token)


def _page(email: str = "", token: str = "") -> ResponseReturnValue:
    call = current_call()
    places = call.read(lambda session: organisations.places_of(session, call.actor))
    return show(
        "staff",
        "staff",
        people=call.read(lambda session: queries.staff_for(session, call.actor)),
        places=places,
        names={place.id: place.name for place in places},
        roles=list(Role),
        new_email=email,
        link=f"{base_url()}{url_for('account.link_form', link=token)}" if token else "",
        hours=services().settings.link_hours,
    )
