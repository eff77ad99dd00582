"""Writes of places, staff and their sign-in; passwords arrive hashed, for hashing is slow and a transaction is not."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from app.people import queries, rules
from app.people.models import OFFICE, ApiToken, Place, PlaceWords, SignInLink, Staff, StaffRole, StaffSession
from app.platform import ledger
from app.platform.db import new_id
from app.platform.errors import DomainError, ErrorKind
from app.platform.plain import to_plain
from app.platform.security.actors import SYSTEM, Actor, Role
from app.platform.security.secrets import digest_token, new_token
from app.platform.work import Work


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
    if queries.staff_count(work.session):
        raise DomainError(ErrorKind.CONFLICT, "setup.done")
    work.session.execute(delete(SignInLink).where(SignInLink.staff.is_(None)))
    return _new_link(work, None, hours)


def add_staff(work: Work, actor: Actor, *, email: str, role: Role, place: str | None, hours: int = 24) -> str:
    """Give a person a role, adding the person when new; returns a one-time sign-in link's token.

    Raises:
        DomainError: `email.invalid`, `place.needed`.
    """
    folded = rules.check_email(email)
    if place is None and role is not Role.ADMINISTRATOR:
        raise DomainError(ErrorKind.INVALID, "place.needed")
    staff = work.session.scalar(select(Staff.id).where(Staff.email == folded)) or _new_staff(work, folded)
    held = select(StaffRole.id).where(StaffRole.staff == staff, StaffRole.place == place, StaffRole.role == role)
    if work.session.scalar(held) is None:
        work.session.add(StaffRole(staff=staff, place=place, role=role))
        work.session.flush()
    _note(work, actor, "staff.added", {"staff": staff, "role": role.value, "place": place})
    return _new_link(work, staff, hours)


def make_sign_in_link(work: Work, *, staff: str, hours: int) -> str:
    """Another one-time link for a member of staff."""
    return _new_link(work, staff, hours)


def set_up(work: Work, *, link: str, email: str, password_hash: str, place: str, hours: int) -> SignedIn:
    """Redeem the set-up link: the first administrator, the first place, signed in.

    Raises:
        DomainError: `link.used`, or what address and name must be.
    """
    if _use_link(work, link) is not None:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    staff = _new_staff(work, rules.check_email(email))
    work.session.add(StaffRole(staff=staff, place=None, role=Role.ADMINISTRATOR))
    _set_password(work, staff, password_hash)
    create_place(work, SYSTEM, name=place)
    _note(work, SYSTEM, "staff.added", {"staff": staff, "role": Role.ADMINISTRATOR.value, "place": None})
    return sign_in(work, staff=staff, hours=hours)


def redeem_link(work: Work, *, link: str, password_hash: str, hours: int) -> SignedIn:
    """Redeem a one-time link: choose a password, signed in.

    Raises:
        DomainError: `link.used`.
    """
    staff = _use_link(work, link)
    if staff is None:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    _set_password(work, staff, password_hash)
    return sign_in(work, staff=staff, hours=hours)


def sign_in(work: Work, *, staff: str, hours: int) -> SignedIn:
    """Start a session for someone whose password `queries.staff_by_password` has checked."""
    token = new_token()
    expires_at = work.now + timedelta(hours=hours)
    work.session.add(StaffSession(digest=digest_token(token), staff=staff, expires_at=expires_at))
    return SignedIn(staff, token)


def sign_out(work: Work, *, token: str) -> None:
    """End one browser's session."""
    work.session.execute(delete(StaffSession).where(StaffSession.digest == digest_token(token)))


def create_api_token(work: Work, actor: Actor, *, email: str) -> str:
    """A token with which a program acts for a member of staff; shown once.

    Raises:
        DomainError: `staff.unknown`.
    """
    staff = work.session.scalar(select(Staff.id).where(Staff.email == rules.check_email(email)))
    if staff is None:
        raise DomainError(ErrorKind.NOT_FOUND, "staff.unknown")
    token = new_token()
    work.session.add(ApiToken(digest=digest_token(token), staff=staff, created_at=work.now))
    _note(work, actor, "token.created", {"staff": staff})
    return token


def _new_staff(work: Work, email: str) -> str:
    staff = new_id()
    name = email.partition("@")[0]
    work.session.add(Staff(id=staff, email=email, name=name, created_at=work.now))
    work.session.flush()
    return staff


def _new_link(work: Work, staff: str | None, hours: int) -> str:
    token = new_token()
    link = SignInLink(digest=digest_token(token), staff=staff, expires_at=work.now + timedelta(hours=hours))
    work.session.add(link)
    return token


def _use_link(work: Work, token: str) -> str | None:
    view = queries.open_link(work.session, token, work.now)
    if view is None:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    query = update(SignInLink).where(SignInLink.digest == digest_token(token))
    work.session.execute(query.values(used_at=work.now))
    return view.staff


def _set_password(work: Work, staff: str, password_hash: str) -> None:
    work.session.execute(update(Staff).where(Staff.id == staff).values(password_hash=password_hash))


def _note(work: Work, actor: Actor, kind: str, payload: dict[str, str | None]) -> None:
    ledger.append(work, chain=OFFICE, kind=kind, topic="office", actor=actor.id, payload=payload)
