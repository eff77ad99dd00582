"""The rate limit: a burst, then the average; each seat for itself."""

import time

import pytest

from app.platform.access import limits
from app.platform.access.limits import RateLimit
from app.platform.errors import DomainError, ErrorKind


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock in a list; the limit reads its only element."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def take(limit: RateLimit, key: str, times: int) -> int:
    """How many of some acts were allowed."""
    allowed = 0
    for _ in range(times):
        try:
            limit.take(key)
            allowed += 1
        except DomainError as error:
            assert error.kind is ErrorKind.TOO_FAST
            assert isinstance(error.params["wait_ms"], int) and error.params["wait_ms"] > 0
    return allowed


def test_a_burst_then_the_average(moment: list[float]) -> None:
    limit = RateLimit(rate=10, burst=50)
    assert take(limit, "mei", 200) == 50
    moment[0] += 1
    assert take(limit, "mei", 200) == 10
    moment[0] += 1000
    assert take(limit, "mei", 200) == 50


def test_each_seat_has_its_own(moment: list[float]) -> None:
    limit = RateLimit(rate=1, burst=1)
    assert take(limit, "mei", 5) == 1
    assert take(limit, "bo", 5) == 1


def test_waiting_as_long_as_told_is_enough(moment: list[float]) -> None:
    limit = RateLimit(rate=2, burst=1)
    limit.take("mei")
    with pytest.raises(DomainError) as refused:
        limit.take("mei")
    moment[0] += int(str(refused.value.params["wait_ms"])) / 1000
    limit.take("mei")


def test_ten_times_the_rate_loses_nine_tenths(moment: list[float]) -> None:
    limit = RateLimit(rate=10, burst=50)
    take(limit, "mei", 50)
    allowed = 0
    for _ in range(1000):
        moment[0] += 0.01
        allowed += take(limit, "mei", 1)
    assert 95 <= allowed <= 101


def test_memory_is_bounded(moment: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_KEPT", 100)
    limit = RateLimit(rate=1, burst=1)
    for number in range(1000):
        limit.take(str(number))
    assert len(limit._buckets) == 100


def test_memory_of_acts_that_have_happened_is_bounded(moment: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_KEPT", 100)
    limit = RateLimit(rate=1, burst=1)
    for number in range(1000):
        limit.spend(str(number))
    assert len(limit._buckets) == 100
    assert limit.wait_ms("999") > 0, "the newest are kept"
    assert limit.wait_ms("0") == 0
