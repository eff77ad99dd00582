"""Writes of polls and ballots."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from app.meetings import queries as meetings
from app.meetings.actions import PhaseMoved
from app.meetings.rules import SeatKind
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, PollId, ResolutionId, SeatId
from app.platform.logs import get_logger
from app.platform.serialise import to_json_value
from app.platform.storage import jobs, ledger
from app.platform.storage.batches import Answer, answer_all, refusal_of, settle
from app.platform.storage.db import new_id, upserts_of
from app.platform.storage.ledger import Receipt
from app.platform.storage.ledger.seals import seal_group
from app.platform.storage.unit_of_work import Work
from app.voting import queries, rules, sealing
from app.voting.models import GROUPS, Participation, Poll, SealedBallot, SecretBallot
from app.voting.rules.secrecy import gives_ballots_away, is_split_told

TOPIC = "polls"
SCRUB_STORAGE = "scrub_storage"
SCRUB_TRIES = 10
log = get_logger(__name__)

# Every ballot runs these queries, so they are built once.
_POLLS = select(Poll.id, Poll.meeting, Poll.is_secret, Poll.is_sealed, Poll.closed_at).where(
    Poll.id.in_(bindparam("polls", expanding=True))
)
_TAKE_PART = upserts_of(Participation, keys=("poll", "seat"), values=("choice",))
_SEAL = upserts_of(SealedBallot, keys=("poll", "seat"), values=("sealed", "code"))


def scrub_storage(services: Services) -> None:
    """Overwrite the remains of deleted sealed ballots in the files of the database; runs as a job."""
    for _ in range(SCRUB_TRIES):
        if services.database.scrub(SealedBallot.__tablename__):
            return
        time.sleep(1)
    log.warning("storage of sealed ballots not overwritten: the database was busy")


@dataclass(frozen=True, slots=True)
class PollClosed:
    """A poll has ended; `subject` is the resolution of the poll. An outcome of None decides nothing."""

    meeting: MeetingId
    poll: PollId
    subject: ResolutionId | None
    outcome: rules.Outcome | None


@dataclass(frozen=True, slots=True)
class Ballot:
    """A request of a seat to cast a ballot."""

    actor: Actor
    meeting: MeetingId
    poll: PollId
    choice: rules.Choice
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _States:
    """The data against which ballots are checked.

    Attributes:
        polls: whether each poll is open.
        closed: meetings that are closed.
        kinds: the kinds of the seats.
        keyless: open secret polls that cannot take a ballot because choices cannot be encrypted.
    """

    polls: dict[tuple[MeetingId, PollId], bool]
    closed: set[MeetingId]
    kinds: dict[tuple[MeetingId, SeatId], str]
    keyless: set[PollId]


def open_poll(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    question: str,
    subject: ResolutionId | None = None,
    rule: str = "R0",
    is_secret: bool = True,
    key: str | None = None,
) -> Receipt:
    """Open a poll on a question; a secret poll gets a key of its own.

    Raises:
        DomainError: `meeting.closed`, `rule.unknown`, `rule.roll_needed`, `poll.question_missing`; `poll.not_now` in a
            phase without votes; `poll.already_open` if a poll on the same resolution is open.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    meetings.check_open(work.session, meeting_id)
    rules.check_question(question)
    chosen = rules.find_rule(rule)
    rules.check_countable(chosen)
    if rules.VOTE not in meetings.acts_now(work.session, meeting_id):
        raise DomainError(ErrorKind.CLOSED, "poll.not_now")
    if subject is not None and queries.open_poll_on(work.session, subject):
        raise DomainError(ErrorKind.CONFLICT, "poll.already_open")
    poll_id = PollId(new_id())
    work.session.add(
        Poll(
            id=poll_id,
            meeting=meeting_id,
            number=_next_number(work, meeting_id),
            question=question,
            subject=subject,
            rule=chosen.id,
            terms=to_json_value(chosen),
            is_secret=is_secret,
            is_sealed=is_secret,
            opened_at=work.now,
        )
    )
    work.session.flush()
    if is_secret:
        work.keys.create(sealing.key_name(poll_id))
    told = {"question": question, "subject": subject, "rule": to_json_value(chosen), "is_secret": is_secret}
    payload = {"poll": poll_id, **told}
    return _append(work, actor, meeting_id, "poll.opened", payload, key=key)


def cast_ballot(
    work: Work, actor: Actor, *, meeting_id: MeetingId, poll_id: PollId, choice: rules.Choice, key: str | None = None
) -> Receipt:
    """Cast or replace the ballot of a seat while the poll is open; a secret choice is stored only encrypted.

    Raises:
        DomainError: `not_found`, `meeting.closed`, `poll.closed`, `poll.guests`, `poll.key_missing`.
    """
    return settle(cast_ballots(work, [Ballot(actor, meeting_id, poll_id, choice, key)])[0])


