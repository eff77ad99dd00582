"""Reads of polls and ballots."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform.errors import DomainError, ErrorKind
from app.platform.security.permissions import Scope
from app.platform.security.secrets import derive_code
from app.voting import rules
from app.voting.models import Participation, Poll, SecretBallot


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll; `tally` is None while it is open, for nobody is to vote by looking at the others."""

    id: str
    meeting: str
    number: int
    question: str
    subject: str | None
    rule: str
    is_secret: bool
    is_open: bool
    opened_at: datetime
    closed_at: datetime | None
    cast: int
    tally: rules.Count | None
    outcome: dict[str, Any] | None


def locate_poll(session: Session, poll: str) -> Scope | None:
    meeting = session.scalar(select(Poll.meeting).where(Poll.id == poll))
    return meetings.locate_meeting(session, meeting) if meeting else None


def poll_of(session: Session, poll: str) -> PollView:
    """One poll.

    Raises:
        DomainError: `not_found`.
    """
    found = session.get(Poll, poll)
    if found is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return _view(session, found)


def polls_of(session: Session, meeting: str) -> list[PollView]:
    """The polls of a meeting, in order."""
    query = select(Poll).where(Poll.meeting == meeting).order_by(Poll.number)
    return [_view(session, found) for found in session.scalars(query)]


def open_poll_on(session: Session, subject: str) -> str | None:
    """The poll that is open on a resolution."""
    return session.scalar(select(Poll.id).where(Poll.subject == subject, Poll.closed_at.is_(None)))


def last_poll_on(session: Session, subject: str) -> PollView | None:
    """The latest poll on a resolution, open or closed."""
    found = session.scalar(select(Poll).where(Poll.subject == subject).order_by(Poll.number.desc()).limit(1))
    return _view(session, found) if found else None


def tally_of(session: Session, poll: str, *, is_secret: bool, entitled: int) -> rules.Count:
    """The ballots of a poll, counted from the rows."""
    model = SecretBallot if is_secret else Participation
    query = select(model.choice, func.count()).where(model.poll == poll).group_by(model.choice)
    counts = {row[0]: int(row[1]) for row in session.execute(query)}
    return rules.Count(counts.get("yes", 0), counts.get("no", 0), counts.get("abstain", 0), entitled)


def own_ballot(session: Session, poll: str, seat: str, token: str) -> str | None:
    """What a seat has said in a poll: only the seat itself can ask, for only it has the secret."""
    found = session.get(Poll, poll)
    if found is None:
        return None
    if found.is_secret:
        ballot = session.get(SecretBallot, (poll, code_of(token, poll)))
        return ballot.choice if ballot else None
    shown = session.get(Participation, (poll, seat))
    return shown.choice if shown else None


def has_ballot(session: Session, poll: str, code: str) -> bool:
    """Whether a receipt's code lies in the urn; what it says is not told."""
    return session.get(SecretBallot, (poll, code)) is not None


def code_of(token: str, poll: str) -> str:
    """The code under which a seat's secret ballot lies."""
    return derive_code(token, f"ballot:{poll}")


def _view(session: Session, found: Poll) -> PollView:
    is_open = found.closed_at is None
    cast = session.scalar(select(func.count()).select_from(Participation).where(Participation.poll == found.id)) or 0
    counted = tally_of(session, found.id, is_secret=found.is_secret, entitled=found.entitled or 0)
    return PollView(
        found.id,
        found.meeting,
        found.number,
        found.question,
        found.subject,
        found.rule,
        found.is_secret,
        is_open,
        found.opened_at,
        found.closed_at,
        cast,
        None if is_open else counted,
        found.outcome,
    )
