"""The state of a paper: the version that is printed, and how far it is on its way to the archive."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """State of a paper, in order of its life."""

    DRAFT = "draft"
    COMMENTS = "comments"
    FINAL = "final"
    SIGNED = "signed"
    POSTED = "posted"
    ARCHIVED = "archived"

    @property
    def is_final(self) -> bool:
        """Whether the text can change no more."""
        return self not in (State.DRAFT, State.COMMENTS)


@dataclass(frozen=True, slots=True)
class Amendment:
    """An accepted change of a paper: where in the paper, and the wording."""

    passage: str
    wording: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a paper.

    Attributes:
        comments_until: the last day on which attendees may ask for amendments.
        replaces: the number of the version that this version corrects; None for the first version.
        amendments: the amendments that were accepted, which the paper prints.
    """

    state: State = State.DRAFT
    version: int = 1
    comments_until: date | None = None
    replaces: int | None = None
    amendments: tuple[Amendment, ...] = ()
