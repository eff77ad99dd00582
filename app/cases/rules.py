"""The life of a case (事項): its states and moves, its rating, when it counts as resolved."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind
from app.platform.lengths import LONGEST_TITLE


class State(StrEnum):
    REGISTERED = "registered"
    TRIAGED = "triaged"
    ANSWERED = "answered"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    ESCALATED = "escalated"
    REPORTED = "reported"
    VERIFIED = "verified"
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


MOVES: dict[State, frozenset[State]] = {
    State.REGISTERED: frozenset({State.TRIAGED, State.MERGED, State.REJECTED, State.WITHDRAWN}),
    State.TRIAGED: frozenset({State.ANSWERED, State.ASSIGNED, State.ESCALATED}),
    State.ANSWERED: frozenset({State.FOLLOWED_UP}),
    State.ASSIGNED: frozenset({State.ACCEPTED, State.RETURNED}),
    State.RETURNED: frozenset({State.TRIAGED}),
    State.ACCEPTED: frozenset({State.IN_PROGRESS}),
    State.IN_PROGRESS: frozenset({State.REPORTED, State.SUSPENDED, State.ESCALATED}),
    State.SUSPENDED: frozenset({State.IN_PROGRESS}),
    State.ESCALATED: frozenset({State.ASSIGNED}),
    State.REPORTED: frozenset({State.VERIFIED, State.IN_PROGRESS}),
    State.VERIFIED: frozenset({State.FOLLOWED_UP}),
    State.FOLLOWED_UP: frozenset({State.CLOSED, State.REOPENED}),
    State.CLOSED: frozenset({State.REOPENED}),
    State.REOPENED: frozenset({State.ASSIGNED}),
    State.MERGED: frozenset(),
    State.REJECTED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
NEEDS_NOTE = frozenset(
    {
        State.RETURNED,
        State.SUSPENDED,
        State.ESCALATED,
        State.REPORTED,
        State.REOPENED,
        State.MERGED,
        State.REJECTED,
        State.WITHDRAWN,
        State.ANSWERED,
    }
)
"""States that are entered with a reason or, for what is reported done, with the evidence."""
RATABLE = frozenset({State.ANSWERED, State.REPORTED, State.VERIFIED, State.FOLLOWED_UP, State.CLOSED})
FINAL = frozenset({State.CLOSED, State.MERGED, State.REJECTED, State.WITHDRAWN})
MOST_REOPENED = 2
POOR = 2


class Level(StrEnum):
    """Where a case is handled; what has no power or no money there goes one up."""

    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a move may be made."""

    state: str
    reported_by: str | None
    reopened: int
    ratings: int


@dataclass(frozen=True, slots=True)
class Rating:
    """What one resident says of the result: 5 very content … 1 very discontent, and whether it is resolved."""

    stars: int
    is_resolved: bool


def check_case(title: str) -> None:
    """A title of 1 to 120 characters.

    Raises:
        DomainError: `title.missing`, `title.long`.
    """
    if not title:
        raise DomainError(ErrorKind.INVALID, "title.missing")
    if len(title) > LONGEST_TITLE:
        raise DomainError(ErrorKind.INVALID, "title.long", most=LONGEST_TITLE)


def check_move(standing: Standing, to: State, *, actor: str, note: str) -> None:
    """Whether a case may go to a state, by this actor, with this note.

    Raises:
        DomainError: `case.no_such_move`, `case.note_needed`, `case.same_person`, `case.not_rated`,
            `case.reopened_enough`.
    """
    if to not in MOVES[State(standing.state)]:
        raise DomainError(ErrorKind.CONFLICT, "case.no_such_move")
    if to in NEEDS_NOTE and not note:
        raise DomainError(ErrorKind.INVALID, "case.note_needed")
    if to is State.VERIFIED and actor == standing.reported_by:
        raise DomainError(ErrorKind.FORBIDDEN, "case.same_person")
    if to is State.CLOSED and not standing.ratings:
        raise DomainError(ErrorKind.CONFLICT, "case.not_rated")
    if to is State.REOPENED and standing.reopened >= MOST_REOPENED:
        raise DomainError(ErrorKind.CONFLICT, "case.reopened_enough")


def check_rating(state: str, rating: Rating) -> None:
    """A result can be rated from the moment it is reported.

    Raises:
        DomainError: `case.not_ratable`, `case.stars_unknown`.
    """
    if state not in RATABLE:
        raise DomainError(ErrorKind.CLOSED, "case.not_ratable")
    if not 1 <= rating.stars <= 5:
        raise DomainError(ErrorKind.INVALID, "case.stars_unknown")


def is_resolved(state: str, ratings: Sequence[Rating], *, is_verified: bool) -> bool:
    """有效解決: closed, its evidence verified, and at least half of those who rated say it is resolved.

    Silence is not resolved, and neither is an explanation why it cannot be done.
    """
    said_yes = sum(rating.is_resolved for rating in ratings)
    return state == State.CLOSED and is_verified and bool(ratings) and 2 * said_yes >= len(ratings)


def should_reopen(ratings: Sequence[Rating]) -> bool:
    """Whether any affected resident is discontent: two stars or fewer."""
    return any(rating.stars <= POOR for rating in ratings)


def number_of(place_name: str, year: int, count: int) -> str:
    """The number of a case, as `桂花苑-2026-0001`."""
    return f"{place_name}-{year}-{count:04d}"
