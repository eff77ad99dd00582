"""Text to themes, votes to common ground: the public names, each loaded when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.ground import CommonGround, find_common_ground
    from nlp.text.similar import SimilarIndex, find_similar
    from nlp.text.themes import Theme, Themes, find_themes

__all__ = [
    "CommonGround",
    "SimilarIndex",
    "Theme",
    "Themes",
    "find_common_ground",
    "find_similar",
    "find_themes",
]

_HOMES = {
    "CommonGround": "nlp.ground",
    "find_common_ground": "nlp.ground",
    "SimilarIndex": "nlp.text.similar",
    "find_similar": "nlp.text.similar",
    "Theme": "nlp.text.themes",
    "Themes": "nlp.text.themes",
    "find_themes": "nlp.text.themes",
}


def __getattr__(name: str) -> Any:
    # jieba's dictionary and scikit-learn take seconds; a process that only counts votes should not pay for words.
    if name not in _HOMES:
        raise AttributeError(f"module 'nlp' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
