"""From a theme to a text, from a text to a resolution."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind
from app.platform.lengths import LONGEST_TITLE

LONGEST = 5000


class State(StrEnum):
    """`voting` while a poll is open on it; adopted and rejected are final."""

    DRAFT = "draft"
    VOTING = "voting"
    CARRIED = "carried"
    REJECTED = "rejected"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a resolution says."""

    title: str
    text: str


def check_draft(draft: Draft) -> None:
    """A title of 1 to 120 and a text of 1 to 5,000 characters.

    Raises:
        DomainError: `title.missing`, `title.long`, `resolution.text_missing`, `resolution.text_long`.
    """
    if not draft.title:
        raise DomainError(ErrorKind.INVALID, "title.missing")
    if len(draft.title) > LONGEST_TITLE:
        raise DomainError(ErrorKind.INVALID, "title.long", most=LONGEST_TITLE)
    if not draft.text:
        raise DomainError(ErrorKind.INVALID, "resolution.text_missing")
    if len(draft.text) > LONGEST:
        raise DomainError(ErrorKind.INVALID, "resolution.text_long", most=LONGEST)


def check_revisable(state: str) -> None:
    """The text may change only before it is put to the vote.

    Raises:
        DomainError: `resolution.frozen`.
    """
    if state != State.DRAFT:
        raise DomainError(ErrorKind.CLOSED, "resolution.frozen")


def check_votable(state: str) -> None:
    """A draft goes to the vote, once.

    Raises:
        DomainError: `resolution.not_draft`.
    """
    if state != State.DRAFT:
        raise DomainError(ErrorKind.CONFLICT, "resolution.not_draft")


def check_adoptable(state: str) -> None:
    """Only what a poll has carried is adopted.

    Raises:
        DomainError: `resolution.not_carried`.
    """
    if state != State.CARRIED:
        raise DomainError(ErrorKind.CONFLICT, "resolution.not_carried")


def number_of(place_name: str, year: int, count: int) -> str:
    """The number of an adopted resolution, as `桂花苑〔2026〕3号`."""
    return f"{place_name}〔{year}〕{count}号"


def hash_text(draft: Draft) -> str:
    """SHA-256 of title and text, printed with the resolution."""
    return hashlib.sha256(f"{draft.title}\n{draft.text}".encode()).hexdigest()
