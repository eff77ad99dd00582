"""Who is present now: the seats whose page is open, apart from the seats that were ever taken.

A page is open while its connection is, and a page without a connection, as on a phone without script, for two minutes.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.platform.ids import MeetingId, SeatId
from app.platform.live.snapshots import Topic
from app.platform.live.specs import Audience, SnapshotSpec

TOPIC = "here"
VISIT_SECONDS = 120
FIRST_MOMENT = 1_767_225_600
"""2026-01-01 UTC. Versions are seconds since then, so that they grow through restarts."""


@dataclass(slots=True)
class Here:
    """The connected seats of this process, by meeting; the count of each is told about once a second."""

    _seats: dict[MeetingId, dict[str, SeatId]] = field(default_factory=dict)
    """{meeting: {connection: seat}}"""
    _visits: dict[MeetingId, dict[SeatId, float]] = field(default_factory=dict)
    """{meeting: {seat that has asked for its page and not connected: when that ends}}"""
    _told: dict[MeetingId, tuple[int, int]] = field(default_factory=dict)
    """{meeting: (version, count)}"""

    def enter(self, meeting_id: MeetingId, connection: str, seat_id: SeatId) -> None:
        """Note that a connection shows a meeting to a seat."""
        self._seats.setdefault(meeting_id, {})[connection] = seat_id
        self._visits.get(meeting_id, {}).pop(seat_id, None)

    def visit(self, meeting_id: MeetingId, seat_id: SeatId) -> None:
        """Note that a seat has asked for its page."""
        self._visits.setdefault(meeting_id, {})[seat_id] = time.monotonic() + VISIT_SECONDS

    def leave(self, meeting_id: MeetingId, connection: str) -> None:
        """Note that a connection has ended; one that never entered is no error."""
        self._seats.get(meeting_id, {}).pop(connection, None)

    def count(self, meeting_id: MeetingId) -> int:
        """The seats that are present now; one with several open pages counts once."""
        now = time.monotonic()
        visiting = {seat for seat, until in self._visits.get(meeting_id, {}).items() if until > now}
        return len(visiting.union(self._seats.get(meeting_id, {}).values()))

    def look(self) -> list[Topic]:
        """The meetings whose count is another than was told, each with a new version."""
        known = self._seats.keys() | self._visits.keys()
        changed = [meeting for meeting in sorted(known) if self.count(meeting) != self.told(meeting)]
        now = int(time.time()) - FIRST_MOMENT
        for meeting in changed:
            self._told[meeting] = (max(now, self.version(meeting) + 1), self.count(meeting))
        self._seats = {meeting: seats for meeting, seats in self._seats.items() if seats}
        self._visits = {meeting: visits for meeting, visits in self._visits.items() if self.count(meeting)}
        return [(meeting, TOPIC) for meeting in changed]

    def told(self, meeting_id: MeetingId) -> int:
        """The count as it was last told."""
        return self._told.get(meeting_id, (0, 0))[1]

    def version(self, meeting_id: MeetingId) -> int:
        """The version of the count that was last told; 0 before the first."""
        return self._told.get(meeting_id, (0, 0))[0]


HERE = Here()
"""The connections of this process."""


def read_here(_session: Session, meeting_id: MeetingId, _audience: Audience) -> dict[str, Any]:
    return {"count": HERE.told(meeting_id)}


SNAPSHOTS = (
    SnapshotSpec(TOPIC, "here:changed", read_here, version=lambda _session, meeting_id: HERE.version(meeting_id)),
)
