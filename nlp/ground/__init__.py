"""Common ground of votes: opinion groups, the support of each proposal in each group, and the card order."""

from nlp.ground.badge import Badge
from nlp.ground.common_ground import CommonGround, find_common_ground
from nlp.ground.my_position import MyPosition, find_position
from nlp.ground.participation import MissingVotes, Participation, find_missing_votes, find_participation
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
    "MissingVotes",
    "GroupSupport",
    "Participation",
    "IfMoreVote",
    "Outlook",
    "MyPosition",
    "ProposalSupport",
    "Reason",
    "Resampled",
    "Shortfall",
    "ThemeSupport",
    "find_common_ground",
    "find_missing_votes",
    "find_shortfall",
    "find_participation",
    "if_more_vote",
    "next_cards",
    "plan_cards",
    "resample",
    "find_position",
]
