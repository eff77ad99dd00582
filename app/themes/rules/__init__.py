"""Replays people's edits of themes over every clustering draft, so that people's decisions outlast each new run.

There are two layers. Clustering drafts follow from the texts alone and never see an edit. The themes shown are a
function of the latest draft and the active edits: after an undo, however late, the same function is computed without
the undone edit, and a new clustering run changes nothing that a person decided.
"""

from app.themes.rules.checks import check_edit
from app.themes.rules.dependents import Basis, find_dependents
from app.themes.rules.disclosure import Vocabulary
from app.themes.rules.edits import (
    COLOURS,
    KINDS,
    LONGEST_LABEL,
    Add,
    Case,
    Change,
    Confirm,
    Context,
    Dismiss,
    DraftTheme,
    Edit,
    Merge,
    Pin,
    Recolour,
    Rename,
    Separate,
    Source,
    Split,
    Undo,
    act_of,
    active_edits,
    colour_of,
    edits_by_desk,
    key_of_added,
    key_of_split,
    placed_in,
    source_of,
    themes_in,
)
from app.themes.rules.moves import Move, is_extended, moves_between
from app.themes.rules.neighbours import Neighbours
from app.themes.rules.replay import Arrangement, Shown, arrange
from app.themes.rules.sorting import SORT, UNSURE, lays_out_anew, unmerged, without_undone_themes

__all__ = [
    "COLOURS",
    "KINDS",
    "LONGEST_LABEL",
    "SORT",
    "UNSURE",
    "Add",
    "Arrangement",
    "Basis",
    "Case",
    "Change",
    "Confirm",
    "Context",
    "Dismiss",
    "DraftTheme",
    "Edit",
    "Merge",
    "Move",
    "Neighbours",
    "Pin",
    "Recolour",
    "Rename",
    "Separate",
    "Shown",
    "Source",
    "Split",
    "Undo",
    "Vocabulary",
    "act_of",
    "active_edits",
    "arrange",
    "check_edit",
    "colour_of",
    "edits_by_desk",
    "find_dependents",
    "is_extended",
    "key_of_added",
    "key_of_split",
    "lays_out_anew",
    "moves_between",
    "placed_in",
    "source_of",
    "themes_in",
    "unmerged",
    "without_undone_themes",
]
