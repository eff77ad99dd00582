"""Assigns proposals to themes: edits hold earlier proposals in place, and new ones follow their neighbour."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.platform.ids import ProposalId
from app.themes.rules.edits import Change, DraftTheme


@dataclass(frozen=True, slots=True)
class Flock:
    """The neighbours of proposals, which follow from the texts alone.

    `leaders`: {proposal: its neighbour, the most similar earlier proposal of its theme}; `numbers`: {proposal: its
    number on the wall}.
    """

    leaders: Mapping[ProposalId, ProposalId] = field(default_factory=dict)
    numbers: Mapping[ProposalId, int] = field(default_factory=dict)

    def followers(self) -> dict[ProposalId, list[ProposalId]]:
        """Return {neighbour: the proposals that follow it, in the order of their numbers}."""
        followers: dict[ProposalId, list[ProposalId]] = {}
        for proposal, leader in sorted(self.leaders.items(), key=lambda pair: self.numbers.get(pair[0], 0)):
            followers.setdefault(leader, []).append(proposal)
        return followers


def settle(
    draft: Sequence[DraftTheme], alone: Iterable[ProposalId], edits: Sequence[Change], flock: Flock
) -> tuple[dict[ProposalId, str], dict[str, DraftTheme]]:
    """Return the draft with every proposal in the theme in which an edit holds it.

    The earliest edit that holds a proposal wins. A new proposal in the same draft theme as its neighbour follows the
    neighbour into the theme in which an edit holds the neighbour.

    Args:
        edits: the active edits, oldest first.

    Returns:
        {proposal: theme key, "" if ungrouped}, and {key: theme} of the draft and of the held themes.
    """
    drafted_homes = {member: theme.key for theme in draft for member in theme.members} | dict.fromkeys(alone, "")
    held: dict[ProposalId, tuple[str, int]] = {}
    themes: dict[str, DraftTheme] = {}
    for edit in edits:
        for theme in edit.context.themes:
            themes[theme.key] = theme
            for member in theme.members:
                if member in drafted_homes:
                    held.setdefault(member, (theme.key, edit.context.newest))
    homes = {member: held[member][0] if member in held else key for member, key in drafted_homes.items()}
    for member in sorted(flock.leaders, key=lambda member: flock.numbers.get(member, 0)):
        _follow(member, drafted_homes, homes, held, flock)
    themes.update((theme.key, theme) for theme in draft)
    return homes, themes


def _follow(
    member: ProposalId,
    drafted_homes: Mapping[ProposalId, str],
    homes: dict[ProposalId, str],
    held: dict[ProposalId, tuple[str, int]],
    flock: Flock,
) -> None:
    leader = flock.leaders[member]
    if (
        member in held
        or member not in drafted_homes
        or leader not in held
        or drafted_homes.get(leader) != drafted_homes[member]
    ):
        return
    key, newest = held[leader]
    if flock.numbers.get(member, 0) > newest:
        homes[member] = key
        held[member] = held[leader]
