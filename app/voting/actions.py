"""Writes of polls and ballots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

from sqlalchemy import bindparam, delete, func, insert, select

from app.meetings import queries as meetings
from app.meetings.rules import SeatKind
from app.platform import ledger
from app.platform.db import new_id, upserts_of
from app.platform.errors import DomainError, ErrorKind
from app.platform.ledger import Receipt
from app.platform.ledger.seals import seal_group
from app.platform.plain import to_plain
from app.platform.security.actors import Actor
from app.platform.wishes import Answer, answer_all, refusal_of, settle
from app.platform.work import Work
from app.voting import queries, rules
from app.voting.models import BALLOTS, PARTICIPATIONS, Participation, Poll, SecretBallot

TOPIC = "polls"

# Every ballot runs these, so they are built once.
_POLLS = select(Poll.id, Poll.meeting, Poll.is_secret, Poll.closed_at).where(
    Poll.id.in_(bindparam("polls", expanding=True))
)
_TAKE_PART = upserts_of(Participation, keys=("poll", "seat"), values=("choice",))
_DROP_IN_URN = upserts_of(SecretBallot, keys=("poll", "code"), values=("choice",))
STIRRED = 64
"""So many ballots of an open urn change places with each commit that brings new ones."""


@dataclass(frozen=True, slots=True)
class PollClosed:
    """A poll is decided; `subject` is the resolution it was on."""

    meeting: str
    poll: str
    subject: str | None
    outcome: rules.Outcome


@dataclass(frozen=True, slots=True)
class Ballot:
    """A seat's wish to vote."""

    actor: Actor
    meeting: str
    poll: str
    choice: rules.Choice
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _States:
    """What ballots are checked against: polls and whether they are open, meetings that are over, kinds of seats."""

    polls: dict[tuple[str, str], bool]
    closed: set[str]
    kinds: dict[tuple[str, str], str]


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
    return settle(cast_ballots(work, [Ballot(actor, meeting, poll, choice, key)])[0])


def cast_ballots(work: Work, wishes: Sequence[Ballot]) -> list[Answer]:
    """The same for many seats at once, in a few statements however many they are; an answer for each wish."""
    return answer_all(
        work,
        wishes,
        name_of=lambda wish: (wish.meeting, wish.actor.id, wish.key),
        make_check=lambda: partial(_refusal, _states(work, wishes)),
        write=lambda fresh: _write(work, fresh),
    )


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
    for group in (BALLOTS, PARTICIPATIONS):
        seal_group(work.session, group, poll)
    payload = {"poll": poll, "count": to_plain(count), "outcome": found.outcome}
    return _append(work, actor, meeting, "poll.closed", payload, key=key)


def _states(work: Work, wishes: Sequence[Ballot]) -> _States:
    polls = list(work.session.connection().execute(_POLLS, {"polls": list({wish.poll for wish in wishes})}))
    return _States(
        {(row.meeting, row.id): row.closed_at is None for row in polls},
        {meeting for meeting in {row.meeting for row in polls} if meetings.is_closed(work.session, meeting)},
        meetings.kinds_of(work.session, list({wish.actor.id for wish in wishes})),
    )


def _refusal(states: _States, wish: Ballot) -> DomainError | None:
    is_open = states.polls.get((wish.meeting, wish.poll))
    kind = states.kinds.get((wish.meeting, wish.actor.id))
    if is_open is None or kind is None:
        return DomainError(ErrorKind.NOT_FOUND, "not_found")
    if wish.meeting in states.closed:
        return DomainError(ErrorKind.CLOSED, "meeting.closed")
    return refusal_of(lambda: rules.check_ballot(rules.Standing(is_open, kind == SeatKind.RESIDENT)))


def _write(work: Work, wishes: list[Ballot]) -> list[Receipt]:
    """Who took part, what was said, and an entry for each word; a seat's last word counts."""
    connection = work.session.connection()
    polls = connection.execute(_POLLS, {"polls": list({wish.poll for wish in wishes})})
    secret = {row.id for row in polls if row.is_secret}
    last = {(wish.poll, wish.actor.id): wish for wish in wishes}.values()
    taken = [
        {"poll": wish.poll, "seat": wish.actor.id, "choice": None if wish.poll in secret else wish.choice.value}
        for wish in last
    ]
    connection.execute(_TAKE_PART[connection.dialect.name], taken)
    urn = [
        {"poll": wish.poll, "code": queries.code_of(wish.actor.token, wish.poll), "choice": wish.choice.value}
        for wish in last
        if wish.poll in secret
    ]
    if urn:
        connection.execute(_DROP_IN_URN[connection.dialect.name], urn)
        if connection.dialect.name == "postgresql":
            for poll in secret:
                _shuffle_urn(work, poll, new=[ballot["code"] for ballot in urn if ballot["poll"] == poll])
    return ledger.append_all(work, [_entry(wish, is_secret=wish.poll in secret) for wish in wishes])


def _entry(wish: Ballot, *, is_secret: bool) -> ledger.Entry:
    payload = {"poll": wish.poll} if is_secret else {"poll": wish.poll, "choice": wish.choice.value}
    return ledger.Entry(wish.meeting, "ballot.cast", TOPIC, wish.actor.id, payload, wish.key)


def _shuffle_urn(work: Work, poll: str, *, new: Sequence[str] | None = None) -> None:
    """Lay ballots down anew in the order of their codes.

    PostgreSQL dumps rows in the order in which they were written, and the ledger says in which order people voted:
    laid side by side they would join voter and choice.

    Args:
        new: the codes of ballots that came just now; they and `STIRRED` others, drawn at random, change places.
            Without it all do.
    """
    code, in_urn = SecretBallot.code, SecretBallot.poll == poll
    taken = delete(SecretBallot).where(in_urn).returning(*SecretBallot.__table__.columns)
    if new is not None:
        drawn = select(code).where(in_urn).order_by(code.in_(new).desc(), func.random()).limit(len(new) + STIRRED)
        taken = taken.where(code.in_(work.session.scalars(drawn).all()))
    ballots = sorted((dict(row._mapping) for row in work.session.execute(taken)), key=itemgetter("code"))
    if ballots:
        work.session.execute(insert(SecretBallot), ballots)


def _append(
    work: Work, actor: Actor, meeting: str, kind: str, payload: Mapping[str, object], *, key: str | None
) -> Receipt:
    return ledger.append(work, chain=meeting, kind=kind, topic=TOPIC, actor=actor.id, payload=payload, key=key)
