"""Rules for resolutions: what a text must hold, and when it may be changed, voted on and adopted."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind
from app.platform.lengths import LONGEST_TITLE

LONGEST = 5000


class State(StrEnum):
    """State of a resolution: `voting` while a poll is open on it; adopted and rejected are final."""

    DRAFT = "draft"
    VOTING = "voting"
    CARRIED = "carried"
    REJECTED = "rejected"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Draft:
    """The title and text of a resolution."""

    title: str
    text: str


def check_draft(draft: Draft) -> None:
    """Require a title of 1 to 120 and a text of 1 to 5,000 characters.

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
    """Refuse to change a text that is no longer a draft.

    Raises:
        DomainError: `resolution.frozen`.
    """
    if state != State.DRAFT:
        raise DomainError(ErrorKind.CLOSED, "resolution.frozen")


def check_votable(state: str) -> None:
    """Refuse to put anything but a draft to the vote.

    Raises:
        DomainError: `resolution.not_draft`.
    """
    if state != State.DRAFT:
        raise DomainError(ErrorKind.CONFLICT, "resolution.not_draft")


def check_adoptable(state: str) -> None:
    """Refuse to adopt a resolution unless a poll has carried it.

    Raises:
        DomainError: `resolution.not_carried`.
    """
    if state != State.CARRIED:
        raise DomainError(ErrorKind.CONFLICT, "resolution.not_carried")


def number_of(place_name: str, year: int, count: int) -> str:
    """Return the number of an adopted resolution, as `桂花苑〔2026〕3号`."""
    return f"{place_name}〔{year}〕{count}号"


def hash_text(draft: Draft) -> str:
    """Return the SHA-256 of title and text in hex digits, which is printed with the resolution."""
    return hashlib.sha256(f"{draft.title}\n{draft.text}".encode()).hexdigest()