def cast_ballots(work: Work, wishes: Sequence[Ballot]) -> list[Answer]:
    """Cast ballots of many seats as one batch, in a few SQL statements; return a receipt or refusal for each."""
    return answer_all(
        work,
        wishes,
        name_of=lambda wish: (wish.meeting, wish.actor.id, wish.key),
        make_check=lambda: partial(_refusal, _states(work, wishes)),
        write=lambda fresh: _write(work, fresh),
    )


def close_poll(work: Work, actor: Actor, *, meeting_id: MeetingId, poll_id: PollId, key: str | None = None) -> Receipt:
    """Close a poll, count its ballots and apply its rule; every ballot acknowledged before the close counts.

    A poll with fewer than five ballots publishes no split. A secret poll whose outcome would reveal a ballot publishes
    no outcome either, and its ballots are deleted uncounted.

    Raises:
        DomainError: `not_found`, `poll.closed`, `poll.key_missing`, `poll.ballot_damaged`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    poll = _open_poll(work, meeting_id, poll_id)
    poll.entitled = meetings.residents_of(work.session, meeting_id, also=queries.voters_of(work.session, poll_id))
    poll.closed_at = work.now
    rule = rules.restore_rule(poll.terms)
    cast = queries.turnout_of(work.session, poll_id)
    if poll.is_secret and gives_ballots_away(rule, cast, poll.entitled):
        _discard(work, poll)
        return _tell_closed(work, actor, poll, None, {"cast": cast}, key=key)
    if poll.is_sealed:
        sealing.store_opened(work, poll_id, sealing.open_ballots(work, poll_id))
        _destroy_sealed(work, poll_id)
    count = queries.tally_of(work.session, poll_id, is_secret=poll.is_secret, entitled=poll.entitled)
    outcome = rules.outcome_of(rule, count.figures())
    told = to_json_value(count) if is_split_told(cast) else None
    poll.outcome = to_json_value(outcome if told else replace(outcome, tests=()))
    return _tell_closed(work, actor, poll, outcome, {"cast": cast, "count": told}, key=key)


def void_poll(
    work: Work, actor: Actor, *, meeting_id: MeetingId, poll_id: PollId, reason: str, key: str | None = None
) -> Receipt:
    """End a poll without counting its ballots, for instance if its key is lost; its resolution becomes a draft again.

    Raises:
        DomainError: `not_found`, `poll.closed`, `poll.reason_missing`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting_id, actor=actor.id, key=key):
        return done
    rules.check_reason(reason)
    poll = _open_poll(work, meeting_id, poll_id)
    poll.closed_at, poll.void_reason = work.now, reason
    _discard(work, poll)
    work.record(PollClosed(meeting_id, poll_id, poll.subject, None))
    _seal_groups(work, poll_id)
    payload = {"poll": poll_id, "cast": queries.turnout_of(work.session, poll_id), "reason": reason}
    return _append(work, actor, meeting_id, "poll.voided", payload, key=key)


def refuse_to_leave_vote(work: Work, event: PhaseMoved) -> None:
    """Refuse to move a meeting to a phase without votes while polls are open.

    Raises:
        DomainError: `phase.polls_open`, with the number and the questions of the open polls.
    """
    if rules.VOTE in event.acts:
        return
    polls = queries.open_polls(work.session, event.meeting)
    if polls:
        questions = [poll.question for poll in polls]
        raise DomainError(ErrorKind.CONFLICT, "phase.polls_open", count=len(polls), polls=questions)


def _next_number(work: Work, meeting_id: MeetingId) -> int:
    return (work.session.scalar(select(func.max(Poll.number)).where(Poll.meeting == meeting_id)) or 0) + 1


def _open_poll(work: Work, meeting_id: MeetingId, poll_id: PollId) -> Poll:
    poll = work.session.get(Poll, poll_id)
    if poll is None or poll.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if poll.closed_at is not None:
        raise DomainError(ErrorKind.CLOSED, "poll.closed")
    return poll


def _discard(work: Work, poll: Poll) -> None:
    """Delete the ballots of a secret poll uncounted; the votes of a named poll stay."""
    work.session.execute(delete(SecretBallot).where(SecretBallot.poll == poll.id))
    if poll.is_sealed:
        _destroy_sealed(work, poll.id)


def _destroy_sealed(work: Work, poll_id: PollId) -> None:
    """Delete the encrypted choices and the key of a poll; a job then overwrites the remains in the files."""
    sealing.discard_sealed(work, poll_id)
    jobs.enqueue(work, SCRUB_STORAGE)


