"""The sums of reactions are those of the rows, whatever was said, changed and taken back."""

import random
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete

from app.factory import create_services
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.storage.unit_of_work import BatchedAction, Transactions, Work
from app.proposals import actions, queries, sums
from app.proposals.actions import ReactionRequest
from app.proposals.models import MergedTally
from app.proposals.queries import Tally
from app.proposals.rules import Choice
from tests.builders import build_proposal, new_key
from tests.hall import Hall
from tests.proposals.copying import merge, try_to, unmerge


def check_sums(hall: Hall) -> None:
    """Counted here from the rows; of cards that were put together from `reactions_of`, which knows no sums."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rows = hall.read(queries.raw_reactions_of, hall.meeting)
    for row in rows:
        counts[row.proposal][row.choice] += 1
    tallies = {card: Tally(count["agree"], count["disagree"], count["pass"]) for card, count in counts.items()}
    assert hall.read(queries.raw_tallies_of, hall.meeting) == tallies
    assert hall.read(lambda session: queries.raw_tallies_of(session, hall.meeting, only=list(counts))) == tallies
    pooled: dict[str, Counter[str]] = defaultdict(Counter)
    for row in hall.read(queries.reactions_of, hall.meeting):
        pooled[row.proposal][row.choice] += 1
    together = {card: Tally(count["agree"], count["disagree"], count["pass"]) for card, count in pooled.items()}
    assert hall.read(queries.tallies_of, hall.meeting) == together
    for card, tally in together.items():
        assert hall.read(lambda session, card=card: queries.tallies_of(session, hall.meeting, only=[card])) == {
            card: tally
        }
    assert hall.read(queries.voters_of, hall.meeting) == len({row.seat for row in rows})


def said_by(hall: Hall, seat: Actor) -> list[str]:
    """The cards on which it has a word."""
    return [row.proposal for row in hall.read(queries.raw_reactions_of, hall.meeting) if row.seat == seat.id]


@pytest.fixture
def cards(hall: Hall) -> list[str]:
    return [build_proposal(hall.services, hall.mei, hall.meeting, f"第{number}条") for number in range(12)]


@pytest.mark.parametrize("seed", range(3))
def test_they_follow_every_word(hall: Hall, cards: list[str], seed: int) -> None:
    """Alone and many in one commit, twice on one card in the same, taken back; cards put together and taken apart."""
    fate = random.Random(seed)
    seats = hall.seats(6)
    check_sums(hall)
    for _ in range(25):
        words = [
            ReactionRequest(fate.choice(seats), hall.meeting, fate.choice(cards), fate.choice(list(Choice)), new_key())
            for _ in range(fate.choice([1, 1, 3, 30]))
        ]
        hall.services.writer.run(BatchedAction(actions.cast_reactions, tuple(words)))
        seat, card = fate.choice(seats), fate.choice(cards)
        if card in said_by(hall, seat):
            hall.do(actions.withdraw_reaction, seat, proposal_id=card)
        check_sums(hall)
        copy, original = fate.sample(cards, 2)
        try_to(hall.services, hall.cast.lin, hall.meeting, copy, original)
        if fate.random() < 0.3 and (copies := hall.read(queries.duplicates_of, hall.meeting)):
            unmerge(hall.services, hall.cast.lin, hall.meeting, fate.choice(sorted(copies)))
        check_sums(hall)
    for seat in seats:
        for card in said_by(hall, seat):
            hall.do(actions.withdraw_reaction, seat, proposal_id=card)
    check_sums(hall)
    assert hall.read(queries.voters_of, hall.meeting) == 0


@pytest.mark.parametrize("is_merged", [False, True])
def test_they_follow_many_at_once(hall: Hall, cards: list[str], is_merged: bool) -> None:
    """Votes, changed votes and votes taken back of the same seats, from many threads."""
    card, copy = cards[:2]
    if is_merged:
        merge(hall.services, hall.cast.lin, hall.meeting, copy, card)
    seats = hall.seats(8)
    for seat in seats[:4]:
        hall.do(actions.cast_reaction, seat, proposal_id=card, choice=Choice.AGREE)
    cast = [
        hall.act(actions.cast_reaction, seat, proposal_id=on, choice=choice)
        for seat in seats
        for on, choice in ((card, Choice.DISAGREE), (copy, Choice.PASS))
    ]
    back = [hall.act(actions.withdraw_reaction, seat, proposal_id=card) for seat in seats[:4]]
    assert not {outcome for outcome in hall.race(*cast, *back) if isinstance(outcome, str)} - {"not_found"}
    check_sums(hall)


def test_what_is_brought_in_counts_beside_what_was_said(hall: Hall, cards: list[str]) -> None:
    hall.do(actions.cast_reaction, hall.mei, proposal_id=cards[0], choice=Choice.AGREE)
    brought = [(seat.id, card, Choice.PASS) for seat in hall.seats(3) for card in cards[:2]]
    hall.services.writer.run(lambda work: actions.import_reactions(work, meeting_id=hall.meeting, reactions=brought))
    assert hall.read(queries.raw_tallies_of, hall.meeting)[cards[0]] == Tally(agree=1, passes=3)
    check_sums(hall)


def test_words_without_an_order_count_before_what_is_said_later(hall: Hall, cards: list[str]) -> None:
    """Imported words on cards put together: of a seat's own the oldest card's; then votes, then taken back."""
    older, newer = cards[:2]
    merge(hall.services, hall.cast.lin, hall.meeting, newer, older)
    seat, other = hall.seats(2)
    brought = [(seat.id, newer, Choice.PASS), (seat.id, older, Choice.AGREE), (other.id, newer, Choice.DISAGREE)]
    hall.services.writer.run(lambda work: actions.import_reactions(work, meeting_id=hall.meeting, reactions=brought))
    assert hall.read(queries.tallies_of, hall.meeting) == {older: Tally(agree=1, disagree=1)}
    hall.do(actions.cast_reaction, seat, proposal_id=newer, choice=Choice.DISAGREE)
    assert hall.read(queries.tallies_of, hall.meeting) == {older: Tally(disagree=2)}
    check_sums(hall)
    hall.do(actions.withdraw_reaction, seat, proposal_id=newer)
    assert hall.read(queries.tallies_of, hall.meeting) == {older: Tally(agree=1, disagree=1)}
    check_sums(hall)


def test_an_original_that_leaves_the_wall_hands_the_sums_over(hall: Hall, cards: list[str]) -> None:
    original, copy = cards[:2]
    merge(hall.services, hall.cast.lin, hall.meeting, copy, original)
    hall.do(actions.cast_reaction, hall.bo, proposal_id=original, choice=Choice.AGREE)
    hall.do(actions.withdraw_proposal, hall.mei, proposal_id=original)
    assert hall.read(queries.tallies_of, hall.meeting) == {copy: Tally(agree=1)}
    hall.do(actions.cast_reaction, hall.bo, proposal_id=copy, choice=Choice.PASS)
    assert hall.read(queries.tallies_of, hall.meeting) == {copy: Tally(passes=1)}
    check_sums(hall)


def test_several_processes_keep_the_same_sums(hall: Hall, cards: list[str]) -> None:
    """Each with a writer and connections of its own: the chain's head is what holds them in line."""
    merge(hall.services, hall.cast.lin, hall.meeting, cards[1], cards[0])
    seats = hall.seats(6)
    doors = [create_services(hall.services.settings) for _ in range(3)]

    def vote(door: Services, fate: random.Random) -> None:
        for _ in range(15):
            words = [
                ReactionRequest(seat, hall.meeting, fate.choice(cards[:3]), fate.choice(list(Choice)), new_key())
                for seat in fate.sample(seats, 3)
            ]
            door.writer.run(BatchedAction(actions.cast_reactions, tuple(words)))

    with ThreadPoolExecutor(len(doors)) as pool:
        for done in [pool.submit(vote, door, random.Random(number)) for number, door in enumerate(doors)]:
            done.result()
    for door in doors:
        door.database.dispose()
    check_sums(hall)


