"""Replays people's edits of themes over every clustering draft, so that people's decisions outlast each new run.

There are two layers. Clustering drafts follow from the texts alone and never see an edit. The themes shown are a
function of the latest draft and the active edits: after an undo, however late, the same function is computed without
the undone edit, and a new clustering run changes nothing that a person decided.
"""

from app.themes.rules.checks import LONGEST_LABEL, check_edit
from app.themes.rules.dependents import Basis, find_dependents
from app.themes.rules.disclosure import Vocabulary
from app.themes.rules.edits import (
    COLOURS,
    KINDS,
    Change,
    Context,
    Dismiss,
    DraftTheme,
    Edit,
    Merge,
    Pin,
    Recolour,
    Rename,
    Separate,
    Split,
    Undo,
    active_edits,
    colour_of,
    key_of_split,
    themes_in,
)
from app.themes.rules.moves import Move, is_extended, moves_between
from app.themes.rules.neighbours import Neighbours
from app.themes.rules.replay import Arrangement, Shown, arrange

__all__ = [
    "COLOURS",
    "KINDS",
    "LONGEST_LABEL",
    "Arrangement",
    "Basis",
    "Change",
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
    "Split",
    "Undo",
    "Vocabulary",
    "active_edits",
    "arrange",
    "check_edit",
    "colour_of",
    "find_dependents",
    "is_extended",
    "key_of_split",
    "moves_between",
    "themes_in",
]
