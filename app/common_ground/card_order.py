"""Draws which proposals a resident is asked about next, preferring those about which the analysis knows least.

The cards are drawn in batches and stored with their probabilities, so that pages with and without script ask in the
same order, and so that anyone can check afterwards with what probability each card was shown. Reading a page writes
nothing: the batches drawn for pages are kept in memory and written a moment later for all seats together.
"""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import nlp
from app.common_ground import actions, queries
from app.meetings import queries as meetings
from app.platform.access.services import Call, Services
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage.unit_of_work import Work
from app.platform.threads import run_native
from app.proposals import queries as proposals
from app.proposals.rules import REACT

BATCH_SIZE = 6
MIN_PENDING = 2
"""A seat with fewer pending cards than this gets another batch."""


@dataclass(frozen=True, slots=True)
class CardBatch:
    """A batch of cards (proposal, probability) for a seat; `first` is the place of the first one in the card order."""

    meeting: MeetingId
    seat: SeatId
    first: int
    cards: tuple[tuple[ProposalId, float], ...]


def warm_up() -> None:
    """Load the code that draws cards before the first resident needs a card."""
    run_native(lambda: nlp.next_cards(nlp.CardPlan(1, {}), ["card"], seen={}, limit=1, seed=0))


class PendingCards:
    """The batches that this process has drawn and not yet written."""

    def __init__(self) -> None:
        self._batches: defaultdict[SeatId, list[CardBatch]] = defaultdict(list)

    def of(self, seat_id: SeatId) -> list[ProposalId]:
        """Return the cards of one seat that are not yet written, in card order."""
        return [card for batch in self._batches.get(seat_id, []) for card, _ in batch.cards]

    def add(self, batch: CardBatch) -> None:
        self._batches[batch.seat].append(batch)

    def batches(self) -> list[CardBatch]:
        return [batch for batches in list(self._batches.values()) for batch in list(batches)]

    def forget(self, batches: Iterable[CardBatch]) -> None:
        for batch in batches:
            self._batches[batch.seat].remove(batch)
            if not self._batches[batch.seat]:
                del self._batches[batch.seat]


def next_cards_of(call: Call, meeting_id: MeetingId) -> list[ProposalId]:
    """Return the pending cards of a seat in card order: assigned, on the wall and not answered.

    A new batch is drawn when few cards are pending and the phase allows reactions. No seat gets its own proposals.
    """
    seat_id, unwritten = call.actor.seat_id, call.services.instance(PendingCards)
    with call.services.database.read() as session:
        wall = {view.id for view in proposals.wall_of(session, meeting_id)}
        answered = proposals.own_reactions(session, seat_id)
        wall -= {view.id for view in proposals.own_proposals(session, seat_id)}
        assigned = list(dict.fromkeys([*queries.shown_to(session, seat_id), *unwritten.of(seat_id)]))
        pending = [card for card in assigned if card in wall and card not in answered]
        left = wall - set(assigned) - answered.keys()
        if len(pending) >= MIN_PENDING or not left or REACT not in meetings.acts_now(session, meeting_id):
            return pending
        n_groups, outlooks = queries.outlooks_of(session, meeting_id)
        tallies = proposals.tallies_of(session, meeting_id)
    seen: dict[Hashable, int] = {card: tally.seen for card, tally in tallies.items()}
    plan, turn = _plan(n_groups, outlooks), _seed(seat_id, len(assigned))
    cards = nlp.next_cards(plan, sorted(left), seen=seen, limit=BATCH_SIZE, seed=turn)
    drawn = tuple((ProposalId(str(card.proposal)), card.probability) for card in cards)
    batch = CardBatch(meeting_id, seat_id, len(assigned) + 1, drawn)
    unwritten.add(batch)
    return [*pending, *(card for card, _ in batch.cards)]


def write_pending(services: Services) -> None:
    """Store the batches of cards that are drawn but not yet stored, those of all seats in one transaction."""
    pending = services.instance(PendingCards)
    batches = pending.batches()
    if batches:
        services.writer.run(lambda work: _write(work, batches))
        pending.forget(batches)


def _write(work: Work, batches: Iterable[CardBatch]) -> None:
    for batch in batches:
        actions.assign_cards(work, meeting_id=batch.meeting, seat_id=batch.seat, first=batch.first, cards=batch.cards)


def _plan(n_groups: int, outlooks: Mapping[str, Any]) -> "nlp.CardPlan":
    outlook_of: dict[Hashable, nlp.Outlook] = {}
    for card, (seen, groups) in outlooks.items():
        outlook_of[card] = nlp.Outlook(seen, tuple((rate, weight) for rate, weight in groups))
    return nlp.CardPlan(n_groups, outlook_of)


def _seed(seat_id: SeatId, dealt: int) -> int:
    """Return a random seed that is fixed by the seat and its number of cards, and different for any other pair."""
    return int.from_bytes(hashlib.sha256(f"{seat_id} {dealt}".encode()).digest()[:8], "big")
