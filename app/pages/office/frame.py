"""What every page of the office shares: its frame, its navigation, and what the reader may do at which place."""

from flask import render_template
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.queries import LinkNotice
from app.platform.access.actors import Actor, Role
from app.platform.access.permissions import GRANTS, Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId
from app.platform.local_time import short_time
from app.platform.web.http import current_call


def show(template: str, here: str, **facts: object) -> str:
    """Return a page of the office; `here` names the entry of the navigation that the page belongs to."""
    actor = current_call().actor
    everywhere = ["places", "staff", "security"] if is_everywhere(actor) else []
    ways = ["meetings", "calendar", "cases", *everywhere, "account"]
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
    """Return the notices of sign-in links made for the reader, and the administrators to tell of an unwanted link."""
    notices = queries.link_notices(session, actor.staff_id) if actor.is_staff else []
    return notices, queries.administrator_emails(session) if notices else []


def may(actor: Actor, permission: Permission, place_id: PlaceId) -> bool:
    """Return whether to offer an act at a place; the gate checks the permission again when the act is done."""
    return bool(actor.roles_at(place_id) & GRANTS[permission])


def is_everywhere(actor: Actor) -> bool:
    """Return whether an actor administers the whole installation and not only some of its places."""
    return (None, Role.ADMINISTRATOR) in actor.roles


def check_everywhere(actor: Actor) -> None:
    """Refuse an actor who does not administer the whole installation.

    Places and people belong to no place, so an administrator of one place may not change them.

    Raises:
        DomainError: `forbidden`.
    """
    if not is_everywhere(actor):
        raise DomainError(ErrorKind.FORBIDDEN, "forbidden")
