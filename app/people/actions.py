"""Writes of places, staff and their sign-in; passwords arrive hashed, for hashing is slow and a transaction is not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update

from app.people import queries, rules
from app.people.models import OFFICE, ApiToken, Place, PlaceWords, SignInLink, Staff, StaffRole, StaffSession
from app.platform import ledger
from app.platform.db import new_id
from app.platform.errors import DomainError, ErrorKind
from app.platform.plain import to_plain
from app.platform.security.access import raise_access_version
from app.platform.security.actors import SYSTEM, Actor, Role, TokenScope
from app.platform.security.secrets import digest_token, new_token
from app.platform.security_log import SecurityKind, record_security_event
from app.platform.work import Work

TOKEN_DAYS = 365


@dataclass(frozen=True, slots=True)
class Device:
    """Where a request comes from: the browser in words and the network address; empty on the command line."""

    browser: str = ""
    address: str = ""


COMMAND_LINE = Device()


@dataclass(frozen=True, slots=True)
class SignedIn:
    staff: str
    token: str


@dataclass(frozen=True, slots=True)
class WordsChanged:
    """A place has other words than before."""

    place: str


def create_place(work: Work, actor: Actor, *, name: str) -> str:
    """Add a place; returns its id.

    Raises:
        DomainError: `place.exists`, `name.missing`, `name.long`.
    """
    rules.check_name(name)
    if queries.place_named(work.session, name):
        raise DomainError(ErrorKind.CONFLICT, "place.exists", name=name)
    place = new_id()
    work.session.add(Place(id=place, name=name, created_at=work.now))
    work.session.flush()
    _note(work, actor, "place.created", {"place": place})
    return place


def set_words(work: Work, actor: Actor, *, place: str, words: rules.Words) -> rules.Words:
    """Replace the words of a place; the place's own chain says by whom.

    Raises:
        DomainError: as `rules.check_words` says.
    """
    checked = rules.check_words(words)
    if checked == queries.words_of(work.session, place):
        return checked
    lists: dict[str, Any] = to_plain(checked)
    work.session.merge(PlaceWords(place=place, **lists))
    work.session.flush()
    work.record(WordsChanged(place))
    ledger.append(work, chain=place, kind="place.words_set", topic=OFFICE, actor=actor.id, payload=lists)
    return checked


def make_setup_link(work: Work, *, hours: int) -> str:
    """A one-time link for the first administrator; earlier ones stop working.

    Raises:
        DomainError: `setup.done` when there is staff already.
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
    place: str | None,
    name: str = "",
    hours: int = 24,
    device: Device = COMMAND_LINE,
    key: str | None = None,
) -> str:
    """Give a person a role, adding the person when new; a person who is known already keeps the name.

    The first administrator ends every set-up link.

    Returns:
        The token of a one-time sign-in link; empty when the person also works where the actor has no say, for
        whoever holds the link becomes that person.

    Raises:
        DomainError: `email.invalid`, `name.long`, `place.needed`, `forbidden`, `staff.suspended`, `key.used`.
    """
    raise_access_version(work)
    _check_key(work, actor, key)
    folded = rules.check_email(email)
    rules.check_appointment(actor, role, place)
    staff = queries.staff_named(work.session, folded) or _new_staff(work, folded, name)
    _check_active(work, staff)
    if role not in {held for where, held in queries.roles_of(work.session, staff) if where == place}:
        work.session.add(StaffRole(staff=staff, place=place, role=role))
        work.session.flush()
        _record(work, actor, SecurityKind.ROLE_ADDED, staff, device, role=role.value, place=place)
    if role is Role.ADMINISTRATOR:
        _delete_setup_links(work)
    _note(work, actor, "staff.added", {"staff": staff, "role": role.value, "place": place}, key=key)
    if not rules.may_manage(actor, queries.roles_of(work.session, staff)):
        return ""
    return make_sign_in_link(work, actor, staff=staff, hours=hours, device=device)


def make_sign_in_link(
    work: Work, actor: Actor, *, staff: str, hours: int, device: Device = COMMAND_LINE, key: str | None = None
) -> str:
    """A one-time link with which a member of staff chooses a new password; older unused ones stop working.

    Raises:
        DomainError: `not_found`, `staff.suspended`, `key.used`.
    """
    _check_key(work, actor, key)
    check_managed(work, actor, staff)
    _check_active(work, staff)
    _void_links(work, staff)
    token = _new_link(work, staff, hours, made_by=actor.id)
    _note(work, actor, "staff.link_made", {"staff": staff}, key=key)
    _record(work, actor, SecurityKind.LINK_MADE, staff, device)
    return token


