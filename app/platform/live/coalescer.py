"""Announces one snapshot per topic and beat to each room, however many votes arrive."""

import time
from collections.abc import Callable, Iterable, Mapping

import gevent
from gevent.event import Event

from app.platform.live.snapshots import Snapshot, Snapshots, Topic, chain_of_room, room_of
from app.platform.live.specs import Audience
from app.platform.logs import get_logger
from app.platform.storage.chains import Chain
from app.platform.storage.unit_of_work import Touch

log = get_logger(__name__)
Emit = Callable[[str, Snapshot, str], None]
"""(event, snapshot, room)"""
SHORTEST_BEAT = 0.05
DELIVERIES = 5000
"""Most messages a second for one topic of one chain; a small room gets them faster, up to the shortest beat."""


class Coalescer:
    """Collects changed topics and announces their snapshots to the rooms, each topic at most once per beat.

    A topic that was quiet for a beat is announced at once. If a topic has pages (partial snapshots), a room that has
    the whole snapshot gets only what changed, so that a beat costs no more as the meeting grows.
    """

    def __init__(self, snapshots: Snapshots, emit: Emit, *, beat_ms: int) -> None:
        self._snapshots = snapshots
        self._emit = emit
        self._beat = beat_ms / 1000
        self._dirty: dict[Topic, None] = {}
        self._told_at: dict[Topic, float] = {}
        self._wake = Event()
        self._listening: dict[str, int] = {}
        self._held: dict[str, dict[str, int]] = {}
        """{room: {topic: version that everyone in it holds}}"""

    def start(self) -> None:
        gevent.spawn(self._run)

    def mark(self, touched: Iterable[Touch]) -> None:
        """Mark topics as changed; safe from any greenlet of the web process."""
        for name, topic in touched:
            spec = self._snapshots.specs.get(topic)
            if spec is not None and spec.kind.may_name(name):
                chain = Chain(name)
                self._dirty[chain, topic] = None
                self._snapshots.forget(chain, topic)
        self._wake.set()

    def listen(self, room: str, change: int) -> None:
        """Change the number of a room's listeners by `change`, so that no snapshot is read for an empty room."""
        count = self._listening.get(room, 0) + change
        if count > 0:
            self._listening[room] = count
        else:
            self._listening.pop(room, None)
            self._held.pop(room, None)

    def hold(self, room: str, versions: Mapping[str, int]) -> None:
        """Store the topic versions that a room's first listener was given; later listeners are given nothing older."""
        if room in self._listening:
            self._held.setdefault(room, dict(versions))

    def listeners(self) -> int:
        """Return the number of listeners in all rooms together."""
        return sum(self._listening.values())

    def chains(self) -> set[Chain]:
        """Return the chains whose things have listeners."""
        return {chain_of_room(room) for room in self._listening}

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._dirty:
                pause = self._tell_due()
                if pause > 0:
                    gevent.sleep(pause)

    def _tell_due(self) -> float:
        """Announce every topic whose beat is over; return the seconds until the next topic is due."""
        for touch in list(self._dirty):
            now = time.monotonic()
            if self._due_at(touch) <= now:
                del self._dirty[touch]
                self._told_at[touch] = now
                self._tell(*touch)
        now = time.monotonic()  # announcing to a full hall takes a while
        return min((self._due_at(touch) - now for touch in self._dirty), default=0.0)

    def _due_at(self, touch: Topic) -> float:
        return self._told_at.get(touch, 0.0) + self._beat_of(*touch)

    def _beat_of(self, chain: Chain, topic: str) -> float:
        audiences = self._snapshots.specs[topic].audiences
        listeners = sum(self._listening.get(room_of(chain, audience), 0) for audience in audiences)
        return min(self._beat, max(SHORTEST_BEAT, listeners / DELIVERIES))

    def _tell(self, chain: Chain, topic: str) -> None:
        for audience in self._snapshots.specs[topic].audiences:
            room = room_of(chain, audience)
            if room in self._listening:
                try:
                    self._tell_room(room, chain, topic, audience)
                except Exception:  # one unreadable topic must not stop the others; it is sent at its next change
                    log.exception("snapshot failed", chain=chain, topic=topic)

    def _tell_room(self, room: str, chain: Chain, topic: str, audience: Audience) -> None:
        held = self._held.setdefault(room, {})
        snapshot = self._snapshots.read_since(chain, topic, audience, held.get(topic))
        if snapshot.get("since") == snapshot["version"]:
            return  # an earlier announcement contained this version
        self._emit(self._snapshots.specs[topic].event, snapshot, room)
        held[topic] = snapshot["version"]
