"""Staff and API tokens over REST."""

from typing import Annotated, Any

from pydantic import Field

from app.api.operations import Operation
from app.people import actions, queries, sessions, staffing
from app.people.actions import Device
from app.people.queries import StaffView, TokenView
from app.people.rules import MOST_TOKEN_DAYS, check_may_manage, may_manage
from app.people.schemas import PersonName
from app.platform.errors import DomainError, ErrorKind
from app.platform.live.specs import Payload
from app.platform.reach import start_address
from app.platform.security.actors import Role, TokenScope
from app.platform.security.permissions import Permission
from app.platform.services import Call
from app.platform.text import Email, Id, Key, Line


class NoFields(Payload):
    """Nothing but the path."""


class OfStaff(Payload):
    """Something of one member of staff."""

    staff: Id


class StaffWrite(Payload):
    """A write about staff. The same key makes no second link or token: their secrets are shown once and not kept."""

    key: Key


class ChangeStaff(StaffWrite):
    """An act on one member of staff; to repeat it changes nothing more."""

    staff: Id


class AddStaff(StaffWrite):
    """Give a person a role; an administrator without a place administers the whole house."""

    email: Annotated[str, Line(254, least=3)]
    role: Role
    place: Id | None = None
    name: PersonName = ""


class RemoveRole(StaffWrite):
    """Take a role away."""

    staff: Id
    role: Role | None = None
    place: Id | None = None


class EndSessions(StaffWrite):
    """End one session of a person, or all."""

    staff: Id
    session: Id | None = None


class CreateToken(StaffWrite):
    """Make an API token for oneself, or for a person whom one administers."""

    email: Email | None = None
    scopes: tuple[TokenScope, ...] = Field(default=(TokenScope.EVERYTHING,), min_length=1, max_length=10)
    days: int | None = Field(default=None, ge=1, le=MOST_TOKEN_DAYS)


class RevokeToken(StaffWrite):
    """End an API token, named by its id."""

    token: Id


def list_staff(call: Call, _data: NoFields) -> dict[str, Any]:
    people = call.read(lambda session: queries.staff_for(session, call.actor))
    return {"items": [_person(view) for view in people], "next": None}


def add(call: Call, data: AddStaff) -> dict[str, Any]:
    """`link` is null where the person also works in places of others: whoever holds a link becomes that person."""
    hours, facts = call.services.settings.link_hours, dict(data)
    token = call.write(lambda work: actions.add_staff(work, call.actor, **facts, hours=hours, device=_device(call)))
    return {"link": _link(call, token) if token else None}


def make_link(call: Call, data: ChangeStaff) -> dict[str, Any]:
    hours = call.services.settings.link_hours
    token = call.write(
        lambda work: actions.make_sign_in_link(
            work, call.actor, staff=data.staff, hours=hours, key=data.key, device=_device(call)
        )
    )
    return {"link": _link(call, token)}


def suspend(call: Call, data: ChangeStaff) -> dict[str, Any]:
    call.write(lambda work: staffing.suspend_staff(work, call.actor, staff=data.staff, device=_device(call)))
    return _after(call, data.staff)


def resume(call: Call, data: ChangeStaff) -> dict[str, Any]:
    call.write(lambda work: staffing.resume_staff(work, call.actor, staff=data.staff, device=_device(call)))
    return _after(call, data.staff)


def remove_role(call: Call, data: RemoveRole) -> dict[str, Any]:
    """Take a role away; a call without `role` reveals nothing about a person whom the caller may not manage."""
    found = call.read(lambda session: queries.staff_of(session, data.staff))
    if found is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if data.role is None:
        check_may_manage(call.actor, found.roles)
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field="role")
    facts: dict[str, Any] = {"staff": data.staff, "role": data.role, "place": data.place}
    call.write(lambda work: staffing.remove_role(work, call.actor, **facts, device=_device(call)))
    return _after(call, data.staff)


def list_sessions(call: Call, data: OfStaff) -> dict[str, Any]:
    now = call.services.clock.now()
    found = call.read(lambda session: queries.staff_of(session, data.staff))
    if found is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    check_may_manage(call.actor, found.roles)
    return {"items": call.read(lambda session: queries.sessions_of(session, data.staff, now)), "next": None}