def set_up(
    work: Work,
    *,
    link: str,
    email: str,
    password_hash: str,
    place: str,
    hours: int,
    name: str = "",
    device: Device = COMMAND_LINE,
) -> SignedIn:
    """Redeem the set-up link: the first administrator, the first place, signed in.

    Raises:
        DomainError: `link.used`, or what address and name must be.
    """
    raise_access_version(work)
    if _use_link(work, link) is not None:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    folded = rules.check_email(email)
    staff = queries.staff_named(work.session, folded) or _new_staff(work, folded, name)
    end_access(work, staff)
    work.session.add(StaffRole(staff=staff, place=None, role=Role.ADMINISTRATOR))
    _delete_setup_links(work)
    _set_password(work, staff, password_hash)
    create_place(work, SYSTEM, name=place)
    _note(work, SYSTEM, "staff.added", {"staff": staff, "role": Role.ADMINISTRATOR.value, "place": None})
    _record(work, SYSTEM, SecurityKind.ROLE_ADDED, staff, device, role=Role.ADMINISTRATOR.value, place=None)
    return sign_in(work, staff=staff, hours=hours, device=device)


def redeem_link(
    work: Work, *, link: str, password_hash: str, hours: int, name: str = "", device: Device = COMMAND_LINE
) -> SignedIn:
    """Redeem a one-time link: choose a password, signed in. Older sessions, API tokens and links end.

    Args:
        name: the person's name; empty leaves it as it is.

    Raises:
        DomainError: `link.used`, `name.long`.
    """
    raise_access_version(work)
    staff = _use_link(work, link)
    if staff is None:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    end_access(work, staff)
    _set_password(work, staff, password_hash)
    if name:
        set_name(work, staff, name)
    record_security_event(work, SecurityKind.LINK_USED, actor=staff, subject=staff, address=device.address)
    return sign_in(work, staff=staff, hours=hours, device=device)


def sign_in(
    work: Work, *, staff: str, hours: int, device: Device = COMMAND_LINE, checked_at: datetime | None = None
) -> SignedIn:
    """Start a session for someone whose password was checked.

    Args:
        checked_at: when the check of the password began; a password changed since then is no longer the one checked.

    Raises:
        DomainError: `sign_in.failed` when the person was suspended or the password changed meanwhile.
    """
    if not queries.is_active(work.session, staff, password_of=checked_at):
        raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.failed")
    token = new_token()
    expired = delete(StaffSession).where(StaffSession.staff == staff, StaffSession.expires_at <= work.now)
    work.session.execute(expired)
    work.session.add(
        StaffSession(
            digest=digest_token(token),
            staff=staff,
            created_at=work.now,
            seen_at=work.now,
            expires_at=work.now + timedelta(hours=hours),
            browser=device.browser,
        )
    )
    work.session.execute(update(Staff).where(Staff.id == staff).values(signed_in_at=work.now))
    record_security_event(work, SecurityKind.SIGNED_IN, actor=staff, subject=staff, address=device.address)
    return SignedIn(staff, token)


def renew_hash(work: Work, *, staff: str, old_hash: str | None, password_hash: str) -> None:
    """Store the same password hashed with today's parameters, unless it was changed meanwhile."""
    is_same = (Staff.id == staff, Staff.password_hash == old_hash)
    work.session.execute(update(Staff).where(*is_same).values(password_hash=password_hash))


def sign_out(work: Work, *, token: str, device: Device = COMMAND_LINE) -> None:
    """End one browser's session and the sockets that hang on the session."""
    query = delete(StaffSession).where(StaffSession.digest == digest_token(token)).returning(StaffSession.staff)
    staff = work.session.scalar(query)
    if staff is not None:
        raise_access_version(work)
        record_security_event(work, SecurityKind.SIGNED_OUT, actor=staff, subject=staff, address=device.address)


def check_managed(work: Work, actor: Actor, staff: str) -> None:
    """Refuse acts on people who do not exist or work where the actor has no say.

    Raises:
        DomainError: `not_found`.
    """
    if queries.staff_of(work.session, staff) is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_may_manage(actor, queries.roles_of(work.session, staff))


def end_access(work: Work, staff: str) -> None:
    """End every session, API token and unused link of a person; the caller raises the access version."""
    work.session.execute(delete(StaffSession).where(StaffSession.staff == staff))
    work.session.execute(delete(ApiToken).where(ApiToken.staff == staff))
    _void_links(work, staff)


