"""Rules for who may see which part of common ground, and for the names that groups keep between analyses."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import product
from string import ascii_uppercase

from app.common_ground.document import GroundDocument, HiddenGround, Mark, ProposalResult, RoomGround, ThemeResult
from app.platform.ids import ProposalId
from app.themes.rules import COLOURS

Groups = Mapping[str, str | None]
"""{seat: its group, or None}"""


def keep_names(groups: Groups, before: Groups, used: Sequence[str]) -> dict[str, str]:
    """Return {group as found: display name}: the name of the earlier group that shares most seats, else a new letter.

    The analysis itself keeps names only while its process runs; this function keeps them through a restart too.

    Args:
        groups: groups as found now.
        before: groups of the previous analysis, by display name.
        used: every display name given so far.
    """
    shared = Counter((group, before[seat]) for seat, group in groups.items() if group and before.get(seat))
    names: dict[str, str] = {}
    for (group, old), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if group not in names and old is not None and old not in names.values():
            names[group] = old
    taken = {*used, *names.values()}
    for group in sorted({group for group in groups.values() if group} - names.keys()):
        names[group] = group if group not in taken else next(name for name in _letters() if name not in taken)
        taken.add(names[group])
    return names


NEARLY = "nearly"
"""The status of a theme that has a nearest proposal but no greatest one."""


class Status(StrEnum):
    """Status of a proposal, which the gate decides; the word is the same on pages, in documents and in the API."""

    GREATEST = "greatest"
    COMMON_GROUND = "common-ground"
    MAJORITY = "majority"
    OPEN = "open"
    UNHEARD = "unheard"


def status_of(badge: str, *, is_greatest: bool, is_heard: bool) -> Status:
    """Return the status of a proposal from its badge.

    Args:
        is_greatest: whether the proposal is the greatest of its theme or of the meeting; counts only with the badge
            `common-ground`.
        is_heard: whether each group that is asked has cast five votes; until then the status is `unheard`, unless the
            badge is `common-ground`.
    """
    if badge == Status.COMMON_GROUND:
        return Status.GREATEST if is_greatest else Status.COMMON_GROUND
    return Status(badge) if is_heard else Status.UNHEARD


def status_of_theme(theme: ThemeResult) -> str:
    """Return the status of a theme: `greatest` with a greatest proposal, `nearly` with a nearest, else `unheard`."""
    if theme.greatest is not None:
        return Status.GREATEST.value
    return NEARLY if theme.nearest is not None else Status.UNHEARD.value


def colours_of(groups: Sequence[str], stakeholder_groups: Sequence[str]) -> dict[str, int]:
    """Return {group: colour}; the colour is the place of the name among the stakeholder groups or the letters."""
    lists = (stakeholder_groups, _letters())
    return {name: next((names.index(name) for names in lists if name in names), 0) % COLOURS for name in groups}


def mark_of(row: ProposalResult) -> Mark:
    """Return the mark of a proposal, by the gate that decides its status. The twin is `markOf` in `sentences.ts`."""
    if row.standing in (Status.GREATEST, Status.COMMON_GROUND):
        return Mark.ALL
    lacks = row.lacks
    is_one = lacks is not None and len(lacks.blockers) == 1 and not lacks.voters and not lacks.is_held
    return Mark.ONE if is_one else Mark.OPEN


def for_room(ground: GroundDocument, leading: int) -> RoomGround:
    """Return what everyone may see while results are visible, without the part for the desk.

    The proposals are the `leading` ones and those that themes name as greatest or nearest.
    """
    named = {proposal for theme in ground.themes for proposal in (theme.greatest, theme.nearest)}
    shown = [row for place, row in enumerate(ground.proposals) if place < leading or row.proposal in named]
    return RoomGround(
        basis=ground.basis,
        reason=ground.reason,
        groups=ground.groups,
        colours=ground.colours,
        present=ground.present,
        greatest=ground.greatest,
        proposals=tuple(shown),
        themes=ground.themes,
        at=ground.at,
        marks={row.proposal: mark_of(row) for row in ground.proposals},
    )


def hidden(ground: GroundDocument) -> HiddenGround:
    """Return what everyone may see while results are withheld: that there is common ground, and the groups' basis."""
    return HiddenGround(basis=ground.basis, reason=ground.reason, at=ground.at)


def for_answered(ground: GroundDocument, answered: Collection[ProposalId]) -> RoomGround:
    """Return what a seat may see when results are visible after an answer: the results of proposals it has answered."""
    shown = for_room(ground, len(ground.proposals))
    rows = tuple(row for row in shown.proposals if row.proposal in answered)
    greatest = shown.greatest if shown.greatest in answered else None
    marks = {proposal: mark for proposal, mark in shown.marks.items() if proposal in answered}
    return replace(shown, greatest=greatest, proposals=rows, themes=(), marks=marks)


def _letters() -> Sequence[str]:
    return [*ascii_uppercase, *("".join(pair) for pair in product(ascii_uppercase, repeat=2))]
