"""Which proposals a resident is asked about next: drawn by the room's need to know, each with its probability kept.

The cards are drawn a few at a time and stored, so that a page without script and one with it ask in the same order,
and so that anyone can check afterwards with what probability each card was shown.
"""

import hashlib
from collections.abc import Hashable, Mapping
from typing import Any

import nlp
from app.meetings import queries as meetings
from app.meetings.rules import Act
from app.platform.native import run_native
from app.platform.services import Call
from app.proposals import queries as proposals
from app.themes.ground import actions, queries

HAND = 6
LEAST = 2
"""A seat with fewer cards before it is dealt more."""


def warm_up() -> None:
    """Load what cards are drawn with before the first resident is dealt one."""
    run_native(lambda: nlp.next_cards(nlp.CardPlan(1, {}), ["card"], seen={}, limit=1, seed=0))


def keep_hand(call: Call, meeting: str) -> None:
    """See to it that a seat that may react has cards before it, as long as there are any."""
    with call.services.database.read() as session:
        if Act.REACT not in meetings.acts_now(session, meeting):
            return
        wall = [view.id for view in proposals.wall_of(session, meeting)]
        answered = proposals.own_reactions(session, call.actor.id)
        dealt = queries.dealt_to(session, call.actor.id)
        waiting = [card for card in dealt if card in set(wall) and card not in answered]
        left = set(wall) - set(dealt) - answered.keys()
        if len(waiting) >= LEAST or not left:
            return
        n_groups, outlooks = queries.outlooks_of(session, meeting)
        tallies = proposals.tallies_of(session, meeting)
    seen: dict[Hashable, int] = {card: tally.seen for card, tally in tallies.items()}
    drawn = nlp.next_cards(
        _plan(n_groups, outlooks), sorted(left), seen=seen, limit=HAND, seed=_seed(call.actor.id, len(dealt))
    )
    cards = [(str(card.proposal), card.probability) for card in drawn]
    seat, first = call.actor.id, len(dealt) + 1
    call.write(lambda work: actions.deal_cards(work, meeting=meeting, seat=seat, first=first, cards=cards))


def _plan(n_groups: int, outlooks: Mapping[str, Any]) -> "nlp.CardPlan":
    found: dict[Hashable, nlp.Outlook] = {}
    for card, (seen, groups) in outlooks.items():
        found[card] = nlp.Outlook(seen, tuple((rate, weight) for rate, weight in groups))
    return nlp.CardPlan(n_groups, found)


def _seed(seat: str, dealt: int) -> int:
    """The same for a seat and its number of cards, unlike any other's."""
    return int.from_bytes(hashlib.sha256(f"{seat} {dealt}".encode()).digest()[:8], "big")
