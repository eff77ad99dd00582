"""What every page of the office shares: its frame, its ways, and what the reader may do where."""

from flask import render_template

from app.platform.errors import DomainError, ErrorKind
from app.platform.local_time import short_time
from app.platform.security.actors import Actor, Role
from app.platform.security.http import current_call
from app.platform.security.permissions import GRANTS, Permission


def show(template: str, here: str, **facts: object) -> str:
    """A page of the office; `here` names the way that the reader is on."""
    actor = current_call().actor
    ways = ["meetings", "cases", *(["places", "staff", "security"] if is_everywhere(actor) else [])]
    return render_template(
        f"office/{template}.html",
        audience="office",
        brand_href="/office/",
        here=here,
        ways=ways,
        may=lambda permission, place: may(actor, Permission(permission), place),
        time=short_time,
        **facts,
    )


def may(actor: Actor, permission: Permission, place: str) -> bool:
    """Whether to offer something; the gate decides again when it is done."""
    return bool(actor.roles_at(place) & GRANTS[permission])


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
