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
        find_gaps,
        find_shortfall,
        hear_groups,
        if_more_vote,
        next_cards,
        plan_cards,
        resample,
        stand,
    )
    from nlp.text.similar import SimilarIndex, find_similar
    from nlp.text.themes import Theme, Themes, find_themes

__all__ = [
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
    "find_gaps",
    "find_shortfall",
    "find_similar",
    "find_themes",
    "hear_groups",
    "if_more_vote",
    "next_cards",
    "plan_cards",
    "resample",
    "stand",
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
    "find_gaps": "nlp.ground",
    "find_shortfall": "nlp.ground",
    "hear_groups": "nlp.ground",
    "if_more_vote": "nlp.ground",
    "next_cards": "nlp.ground",
    "plan_cards": "nlp.ground",
    "resample": "nlp.ground",
    "stand": "nlp.ground",
    "SimilarIndex": "nlp.text.similar",
    "find_similar": "nlp.text.similar",
    "Theme": "nlp.text.themes",
    "Themes": "nlp.text.themes",
    "find_themes": "nlp.text.themes",
}


def __getattr__(name: str) -> Any:
    # jieba's dictionary and scikit-learn take seconds to load; a process that only counts votes needs neither.
    if name not in _HOMES:
        raise AttributeError(f"module 'nlp' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
