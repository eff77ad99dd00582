"""讓步: what one side gives, and on which condition."""

from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind

LONGEST = 200


class State(StrEnum):
    """Offered by a resident; taken into the text of a resolution; or taken back."""

    OFFERED = "offered"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


def check_slots(wanted: str, condition: str, gives: str) -> None:
    """The card 「我原來希望__;只要__,我可以退到__」 needs what is given and on which condition.

    Raises:
        DomainError: `concession.incomplete`, `concession.long`.
    """
    if not gives or not condition:
        raise DomainError(ErrorKind.INVALID, "concession.incomplete")
    if max(map(len, (wanted, condition, gives))) > LONGEST:
        raise DomainError(ErrorKind.INVALID, "concession.long", most=LONGEST)


def check_open(state: str) -> None:
    """Only an offer that stands can be taken up or taken back.

    Raises:
        DomainError: `concession.not_open`.
    """
    if state != State.OFFERED:
        raise DomainError(ErrorKind.CLOSED, "concession.not_open")
