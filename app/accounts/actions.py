"""Writes of staff and sign-in; passwords arrive hashed, because hashing is too slow for a transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from app.accounts import queries, rules
from app.accounts.models import ApiToken, SignInLink, Staff, StaffRole, StaffSession
from app.platform.access.actors import SYSTEM, Actor, Role, TokenScope
from app.platform.access.secrets import digest_token, new_token
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.access.versions import raise_access_version
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId, StaffId
from app.platform.storage import ledger
from app.platform.storage.db import new_id
from app.platform.storage.unit_of_work import Work

TOKEN_DAYS = 365


@dataclass(frozen=True, slots=True)
class Device:
    """The source of a request: the browser in words and the network address; both empty on the command line."""

    browser: str = ""
    address: str = ""


COMMAND_LINE = Device()


@dataclass(frozen=True, slots=True)
class SignedIn:
    staff: StaffId
    token: str


def make_setup_link(work: Work, *, hours: int) -> str:
    """Make a one-time link for the first administrator and return its token; earlier set-up links stop working.

    Raises:
        DomainError: `setup.done` if any member of staff exists.
    """
    raise_access_version(work)
    if queries.staff_count(work.session):
        raise DomainError(ErrorKind.CONFLICT, "setup.done")
    _delete_setup_links(work)
    return _new_link(work, None, hours, made_by=SYSTEM.id)


def add_staff(
    work: Work,
    actor: Actor,
    *,
    email: str,
    role: Role,
    place_id: PlaceId | None,
    name: str = "",
    hours: int = 24,
    device: Device = COMMAND_LINE,
    key: str | None = None,
) -> str:
    """Give a person a role; add the person if new, else keep the stored name.

    Adding an administrator deletes all set-up links.

    Returns:
        The token of a one-time sign-in link; "" if the person also works at a place that the actor does not
        administer, because whoever holds the link can sign in as that person.

    Raises:
        DomainError: `email.invalid`, `name.long`, `place.needed`, `forbidden`, `staff.suspended`, `key.used`.
    """
    raise_access_version(work)
    _check_key(work, actor, key)
    folded = rules.check_email(email)
    rules.check_appointment(actor, role, place_id)
    staff_id = queries.staff_named(work.session, folded) or _new_staff(work, folded, name)
    _check_active(work, staff_id)
    if role not in {role_held for where, role_held in queries.roles_of(work.session, staff_id) if where == place_id}:
        work.session.add(StaffRole(staff=staff_id, place=place_id, role=role))
        work.session.flush()
        _record(work, actor, SecurityKind.ROLE_ADDED, staff_id, device, role=role.value, place=place_id)
    if role is Role.ADMINISTRATOR:
        _delete_setup_links(work)
    _note(work, actor, "staff.added", {"staff": staff_id, "role": role.value, "place": place_id}, key=key)
    if not rules.may_manage(actor, queries.roles_of(work.session, staff_id)):
        return ""
    return make_sign_in_link(work, actor, staff_id=staff_id, hours=hours, device=device)


def make_sign_in_link(
    work: Work, actor: Actor, *, staff_id: StaffId, hours: int, device: Device = COMMAND_LINE, key: str | None = None
) -> str:
    """Make a one-time link to choose a new password and return its token; older unused links stop working.

    Raises:
        DomainError: `not_found`, `staff.suspended`, `key.used`.
    """
    _check_key(work, actor, key)
    check_managed(work, actor, staff_id)
    _check_active(work, staff_id)
    _void_links(work, staff_id)
    token = _new_link(work, staff_id, hours, made_by=actor.id)
    _note(work, actor, "staff.link_made", {"staff": staff_id}, key=key)
    _record(work, actor, SecurityKind.LINK_MADE, staff_id, device)
    return token


def add_first_administrator(
    work: Work, *, link: str, email: str, password_hash: str, name: str = "", device: Device = COMMAND_LINE
) -> StaffId:
    """Redeem the set-up link: create the first administrator, or give the role to a person known already.

    Raises:
        DomainError: `link.used`, `email.invalid`, `name.long`.
    """
    raise_access_version(work)
    if _use_link(work, link) is not None:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    folded = rules.check_email(email)
    staff_id = queries.staff_named(work.session, folded) or _new_staff(work, folded, name)
    end_access(work, staff_id)
    work.session.add(StaffRole(staff=staff_id, place=None, role=Role.ADMINISTRATOR))
    _delete_setup_links(work)
    _set_password(work, staff_id, password_hash)
    _note(work, SYSTEM, "staff.added", {"staff": staff_id, "role": Role.ADMINISTRATOR.value, "place": None})
    _record(work, SYSTEM, SecurityKind.ROLE_ADDED, staff_id, device, role=Role.ADMINISTRATOR.value, place=None)
    return staff_id


def redeem_link(
    work: Work, *, link: str, password_hash: str, hours: int, name: str = "", device: Device = COMMAND_LINE
) -> SignedIn:
    """Redeem a one-time link: set a password, end older sessions, API tokens and links, and sign the person in.

    Args:
        name: the person's name; "" keeps the stored name.

    Raises:
        DomainError: `link.used`, `name.long`.
    """
    raise_access_version(work)
    staff_id = _use_link(work, link)
    if staff_id is None:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    end_access(work, staff_id)
    _set_password(work, staff_id, password_hash)
    if name:
        set_name(work, staff_id, name)
    record_security_event(work, SecurityKind.LINK_USED, actor=staff_id, subject=staff_id, address=device.address)
    return sign_in(work, staff_id=staff_id, hours=hours, device=device)


def sign_in(
    work: Work, *, staff_id: StaffId, hours: int, device: Device = COMMAND_LINE, checked_at: datetime | None = None
) -> SignedIn:
    """Start a session for a member of staff whose password was checked.

    Args:
        checked_at: when the password check began; the sign-in fails if the password changed after this time.

    Raises:
        DomainError: `sign_in.failed` if the person was suspended or the password changed in the meantime.
    """
    if not queries.is_active(work.session, staff_id, password_of=checked_at):
        raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.failed")
    token = new_token()
    expired = delete(StaffSession).where(StaffSession.staff == staff_id, StaffSession.expires_at <= work.now)
    work.session.execute(expired)
    work.session.add(
        StaffSession(
            digest=digest_token(token),
            staff=staff_id,
            created_at=work.now,
            seen_at=work.now,
            expires_at=work.now + timedelta(hours=hours),
            browser=device.browser,
        )
    )
    work.session.execute(update(Staff).where(Staff.id == staff_id).values(signed_in_at=work.now))
    record_security_event(work, SecurityKind.SIGNED_IN, actor=staff_id, subject=staff_id, address=device.address)
    return SignedIn(staff_id, token)


def renew_hash(work: Work, *, staff_id: StaffId, old_hash: str | None, password_hash: str) -> None:
    """Replace the hash of a password by one with the current parameters, unless the password has changed."""
    is_same = (Staff.id == staff_id, Staff.password_hash == old_hash)
    work.session.execute(update(Staff).where(*is_same).values(password_hash=password_hash))


def sign_out(work: Work, *, token: str, device: Device = COMMAND_LINE) -> None:
    """End one browser's session and the websocket connections of that session."""
    query = delete(StaffSession).where(StaffSession.digest == digest_token(token)).returning(StaffSession.staff)
    staff_id = work.session.scalar(query)
    if staff_id is not None:
        raise_access_version(work)
        record_security_event(work, SecurityKind.SIGNED_OUT, actor=staff_id, subject=staff_id, address=device.address)