def _seal_groups(work: Work, poll_id: PollId) -> None:
    """Have the next ledger entry seal the ballots, receipts and participations of an ended poll."""
    for group in GROUPS:
        seal_group(work.session, group, poll_id)


def _tell_closed(
    work: Work,
    actor: Actor,
    poll: Poll,
    outcome: rules.Outcome | None,
    figures: Mapping[str, object],
    *,
    key: str | None,
) -> Receipt:
    work.record(PollClosed(poll.meeting, poll.id, poll.subject, outcome))
    _seal_groups(work, poll.id)
    payload = {"poll": poll.id, **figures, "entitled": poll.entitled, "outcome": poll.outcome}
    return _append(work, actor, poll.meeting, "poll.closed", payload, key=key)


def _states(work: Work, wishes: Sequence[Ballot]) -> _States:
    polls = list(work.session.connection().execute(_POLLS, {"polls": list({wish.poll for wish in wishes})}))
    return _States(
        {(row.meeting, row.id): row.closed_at is None for row in polls},
        {meeting for meeting in {row.meeting for row in polls} if meetings.is_closed(work.session, meeting)},
        meetings.kinds_of(work.session, list({wish.actor.seat_id for wish in wishes})),
        {row.id for row in polls if row.is_secret and not _takes_ballots(work, row)},
    )


def _takes_ballots(work: Work, poll: Any) -> bool:
    """Return True for a closed secret poll, which is refused elsewhere, and for an open one that can encrypt choices.

    A poll without its key, or older than sealing, cannot encrypt choices.
    """
    return poll.closed_at is not None or (poll.is_sealed and work.keys.has(sealing.key_name(poll.id)))


def _refusal(states: _States, wish: Ballot) -> DomainError | None:
    is_open = states.polls.get((wish.meeting, wish.poll))
    kind = states.kinds.get((wish.meeting, wish.actor.seat_id))
    if is_open is None or kind is None:
        return DomainError(ErrorKind.NOT_FOUND, "not_found")
    if wish.meeting in states.closed:
        return DomainError(ErrorKind.CLOSED, "meeting.closed")
    if wish.poll in states.keyless:
        return DomainError(ErrorKind.UNAVAILABLE, "poll.key_missing", file=sealing.key_name(wish.poll))
    return refusal_of(lambda: rules.check_ballot(rules.Standing(is_open, kind == SeatKind.RESIDENT)))


def _write(work: Work, wishes: list[Ballot]) -> list[Receipt]:
    """Write participations, choices and one ledger entry for each ballot; the last choice of a seat counts."""
    connection = work.session.connection()
    polls = connection.execute(_POLLS, {"polls": list({wish.poll for wish in wishes})})
    secret = {row.id for row in polls if row.is_secret}
    last = {(wish.poll, wish.actor.id): wish for wish in wishes}.values()
    taken = [
        {"poll": wish.poll, "seat": wish.actor.id, "choice": None if wish.poll in secret else wish.choice.value}
        for wish in last
    ]
    connection.execute(_TAKE_PART[connection.dialect.name], taken)
    if secret:
        _write_secret(work, [wish for wish in last if wish.poll in secret])
    return ledger.append_all(work, [_entry(wish, is_secret=wish.poll in secret) for wish in wishes])


def _write_secret(work: Work, wishes: list[Ballot]) -> None:
    """Write the encrypted choices and the receipt codes of secret ballots."""
    connection = work.session.connection()
    ciphers = {poll: sealing.cipher_of(work.keys, poll) for poll in {wish.poll for wish in wishes}}
    sealed = [
        {
            "poll": wish.poll,
            "seat": wish.actor.id,
            "sealed": sealing.seal(ciphers[wish.poll], wish.poll, wish.actor.seat_id, wish.choice),
            "code": queries.code_of(wish.actor.token, wish.poll),
        }
        for wish in wishes
    ]
    connection.execute(_SEAL[connection.dialect.name], sealed)


def _entry(wish: Ballot, *, is_secret: bool) -> ledger.Entry:
    payload = {"poll": wish.poll} if is_secret else {"poll": wish.poll, "choice": wish.choice.value}
    return ledger.Entry(wish.meeting, "ballot.cast", TOPIC, wish.actor.id, payload, wish.key)


def _append(
    work: Work, actor: Actor, meeting_id: MeetingId, kind: str, payload: Mapping[str, object], *, key: str | None
) -> Receipt:
    return ledger.append(work, chain=meeting_id, kind=kind, topic=TOPIC, actor=actor.id, payload=payload, key=key)
