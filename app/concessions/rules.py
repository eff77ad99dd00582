"""Rules for concessions (讓步): what one side offers, and on which condition."""

from enum import StrEnum

from app.meetings.rules import Act
from app.platform.errors import DomainError, ErrorKind

LONGEST = 200
CONCEDE = Act("concede")
"""The right to offer a concession, which a phase gives."""


class State(StrEnum):
    """State of a concession: offered; incorporated into the text of a resolution (`taken`); or withdrawn."""

    OFFERED = "offered"
    INCORPORATED = "taken"
    WITHDRAWN = "withdrawn"


def check_slots(wanted: str, condition: str, offer: str) -> None:
    """Require what is given and the condition on the card 「我原來希望__;只要__,我可以退到__」, and limit each text.

    Raises:
        DomainError: `concession.incomplete`, `concession.long`.
    """
    if not offer or not condition:
        raise DomainError(ErrorKind.INVALID, "concession.incomplete")
    if max(map(len, (wanted, condition, offer))) > LONGEST:
        raise DomainError(ErrorKind.INVALID, "concession.long", most=LONGEST)


def check_takable(state: str, *, is_placed: bool) -> None:
    """Refuse to take a concession up that was withdrawn, or once more without saying in which text it stands.

    Args:
        is_placed: the request names the resolution whose text takes the concession up.

    Raises:
        DomainError: `concession.not_open`.
    """
    if state == State.WITHDRAWN or (state == State.INCORPORATED and not is_placed):
        raise DomainError(ErrorKind.CLOSED, "concession.not_open")


def check_open(state: str) -> None:
    """Refuse to withdraw a concession that has already been incorporated or withdrawn.

    Raises:
        DomainError: `concession.not_open`.
    """
    if state != State.OFFERED:
        raise DomainError(ErrorKind.CLOSED, "concession.not_open")