def check_managed(work: Work, actor: Actor, staff_id: StaffId) -> None:
    """Refuse a person who does not exist, or whom the actor may not manage.

    Raises:
        DomainError: `not_found`.
    """
    if queries.staff_of(work.session, staff_id) is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_may_manage(actor, queries.roles_of(work.session, staff_id))


def end_access(work: Work, staff_id: StaffId) -> None:
    """End every session, API token and unused link of a person; the caller must raise the access version."""
    work.session.execute(delete(StaffSession).where(StaffSession.staff == staff_id))
    work.session.execute(delete(ApiToken).where(ApiToken.staff == staff_id))
    _void_links(work, staff_id)


def change_password(
    work: Work, actor: Actor, *, old_hash: str, password_hash: str, hours: int, device: Device = COMMAND_LINE
) -> SignedIn:
    """Set a new password and start a new session; end the person's other sessions and unused links.

    Args:
        old_hash: the stored hash that the old password was checked against.

    Raises:
        DomainError: `sign_in.failed` if the stored hash is no longer `old_hash`, or the person was suspended.
    """
    raise_access_version(work)
    if queries.password_hash_of(work.session, actor.staff_id) != old_hash:
        raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.failed")
    work.session.execute(delete(StaffSession).where(StaffSession.staff == actor.staff_id))
    _void_links(work, actor.staff_id)
    _set_password(work, actor.staff_id, password_hash)
    _record(work, actor, SecurityKind.PASSWORD_CHANGED, actor.staff_id, device)
    return sign_in(work, staff_id=actor.staff_id, hours=hours, device=device)


