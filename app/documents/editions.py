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
class Edition:
    """One version of a paper; `comments_until` is the last day on which attendees may ask for amendments."""

    state: State = State.DRAFT
    version: int = 1
    comments_until: date | None = None
