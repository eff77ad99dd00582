"""Says under which names the machine sorts proposals that are all about one question."""

from collections.abc import Sequence

import nlp
from app.meetings.rules import Act
from app.platform.ids import ProposalId
from app.themes.rules.edits import DraftTheme, Edit, Merge, active_edits
from app.themes.rules.layout import Layout
from app.themes.rules.neighbours import Neighbours
from app.themes.rules.replay import Arrangement, replay

UNSURE = "unsure"
"""The answer of a resident who cannot say which theme a proposal is about; "" says that it is about none."""
SORT = Act("sort")
"""The right to place the own proposals and to tap doubtful ones, which a phase gives."""


def unmerged(draft: Sequence[DraftTheme], ungrouped: Sequence[ProposalId], edits: Sequence[Edit]) -> Arrangement:
    """Return the themes that people see, but merged ones each by itself; the machine sorts under their names.

    So undoing a merge gives back the themes that it joined.
    """
    changes = [edit for edit in active_edits(edits) if not isinstance(edit, Merge)]
    return replay(Layout.of(draft, ungrouped, changes, Neighbours()), changes)


def lays_out_anew(laid: int, now: int, edits: Sequence[Edit]) -> bool:
    """Return whether the machine lays out the first board: none stands, or it has grown too much, and nobody edited it.

    Args:
        laid: number of proposals when the board was laid out; 0 when there is none.
        now: number of proposals now.
    """
    return not active_edits(edits) and nlp.has_outgrown(laid, now)


def without_undone_themes(
    draft: Sequence[DraftTheme], edits: Sequence[Edit]
) -> tuple[list[DraftTheme], list[ProposalId]]:
    """Return the draft without the themes that only undone edits made, and the proposals of those themes."""
    made = {key for edit in edits if (key := getattr(edit, "new_key", ""))}
    gone = made - {key for edit in active_edits(edits) if (key := getattr(edit, "new_key", ""))}
    remaining = [theme for theme in draft if theme.key not in gone]
    return remaining, [member for theme in draft if theme.key in gone for member in theme.members]