def set_name(work: Work, staff_id: StaffId, name: str, office: str | None = None) -> None:
    """Store a person's name and, unless None, the person's office in words.

    Raises:
        DomainError: `name.missing`, `name.long`, `name.email`.
    """
    rules.check_person_name(name)
    stored = {"name": name} if office is None else {"name": name, "office": office}
    work.session.execute(update(Staff).where(Staff.id == staff_id).values(**stored))


def create_api_token(
    work: Work,
    actor: Actor,
    *,
    email: str,
    scopes: Collection[TokenScope] = (TokenScope.EVERYTHING,),
    days: int = TOKEN_DAYS,
    device: Device = COMMAND_LINE,
    key: str | None = None,
) -> str:
    """Create a token with which a program acts for a member of staff, and return it; only its digest is stored.

    Raises:
        DomainError: `email.invalid`, `staff.unknown`, `staff.suspended`, `not_found`, `key.used`, or as
            `rules.check_token`.
    """
    _check_key(work, actor, key)
    staff_id = queries.staff_named(work.session, rules.check_email(email))
    if staff_id is None:
        raise DomainError(ErrorKind.NOT_FOUND, "staff.unknown")
    if staff_id != actor.id:
        check_managed(work, actor, staff_id)
    _check_active(work, staff_id)
    expires_at = rules.check_token(actor, scopes, days, work.now)
    names = sorted(scope.value for scope in set(scopes))
    token = new_token()
    row = ApiToken(digest=digest_token(token), staff=staff_id, created_at=work.now, expires_at=expires_at, scopes=names)
    work.session.add(row)
    _note(work, actor, "token.created", {"staff": staff_id}, key=key)
    _record(work, actor, SecurityKind.TOKEN_CREATED, staff_id, device, scopes=names, days=days)
    return token


def _new_staff(work: Work, email: str, name: str) -> StaffId:
    if name:
        rules.check_person_name(name)
    staff_id = StaffId(new_id())
    work.session.add(Staff(id=staff_id, email=email, name=name, office="", created_at=work.now))
    work.session.flush()
    _record(work, SYSTEM, SecurityKind.STAFF_ADDED, staff_id, COMMAND_LINE)
    return staff_id


def _check_active(work: Work, staff_id: StaffId) -> None:
    if not queries.is_active(work.session, staff_id):
        raise DomainError(ErrorKind.CONFLICT, "staff.suspended")


def _new_link(work: Work, staff_id: StaffId | None, hours: int, *, made_by: str) -> str:
    token = new_token()
    end = work.now + timedelta(hours=hours)
    work.session.add(
        SignInLink(digest=digest_token(token), staff=staff_id, expires_at=end, made_at=work.now, made_by=made_by)
    )
    return token


def _void_links(work: Work, staff_id: StaffId) -> None:
    work.session.flush()
    is_open = (SignInLink.staff == staff_id, SignInLink.used_at.is_(None), SignInLink.voided_at.is_(None))
    work.session.execute(update(SignInLink).where(*is_open).values(voided_at=work.now))


def _delete_setup_links(work: Work) -> None:
    work.session.flush()
    work.session.execute(delete(SignInLink).where(SignInLink.staff.is_(None)))


def _use_link(work: Work, token: str) -> StaffId | None:
    """Mark a link as used and return its member of staff; of two concurrent requests, only one succeeds."""
    view = queries.open_link(work.session, token, work.now)
    query = update(SignInLink).where(SignInLink.digest == digest_token(token), SignInLink.used_at.is_(None))
    used = work.session.execute(query.values(used_at=work.now).returning(SignInLink.digest)).all() if view else []
    if view is None or not used:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    return view.staff


def _set_password(work: Work, staff_id: StaffId, password_hash: str) -> None:
    values = {"password_hash": password_hash, "password_set_at": work.now}
    work.session.execute(update(Staff).where(Staff.id == staff_id).values(**values))


def _check_key(work: Work, actor: Actor, key: str | None) -> None:
    """Refuse a repeated request whose answer was a secret: the secret was returned once and is not stored."""
    if ledger.receipt_of(work.session, chain=ledger.OFFICE, actor=actor.id, key=key) is not None:
        raise DomainError(ErrorKind.CONFLICT, "key.used")


def _note(work: Work, actor: Actor, kind: str, payload: dict[str, str | None], *, key: str | None = None) -> None:
    ledger.append(work, ledger.Entry(ledger.OFFICE, kind, ledger.OFFICE, actor.id, payload), key=key)


def _record(work: Work, actor: Actor, kind: SecurityKind, staff_id: StaffId, device: Device, **facts: object) -> None:
    record_security_event(work, kind, actor=actor.id, subject=staff_id, address=device.address, **facts)
