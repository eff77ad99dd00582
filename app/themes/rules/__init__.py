"""What people do to the machine's draft of themes, replayed over every draft so that the machine obeys.

Two layers. The machine's drafts follow from the texts alone; they never see an edit. What is shown is a function of
the latest draft and the standing edits: an undo, however late, is the same function without the edit, and a re-run
of the machine changes nothing that a person decided.
"""

from app.themes.rules.checks import LONGEST_LABEL, check_edit
from app.themes.rules.disclosure import Vocabulary
from app.themes.rules.edits import COLOURS, DraftTheme, Edit, Op, colour_of, key_of_split, standing
from app.themes.rules.falling import Basis, falling_with
from app.themes.rules.flock import Flock
from app.themes.rules.moves import Move, is_extended, moves_between
from app.themes.rules.replay import Arrangement, Shown, arrange

__all__ = [
    "COLOURS",
    "LONGEST_LABEL",
    "Arrangement",
    "Basis",
    "DraftTheme",
    "Edit",
    "Flock",
    "Move",
    "Op",
    "Shown",
    "Vocabulary",
    "arrange",
    "check_edit",
    "colour_of",
    "falling_with",
    "is_extended",
    "key_of_split",
    "moves_between",
    "standing",
]
