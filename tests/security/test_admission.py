"""The counters of the first door: who waits, whose turn it is, and what it may cost."""

import pytest

from app.platform.web.admission.turns import Budget, Turns
from app.platform.web.admission.visits import VISIT, Visit, note_honest, note_known
from app.platform.web.admission.waiting import Waiting


@pytest.fixture
def now() -> list[float]:
    return [100.0]


def test_addresses_take_turns() -> None:
    turns: Turns[str] = Turns(most=100, most_of_one=50)
    for number in range(20):
        turns.add("flood", f"flood {number}")
    turns.add("mei", "mei")
    assert [turns.pop() for _ in range(3)] == ["flood 0", "mei", "flood 1"]


def test_a_queue_is_bounded_for_one_and_for_all() -> None:
    turns: Turns[int] = Turns(most=5, most_of_one=3)
    assert [turns.add("flood", number) for number in range(4)] == [True, True, True, False]
    assert [turns.add(address, 0) for address in ("mei", "bo", "fang")] == [True, True, False]
    turns.remove("flood", 1)
    turns.remove("flood", 77)
    assert len(turns) == 4
    assert turns.add("fang", 0)


def test_an_empty_queue_gives_nobody() -> None:
    turns: Turns[int] = Turns(most=1, most_of_one=1)
    assert turns.pop() is None


def test_a_budget_is_a_share_of_the_time(now: list[float]) -> None:
    budget = Budget(share=lambda: 0.2, burst=2, clock=lambda: now[0])
    budget.spend(2.5)
    assert budget.level == pytest.approx(-0.5)
    assert budget.wait() == pytest.approx(2.5)
    now[0] += 3
    assert budget.level == pytest.approx(0.1)
    budget.give_back(0.5)
    assert budget.level == pytest.approx(0.6)
    now[0] += 1000
    assert budget.level == 2


def test_debts_are_bounded(now: list[float]) -> None:
    budget = Budget(share=lambda: 0.2, burst=2, clock=lambda: now[0])
    budget.spend(1000)
    assert budget.wait() == pytest.approx(10)


def test_who_waits_too_long_is_ended(now: list[float]) -> None:
    ended: list[str] = []
    waiting = Waiting(some=10, most=20, clock=lambda: now[0])
    waiting.enter("slow", lambda: ended.append("slow"), 10)
    waiting.enter("quick", lambda: ended.append("quick"), 10)
    waiting.leave("quick")
    now[0] += 10
    waiting.end_overdue()
    assert (ended, len(waiting), waiting.dropped) == (["slow"], 0, 1)


def test_of_too_many_the_oldest_are_ended_after_a_second(now: list[float]) -> None:
    ended: list[int] = []
    waiting = Waiting(some=3, most=100, clock=lambda: now[0])
    for number in range(10):
        waiting.enter(number, lambda number=number: ended.append(number), 10)  # type: ignore[misc]
    waiting.end_overdue()
    assert ended == []
    now[0] += 1
    waiting.end_overdue()
    assert ended == list(range(7))


def test_never_more_than_most(now: list[float]) -> None:
    ended: list[int] = []
    waiting = Waiting(some=3, most=5, clock=lambda: now[0])
    for number in range(8):
        waiting.enter(number, lambda number=number: ended.append(number), 10)  # type: ignore[misc]
    assert ended == [0, 1, 2]
    assert 7 in waiting


def test_an_honest_visit_gets_its_price_back_once() -> None:
    given: list[int] = []
    visit = Visit(lambda: given.append(1))
    for _ in range(2):
        note_honest({VISIT: visit})
    note_known({VISIT: visit})
    note_honest({})
    assert (given, visit.is_honest, visit.is_known) == ([1], True, True)
