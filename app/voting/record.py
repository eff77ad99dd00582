"""Derives the expected rows of polls and ballots from ledger entries, for the check of the database.

No entry holds a secret choice. The entries of a secret poll say who has voted; the entry of its close holds the counts,
or only the number of ballots if so few seats have voted that the counts would reveal their choices.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.platform.ids import MeetingId, PollId, SeatId
from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, RowFault, Tell
from app.voting.models import BallotReceipt, Participation, Poll, SealedBallot, SecretBallot

Payload = Mapping[str, Any]
CHOICES = ("yes", "no", "abstain")


def _opened(facts: Facts, event: Event, payload: Payload) -> None:
    names = ("question", "subject", "is_secret")
    columns = {name: payload[name] for name in names} | {"terms": payload["rule"], "opened_at": event.at}
    facts.put("poll", payload["poll"], event, **columns, closed_at=None)


def _closed(facts: Facts, event: Event, payload: Payload) -> None:
    """Record the close of a poll; entries older than version 0011 have the number of people entitled inside `count`."""
    columns = {"closed_at": event.at, "outcome": payload["outcome"], "void_reason": None}
    told = payload if "entitled" in payload else payload.get("count") or {}
    if "entitled" in told:
        columns["entitled"] = told["entitled"]
    facts.put("poll", payload["poll"], event, **columns)


def _voided(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"closed_at": event.at, "outcome": None, "void_reason": payload["reason"]}
    facts.put("poll", payload["poll"], event, **columns)


TELLS: dict[str, Tell] = {"poll.opened": _opened, "poll.closed": _closed, "poll.voided": _voided}

SUBJECTS: Subjects = {
    "poll.opened": lambda payload: [payload["poll"], payload["subject"] or f"question {payload['question']}"],
    "poll.closed": lambda payload: [payload["poll"]],
    "poll.voided": lambda payload: [payload["poll"]],
}


@dataclass(frozen=True, slots=True)
class _End:
    """The ledger entry that ended a poll; a withheld or voided poll has no outcome and keeps no secret ballot."""

    seq: int
    cast: int | None
    count: Payload
    has_outcome: bool


class BallotReplay:
    """Replays the ballots of a meeting: who voted in each poll, choices in named polls, and counts of closed polls."""

    def __init__(self, chain: str) -> None:
        self.unchecked = 0
        self._meeting_id = MeetingId(chain)
        self._ballots: dict[tuple[PollId, SeatId], tuple[str | None, int]] = {}
        self._ends: dict[PollId, _End] = {}
        self._blind: set[str] = set()

    def read(self, event: Event) -> None:
        if event.kind == "ballot.cast" and event.facts is None:
            self._blind.add(event.actor)
        elif event.kind == "ballot.cast" and event.facts is not None:
            self._ballots[event.facts["poll"], SeatId(event.actor)] = event.facts.get("choice"), event.seq
        elif event.kind in ("poll.closed", "poll.voided") and event.facts is not None:
            facts = event.facts
            count, has_outcome = facts.get("count") or {}, facts.get("outcome") is not None
            self._ends[facts["poll"]] = _End(event.seq, facts.get("cast"), count, has_outcome)

    def faults(self, session: Session) -> Iterator[RowFault]:
        for poll in session.scalars(select(Poll).where(Poll.meeting == self._meeting_id)).all():
            query = select(Participation.seat, Participation.choice).where(Participation.poll == poll.id)
            shown = {seat: choice for seat, choice in session.execute(query)}
            yield from self._seat_faults(poll.id, shown)
            yield from self._count_faults(session, poll, shown)

    def _seat_faults(self, poll_id: PollId, shown: Mapping[SeatId, str | None]) -> Iterator[RowFault]:
        said = {seat: word for (of, seat), word in self._ballots.items() if of == poll_id}
        for seat in sorted({*shown, *said}):
            row = f"participation {poll_id} {seat}"
            if seat in self._blind:
                self.unchecked += 1
            elif seat not in said:
                yield RowFault(0, row, "no entry tells of it")
            elif seat not in shown:
                yield RowFault(said[seat][1], row, "is missing")
            elif said[seat][0] != shown[seat]:
                yield RowFault(said[seat][1], row, "is not as its entry says")

    def _count_faults(self, session: Session, poll: Poll, shown: Mapping[SeatId, str | None]) -> Iterator[RowFault]:
        counts = _urn(session, poll) if poll.is_secret else Counter(shown.values())
        end = self._ends.get(poll.id)
        seq, row = end.seq if end else 0, f"poll {poll.id}"
        is_emptied = poll.is_secret and end is not None and not end.has_outcome
        if sum(counts.values()) != (0 if is_emptied else len(shown)):
            yield RowFault(seq, row, "has not as many ballots as seats that have voted")
        if poll.is_sealed and _receipts(session, poll) != (0 if poll.closed_at is None else len(shown)):
            yield RowFault(seq, row, "has not as many receipts as seats that have voted")
        if end is not None:
            yield from _end_faults(end, row, counts, cast=len(shown))
        elif poll.closed_at is not None:
            self.unchecked += 1


def _end_faults(end: _End, row: str, counts: Counter[str | None], *, cast: int) -> Iterator[RowFault]:
    told = {choice: end.count[choice] for choice in CHOICES if end.count.get(choice) is not None}
    if told and told != {choice: counts[choice] for choice in told}:
        yield RowFault(end.seq, row, "has another count than its entry says")
    if end.cast is not None and end.cast != cast:
        yield RowFault(end.seq, row, "has another number of ballots than its entry says")


def stray_ballots(session: Session) -> Iterator[RowFault]:
    """Find ballots and receipt codes of polls that do not exist, at most ten polls in each table."""
    polls = select(Poll.id)
    for model in (Participation, SecretBallot, SealedBallot, BallotReceipt):
        query = select(model.poll).where(model.poll.not_in(polls)).distinct().limit(10)
        for poll in session.scalars(query):
            yield RowFault(0, f"{model.__tablename__} {poll}", "belongs to no poll")


def _urn(session: Session, poll: Poll) -> Counter[str | None]:
    """Return {choice: ballots} of a secret poll; while the poll is open, {None: sealed ballots}."""
    if poll.is_sealed and poll.closed_at is None:
        query = select(func.count()).select_from(SealedBallot).where(SealedBallot.poll == poll.id)
        return Counter({None: session.scalar(query) or 0})
    rows = select(SecretBallot.choice, func.count()).where(SecretBallot.poll == poll.id).group_by(SecretBallot.choice)
    return Counter({choice: int(count) for choice, count in session.execute(rows)})


def _receipts(session: Session, poll: Poll) -> int:
    """Count the published receipt codes of a closed poll."""
    query = select(func.count()).select_from(BallotReceipt).where(BallotReceipt.poll == poll.id)
    return session.scalar(query) or 0
