"""Writes of polls and ballots."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from app.platform.storage import jobs
from app.platform.storage.db import new_id, upserts_of
from app.platform.storage.ledger import Entry, Receipt
from app.platform.storage.ledger.seals import seal_group
from app.platform.storage.unit_of_work import Batch, RequestName, Work, receipt_in
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
    """A poll has ended; `subject` is its resolution. A poll without an outcome (void, withheld) decides nothing."""

    meeting: MeetingId
    poll: PollId
    subject: ResolutionId | None
    outcome: rules.Outcome | None


@dataclass(frozen=True, slots=True)
class BallotRequest:
    """A request of a seat to cast a ballot."""

    seat: Actor
    meeting_id: MeetingId
    poll_id: PollId
    choice: rules.Choice
    key: str | None = None

    @property
    def name(self) -> RequestName:
        return self.meeting_id, self.seat.id, self.key


@dataclass(frozen=True, slots=True)
class _Facts:
    """The data against which ballots are checked.

    Attributes:
        polls: whether each poll is open.
        closed: meetings that are closed.
        kinds: the kinds of the seats.
        secret: the secret polls.
        keyless: open secret polls that cannot take a ballot because choices cannot be encrypted.
    """

    polls: dict[tuple[MeetingId, PollId], bool]
    closed: set[MeetingId]
    kinds: dict[tuple[MeetingId, SeatId], str]
    secret: set[PollId]
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
) -> Entry:
    """Open a poll on a question; a secret poll gets a key of its own.

    Raises:
        DomainError: `meeting.closed`, `rule.unknown`, `rule.roll_needed`, `poll.question_missing`,
            `poll.question_long`; `poll.not_now` in a phase without votes; `poll.already_open` if a poll on the same
            resolution is open.
    """
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
    facts = {"question": question, "subject": subject, "rule": to_json_value(chosen), "is_secret": is_secret}
    return Entry(meeting_id, "poll.opened", TOPIC, actor.id, {"poll": poll_id, **facts})


def cast_ballot(
    work: Work, actor: Actor, *, meeting_id: MeetingId, poll_id: PollId, choice: rules.Choice, key: str | None = None
) -> Receipt:
    """Cast or replace the ballot of a seat while the poll is open; a secret choice is stored only encrypted.

    Raises:
        DomainError: `not_found`, `meeting.closed`, `poll.closed`, `poll.guests`, `poll.key_missing`.
    """
    batch = Batch(work, [BallotRequest(actor, meeting_id, poll_id, choice, key)])
    cast_ballots(work, batch)
    return receipt_in(batch.answers[0])


def cast_ballots(work: Work, batch: Batch[BallotRequest]) -> None:
    """Cast the ballots of many seats in a few SQL statements; a seat's last one in the same poll counts."""
    facts = _read_facts(work, batch.open)
    batch.refuse(lambda request: _refusal(facts, request))
    _write_ballots(work, batch.open, facts.secret)
    batch.record(lambda request: _entry(request, is_secret=request.poll_id in facts.secret))


def close_poll(work: Work, actor: Actor, *, meeting_id: MeetingId, poll_id: PollId) -> Entry:
    """Close a poll, count its ballots and apply its rule; every ballot acknowledged before the close counts.

    A poll with fewer than five ballots does not publish how many said yes, no and abstain. A secret poll whose outcome
    would reveal a ballot publishes no outcome either, and its ballots are deleted uncounted.

    Raises:
        DomainError: `not_found`, `poll.closed`, `poll.key_missing`, `poll.ballot_damaged`.
    """
    poll = _open_poll(work, meeting_id, poll_id)
    poll.entitled = meetings.residents_of(work.session, meeting_id, also=queries.voters_of(work.session, poll_id))
    poll.closed_at = work.now
    rule = rules.restore_rule(poll.terms)
    cast = queries.turnout_of(work.session, poll_id)
    if poll.is_secret and gives_ballots_away(rule, cast, poll.entitled):
        _discard(work, poll)
        return _tell_closed(work, actor, poll, None, {"cast": cast})
    if poll.is_sealed:
        sealing.store_opened(work, poll_id, sealing.open_ballots(work, poll_id))
        _destroy_sealed(work, poll_id)
    count = queries.tally_of(work.session, poll_id, is_secret=poll.is_secret, entitled=poll.entitled)
    outcome = rules.outcome_of(rule, count.figures())
    split = to_json_value(count) if is_split_told(cast) else None
    poll.outcome = to_json_value(outcome if split else replace(outcome, tests=()))
    return _tell_closed(work, actor, poll, outcome, {"cast": cast, "count": split})


