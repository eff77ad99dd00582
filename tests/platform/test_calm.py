"""What can wait begins when the event loop is on time again, and not never."""

import time

import gevent
import pytest

from app.platform import threads


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "LOOK_SECONDS", 0.02)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "MAX_PATIENCE", 1.0)


def hold_up(seconds: float) -> None:
    """A hall that comes back: the loop is busy, again and again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(3 * threads.LATE_SECONDS)
        gevent.sleep(0)


@pytest.mark.usefixtures("quick")
def test_it_waits_while_the_loop_is_late() -> None:
    hall = gevent.spawn(hold_up, 0.5)
    began = time.monotonic()
    threads.wait_for_calm()
    assert hall.ready()
    assert time.monotonic() - began > 0.5


@pytest.mark.usefixtures("quick")
def test_it_does_not_wait_where_all_is_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "LATE_SECONDS", 1.0)  # a busy machine is not a busy loop
    began = time.monotonic()
    threads.wait_for_calm()
    assert time.monotonic() - began < threads.MAX_PATIENCE / 2


@pytest.mark.usefixtures("quick", "impatient")
def test_it_does_not_wait_for_ever() -> None:
    hall = gevent.spawn(hold_up, 60)
    threads.wait_for_calm()
    assert not hall.ready()
    hall.kill()