def change_password(
    work: Work, actor: Actor, *, old_hash: str, password_hash: str, hours: int, device: Device = COMMAND_LINE
) -> SignedIn:
    """Set a new password and start a new session; all others of the person and unused links end.

    Args:
        old_hash: the stored hash that the old password was checked against.

    Raises:
        DomainError: `sign_in.failed` when the password was changed meanwhile.
    """
    raise_access_version(work)
    if queries.password_hash_of(work.session, actor.id) != old_hash:
        raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.failed")
    work.session.execute(delete(StaffSession).where(StaffSession.staff == actor.id))
    _void_links(work, actor.id)
    _set_password(work, actor.id, password_hash)
    _record(work, actor, SecurityKind.PASSWORD_CHANGED, actor.id, device)
    return sign_in(work, staff=actor.id, hours=hours, device=device)


def set_name(work: Work, staff: str, name: str) -> None:
    """Write a person's name.

    Raises:
        DomainError: `name.missing`, `name.long`.
    """
    rules.check_name(name)
    work.session.execute(update(Staff).where(Staff.id == staff).values(name=name))


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
    """A token with which a program acts for a member of staff; shown once.

    Raises:
        DomainError: `staff.unknown`, `staff.suspended`, `not_found`, `key.used`, or as `rules.check_token` says.
    """
    _check_key(work, actor, key)
    staff = queries.staff_named(work.session, rules.check_email(email))
    if staff is None:
        raise DomainError(ErrorKind.NOT_FOUND, "staff.unknown")
    if staff != actor.id:
        check_managed(work, actor, staff)
    _check_active(work, staff)
    expires_at = rules.check_token(actor, scopes, days, work.now)
    names = sorted(scope.value for scope in set(scopes))
    token = new_token()
    row = ApiToken(digest=digest_token(token), staff=staff, created_at=work.now, expires_at=expires_at, scopes=names)
    work.session.add(row)
    _note(work, actor, "token.created", {"staff": staff}, key=key)
    _record(work, actor, SecurityKind.TOKEN_CREATED, staff, device, scopes=names, days=days)
    return token


def _new_staff(work: Work, email: str, name: str) -> str:
    if name:
        rules.check_name(name)
    staff = new_id()
    work.session.add(Staff(id=staff, email=email, name=name, created_at=work.now))
    work.session.flush()
    _record(work, SYSTEM, SecurityKind.STAFF_ADDED, staff, COMMAND_LINE)
    return staff


def _check_active(work: Work, staff: str) -> None:
    if not queries.is_active(work.session, staff):
        raise DomainError(ErrorKind.CONFLICT, "staff.suspended")


def _new_link(work: Work, staff: str | None, hours: int, *, made_by: str) -> str:
    token = new_token()
    end = work.now + timedelta(hours=hours)
    work.session.add(
        SignInLink(digest=digest_token(token), staff=staff, expires_at=end, made_at=work.now, made_by=made_by)
    )
    return token


def _void_links(work: Work, staff: str) -> None:
    work.session.flush()
    is_open = (SignInLink.staff == staff, SignInLink.used_at.is_(None), SignInLink.voided_at.is_(None))
    work.session.execute(update(SignInLink).where(*is_open).values(voided_at=work.now))


def _delete_setup_links(work: Work) -> None:
    work.session.flush()
    work.session.execute(delete(SignInLink).where(SignInLink.staff.is_(None)))


def _use_link(work: Work, token: str) -> str | None:
    """Use a link up, once even when two arrive at the same moment; returns its member of staff."""
    view = queries.open_link(work.session, token, work.now)
    query = update(SignInLink).where(SignInLink.digest == digest_token(token), SignInLink.used_at.is_(None))
    used = work.session.execute(query.values(used_at=work.now).returning(SignInLink.digest)).all() if view else []
    if view is None or not used:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    return view.staff


def _set_password(work: Work, staff: str, password_hash: str) -> None:
    values = {"password_hash": password_hash, "password_set_at": work.now}
    work.session.execute(update(Staff).where(Staff.id == staff).values(**values))


def _check_key(work: Work, actor: Actor, key: str | None) -> None:
    """Refuse an act whose answer was a secret when it comes again: the secret was shown once and is not kept."""
    if ledger.receipt_of(work.session, chain=OFFICE, actor=actor.id, key=key) is not None:
        raise DomainError(ErrorKind.CONFLICT, "key.used")


def _note(work: Work, actor: Actor, kind: str, payload: dict[str, str | None], *, key: str | None = None) -> None:
    ledger.append(work, chain=OFFICE, kind=kind, topic=OFFICE, actor=actor.id, payload=payload, key=key)


def _record(work: Work, actor: Actor, kind: SecurityKind, staff: str, device: Device, **facts: object) -> None:
    record_security_event(work, kind, actor=actor.id, subject=staff, address=device.address, **facts)
