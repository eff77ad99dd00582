"""Staff and API tokens over REST."""

from typing import Annotated, Any

from pydantic import Field

from app.accounts import actions, queries, sessions, staffing
from app.accounts.actions import Device
from app.accounts.queries import StaffView, TokenView
from app.accounts.rules import MAX_TOKEN_DAYS, check_may_manage, may_manage
from app.accounts.schemas import PersonName
from app.api.operations import Operation
from app.platform.access.actors import Role, TokenScope
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId, SessionId, StaffId, TokenId
from app.platform.live.specs import Payload
from app.platform.text import Email, Key, Line
from app.platform.web.reach import start_address


class NoFields(Payload):
    """A call without fields."""


class OfStaff(Payload):
    """A call about one member of staff."""

    staff_id: StaffId


class StaffWrite(Payload):
    """A write about staff; the same key makes no second link or token: secrets are shown once and not stored."""

    key: Key


class ChangeStaff(StaffWrite):
    """An act on one member of staff; repeating it changes nothing more."""

    staff_id: StaffId


class AddStaff(StaffWrite):
    """Give a person a role; an administrator without a place administers the whole installation."""

    email: Annotated[str, Line(254, least=3)]
    role: Role
    place_id: PlaceId | None = None
    name: PersonName = ""


class RemoveRole(StaffWrite):
    """Take a role away."""

    staff_id: StaffId
    role: Role | None = None
    place_id: PlaceId | None = None


class EndSessions(StaffWrite):
    """End one session of a person, or all."""

    staff_id: StaffId
    session_id: SessionId | None = None


class CreateToken(StaffWrite):
    """Make an API token for the caller, or for a person whom the caller administers."""

    email: Email | None = None
    scopes: tuple[TokenScope, ...] = Field(default=(TokenScope.EVERYTHING,), min_length=1, max_length=10)
    days: int | None = Field(default=None, ge=1, le=MAX_TOKEN_DAYS)


class RevokeToken(StaffWrite):
    """End an API token, named by its id."""

    token_id: TokenId


def list_staff(call: Call, _data: NoFields) -> dict[str, Any]:
    people = call.read(lambda session: queries.staff_for(session, call.actor))
    return {"items": [_person(view) for view in people], "next": None}


def add(call: Call, data: AddStaff) -> dict[str, Any]:
    """Give a person a role and return a one-time sign-in link.

    `link` is null if the person also works at places that the caller does not administer, because whoever holds a
    link can act as that person.
    """
    hours, facts = call.services.settings.link_hours, dict(data)
    token = call.write(lambda work: actions.add_staff(work, call.actor, **facts, hours=hours, device=_device(call)))
    return {"link": _link(call, token) if token else None}


def make_link(call: Call, data: ChangeStaff) -> dict[str, Any]:
    hours = call.services.settings.link_hours
    token = call.write(
        lambda work: actions.make_sign_in_link(
            work, call.actor, staff_id=data.staff_id, hours=hours, key=data.key, device=_device(call)
        )
    )
    return {"link": _link(call, token)}


def suspend(call: Call, data: ChangeStaff) -> dict[str, Any]:
    call.write(lambda work: staffing.suspend_staff(work, call.actor, staff_id=data.staff_id, device=_device(call)))
    return _after(call, data.staff_id)


def resume(call: Call, data: ChangeStaff) -> dict[str, Any]:
    call.write(lambda work: staffing.resume_staff(work, call.actor, staff_id=data.staff_id, device=_device(call)))
    return _after(call, data.staff_id)


def remove_role(call: Call, data: RemoveRole) -> dict[str, Any]:
    """Take a role away; a call without `role` reveals nothing about a person whom the caller may not manage."""
    member = call.read(lambda session: queries.staff_of(session, data.staff_id))
    if member is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if data.role is None:
        check_may_manage(call.actor, member.roles)
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field="role")
    facts: dict[str, Any] = {"staff_id": data.staff_id, "role": data.role, "place_id": data.place_id}
    call.write(lambda work: staffing.remove_role(work, call.actor, **facts, device=_device(call)))
    return _after(call, data.staff_id)


def list_sessions(call: Call, data: OfStaff) -> dict[str, Any]:
    now = call.services.clock.now()
    member = call.read(lambda session: queries.staff_of(session, data.staff_id))
    if member is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    check_may_manage(call.actor, member.roles)
    return {"items": call.read(lambda session: queries.sessions_of(session, data.staff_id, now)), "next": None}


def end_sessions(call: Call, data: EndSessions) -> dict[str, Any]:
    facts: dict[str, Any] = {"staff_id": data.staff_id, "session_id": data.session_id}
    ended = call.write(lambda work: sessions.end_sessions(work, call.actor, **facts, device=_device(call)))
    return {"ended": ended}


def list_tokens(call: Call, _data: NoFields) -> dict[str, Any]:
    """Return the caller's own tokens and those of the staff whom the caller administers."""

    def read(session: Any) -> list[TokenView]:
        people = queries.staff_for(session, call.actor)
        managed = [view for view in people if may_manage(call.actor, view.roles)]
        return queries.tokens_of(session, {call.actor.staff_id, *(view.id for view in managed)})

    return {"items": [_token(view) for view in call.read(read)], "next": None}


def create_token(call: Call, data: CreateToken) -> dict[str, Any]:
    """Make an API token; its secret is in this answer alone."""
    days = data.days or call.services.settings.token_days
    own = call.read(lambda session: queries.staff_of(session, call.actor.staff_id))
    if own is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    facts: dict[str, Any] = {"email": data.email or own.email, "scopes": data.scopes, "days": days, "key": data.key}
    token = call.write(lambda work: actions.create_api_token(work, call.actor, **facts, device=_device(call)))
    return {"token": token, "scopes": data.scopes, "days": days}


def revoke_token(call: Call, data: RevokeToken) -> dict[str, Any]:
    call.write(lambda work: staffing.revoke_api_token(work, call.actor, token_id=data.token_id, device=_device(call)))
    return {"revoked": data.token_id}


def _after(call: Call, staff_id: StaffId) -> dict[str, Any]:
    """Return the person after the act."""
    member = call.read(lambda session: queries.staff_of(session, staff_id))
    return _person(member) if member else {}


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
