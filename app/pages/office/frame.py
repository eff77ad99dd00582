"""What every page of the office shares: its frame, its ways, and what the reader may do where."""

from flask import render_template
from sqlalchemy.orm import Session

from app.people import queries
from app.people.queries import LinkNotice
from app.platform.access.actors import Actor, Role
from app.platform.access.permissions import GRANTS, Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId
from app.platform.local_time import short_time
from app.platform.web.http import current_call


def show(template: str, here: str, **facts: object) -> str:
    """A page of the office; `here` names the way that the reader is on."""
    actor = current_call().actor
    everywhere = ["places", "staff", "security"] if is_everywhere(actor) else []
    ways = ["meetings", "cases", *everywhere, "account"]
    notices, administrators = current_call().read(lambda session: _notices(session, actor))
    return render_template(
        f"office/{template}.html",
        audience="office",
        brand_href="/office/",
        here=here,
        ways=ways,
        may=lambda permission, place: may(actor, Permission(permission), place),
        time=short_time,
        link_notices=notices,
        administrators=administrators,
        **facts,
    )


def _notices(session: Session, actor: Actor) -> tuple[list[LinkNotice], list[str]]:
    """The sign-in links that the reader has not been told of, and whom to tell if one was not asked for."""
    notices = queries.link_notices(session, actor.staff_id) if actor.is_staff else []
    return notices, queries.administrator_emails(session) if notices else []


def may(actor: Actor, permission: Permission, place_id: PlaceId) -> bool:
    """Whether to offer something; the gate decides again when it is done."""
    return bool(actor.roles_at(place_id) & GRANTS[permission])


def is_everywhere(actor: Actor) -> bool:
    """Whether someone administers the whole house and not one place of it."""
    return (None, Role.ADMINISTRATOR) in actor.roles


def check_everywhere(actor: Actor) -> None:
    """Places and people belong to no place, so an administrator of one place has no say in them.

    Raises:
        DomainError: `forbidden`.
    """
    if not is_everywhere(actor):
        raise DomainError(ErrorKind.FORBIDDEN, "forbidden")
