"""The ballots of a poll as papers may list them: receipt codes without choices, or pseudonyms with choices."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.exports.redaction import View, is_small
from app.platform.access.sights import Sight
from app.platform.ids import PollId, SeatId
from app.voting import queries as voting
from app.voting.queries import PollView


@dataclass(frozen=True, slots=True)
class NamedBallot:
    """A ballot of a named poll; `voter` is a number that stands for the person in this poll alone."""

    voter: int
    choice: str


@dataclass(frozen=True, slots=True)
class PollBallots:
    """The ballots of one poll.

    Attributes:
        codes: receipt codes of a closed secret poll, in alphabetical order.
        ballots: the ballots of a closed named poll, by number; empty for readers who may not see them, for fewer than
            five ballots, and for a poll without a result.
    """

    poll: PollId
    codes: tuple[str, ...]
    ballots: tuple[NamedBallot, ...]


def ballots_of(session: Session, view: View) -> tuple[PollBallots, ...]:
    """Return the ballots of each poll of a meeting, as a view shows them."""
    return tuple(
        PollBallots(
            poll.id,
            voting.receipt_codes(session, poll.id) if poll.is_secret and not poll.is_open else (),
            _named(session, poll) if _may_list(poll, view) else (),
        )
        for poll in view.polls.values()
    )


def _may_list(poll: PollView, view: View) -> bool:
    is_counted = not poll.is_secret and poll.tally is not None and not is_small(poll)
    return is_counted and Sight.NAMED_CHOICES in view.sights


def _named(session: Session, poll: PollView) -> tuple[NamedBallot, ...]:
    choices = voting.named_choices(session, poll.id)
    numbers = _numbers(poll.id, choices)
    return tuple(NamedBallot(number, choices[seat]) for seat, number in sorted(numbers.items(), key=lambda one: one[1]))


def _numbers(poll_id: PollId, seats: Collection[SeatId]) -> dict[SeatId, int]:
    """Return {seat: number from 1} in the order of digests, which reveals neither the time nor the other polls."""
    shuffled = sorted(seats, key=lambda seat: hashlib.sha256(f"{poll_id} {seat}".encode()).digest())
    return {seat: number for number, seat in enumerate(shuffled, 1)}
