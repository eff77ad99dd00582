"""The security log: who signed in, failed to sign in, made a link, read an export or changed a right, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.platform.storage.db import Base, new_id
from app.platform.storage.unit_of_work import Work


class SecurityKind(StrEnum):
    """The kind of a security event; the catalogues hold its words as `security.<kind>`."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    LINK_MADE = "link_made"
    LINK_USED = "link_used"
    PASSWORD_CHANGED = "password_changed"
    SESSIONS_ENDED = "sessions_ended"
    STAFF_ADDED = "staff_added"
    STAFF_SUSPENDED = "staff_suspended"
    STAFF_RESUMED = "staff_resumed"
    ROLE_ADDED = "role_added"
    ROLE_REMOVED = "role_removed"
    TOKEN_CREATED = "token_created"
    TOKEN_REVOKED = "token_revoked"
    SEAT_REVOKED = "seat_revoked"
    SEAT_RESTORED = "seat_restored"
    STAGE_LINK_MADE = "stage_link_made"
    STAGE_LINK_REVOKED = "stage_link_revoked"
    EXPORT_READ = "export_read"
    LEDGER_READ = "ledger_read"
    BACKUP_TAKEN = "backup_taken"


class SecurityEvent(Base):
    """One event of the security log, with ids, codes and an address, but never a password, token, name or text."""

    __tablename__ = "security_event"
    __table_args__ = (Index("ix_security_event_at", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[str]
    """Id of the seat or staff member who acted, or `system`, or `nobody`."""
    subject: Mapped[str | None]
    """Id of the person or thing that the event is about."""
    address: Mapped[str]
    """Network address of the request; empty for the command line."""
    facts: Mapped[dict[str, Any]]


def record_security_event(
    work: Work, kind: SecurityKind, *, actor: str, subject: str | None = None, address: str = "", **facts: object
) -> None:
    """Add an event to the security log, in the transaction of the act itself."""
    event = SecurityEvent(
        id=new_id(), at=work.now, kind=kind, actor=actor, subject=subject, address=address, facts=facts
    )
    work.session.add(event)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The event after which the next page of a list begins."""

    at: datetime
    id: str


def security_events(
    session: Session,
    *,
    limit: int,
    before: datetime | None = None,
    kind: SecurityKind | None = None,
    after: Cursor | None = None,
) -> Sequence[SecurityEvent]:
    """Return the newest events, newest first.

    Args:
        before: only events earlier than this moment.
        kind: only events of this kind.
        after: last event of the page before; events of one moment are in the order of their ids.
    """
    query = select(SecurityEvent).order_by(SecurityEvent.at.desc(), SecurityEvent.id).limit(limit)
    if before is not None:
        query = query.where(SecurityEvent.at < before)
    if kind is not None:
        query = query.where(SecurityEvent.kind == kind)
    if after is not None:
        is_same = (SecurityEvent.at == after.at) & (SecurityEvent.id > after.id)
        query = query.where((SecurityEvent.at < after.at) | is_same)
    return session.scalars(query).all()


def purge_security_events(work: Work, *, days: int) -> int:
    """Delete the events that are older than a number of days and return how many there were."""
    oldest = work.now - timedelta(days=days)
    return len(
        work.session.scalars(delete(SecurityEvent).where(SecurityEvent.at < oldest).returning(SecurityEvent.id)).all()
    )
