"""Writes about existing sessions and links: end sessions, store the last use, dismiss notices of links."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update

from app.accounts import queries
from app.accounts.actions import COMMAND_LINE, Device, check_managed
from app.accounts.models import ApiToken, SignInLink, StaffSession
from app.platform.access.actors import Actor
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.access.versions import raise_access_version
from app.platform.ids import SessionId, StaffId
from app.platform.storage.unit_of_work import Work


def end_sessions(
    work: Work,
    actor: Actor,
    *,
    staff_id: StaffId,
    session_id: SessionId | None = None,
    keep: str = "",
    device: Device = COMMAND_LINE,
) -> int:
    """End the sessions of a person and return how many ended.

    Args:
        session_id: the only session to end; None ends all.
        keep: the digest of a session that stays open, such as the session of the caller; "" keeps none.

    Raises:
        DomainError: `not_found`.
    """
    raise_access_version(work)
    if staff_id != actor.id:
        check_managed(work, actor, staff_id)
    digests = work.session.scalars(select(StaffSession.digest).where(StaffSession.staff == staff_id)).all()
    ended = [digest for digest in digests if digest != keep and session_id in (None, queries.public_id(digest))]
    work.session.execute(delete(StaffSession).where(StaffSession.digest.in_(ended)))
    if ended:
        kind, address = SecurityKind.SESSIONS_ENDED, device.address
        record_security_event(work, kind, actor=actor.id, subject=staff_id, address=address, count=len(ended))
    return len(ended)


def note_use(work: Work, actor: Actor) -> None:
    """Store the current time as the last use of the session or API token, unless a recent use is stored."""
    session = update(StaffSession).where(
        StaffSession.digest == actor.credential, StaffSession.seen_at <= work.now - queries.SESSION_NOTE
    )
    work.session.execute(session.values(seen_at=work.now))
    is_old = or_(ApiToken.used_at.is_(None), ApiToken.used_at <= work.now - queries.TOKEN_NOTE)
    work.session.execute(update(ApiToken).where(ApiToken.digest == actor.credential, is_old).values(used_at=work.now))


def dismiss_link_notices(work: Work, actor: Actor, *, until: datetime) -> None:
    """Dismiss a person's notices of sign-in links that were made at or before `until`, the newest one on the page."""
    is_read = (SignInLink.staff == actor.id, SignInLink.made_at <= until, SignInLink.dismissed_at.is_(None))
    work.session.execute(update(SignInLink).where(*is_read).values(dismissed_at=work.now))
