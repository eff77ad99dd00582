"""Says under which names the machine sorts proposals that are all about one question."""

from collections.abc import Sequence

from app.meetings.rules import Act
from app.platform.ids import ProposalId
from app.themes.rules.edits import DraftTheme, Edit, Merge, active_edits
from app.themes.rules.layout import Layout
from app.themes.rules.neighbours import Neighbours
from app.themes.rules.replay import apply_all, labels_of

SORT = Act("sort")
"""The right to place the own proposals and to tap doubtful ones, which a phase gives."""
GROWTH = 1.5
"""A first board that nobody has edited is laid out anew once the wall has grown to this many times its cards."""


def names_to_sort(
    draft: Sequence[DraftTheme], ungrouped: Sequence[ProposalId], edits: Sequence[Edit]
) -> dict[str, str]:
    """Return {theme key: name} of the themes that people see, also of empty ones.

    Merged themes stand there one by one, each under its own name, so that undoing a merge gives back what it joined.
    """
    changes = [edit for edit in active_edits(edits) if not isinstance(edit, Merge)]
    layout = Layout.of(draft, ungrouped, changes, Neighbours())
    apply_all(layout, changes)
    themes = [theme for theme in layout.themes.values() if not theme.is_dismissed]
    labels = labels_of(sorted(themes, key=lambda theme: theme.key), layout.names)
    return {theme.key: labels[theme.key] for theme in themes}


def lays_out_anew(laid: int, now: int, edits: Sequence[Edit]) -> bool:
    """Return whether the machine lays out the first board: none stands, or it has grown too much, and nobody edited it.

    Args:
        laid: number of proposals when the board was laid out; 0 when there is none.
        now: number of proposals now.
    """
    return not active_edits(edits) and (not laid or now >= GROWTH * laid)


def without_undone_themes(
    draft: Sequence[DraftTheme], edits: Sequence[Edit]
) -> tuple[list[DraftTheme], list[ProposalId]]:
    """Return the draft without the themes that only undone edits made, and the proposals of those themes."""
    made = {key for edit in edits if (key := getattr(edit, "new_key", ""))}
    gone = made - {key for edit in active_edits(edits) if (key := getattr(edit, "new_key", ""))}
    remaining = [theme for theme in draft if theme.key not in gone]
    return remaining, [member for theme in draft if theme.key in gone for member in theme.members]
