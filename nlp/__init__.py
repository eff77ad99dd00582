"""Public API for themes of texts and common ground of votes; each name is imported on first use."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.ground import (
        CardPlan,
        CommonGround,
        GroupSupport,
        Outlook,
        ProposalSupport,
        Shortfall,
        ThemeSupport,
        find_common_ground,
        find_missing_votes,
        find_participation,
        find_position,
        find_shortfall,
        if_more_vote,
        next_cards,
        plan_cards,
        resample,
    )
    from nlp.sorting.growth import has_outgrown
    from nlp.text.results import Theme, Themes
    from nlp.text.similar import SimilarIndex, find_similar
    from nlp.themes import DOUBT, find_themes, suggest_names

__all__ = [
    "DOUBT",
    "CardPlan",
    "CommonGround",
    "GroupSupport",
    "Outlook",
    "ProposalSupport",
    "Shortfall",
    "SimilarIndex",
    "Theme",
    "ThemeSupport",
    "Themes",
    "find_common_ground",
    "find_missing_votes",
    "find_shortfall",
    "find_similar",
    "find_themes",
    "find_participation",
    "if_more_vote",
    "next_cards",
    "plan_cards",
    "resample",
    "find_position",
    "has_outgrown",
    "suggest_names",
]

_HOMES = {
    "CardPlan": "nlp.ground",
    "CommonGround": "nlp.ground",
    "GroupSupport": "nlp.ground",
    "Outlook": "nlp.ground",
    "ProposalSupport": "nlp.ground",
    "Shortfall": "nlp.ground",
    "ThemeSupport": "nlp.ground",
    "find_common_ground": "nlp.ground",
    "find_missing_votes": "nlp.ground",
    "find_shortfall": "nlp.ground",
    "find_participation": "nlp.ground",
    "if_more_vote": "nlp.ground",
    "next_cards": "nlp.ground",
    "plan_cards": "nlp.ground",
    "resample": "nlp.ground",
    "find_position": "nlp.ground",
    "has_outgrown": "nlp.sorting.growth",
    "SimilarIndex": "nlp.text.similar",
    "find_similar": "nlp.text.similar",
    "Theme": "nlp.text.results",
    "Themes": "nlp.text.results",
    "DOUBT": "nlp.themes",
    "find_themes": "nlp.themes",
    "suggest_names": "nlp.themes",
}


def __getattr__(name: str) -> Any:
    # jieba's dictionary and scikit-learn take seconds to load; a process that only counts votes needs neither.
    if name not in _HOMES:
        raise AttributeError(f"module 'nlp' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
