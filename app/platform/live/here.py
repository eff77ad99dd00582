"""Counts who is present now: the seats whose page is open, in contrast to all seats that were ever taken.

A page is open while its connection lasts; a page without a connection, as on a phone without script, counts as open for
two minutes.
"""

import time
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.platform.ids import MeetingId, SeatId
from app.platform.live.snapshots import Topic
from app.platform.live.specs import Audience, SnapshotSpec
from app.platform.storage.chains import MEETING

TOPIC = "here"
VISIT_SECONDS = 120
FIRST_MOMENT = 1_767_225_600
"""2026-01-01 UTC. Versions are seconds since then, so that they grow across restarts."""


@dataclass(slots=True)
class Here:
    """The seats that are present in this process, by meeting; each count is announced about once a second."""

    _seats: dict[MeetingId, dict[str, SeatId]] = field(default_factory=dict)
    """{meeting: {connection: seat}}"""
    _visits: dict[MeetingId, dict[SeatId, float]] = field(default_factory=dict)
    """{meeting: {seat that has loaded its page but not connected: monotonic time at which the visit ends}}"""
    _told: dict[MeetingId, tuple[int, int]] = field(default_factory=dict)
    """{meeting: (version, count) as last announced}"""

    def enter(self, meeting_id: MeetingId, connection: str, seat_id: SeatId) -> None:
        """Record that a connection shows a meeting to a seat."""
        self._seats.setdefault(meeting_id, {})[connection] = seat_id
        self._visits.get(meeting_id, {}).pop(seat_id, None)

    def visit(self, meeting_id: MeetingId, seat_id: SeatId) -> None:
        """Record that a seat has loaded its page, which counts as present for two minutes."""
        self._visits.setdefault(meeting_id, {})[seat_id] = time.monotonic() + VISIT_SECONDS

    def leave(self, meeting_id: MeetingId, connection: str) -> None:
        """Record that a connection has ended; a connection that never entered is ignored."""
        self._seats.get(meeting_id, {}).pop(connection, None)

    def count(self, meeting_id: MeetingId) -> int:
        """Return the number of seats that are present now; a seat with several open pages counts once."""
        now = time.monotonic()
        visiting = {seat for seat, until in self._visits.get(meeting_id, {}).items() if until > now}
        return len(visiting.union(self._seats.get(meeting_id, {}).values()))

    def look(self) -> list[Topic]:
        """Raise the version of each meeting whose number of present seats has changed since it was announced.

        Returns:
            The topics of these meetings, to be announced.
        """
        known = self._seats.keys() | self._visits.keys()
        changed = [meeting for meeting in sorted(known) if self.count(meeting) != self.told(meeting)]
        now = int(time.time()) - FIRST_MOMENT
        for meeting in changed:
            self._told[meeting] = (max(now, self.version(meeting) + 1), self.count(meeting))
        self._seats = {meeting: seats for meeting, seats in self._seats.items() if seats}
        self._visits = {meeting: visits for meeting, visits in self._visits.items() if self.count(meeting)}
        return [(MEETING.chain_of(meeting), TOPIC) for meeting in changed]

    def told(self, meeting_id: MeetingId) -> int:
        """Return the count that was last announced."""
        return self._told.get(meeting_id, (0, 0))[1]

    def version(self, meeting_id: MeetingId) -> int:
        """Return the version of the number of present seats as last announced; 0 before the first announcement."""
        return self._told.get(meeting_id, (0, 0))[0]


HERE = Here()
"""The connections of this process."""


@dataclass(frozen=True, slots=True)
class HereSnapshot:
    """The number of seats that are present now."""

    count: int


def read_here(_session: Session, meeting_id: MeetingId, _audience: Audience) -> HereSnapshot:
    return HereSnapshot(HERE.told(meeting_id))


SNAPSHOTS = (
    SnapshotSpec(TOPIC, "here:changed", read_here, version=lambda _session, meeting_id: HERE.version(meeting_id)),
)
