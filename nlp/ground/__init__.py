"""Common ground of votes: opinion groups, the support of each proposal in each group, and the card order."""

from nlp.ground.badge import Badge
from nlp.ground.common_ground import CommonGround, find_common_ground
from nlp.ground.hearing import Gap, Hearing, find_gaps, hear_groups
from nlp.ground.own_stand import OwnStand, stand
from nlp.ground.partition import Basis, Reason
from nlp.ground.robustness import IfMoreVote, Resampled, if_more_vote, resample
from nlp.ground.routing import Card, CardPlan, Outlook, next_cards, plan_cards
from nlp.ground.shortfall import Blocker, Shortfall, find_shortfall
from nlp.ground.support import GroupSupport, ProposalSupport, ThemeSupport

__all__ = [
    "Badge",
    "Basis",
    "Blocker",
    "Card",
    "CardPlan",
    "CommonGround",
    "Gap",
    "GroupSupport",
    "Hearing",
    "IfMoreVote",
    "Outlook",
    "OwnStand",
    "ProposalSupport",
    "Reason",
    "Resampled",
    "Shortfall",
    "ThemeSupport",
    "find_common_ground",
    "find_gaps",
    "find_shortfall",
    "hear_groups",
    "if_more_vote",
    "next_cards",
    "plan_cards",
    "resample",
    "stand",
]
