"""Finds the proposals that a new clustering run moved, as people see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.platform.ids import ProposalId
from app.themes.rules.edits import DraftTheme
from app.themes.rules.replay import Arrangement


@dataclass(frozen=True, slots=True)
class Move:
    """A proposal that is in another theme than before; an empty key means ungrouped."""

    proposal: ProposalId
    source: str
    target: str


def is_extended(before: Sequence[DraftTheme], after: Sequence[DraftTheme]) -> bool:
    """Return whether a run left every grouped proposal in its theme; then nothing that people see has moved."""
    now = {theme.key: set(theme.members) for theme in after}
    return all(now.get(theme.key, set()).issuperset(theme.members) for theme in before)


def moves_between(before: Arrangement, after: Arrangement) -> list[Move]:
    """Return the proposals that have left the theme they were in; new proposals do not count as moved."""
    now = {member: theme.key for theme in after.themes for member in theme.members} | dict.fromkeys(after.ungrouped, "")
    return [
        Move(member, theme.key, now[member])
        for theme in before.themes
        for member in theme.members
        if now.get(member, theme.key) != theme.key
    ]
