"""What the ledger says of polls and ballots, for the check of the record against the rows.

A secret choice stands in no entry: of an open secret poll the record says who has voted, of a closed one the count, or
no more than the number of ballots where so few have voted that the count would be their choices.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.platform.db import Base
from app.platform.ledger.replay import Event, Facts, RowFault, Tell
from app.voting.models import Participation, Poll, SecretBallot

Payload = Mapping[str, Any]
CHOICES = ("yes", "no", "abstain")


def _opened(facts: Facts, event: Event, payload: Payload) -> None:
    names = ("question", "subject", "is_secret")
    columns = {name: payload[name] for name in names} | {"terms": payload["rule"], "opened_at": event.at}
    facts.put("poll", payload["poll"], event, **columns, closed_at=None)


def _closed(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"closed_at": event.at, "outcome": payload["outcome"]}
    if "entitled" in payload.get("count", {}):
        columns["entitled"] = payload["count"]["entitled"]
    facts.put("poll", payload["poll"], event, **columns)


TELLS: dict[str, Tell] = {"poll.opened": _opened, "poll.closed": _closed}


class BallotReplay:
    """Who has voted in each poll of a meeting, what was said where it is shown, and the counts told at the close."""

    def __init__(self, chain: str) -> None:
        self.unchecked = 0
        self._chain = chain
        self._ballots: dict[tuple[str, str], tuple[str | None, int]] = {}
        self._closed: dict[str, tuple[Mapping[str, Any], int]] = {}
        self._blind: set[str] = set()

    def read(self, event: Event) -> None:
        if event.kind == "ballot.cast" and event.facts is None:
            self._blind.add(event.actor)
        elif event.kind == "ballot.cast" and event.facts is not None:
            self._ballots[event.facts["poll"], event.actor] = event.facts.get("choice"), event.seq
        elif event.kind == "poll.closed" and event.facts is not None:
            self._closed[event.facts["poll"]] = event.facts.get("count") or {}, event.seq

    def faults(self, session: Session) -> Iterator[RowFault]:
        polls = session.execute(select(Poll.id, Poll.is_secret, Poll.closed_at).where(Poll.meeting == self._chain))
        for poll, is_secret, closed_at in polls.all():
            rows = session.execute(select(Participation.seat, Participation.choice).where(Participation.poll == poll))
            shown = {seat: choice for seat, choice in rows}
            yield from self._seat_faults(poll, shown)
            yield from self._count_faults(session, poll, shown, is_secret=is_secret, is_open=closed_at is None)

    def _seat_faults(self, poll: str, shown: Mapping[str, str | None]) -> Iterator[RowFault]:
        said = {seat: word for (of, seat), word in self._ballots.items() if of == poll}
        for seat in sorted({*shown, *said}):
            row = f"participation {poll} {seat}"
            if seat in self._blind:
                self.unchecked += 1
            elif seat not in said:
                yield RowFault(0, row, "no entry tells of it")
            elif seat not in shown:
                yield RowFault(said[seat][1], row, "is missing")
            elif said[seat][0] != shown[seat]:
                yield RowFault(said[seat][1], row, "is not as its entry says")

    def _count_faults(
        self, session: Session, poll: str, shown: Mapping[str, str | None], *, is_secret: bool, is_open: bool
    ) -> Iterator[RowFault]:
        counts = _urn(session, poll, is_open=is_open) if is_secret else Counter(shown.values())
        count, seq = self._closed.get(poll, ({}, 0))
        row = f"poll {poll}"
        if sum(counts.values()) != len(shown):
            yield RowFault(seq, row, "has not as many ballots as seats that have voted")
        if not is_open and not count:
            self.unchecked += 1
        told = {choice: count[choice] for choice in CHOICES if count.get(choice) is not None}
        if told and told != {choice: counts[choice] for choice in told}:
            yield RowFault(seq, row, "has another count than its entry says")
        if count.get("cast", len(shown)) != len(shown):
            yield RowFault(seq, row, "has another number of ballots than its entry says")


def stray_ballots(session: Session) -> Iterator[RowFault]:
    """Find ballots of polls that do not exist."""
    polls = select(Poll.id)
    for model in (Participation, SecretBallot):
        query = select(model.poll).where(model.poll.not_in(polls)).distinct().limit(10)
        for poll in session.scalars(query):
            yield RowFault(0, f"{model.__tablename__} {poll}", "belongs to no poll")


def _urn(session: Session, poll: str, *, is_open: bool) -> Counter[str | None]:
    """Count the ballots of a secret poll: by choice, or as sealed ones while the poll is open."""
    sealed = Base.metadata.tables.get("sealed_ballot")
    if is_open and sealed is not None:
        query = select(func.count()).select_from(sealed).where(sealed.c.poll == poll)
        return Counter({None: session.scalar(query) or 0})
    rows = select(SecretBallot.choice, func.count()).where(SecretBallot.poll == poll).group_by(SecretBallot.choice)
    return Counter({choice: int(count) for choice, count in session.execute(rows)})