def end_sessions(call: Call, data: EndSessions) -> dict[str, Any]:
    facts: dict[str, Any] = {"staff": data.staff, "session": data.session}
    ended = call.write(lambda work: sessions.end_sessions(work, call.actor, **facts, device=_device(call)))
    return {"ended": ended}


def list_tokens(call: Call, _data: NoFields) -> dict[str, Any]:
    """One's own, and for an administrator those of everybody there."""

    def read(session: Any) -> list[TokenView]:
        people = queries.staff_for(session, call.actor)
        managed = [view for view in people if may_manage(call.actor, view.roles)]
        return queries.tokens_of(session, {call.actor.id, *(view.id for view in managed)})

    return {"items": [_token(view) for view in call.read(read)], "next": None}


def create_token(call: Call, data: CreateToken) -> dict[str, Any]:
    """The secret is in this answer alone."""
    days = data.days or call.services.settings.token_days
    own = call.read(lambda session: queries.staff_of(session, call.actor.id))
    if own is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    facts: dict[str, Any] = {"email": data.email or own.email, "scopes": data.scopes, "days": days, "key": data.key}
    token = call.write(lambda work: actions.create_api_token(work, call.actor, **facts, device=_device(call)))
    return {"token": token, "scopes": data.scopes, "days": days}


def revoke_token(call: Call, data: RevokeToken) -> dict[str, Any]:
    call.write(lambda work: staffing.revoke_api_token(work, call.actor, token=data.token, device=_device(call)))
    return {"revoked": data.token}


def _after(call: Call, staff: str) -> dict[str, Any]:
    """The person as the act has left them."""
    found = call.read(lambda session: queries.staff_of(session, staff))
    return _person(found) if found else {}


def _person(view: StaffView) -> dict[str, Any]:
    return {
        "id": view.id,
        "email": view.email,
        "name": view.name,
        "roles": [{"place": place, "role": role} for place, role in view.roles],
        "signed_in_at": view.signed_in_at,
        "suspended_at": view.suspended_at,
    }


def _token(view: TokenView) -> dict[str, Any]:
    return {
        "id": view.id,
        "email": view.email,
        "scopes": view.scopes,
        "created_at": view.created_at,
        "expires_at": view.expires_at,
        "used_at": view.used_at,
    }


def _device(call: Call) -> Device:
    return Device(address=call.address)


def _link(call: Call, token: str) -> str:
    settings = call.services.settings
    return f"{start_address(settings)}/account/link/{token}"


OPERATIONS = (
    Operation("GET", "/staff", Permission.STAFF_MANAGE, NoFields, list_staff, "The staff whom one administers."),
    Operation("POST", "/staff", Permission.STAFF_MANAGE, AddStaff, add, "Give a person a role.", 201),
    Operation(
        "POST",
        "/staff/<staff>/link",
        Permission.STAFF_MANAGE,
        ChangeStaff,
        make_link,
        "Make a one-time sign-in link.",
        201,
    ),
    Operation("POST", "/staff/<staff>/suspend", Permission.STAFF_MANAGE, ChangeStaff, suspend, "Shut a person out."),
    Operation("POST", "/staff/<staff>/resume", Permission.STAFF_MANAGE, ChangeStaff, resume, "Let a person in again."),
    Operation(
        "POST", "/staff/<staff>/roles/remove", Permission.STAFF_MANAGE, RemoveRole, remove_role, "Take a role away."
    ),
    Operation(
        "GET", "/staff/<staff>/sessions", Permission.STAFF_MANAGE, OfStaff, list_sessions, "The sessions of a person."
    ),
    Operation(
        "POST",
        "/staff/<staff>/sessions/end",
        Permission.STAFF_MANAGE,
        EndSessions,
        end_sessions,
        "End one session of a person, or all.",
    ),
    Operation("GET", "/tokens", Permission.ACCOUNT_OWN, NoFields, list_tokens, "API tokens."),
    Operation("POST", "/tokens", Permission.ACCOUNT_OWN, CreateToken, create_token, "Make an API token.", 201),
    Operation("POST", "/tokens/<token>/revoke", Permission.ACCOUNT_OWN, RevokeToken, revoke_token, "End an API token."),
)
