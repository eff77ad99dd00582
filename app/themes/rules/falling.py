"""Finds the dependents of an undone edit: the later edits that nobody could have made without it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.platform.errors import DomainError
from app.platform.ids import ProposalId
from app.themes.rules.board import Board
from app.themes.rules.checks import check_edit
from app.themes.rules.edits import Change, DraftTheme, Edit, standing
from app.themes.rules.flock import Flock
from app.themes.rules.replay import Arrangement, replay


@dataclass(frozen=True, slots=True)
class Basis:
    """What edits are replayed over: the clustering draft of the proposals on the wall, and their neighbours."""

    draft: Sequence[DraftTheme]
    alone: Sequence[ProposalId]
    flock: Flock

    def before(self, edit: Change, done: Sequence[Change]) -> Arrangement:
        """Return the layout that the edit would have seen if only `done` preceded it.

        The layout includes the draft themes of the edit's context.
        """
        return replay(Board.of(self.draft, self.alone, [*done, edit], self.flock), done)


def falling_with(number: int, edits: Sequence[Edit], basis: Basis) -> tuple[int, ...]:
    """Return the numbers of the later active edits that depend on edit `number`: without it they are refused."""
    done = standing(edits)
    with_it = [edit for edit in done if edit.number <= number]
    without = with_it[:-1]
    fallen: list[int] = []
    for edit in done[len(with_it) :]:
        if _is_possible(edit, without, basis) or not _is_possible(edit, with_it, basis):
            without.append(edit)
        else:
            fallen.append(edit.number)
        with_it.append(edit)
    return tuple(fallen)


def _is_possible(edit: Change, done: Sequence[Change], basis: Basis) -> bool:
    try:
        check_edit(edit, basis.before(edit, done), done)
    except DomainError:
        return False
    return True
