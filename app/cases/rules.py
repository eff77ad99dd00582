"""Rules for cases (事項): states and moves, ratings, and when a case counts as resolved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import CaseId
from app.platform.lengths import LONGEST_TITLE
from app.platform.storage.chains import ChainKind

CHAIN: ChainKind[CaseId] = ChainKind("case")
"""The ledger chains of the cases that belong to no meeting."""


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
"""States that need a note: a reason or, for `reported`, the evidence."""
RATABLE = frozenset({State.ANSWERED, State.REPORTED, State.VERIFIED, State.FOLLOWED_UP, State.CLOSED})
FINAL = frozenset({State.CLOSED, State.MERGED, State.REJECTED, State.WITHDRAWN})
UNCOUNTED = FINAL - {State.CLOSED}
"""Final states that the rate of effectively resolved cases leaves out."""
MAX_REOPENED = 2
POOR = 2


class Outcome(StrEnum):
    """What a case counts as in the rate of effectively resolved cases (有效解决率)."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    UNRATED = "unrated"
    """The case is closed or overdue, and no resident has rated the case."""
    NOT_DUE = "not_due"
    UNCOUNTED = "uncounted"
    """Merged, rejected or withdrawn."""


class Level(StrEnum):
    """Where a case is handled; a case that lacks power or money there moves one level up."""

    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts of a case that decide whether a move is allowed."""

    state: str
    reported_by: str | None
    reopened: int
    ratings: int


@dataclass(frozen=True, slots=True)
class Rating:
    """One resident's rating of the result: stars from 5 (very content) to 1 (very discontent), and whether resolved."""

    stars: int
    is_resolved: bool


def check_case(title: str) -> None:
    """Require a title of 1 to 120 characters.

    Raises:
        DomainError: `title.missing`, `title.long`.
    """
    if not title:
        raise DomainError(ErrorKind.INVALID, "title.missing")
    if len(title) > LONGEST_TITLE:
        raise DomainError(ErrorKind.INVALID, "title.long", most=LONGEST_TITLE)


def check_move(standing: Standing, to: State, *, actor: str, note: str) -> None:
    """Refuse a move of a case that its present state, the actor, a missing note or missing ratings do not allow.

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
    if to is State.REOPENED and standing.reopened >= MAX_REOPENED:
        raise DomainError(ErrorKind.CONFLICT, "case.reopened_enough")


def check_rating(state: str, rating: Rating) -> None:
    """Refuse a rating while the case has no result yet, and a number of stars other than 1 to 5.

    Raises:
        DomainError: `case.not_ratable`, `case.stars_unknown`.
    """
    if state not in RATABLE:
        raise DomainError(ErrorKind.CLOSED, "case.not_ratable")
    if not 1 <= rating.stars <= 5:
        raise DomainError(ErrorKind.INVALID, "case.stars_unknown")


def is_resolved(state: str, ratings: Sequence[Rating], *, is_verified: bool) -> bool:
    """Return whether a case is effectively resolved (有效解決): closed, verified, and half of its raters or more agree.

    A case that nobody rated is not resolved, and neither is one that ended with an explanation why it cannot be done.
    """
    said_yes = sum(rating.is_resolved for rating in ratings)
    return state == State.CLOSED and is_verified and bool(ratings) and 2 * said_yes >= len(ratings)


def outcome_of(state: str, *, is_resolved: bool, ratings: int, due_on: date | None, today: date) -> Outcome:
    """Return the outcome of a case on a day; an open case has one from the day after its due date."""
    if state in UNCOUNTED:
        return Outcome.UNCOUNTED
    if is_resolved:
        return Outcome.RESOLVED
    if state != State.CLOSED and (due_on is None or today <= due_on):
        return Outcome.NOT_DUE
    return Outcome.UNRESOLVED if ratings else Outcome.UNRATED


def should_reopen(ratings: Sequence[Rating]) -> bool:
    """Return whether any resident is discontent: two stars or fewer."""
    return any(rating.stars <= POOR for rating in ratings)


def number_of(place_name: str, year: int, count: int) -> str:
    """Return the number of a case, as `桂花苑-2026-0001`."""
    return f"{place_name}-{year}-{count:04d}"
