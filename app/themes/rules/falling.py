"""What falls with an edit that is taken back: the later ones that nobody could have made without it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.platform.errors import DomainError
from app.platform.ids import ProposalId
from app.themes.rules.board import Board
from app.themes.rules.checks import check_edit
from app.themes.rules.edits import DraftTheme, Edit, standing
from app.themes.rules.flock import Flock
from app.themes.rules.replay import Arrangement, replay


@dataclass(frozen=True, slots=True)
class Basis:
    """What edits are laid over: the machine's draft and the wall."""

    draft: Sequence[DraftTheme]
    alone: Sequence[ProposalId]
    flock: Flock

    def before(self, edit: Edit, done: Sequence[Edit]) -> Arrangement:
        """The board on which an edit was made, had only `done` been done before it; what it holds lay there."""
        return replay(Board.of(self.draft, self.alone, [*done, edit], self.flock), done)


def falling_with(number: int, edits: Sequence[Edit], basis: Basis) -> tuple[int, ...]:
    """The numbers of the standing edits that could be made after the edit `number`, and could not without it."""
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


def _is_possible(edit: Edit, done: Sequence[Edit], basis: Basis) -> bool:
    try:
        check_edit(edit, basis.before(edit, done), done)
    except DomainError:
        return False
    return True