def test_what_is_rolled_back_moves_no_sum(hall: Hall, cards: list[str]) -> None:
    """An act that fails after it has voted, between two that do not, in one transaction."""
    services = hall.services
    transactions = Transactions(services.database, services.clock, services.listeners, lambda _: None, services.keys)

    def fail(work: Work) -> None:
        actions.cast_reaction(work, hall.bo, meeting_id=hall.meeting, proposal_id=cards[0], choice=Choice.PASS)
        raise DomainError(ErrorKind.CONFLICT, "not_found")

    vote = hall.act(actions.cast_reaction, hall.mei, proposal_id=cards[0], choice=Choice.AGREE)
    again = hall.act(actions.cast_reaction, hall.mei, proposal_id=cards[1], choice=Choice.AGREE)
    outcomes = transactions.run_all([vote, fail, again])
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    assert hall.read(queries.raw_tallies_of, hall.meeting) == {card: Tally(agree=1) for card in cards[:2]}
    check_sums(hall)


def test_a_pool_that_is_not_kept_is_counted_and_kept_from_the_next_vote_on(hall: Hall, cards: list[str]) -> None:
    """As after the change of the tables that brought the sums."""
    merge(hall.services, hall.cast.lin, hall.meeting, cards[1], cards[0])
    seats = hall.seats(3)
    for seat, card in zip(seats, (cards[0], cards[1], cards[0]), strict=True):
        hall.do(actions.cast_reaction, seat, proposal_id=card, choice=Choice.AGREE)
    hall.services.writer.run(lambda work: work.session.execute(delete(MergedTally)))
    check_sums(hall)
    hall.do(actions.cast_reaction, seats[0], proposal_id=cards[1], choice=Choice.DISAGREE)
    check_sums(hall)
    assert hall.read(lambda session: session.get(MergedTally, cards[0]).disagree) == 1
    hall.services.writer.run(lambda work: work.session.execute(delete(MergedTally)))
    hall.do(actions.withdraw_reaction, seats[0], proposal_id=cards[1])
    check_sums(hall)


def test_another_meeting_has_sums_of_its_own(hall: Hall, cards: list[str]) -> None:
    hall.do(actions.cast_reaction, hall.mei, proposal_id=cards[0], choice=Choice.AGREE)
    other = hall.elsewhere()
    assert hall.read(queries.raw_tallies_of, other) == {}
    assert hall.read(queries.tallies_of, other) == {}
    assert hall.read(queries.voters_of, other) == 0
    hall.services.writer.run(lambda work: sums.recount(work.session, other))
    check_sums(hall)


def test_a_refused_vote_changes_none(hall: Hall, cards: list[str]) -> None:
    hall.do(actions.withdraw_proposal, hall.mei, proposal_id=cards[0])
    stranger = Actor(hall.mei.kind, hall.mei.id, hall.meeting)
    assert (
        hall.refusal(actions.cast_reaction, stranger, proposal_id=cards[0], choice=Choice.AGREE)[1] == "proposal.gone"
    )
    check_sums(hall)
