"""Assigns proposals to themes before a replay: known ones as an edit knew them, new ones as their neighbours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.platform.ids import ProposalId
from app.themes.rules.edits import Change, DraftTheme


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of proposals, which follow from the texts alone.

    `nearest_earlier`: {proposal: its neighbour, the most similar earlier proposal of its theme}; `numbers`: {proposal:
    its number on the wall}.
    """

    nearest_earlier: Mapping[ProposalId, ProposalId] = field(default_factory=dict)
    numbers: Mapping[ProposalId, int] = field(default_factory=dict)

    def followers(self) -> dict[ProposalId, list[ProposalId]]:
        """Return {neighbour: the proposals that follow it, in the order of their numbers}."""
        followers: dict[ProposalId, list[ProposalId]] = {}
        for proposal, neighbour in sorted(self.nearest_earlier.items(), key=lambda pair: self.numbers.get(pair[0], 0)):
            followers.setdefault(neighbour, []).append(proposal)
        return followers


def assign(
    draft: Sequence[DraftTheme], ungrouped: Iterable[ProposalId], edits: Sequence[Change], neighbours: Neighbours
) -> tuple[dict[ProposalId, str], dict[str, DraftTheme]]:
    """Return the theme of each proposal as the edits knew the theme, else as the draft has it; no edit is applied here.

    Each edit keeps the themes that it worked on (`edit.context`). A proposal in such a theme stays there, and the
    earliest edit with the proposal decides, so that edits are always applied to the themes that people saw. A proposal
    that came after that edit goes with its neighbour if the draft puts both in the same theme. A loose context keeps no
    proposal in its theme.

    Args:
        draft: the themes computed last.
        ungrouped: the proposals without a theme in the draft.
        edits: the active edits, oldest first.

    Returns:
        {proposal: theme key, "" if ungrouped}, and {key: theme} of the draft and of the edits' contexts.
    """
    draft_theme_of = {member: theme.key for theme in draft for member in theme.members} | dict.fromkeys(ungrouped, "")
    fixed: dict[ProposalId, tuple[str, int]] = {}
    themes: dict[str, DraftTheme] = {}
    for edit in edits:
        for theme in edit.context.themes:
            themes[theme.key] = theme
            for member in () if edit.context.is_loose else theme.members:
                if member in draft_theme_of:
                    fixed.setdefault(member, (theme.key, edit.context.newest))
    theme_of = {member: fixed[member][0] if member in fixed else key for member, key in draft_theme_of.items()}
    for member in sorted(neighbours.nearest_earlier, key=lambda member: neighbours.numbers.get(member, 0)):
        _follow(member, draft_theme_of, theme_of, fixed, neighbours)
    themes.update((theme.key, theme) for theme in draft)
    return theme_of, themes


def _follow(
    member: ProposalId,
    draft_theme_of: Mapping[ProposalId, str],
    theme_of: dict[ProposalId, str],
    fixed: dict[ProposalId, tuple[str, int]],
    neighbours: Neighbours,
) -> None:
    neighbour = neighbours.nearest_earlier[member]
    if (
        member in fixed
        or member not in draft_theme_of
        or neighbour not in fixed
        or draft_theme_of.get(neighbour) != draft_theme_of[member]
    ):
        return
    key, newest = fixed[neighbour]
    if neighbours.numbers.get(member, 0) > newest:
        theme_of[member] = key
        fixed[member] = fixed[neighbour]
