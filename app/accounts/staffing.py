"""Writes about existing staff: change a name, suspend, resume, remove a role, revoke an API token."""

from sqlalchemy import delete, update

from app.accounts import queries, rules
from app.accounts.actions import COMMAND_LINE, Device, check_managed, end_access, set_name
from app.accounts.models import ApiToken, Staff, StaffRole
from app.platform.access.actors import Actor, Role
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.access.versions import raise_access_version
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId, StaffId, TokenId
from app.platform.storage import ledger
from app.platform.storage.ledger import OFFICE
from app.platform.storage.unit_of_work import Work

LEDGER_KINDS = {
    SecurityKind.STAFF_SUSPENDED: "staff.suspended",
    SecurityKind.STAFF_RESUMED: "staff.resumed",
    SecurityKind.ROLE_REMOVED: "staff.role_removed",
    SecurityKind.TOKEN_REVOKED: "token.revoked",
}


def name_oneself(work: Work, actor: Actor, *, name: str, office: str | None = None, key: str | None = None) -> None:
    """Change the actor's own name and, unless None, the office, which minutes and histories print.

    Raises:
        DomainError: `name.missing`, `name.long`.
    """
    if ledger.receipt_of(work.session, chain=OFFICE, actor=actor.id, key=key) is None:
        set_name(work, actor.staff_id, name, office)
        facts = {"staff": actor.id}
        ledger.append(work, ledger.Entry(OFFICE, "staff.named", OFFICE, actor.id, facts), key=key)


def suspend_staff(work: Work, actor: Actor, *, staff_id: StaffId, device: Device = COMMAND_LINE) -> None:
    """Suspend a person: end sessions, websocket connections, API tokens and links, and allow none until `resume_staff`.

    Raises:
        DomainError: `not_found`, `staff.last_administrator`.
    """
    raise_access_version(work)
    check_managed(work, actor, staff_id)
    if not queries.is_active(work.session, staff_id):
        return
    _check_administrator_left(work, staff_id)
    end_access(work, staff_id)
    work.session.execute(update(Staff).where(Staff.id == staff_id).values(suspended_at=work.now))
    _tell(work, actor, SecurityKind.STAFF_SUSPENDED, staff_id, device)


def resume_staff(work: Work, actor: Actor, *, staff_id: StaffId, device: Device = COMMAND_LINE) -> None:
    """Let a suspended person sign in again, with the same password and roles as before.

    Raises:
        DomainError: `not_found`.
    """
    raise_access_version(work)
    check_managed(work, actor, staff_id)
    if queries.is_active(work.session, staff_id):
        return
    work.session.execute(update(Staff).where(Staff.id == staff_id).values(suspended_at=None))
    _tell(work, actor, SecurityKind.STAFF_RESUMED, staff_id, device)


def remove_role(
    work: Work, actor: Actor, *, staff_id: StaffId, role: Role, place_id: PlaceId | None, device: Device = COMMAND_LINE
) -> None:
    """Remove a role; each websocket connection that the person opened with that role ends within a second.

    Raises:
        DomainError: `not_found`, also if the person does not have the role; `staff.last_administrator`.
    """
    raise_access_version(work)
    if not rules.administers(actor, place_id) or (place_id, role) not in queries.roles_of(work.session, staff_id):
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if place_id is None:
        _check_administrator_left(work, staff_id)
    work.session.execute(
        delete(StaffRole).where(StaffRole.staff == staff_id, StaffRole.role == role, StaffRole.place == place_id)
    )
    _tell(work, actor, SecurityKind.ROLE_REMOVED, staff_id, device, role=role.value, place=place_id)


def revoke_api_token(work: Work, actor: Actor, *, token_id: TokenId, device: Device = COMMAND_LINE) -> None:
    """Delete the API token with this id.

    Raises:
        DomainError: `not_found`.
    """
    token = queries.token_of(work.session, token_id)
    if token is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if token.staff != actor.id:
        check_managed(work, actor, token.staff)
    work.session.execute(delete(ApiToken).where(ApiToken.digest == token.digest))
    _tell(work, actor, SecurityKind.TOKEN_REVOKED, token.staff, device)


def _check_administrator_left(work: Work, staff_id: StaffId) -> None:
    """Refuse to remove the last administrator of all places.

    Raises:
        DomainError: `staff.last_administrator`.
    """
    if queries.administrators(work.session) == {staff_id}:
        raise DomainError(ErrorKind.CONFLICT, "staff.last_administrator")


def _tell(work: Work, actor: Actor, kind: SecurityKind, staff_id: StaffId, device: Device, **facts: str | None) -> None:
    payload = {"staff": staff_id, **facts}
    ledger.append(work, ledger.Entry(OFFICE, LEDGER_KINDS[kind], OFFICE, actor.id, payload))
    record_security_event(work, kind, actor=actor.id, subject=staff_id, address=device.address, **facts)
