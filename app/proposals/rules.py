"""What may be proposed, how often, and what may be said to it."""

from dataclasses import dataclass
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind

LONGEST = 300
SUGGESTED = 60


class Choice(StrEnum):
    """A reaction to a proposal."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"


class State(StrEnum):
    """`visible` stands on the wall; `held` waits for a facilitator; `hidden` was taken down with a reason;
    `withdrawn` was taken back by its author."""

    VISIBLE = "visible"
    HELD = "held"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a seat may propose now."""

    submitted: int
    cards_per_seat: int | None
    is_reviewed: bool


def check_text(text: str) -> None:
    """A proposal of 1 to 300 characters.

    Raises:
        DomainError: `proposal.empty`, `proposal.long`.
    """
    if not text:
        raise DomainError(ErrorKind.INVALID, "proposal.empty")
    if len(text) > LONGEST:
        raise DomainError(ErrorKind.INVALID, "proposal.long", most=LONGEST)


def state_of_new(standing: Standing) -> State:
    """Where a new proposal stands: on the wall, or first before the facilitator.

    Raises:
        DomainError: `proposal.enough` when the seat has no card left.
    """
    if standing.cards_per_seat is not None and standing.submitted >= standing.cards_per_seat:
        raise DomainError(ErrorKind.CONFLICT, "proposal.enough", most=standing.cards_per_seat)
    return State.HELD if standing.is_reviewed else State.VISIBLE


def check_reactable(state: str) -> None:
    """Only what stands on the wall can be reacted to.

    Raises:
        DomainError: `proposal.gone`.
    """
    if state != State.VISIBLE:
        raise DomainError(ErrorKind.CLOSED, "proposal.gone")


def check_moderation(present: str, to: State, reason: str) -> None:
    """A facilitator shows, holds or hides; hiding needs a reason, which the author reads.

    Raises:
        DomainError: `proposal.reason_needed`, `proposal.withdrawn`.
    """
    if present == State.WITHDRAWN:
        raise DomainError(ErrorKind.CLOSED, "proposal.withdrawn")
    if to is State.HIDDEN and not reason:
        raise DomainError(ErrorKind.INVALID, "proposal.reason_needed")
