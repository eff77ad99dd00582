"""Finds the dependents of an undone edit: the later edits that nobody could have made without the undone edit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.platform.errors import DomainError
from app.platform.ids import ProposalId
from app.themes.rules.checks import check_edit
from app.themes.rules.edits import Change, DraftTheme, Edit, active_edits
from app.themes.rules.layout import Layout
from app.themes.rules.neighbours import Neighbours
from app.themes.rules.replay import Arrangement, replay


@dataclass(frozen=True, slots=True)
class Basis:
    """What edits are replayed over: the clustering draft of the proposals on the wall, and their neighbours."""

    draft: Sequence[DraftTheme]
    ungrouped: Sequence[ProposalId]
    neighbours: Neighbours

    def before(self, edit: Change, active: Sequence[Change]) -> Arrangement:
        """Return the themes as an edit would have found them if only the edits `active` had been made before.

        The draft themes that the edit's context keeps are among these themes.
        """
        return replay(Layout.of(self.draft, self.ungrouped, [*active, edit], self.neighbours), active)


def find_dependents(undone: Collection[int], edits: Sequence[Edit], basis: Basis) -> tuple[int, ...]:
    """Return the numbers of the later active edits that would have been refused without the edits `undone`."""
    active = active_edits(edits)
    with_edits = [edit for edit in active if edit.number < min(undone)]
    without_edits = list(with_edits)
    dependents: list[int] = []
    for edit in active[len(with_edits) :]:
        if edit.number in undone:
            pass
        elif _is_possible(edit, without_edits, basis) or not _is_possible(edit, with_edits, basis):
            without_edits.append(edit)
        else:
            dependents.append(edit.number)
        with_edits.append(edit)
    return tuple(dependents)


def _is_possible(edit: Change, active: Sequence[Change], basis: Basis) -> bool:
    try:
        check_edit(edit, basis.before(edit, active), active)
    except DomainError:
        return False
    return True
