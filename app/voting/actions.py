"""Writes of polls and ballots."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from app.meetings import queries as meetings
from app.meetings.rules import SeatKind
from app.platform import ledger
from app.platform.db import new_id, upserts_of
from app.platform.errors import DomainError, ErrorKind
from app.platform.ledger import Receipt
from app.platform.plain import to_plain
from app.platform.security.actors import Actor
from app.platform.work import Work
from app.voting import queries, rules
from app.voting.models import Participation, Poll, SecretBallot

TOPIC = "polls"


_TAKE_PART = upserts_of(Participation, keys=("poll", "seat"), values=("choice",))
_DROP_IN_URN = upserts_of(SecretBallot, keys=("poll", "code"), values=("choice",))


@dataclass(frozen=True, slots=True)
class PollClosed:
    """A poll is decided; `subject` is the resolution it was on."""

    meeting: str
    poll: str
    subject: str | None
    outcome: rules.Outcome


def open_poll(
    work: Work,
    actor: Actor,
    *,
    meeting: str,
    question: str,
    subject: str | None = None,
    rule: str = "R0",
    is_secret: bool = True,
    key: str | None = None,
) -> Receipt:
    """Put a question to the vote.

    Raises:
        DomainError: `rule.unknown`, `rule.roll_needed`, `poll.question_missing`, `poll.already_open`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    meetings.check_open(work.session, meeting)
    rules.check_question(question)
    chosen = rules.find_rule(rule)
    rules.check_countable(chosen)
    if subject is not None and queries.open_poll_on(work.session, subject):
        raise DomainError(ErrorKind.CONFLICT, "poll.already_open")
    poll = new_id()
    number = (work.session.scalar(select(func.max(Poll.number)).where(Poll.meeting == meeting)) or 0) + 1
    work.session.add(
        Poll(
            id=poll,
            meeting=meeting,
            number=number,
            question=question,
            subject=subject,
            rule=chosen.id,
            terms=to_plain(chosen),
            is_secret=is_secret,
            opened_at=work.now,
        )
    )
    work.session.flush()
    payload = {
        "poll": poll,
        "question": question,
        "subject": subject,
        "rule": to_plain(chosen),
        "is_secret": is_secret,
    }
    return _append(work, actor, meeting, "poll.opened", payload, key=key)


def cast_ballot(
    work: Work, actor: Actor, *, meeting: str, poll: str, choice: rules.Choice, key: str | None = None
) -> Receipt:
    """Vote, or change one's vote, while the poll is open. A secret choice enters the urn and nothing else.

    Raises:
        DomainError: `not_found`, `poll.closed`, `poll.guests`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = work.session.get(Poll, poll)
    seat = meetings.seat_of(work.session, actor.id)
    if found is None or seat is None or found.meeting != meeting:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    meetings.check_open(work.session, meeting)
    rules.check_ballot(rules.Standing(found.closed_at is None, seat.kind == SeatKind.RESIDENT))
    shown = None if found.is_secret else choice.value
    connection = work.session.connection()
    connection.execute(_TAKE_PART[connection.dialect.name], {"poll": poll, "seat": actor.id, "choice": shown})
    if found.is_secret:
        ballot = {"poll": poll, "code": queries.code_of(actor.token, poll), "choice": choice.value}
        connection.execute(_DROP_IN_URN[connection.dialect.name], ballot)
    payload = {"poll": poll} if found.is_secret else {"poll": poll, "choice": choice.value}
    return _append(work, actor, meeting, "ballot.cast", payload, key=key)


def close_poll(work: Work, actor: Actor, *, meeting: str, poll: str, key: str | None = None) -> Receipt:
    """End a poll, count it and apply its rule; every ballot acknowledged before is counted.

    Raises:
        DomainError: `not_found`, `poll.closed`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = work.session.get(Poll, poll)
    if found is None or found.meeting != meeting:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if found.closed_at is not None:
        raise DomainError(ErrorKind.CLOSED, "poll.closed")
    present = meetings.presence_of(work.session, meeting)
    found.entitled = present.seats - present.guests
    found.closed_at = work.now
    if found.is_secret:
        _shuffle_urn(work, poll)
    count = queries.tally_of(work.session, poll, is_secret=found.is_secret, entitled=found.entitled)
    outcome = rules.outcome_of(rules.restore_rule(found.terms), count.figures())
    found.outcome = to_plain(outcome)
    work.record(PollClosed(meeting, poll, found.subject, outcome))
    payload = {"poll": poll, "count": to_plain(count), "outcome": found.outcome}
    return _append(work, actor, meeting, "poll.closed", payload, key=key)


def _shuffle_urn(work: Work, poll: str) -> None:
    """Lay the ballots down anew in the order of their codes: PostgreSQL dumps rows in the order written."""
    columns = SecretBallot.__table__.columns
    query = select(*columns).where(SecretBallot.poll == poll).order_by(SecretBallot.code)
    ballots = [dict(row._mapping) for row in work.session.execute(query)]
    if ballots:
        work.session.execute(delete(SecretBallot).where(SecretBallot.poll == poll))
        work.session.execute(insert(SecretBallot), ballots)


def _append(
    work: Work, actor: Actor, meeting: str, kind: str, payload: Mapping[str, object], *, key: str | None
) -> Receipt:
    return ledger.append(work, chain=meeting, kind=kind, topic=TOPIC, actor=actor.id, payload=payload, key=key)
