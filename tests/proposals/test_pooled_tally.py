"""Support is pooled by person: whatever is put together and taken apart, counts are those of a naive model."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.platform.access.services import Services
from app.proposals.rules import Choice
from tests.builders import build_meeting, build_proposal, build_seat, react
from tests.people import Cast
from tests.proposals.copying import folded, take_back, tallies, try_to, unmerge

CARDS, SEATS = 5, 3
Card = st.integers(0, CARDS - 1)
ACTS = st.one_of(
    st.tuples(st.just("react"), st.integers(0, SEATS - 1), Card, st.sampled_from(list(Choice))),
    st.tuples(st.just("take back"), st.integers(0, SEATS - 1), Card),
    st.tuples(st.just("merge"), Card, Card),
    st.tuples(st.just("unmerge"), Card),
)


@dataclass
class Model:
    """What people said in order, and which card was declared a copy of which."""

    said: list[tuple[int, int, Choice]] = field(default_factory=list)
    links: dict[int, int] = field(default_factory=dict)

    def root(self, card: int) -> int:
        while card in self.links:
            card = self.links[card]
        return card

    def may_merge(self, copy: int, original: int) -> bool:
        return copy not in self.links and self.root(copy) != self.root(original)

    def counts(self) -> dict[int, Counter[Choice]]:
        last = {(seat, self.root(card)): choice for seat, card, choice in self.said}
        counts_of_cards: dict[int, Counter[Choice]] = {}
        for (_, card), choice in last.items():
            counts_of_cards.setdefault(card, Counter())[choice] += 1
        return counts_of_cards


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=25))
def test_counts_are_those_of_the_model(services: Services, cast: Cast, acts: list[tuple[object, ...]]) -> None:
    meeting = build_meeting(services, cast.place)
    seats = [build_seat(services, meeting) for _ in range(SEATS)]
    cards = [build_proposal(services, cast.lin, meeting, f"第{number}条") for number in range(CARDS)]
    model = Model()
    for act in acts:
        match act:
            case ("react", int(seat), int(card), Choice() as choice):
                react(services, seats[seat], meeting, cards[card], choice)
                model.said.append((seat, card, choice))
            case ("take back", int(seat), int(card)) if any(said[:2] == (seat, card) for said in model.said):
                take_back(services, seats[seat], meeting, cards[card])
                model.said = [said for said in model.said if said[:2] != (seat, card)]
            case ("merge", int(copy), int(original)):
                done = try_to(services, cast.lin, meeting, cards[copy], cards[original])
                assert done == model.may_merge(copy, original)
                if done:
                    model.links[copy] = model.root(original)
            case ("unmerge", int(copy)) if copy in model.links:
                unmerge(services, cast.lin, meeting, cards[copy])
                del model.links[copy]
        check(services, meeting, cards, model)


def check(services: Services, meeting: str, cards: list[str], model: Model) -> None:
    by_card = tallies(services, meeting)
    counts = {
        card: Counter({Choice.AGREE: tally.agree, Choice.DISAGREE: tally.disagree, Choice.PASS: tally.passes})
        for card, tally in by_card.items()
    }
    assert counts == {cards[card]: counter for card, counter in model.counts().items()}
    under = {head: set(copies) for head, copies in folded(services, meeting).items()}
    expected: dict[str, set[str]] = {cards[card]: set() for card in range(len(cards)) if card not in model.links}
    for card in model.links:
        expected[cards[model.root(card)]].add(cards[card])
    assert under == expected