def void_poll(work: Work, actor: Actor, *, meeting_id: MeetingId, poll_id: PollId, reason: str) -> Entry:
    """End a poll without counting its ballots, for instance if its key is lost; its resolution becomes a draft again.

    Raises:
        DomainError: `not_found`, `poll.closed`, `poll.reason_missing`, `poll.reason_long`.
    """
    rules.check_reason(reason)
    poll = _open_poll(work, meeting_id, poll_id)
    poll.closed_at, poll.void_reason = work.now, reason
    _discard(work, poll)
    work.record(PollClosed(meeting_id, poll_id, poll.subject, None))
    _seal_groups(work, poll_id)
    payload = {"poll": poll_id, "cast": queries.turnout_of(work.session, poll_id), "reason": reason}
    return Entry(meeting_id, "poll.voided", TOPIC, actor.id, payload)


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
    """Have the next ledger entry seal the three groups of rows of an ended poll: ballots, receipts, participations."""
    for group in GROUPS:
        seal_group(work.session, group, poll_id)


def _tell_closed(
    work: Work,
    actor: Actor,
    poll: Poll,
    outcome: rules.Outcome | None,
    figures: Mapping[str, object],
) -> Entry:
    work.record(PollClosed(poll.meeting, poll.id, poll.subject, outcome))
    _seal_groups(work, poll.id)
    payload = {"poll": poll.id, **figures, "entitled": poll.entitled, "outcome": poll.outcome}
    return Entry(poll.meeting, "poll.closed", TOPIC, actor.id, payload)


def _read_facts(work: Work, requests: Sequence[BallotRequest]) -> _Facts:
    polls = list(work.session.connection().execute(_POLLS, {"polls": list({request.poll_id for request in requests})}))
    return _Facts(
        {(row.meeting, row.id): row.closed_at is None for row in polls},
        {meeting for meeting in {row.meeting for row in polls} if meetings.is_closed(work.session, meeting)},
        meetings.kinds_of(work.session, list({request.seat.seat_id for request in requests})),
        {row.id for row in polls if row.is_secret},
        {row.id for row in polls if row.is_secret and not _takes_ballots(work, row)},
    )


def _takes_ballots(work: Work, poll: Any) -> bool:
    """Return whether a secret poll can encrypt choices; True for a closed poll, whose ballots are refused elsewhere.

    A poll without its key, or older than sealing, cannot encrypt choices.
    """
    return poll.closed_at is not None or (poll.is_sealed and work.keys.has(sealing.key_name(poll.id)))


def _refusal(facts: _Facts, request: BallotRequest) -> DomainError | None:
    is_open = facts.polls.get((request.meeting_id, request.poll_id))
    kind = facts.kinds.get((request.meeting_id, request.seat.seat_id))
    if is_open is None or kind is None:
        return DomainError(ErrorKind.NOT_FOUND, "not_found")
    if request.meeting_id in facts.closed:
        return DomainError(ErrorKind.CLOSED, "meeting.closed")
    if request.poll_id in facts.keyless:
        return DomainError(ErrorKind.UNAVAILABLE, "poll.key_missing", file=sealing.key_name(request.poll_id))
    return rules.refusal_of_ballot(rules.Standing(is_open, kind == SeatKind.RESIDENT))


def _write_ballots(work: Work, requests: Sequence[BallotRequest], secret: set[PollId]) -> None:
    """Write the participations and choices of ballots; the choice of a secret ballot is written only encrypted."""
    last = {(request.poll_id, request.seat.id): request for request in requests}.values()
    taken = [
        {
            "poll": request.poll_id,
            "seat": request.seat.id,
            "choice": None if request.poll_id in secret else request.choice.value,
        }
        for request in last
    ]
    if taken:
        connection = work.session.connection()
        connection.execute(_TAKE_PART[connection.dialect.name], taken)
    if sealed := [request for request in last if request.poll_id in secret]:
        _write_secret(work, sealed)


def _write_secret(work: Work, requests: list[BallotRequest]) -> None:
    """Write the encrypted choices and the receipt codes of secret ballots."""
    connection = work.session.connection()
    ciphers = {poll: sealing.cipher_of(work.keys, poll) for poll in {request.poll_id for request in requests}}
    sealed = [
        {
            "poll": request.poll_id,
            "seat": request.seat.id,
            "sealed": sealing.seal(ciphers[request.poll_id], request.poll_id, request.seat.seat_id, request.choice),
            "code": queries.code_of(request.seat.token, request.poll_id),
        }
        for request in requests
    ]
    connection.execute(_SEAL[connection.dialect.name], sealed)


def _entry(request: BallotRequest, *, is_secret: bool) -> Entry:
    payload = {"poll": request.poll_id} if is_secret else {"poll": request.poll_id, "choice": request.choice.value}
    return Entry(request.meeting_id, "ballot.cast", TOPIC, request.seat.id, payload, request.key)
