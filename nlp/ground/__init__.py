"""Votes to common ground: opinion groups, what each proposal is worth to each of them, and which card comes next."""

from nlp.ground.badge import Badge
from nlp.ground.common_ground import CommonGround, find_common_ground
from nlp.ground.partition import Basis, Reason
from nlp.ground.routing import Card, CardPlan, Outlook, next_cards, plan_cards
from nlp.ground.support import GroupSupport, ProposalSupport, ThemeSupport

__all__ = [
    "Badge",
    "Basis",
    "Card",
    "CardPlan",
    "CommonGround",
    "GroupSupport",
    "Outlook",
    "ProposalSupport",
    "Reason",
    "ThemeSupport",
    "find_common_ground",
    "next_cards",
    "plan_cards",
]
