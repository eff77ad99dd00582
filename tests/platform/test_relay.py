"""Notices between processes: the others hear, oneself does not; what Redis loses is found in the database."""

import threading
from collections.abc import Callable

import pytest

from app.platform.live.relay import GapWatch, Relay
from app.platform.storage.unit_of_work import Touch
from app.registry import SNAPSHOTS
from tests.builders import build_proposal, react
from tests.hall import Hall
from tests.servers import wait_until


@pytest.mark.redis
def test_the_others_hear_and_oneself_does_not(redis_url: str) -> None:
    heard: dict[str, list[Touch]] = {"a": [], "b": []}
    relays = {name: Relay(redis_url) for name in heard}
    for name, relay in relays.items():
        relay.start(heard[name].extend)
    wait_until(lambda: _comes(relays["a"], heard["b"]), "the first notice arrives")
    relays["a"].tell([("m", "wall"), ("m", "tally")])
    wait_until(lambda: ("m", "tally") in heard["b"], "the notice arrives")
    assert heard["a"] == []


def test_telling_never_waits_when_redis_is_away() -> None:
    relay = Relay("redis://127.0.0.1:1/0")
    relay.start(lambda _touched: None)
    done = threading.Event()
    threading.Thread(target=_tell_much(relay, done), daemon=True).start()
    assert done.wait(20)


def test_what_was_lost_is_found_in_the_database(hall: Hall) -> None:
    watch = GapWatch(hall.services.database, SNAPSHOTS)
    watch.look({hall.meeting})
    assert watch.look({hall.meeting}) == []
    card = build_proposal(hall.services, hall.mei, hall.meeting)
    assert (hall.meeting, "wall") in watch.look({hall.meeting})
    react(hall.services, hall.bo, hall.meeting, card)
    topics = watch.look({hall.meeting})
    assert (hall.meeting, "tally") in topics
    assert (hall.meeting, "wall") not in topics
    assert watch.look(set()) == []


def _comes(relay: Relay, heard: list[Touch]) -> bool:
    """Ask again until the other has subscribed."""
    relay.tell([("first", "notice")])
    return bool(heard)


def _tell_much(relay: Relay, done: threading.Event) -> Callable[[], None]:
    def tell() -> None:
        for number in range(1000):
            relay.tell([("m", f"t{number}")])
        done.set()

    return tell
