"""Reports the progress of a long clustering run to the desk, which may stop the run."""

import time

from app.platform.access.services import Services
from app.platform.ids import MeetingId
from app.themes import actions, queries

PAUSE_SECONDS = 0.5
"""Shortest time between two reports; a shorter run is not reported at all."""


class StoppedError(Exception):
    """A person has stopped the clustering run."""


class ProgressReporter:
    """Progress callback of a run, called with the share done (0..1); raises `StoppedError` once the run is stopped."""

    def __init__(self, services: Services, meeting_id: MeetingId, proposals: int) -> None:
        self._services = services
        self._meeting = meeting_id
        self._proposals = proposals
        self._run = 0
        self._reported_at = time.monotonic()

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        if now - self._reported_at < PAUSE_SECONDS:
            return
        self._reported_at = now
        self._raise_if_stopped()
        percent = min(99, int(100 * share))
        self._run = self._services.writer.run(
            lambda work: actions.note_progress(
                work, meeting_id=self._meeting, run=self._run, proposals=self._proposals, percent=percent
            )
        )

    def end(self) -> None:
        """Mark the run as ended, whatever its outcome."""
        if self._run:
            self._services.writer.run(lambda work: actions.end_run(work, meeting_id=self._meeting, run=self._run))

    def _raise_if_stopped(self) -> None:
        with self._services.database.read() as session:
            if self._run and not queries.is_running(session, self._meeting, self._run):
                raise StoppedError
