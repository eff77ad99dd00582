"""Ends the connections of everyone who has lost access, within a second and in every process."""

import time
from collections.abc import Callable, Iterable, Iterator

import gevent
from gevent.event import Event

from app.platform.access.services import Services
from app.platform.access.versions import ACCESS_CHANGED, access_version
from app.platform.live.board import Board, Ended, Peer
from app.platform.logs import get_logger
from app.platform.storage.unit_of_work import Touch

log = get_logger(__name__)
REST = 0.3
"""Seconds between two checks while no hint comes: hints get lost, and the command line may act without Redis."""
ACK_SECONDS = 0.05
"""Seconds from a hint to the check, so that the ack of giving up one's own seat arrives before the connection ends."""
PORTION = 500
Due = list[tuple[str, Peer]]


class AccessWatch:
    """Compares the access version with the one seen last and, when it has changed, checks all connections.

    A new connection is checked once more if the version changed between the look-up of its actor and its registration.
    A session that ends by time is looked up again when its time has come, because use may have prolonged it.

    Args:
        pause: called between two portions of a large hall, so that votes have their turn.
    """

    def __init__(self, services: Services, board: Board, *, pause: Callable[[], None] = lambda: None) -> None:
        self._services = services
        self._board = board
        self._pause = pause
        self._wake = Event()
        self._is_failing = False

    def start(self) -> None:
        gevent.spawn(self._run)

    def hear(self, touched: Iterable[Touch]) -> None:
        """Check soon if a commit of this or another process has changed who has access."""
        if ACCESS_CHANGED in map(tuple, touched):
            self._wake.set()

    def look(self) -> int:
        """End connections whose seat, session or stage link ended or whose staff lost a role; return their number."""
        with self._services.database.read() as session:
            version = access_version(session)
        self._board.access_version = version
        return sum(self._check(portion, version) for portion in _portions(self._due(version), self._pause))

    def _due(self, version: int) -> Due:
        now = self._services.clock.now()
        return [
            (sid, peer)
            for sid, peer in self._board.peers()
            if peer.access_version != version or (peer.actor.expires_at is not None and peer.actor.expires_at <= now)
        ]

    def _check(self, due: Due, version: int) -> int:
        seats = {peer.actor.seat_id for _, peer in due if peer.actor.is_seat}
        sessions = {peer.actor.credential for _, peer in due if peer.actor.is_staff}
        stages = {peer.actor.id for _, peer in due if peer.actor.is_stage}
        identities = self._services.identities
        with self._services.database.read() as reading:
            live_seats = identities.live_seats(reading, seats) if seats else set()
            live_staff = identities.live_sessions(reading, sessions) if sessions else {}
            live_stages = {stage for stage in stages if identities.is_stage_live(reading, stage)}
        ended = 0
        for sid, peer in due:
            actor = peer.actor
            if actor.is_seat and actor.id not in live_seats:
                ended += self._board.end(sid, Ended.SEAT)
            elif actor.is_stage and actor.id not in live_stages:
                ended += self._board.end(sid, Ended.SESSION)
            elif actor.is_staff:
                now = live_staff.get(actor.credential)
                if now is None or actor.roles - now.roles:
                    ended += self._board.end(sid, Ended.SESSION if now is None else Ended.ROLE)
                    continue
                peer.actor = now
            peer.access_version = version
        return ended

    def _run(self) -> None:
        while True:
            if self._wake.wait(timeout=REST):
                gevent.sleep(ACK_SECONDS)
            self._wake.clear()
            began = time.monotonic()
            try:
                ended = self.look()
                self._is_failing = False
                if ended:
                    log.info("sockets ended", count=ended, ms=round((time.monotonic() - began) * 1000))
            except Exception:  # the database is away; nobody can do anything without it either
                if not self._is_failing:
                    log.exception("looking for ended access failed")
                self._is_failing = True
                gevent.sleep(REST)


def _portions(due: Due, pause: Callable[[], None]) -> Iterator[Due]:
    for at in range(0, len(due), PORTION):
        if at:
            pause()
        yield due[at : at + PORTION]
